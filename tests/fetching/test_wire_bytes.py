"""What the archive gets is what the server logged as sent, byte for byte, however it was transferred."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from authority import Authority, make_authority
from rawserver import RawServer, connect_proxy, raw_server
from transfers import FAILURES, TRANSFERS, Transfer

from archive.model import Failure
from crawler.fetching.pool import Pool
from crawler.fetching.request import Proxy
from crawler.fetching.tls import client_context
from crawler.fetching.wire import Ask, Reply, Timeouts, Wire

ROUNDS = 2
HEADERS = [("User-Agent", "newsark/0 (+test)"), ("Accept-Encoding", "gzip, deflate, br")]
WAYS = ["plain", "tls", "proxy", "tunnel"]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("ca"))


@asynccontextmanager
async def way(kind: str, authority: Authority) -> AsyncIterator[tuple[RawServer, Wire, str, Proxy | None]]:
    """A server, a client, the address of the server's root, and the proxy to go through."""
    scripts = {name: list(transfer.steps) for name, transfer in TRANSFERS.items()}
    scripts |= {name: list(steps) for name, (steps, _) in FAILURES.items()}
    secure = kind in ("tls", "tunnel")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(
            raw_server(lambda path: scripts[path[1:]], tls=authority.server if secure else None)
        )
        proxy = None
        if kind == "tunnel":
            proxy = Proxy("127.0.0.1", (await stack.enter_async_context(connect_proxy())).port)
        elif kind == "proxy":
            proxy = Proxy("127.0.0.1", server.port)
        wire = Wire(Pool(client_context(ca_file=authority.ca_file), ["127.0.0.1"]))
        yield server, wire, f"{'https' if secure else 'http'}://127.0.0.1:{server.port}/", proxy
        wire.close()


@pytest.mark.parametrize("kind", WAYS)
def test_exchanges_are_what_the_server_logged(kind: str, authority: Authority) -> None:
    async def main() -> int:
        compared = 0
        async with way(kind, authority) as (server, wire, root, proxy):
            for name, transfer in list(TRANSFERS.items()) * ROUNDS:
                reply = await wire.fetch(Ask(root + name, headers=HEADERS, proxy=proxy))
                assert isinstance(reply, Reply), (name, reply)
                _compare(name, transfer, reply, server)
                assert reply.exchange.ip == (None if proxy else "127.0.0.1")
                compared += 1
            assert server.connections < compared, "connections are kept alive"
        return compared

    assert asyncio.run(main()) == ROUNDS * len(TRANSFERS) > 100


def _compare(name: str, transfer: Transfer, reply: Reply, server: RawServer) -> None:
    logged, exchange = server.log[-1], reply.exchange
    sent = logged.sent.removeprefix(transfer.interim)
    if transfer.excess:
        sent = sent.removesuffix(transfer.excess)
    assert exchange.request == logged.received, name
    assert exchange.interim == transfer.interim, name
    assert exchange.truncated == transfer.truncated, name
    if transfer.entity is None:  # a reset may swallow what was on its way
        assert sent.startswith(exchange.response), name
        assert len(exchange.response) > 0, name
        return
    assert exchange.response == sent, name
    assert reply.answer.status == transfer.status, name
    assert bool(reply.answer.damage) == transfer.damaged, name
    assert reply.answer.entity() == transfer.entity, name


@pytest.mark.parametrize("kind", WAYS)
def test_failures_keep_what_was_received(kind: str, authority: Authority) -> None:
    async def main() -> None:
        async with way(kind, authority) as (server, wire, root, proxy):
            for name, (_, expected) in FAILURES.items():
                failure = await wire.fetch(Ask(root + name, headers=HEADERS, proxy=proxy))
                assert isinstance(failure, Failure), name
                assert failure.kind == expected, (name, failure)
                assert failure.request == server.log[-1].received, name
                if name == "endless-head":
                    assert server.log[-1].sent.startswith(failure.received[:200_000])
                else:
                    assert failure.received == server.log[-1].sent, name

    asyncio.run(main())


def test_head_has_no_body_whatever_it_announces(authority: Authority) -> None:
    async def main() -> None:
        async with way("plain", authority) as (server, wire, root, _):
            reply = await wire.fetch(Ask(root + "not-modified", method="HEAD", headers=HEADERS))
            assert isinstance(reply, Reply)
            assert reply.exchange.response == server.log[-1].sent
            assert server.log[-1].received.startswith(b"HEAD /not-modified HTTP/1.1\r\nHost: 127.0.0.1:")

    asyncio.run(main())


def test_tls_is_noted_and_an_unknown_certificate_refused(authority: Authority, tmp_path: Path) -> None:
    async def main() -> None:
        async with way("tls", authority) as (_, wire, root, _):
            reply = await wire.fetch(Ask(root + "sized"))
            assert isinstance(reply, Reply)
            assert reply.exchange.protocols == ("http/1.1", "tls/1.3")
            for context, words in (
                (client_context(), "unable to get local issuer certificate"),
                (client_context(ca_file=make_authority(tmp_path).ca_file), "certificate signature failure"),
            ):
                stranger = Wire(Pool(context, ["127.0.0.1"]))
                failure = await stranger.fetch(Ask(root + "sized"))
                assert isinstance(failure, Failure)
                assert failure.kind == "tls"
                assert failure.detail.startswith("127.0.0.1 (127.0.0.1:")
                assert "the certificate was not accepted: " in failure.detail, words
            lenient = Wire(Pool(client_context(verify=False), ["127.0.0.1"]))
            assert isinstance(await lenient.fetch(Ask(root + "sized")), Reply)
            lenient.close()

    asyncio.run(main())


def test_an_expired_certificate_and_plain_http_on_a_tls_port(tmp_path: Path) -> None:
    async def main() -> None:
        expired = make_authority(tmp_path, days=-1)
        pool = Pool(client_context(ca_file=expired.ca_file), ["127.0.0.1"])
        async with raw_server({"/": []}, tls=expired.server) as server:
            failure = await Wire(pool).fetch(Ask(f"https://127.0.0.1:{server.port}/"))
            assert isinstance(failure, Failure)
            assert failure.kind == "tls"
            assert failure.detail.endswith("certificate has expired")
        async with raw_server(lambda _: [b"x"]) as plain:
            impatient = Timeouts(connect=0.2)
            failure = await Wire(pool).fetch(Ask(f"https://127.0.0.1:{plain.port}/", timeouts=impatient))
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.detail) == ("timeout", "no answer in 0.2 s")

    asyncio.run(main())


def test_tls_1_2_is_noted_as_such(authority: Authority) -> None:
    async def main() -> None:
        context = client_context(ca_file=authority.ca_file)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        async with raw_server(lambda _: list(TRANSFERS["sized"].steps), tls=authority.server) as server:
            wire = Wire(Pool(context, ["127.0.0.1"]))
            reply = await wire.fetch(Ask(f"https://127.0.0.1:{server.port}/"))
            assert isinstance(reply, Reply)
            assert reply.exchange.protocols == ("http/1.1", "tls/1.2")
            wire.close()

    asyncio.run(main())
