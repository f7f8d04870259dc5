"""Time, size, dead connections and refusals: each ends as one Exchange or one Failure, and in time."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Awaitable, Callable

import pytest
from rawserver import CLOSE, HOLD, RESET, RawServer, Step, connect_proxy, raw_server
from transfers import OK, PAGE, chunked, sized

from archive.model import Failure
from crawler.fetching.answer import Limits
from crawler.fetching.pool import Pool
from crawler.fetching.request import Proxy
from crawler.fetching.tls import client_context
from crawler.fetching.wire import Ask, Reply, Timeouts, Wire

TLS = client_context()
IMPATIENT = Timeouts(connect=5.0, stall=0.1, total=5.0)


def run(script: Callable[[str], list[Step]], use: Callable[[RawServer, Wire, str], Awaitable[None]]) -> None:
    async def main() -> None:
        async with raw_server(script) as server:
            wire = Wire(Pool(TLS, ["127.0.0.1"]))
            await use(server, wire, f"http://127.0.0.1:{server.port}/")
            wire.close()

    asyncio.run(asyncio.wait_for(main(), 30))


def test_killed_at_every_point_of_an_answer() -> None:
    """Closed or reset after each byte of a chunked answer: what came is kept, and one request more gets the page."""
    whole = chunked(PAGE[:60], 25, trailers=b"X-T: 1\r\n")

    def script(path: str) -> list[Step]:
        point, end = path[1:].split("-")
        return [whole[: int(point)], end]

    async def use(server: RawServer, wire: Wire, root: str) -> None:
        for point in range(len(whole)):
            for end in (CLOSE, RESET):
                found = await wire.fetch(Ask(f"{root}{point}-{end}"))
                sent = server.log[-1].sent
                kept = found.exchange.response if isinstance(found, Reply) else found.received
                assert kept == sent if end == CLOSE else sent.startswith(kept), (point, end)
                if isinstance(found, Reply):
                    assert found.exchange.truncated == "disconnect", (point, end)
                else:
                    assert found.kind == "reset", (point, end, found)

    run(script, use)


def test_stalls_before_and_inside_an_answer() -> None:
    steps: dict[str, list[Step]] = {
        "/silent": [HOLD],
        "/half-head": [b"HTTP/1.1 200 OK\r\nX-A", HOLD],
        "/half-body": [OK + b"Content-Length: 99\r\n\r\nhalf", HOLD],
    }

    async def use(_: RawServer, wire: Wire, root: str) -> None:
        for path in ("silent", "half-head"):
            failure = await wire.fetch(Ask(root + path, timeouts=IMPATIENT))
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.detail) == ("timeout", "no byte for 0.1 s")
            assert failure.received == b"HTTP/1.1 200 OK\r\nX-A"[: 20 * (path == "half-head")]
        reply = await wire.fetch(Ask(root + "half-body", timeouts=IMPATIENT))
        assert isinstance(reply, Reply)
        assert (reply.exchange.truncated, reply.answer.entity()) == ("time", b"half")

    run(lambda path: steps[path], use)


def test_the_total_time_bounds_what_never_ends() -> None:
    """Bytes that keep coming, in the head or in the body, never reach the stall limit: the total one ends them."""
    drip: list[Step] = [b"X-A: b\r\n"] * 100_000
    scripts: dict[str, list[Step]] = {
        "/head": [b"HTTP/1.1 200 OK\r\n", *drip],
        "/body": [OK + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 100_000],
    }
    quick = Timeouts(connect=5.0, stall=5.0, total=0.3)

    async def use(_: RawServer, wire: Wire, root: str) -> None:
        big = Limits(head=1 << 30, body=1 << 30)
        failure = await wire.fetch(Ask(root + "head", timeouts=quick, limits=big))
        assert isinstance(failure, Failure)
        assert (failure.kind, failure.detail) == ("timeout", "no answer in 0.3 s")
        reply = await wire.fetch(Ask(root + "body", timeouts=quick, limits=big))
        assert isinstance(reply, Reply)
        assert reply.exchange.truncated == "time"
        assert set(reply.answer.entity()) == {ord("x")}

    run(lambda path: scripts[path], use)


def test_an_endless_body_is_cut_by_length_and_the_connection_not_used_again() -> None:
    chunk = b"8000\r\n" + b"e" * 0x8000 + b"\r\n"

    async def use(server: RawServer, wire: Wire, root: str) -> None:
        for _ in range(2):
            reply = await wire.fetch(Ask(root, limits=Limits(body=300_000)))
            assert isinstance(reply, Reply)
            assert reply.exchange.truncated == "length"
            assert len(reply.exchange.response) == reply.answer.head_end + 300_000
            assert server.log[-1].sent.startswith(reply.exchange.response[:200_000])
        assert server.connections == 2

    run(lambda _: [OK + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 1000], use)


def test_a_dead_kept_alive_connection_is_no_attempt() -> None:
    """The server closes a kept-alive connection in silence, whether we see it before the next request or after."""
    count = {"served": 0}

    def script(path: str) -> list[Step]:
        count["served"] += 1
        return (
            [sized(PAGE)] if count["served"] != 2 else [CLOSE]
        )  # the second request dies on the kept connection

    async def use(server: RawServer, wire: Wire, root: str) -> None:
        first, second = await wire.fetch(Ask(root + "1")), await wire.fetch(Ask(root + "2"))
        assert isinstance(first, Reply)
        assert isinstance(second, Reply)
        assert first.exchange.notes == ()
        assert second.exchange.notes == (
            ("connection", "a kept-alive connection was dead; sent again on a new one"),
        )
        assert second.exchange.response == sized(PAGE)
        assert server.connections == 2

    run(script, use)


def test_the_gap_holds_for_what_is_sent_again() -> None:
    """The server may have read the request before it broke the connection: for it, the next one is a second request."""

    async def use(server: RawServer, wire: Wire, root: str) -> None:
        await wire.fetch(Ask(f"{root}first"))
        begun = asyncio.get_running_loop().time()
        assert isinstance(await wire.fetch(Ask(f"{root}dead", gap=0.3)), Failure)
        assert [entry.path for entry in server.log].count("/dead") == 2
        assert asyncio.get_running_loop().time() - begun >= 0.3

    run(lambda path: [RESET] if path == "/dead" else [sized(PAGE)], use)


def test_nothing_is_sent_more_than_twice() -> None:
    """However many kept-alive connections are dead: the second try is on a new one, and its end is final."""

    async def use(server: RawServer, wire: Wire, root: str) -> None:
        await asyncio.gather(*(wire.fetch(Ask(f"{root}page-{i}")) for i in range(5)))
        failure = await wire.fetch(Ask(f"{root}dead"))
        assert isinstance(failure, Failure)
        assert failure.kind == "reset"
        assert failure.detail.endswith("; a kept-alive connection was dead; sent again on a new one")
        assert [entry.path for entry in server.log].count("/dead") == 2

    run(lambda path: [RESET] if path == "/dead" else [sized(PAGE)], use)


def test_a_post_is_not_sent_twice() -> None:
    count = {"served": 0}

    def script(_: str) -> list[Step]:
        count["served"] += 1
        return [sized(PAGE)] if count["served"] == 1 else [CLOSE]

    async def use(server: RawServer, wire: Wire, root: str) -> None:
        assert isinstance(await wire.fetch(Ask(root)), Reply)
        failure = await wire.fetch(Ask(root, method="POST", body=b"a=b"))
        assert isinstance(failure, Failure)
        assert failure.kind == "reset"
        assert server.log[-1].received.endswith(b"Content-Length: 3\r\n\r\na=b")
        assert count["served"] == 2

    run(script, use)


def test_many_at_once_use_connections_of_their_own() -> None:
    async def use(server: RawServer, wire: Wire, root: str) -> None:
        replies = await asyncio.gather(*(wire.fetch(Ask(f"{root}{i}")) for i in range(30)))
        assert all(isinstance(reply, Reply) for reply in replies)
        assert {reply.exchange.request.split()[1] for reply in replies if isinstance(reply, Reply)} == {
            f"/{i}".encode() for i in range(30)
        }
        assert server.connections == 30

    run(lambda _: [sized(PAGE)], use)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://no-such-host.invalid/", "dns"),
        ("http://127.0.0.1:{closed}/", "refused"),
        ("http://169.254.169.254/latest/meta-data/", "blocked"),
        ("http://[::ffff:10.0.0.1]/", "blocked"),
        ("http://0x0a000001/", "blocked"),
        ("http://127.0.0.1:99999/", "protocol"),
        ("http://[::1/", "protocol"),
        ("ftp://127.0.0.1/x", "protocol"),
    ],
)
def test_addresses_that_lead_nowhere(url: str, kind: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = url.replace("{closed}", str(unused.getsockname()[1]))

        async def main() -> Failure | Reply:
            return await Wire(Pool(TLS, ["127.0.0.1"])).fetch(Ask(url))

        failure = asyncio.run(main())
    assert isinstance(failure, Failure)
    assert failure.kind == kind, failure
    assert failure.request == failure.received == b""


def test_loopback_is_blocked_for_a_site_of_the_open_web() -> None:
    async def use(server: RawServer, _: Wire, root: str) -> None:
        wire = Wire(Pool(TLS, ["93.184.216.34"]))
        for url in (
            root,
            root.replace("127.0.0.1", "localhost"),
            root.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
        ):
            failure = await wire.fetch(Ask(url))
            assert isinstance(failure, Failure)
            assert failure.kind == "blocked"
        assert server.log == []

    run(lambda _: [sized(PAGE)], use)


def test_a_proxy_that_refuses_the_tunnel() -> None:
    async def main() -> None:
        async with connect_proxy(
            b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
        ) as proxy:
            way = Proxy.of(f"http://user:p%40ss@127.0.0.1:{proxy.port}")
            failure = await Wire(Pool(TLS, ["127.0.0.1"])).fetch(Ask("https://127.0.0.1:4/", proxy=way))
            assert isinstance(failure, Failure)
            assert failure.kind == "connect"
            assert failure.detail.endswith("refused the tunnel with status 407")
            assert b"Proxy-Authorization: Basic dXNlcjpwQHNz\r\n" in proxy.asked[0]

    asyncio.run(main())


def test_a_proxy_password_is_sent_and_not_archived() -> None:
    async def use(server: RawServer, wire: Wire, root: str) -> None:
        way = Proxy.of(f"http://user:pass@127.0.0.1:{server.port}")
        reply = await wire.fetch(Ask("http://127.0.0.1/page?x=1", proxy=way))
        assert isinstance(reply, Reply)
        received = server.log[-1].received
        assert received.startswith(b"GET http://127.0.0.1/page?x=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert b"\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n" in received
        assert reply.exchange.request == received.replace(b"Proxy-Authorization: Basic dXNlcjpwYXNz\r\n", b"")
        assert ("request", "Proxy-Authorization left out of the record") in reply.exchange.notes

    run(lambda _: [sized(PAGE)], use)


def test_the_collector_cannot_take_a_download_in_flight() -> None:
    """Nobody holds the task but what it waits for: asyncio's streams would lose it here, and the crawl would hang."""

    async def use(_: RawServer, wire: Wire, root: str) -> None:
        ended: asyncio.Queue[object] = asyncio.Queue()

        async def one() -> None:
            await ended.put(await wire.fetch(Ask(root)))

        for _ in range(5):
            asyncio.create_task(one())  # noqa: RUF006 (that no reference is kept is the test)
        for _ in range(20):
            await asyncio.sleep(0)
            gc.collect()
        assert all([isinstance(await ended.get(), Reply) for _ in range(5)])

    run(lambda _: [0.2, sized(PAGE)], use)
