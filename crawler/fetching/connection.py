"""One connection: bytes out, bytes in, nothing interpreted.

An asyncio Protocol rather than a pair of streams: the loop holds the transport, the transport this object, and this
object the waiting future, so a download in flight is never left to the garbage collector (asyncio's streams hold their
reader weakly, and a crawl whose only task is collected hangs for ever).
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack

from archive.model import Truncation
from crawler.fetching.answer import Answer, Limits
from crawler.fetching.failing import Broken, broken
from crawler.fetching.request import Proxy, Target, connect_bytes

HIGH_WATER = 262_144
"""Unread bytes at which the peer is told to wait, so that a fast server cannot fill the memory."""

MAX_TRIED = 4
PATIENCE = 3.0
"""How many addresses of a host are tried, and the seconds one of them gets while there is another to try."""

LARGE = 4 * 1024 * 1024
"""Bytes of an answer beyond which answers are read one at a time; pages are hardly ever as large."""

_TUNNEL = Limits(head=65_536)


class Connection(asyncio.Protocol):
    """Read with `read()`; an empty answer is the end of the stream."""

    def __init__(self, ip: str | None = None) -> None:
        self.ip = ip
        self.used = False
        self.idle_since = 0.0
        self._transport: asyncio.Transport | None = None
        self._pending = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False
        self._error: Exception | None = None
        self._paused = False

    # -- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._pending += data
        if len(self._pending) > HIGH_WATER and not self._paused and self._transport is not None:
            self._transport.pause_reading()
            self._paused = True
        self._wake()

    def eof_received(self) -> bool:
        self._ended = True
        self._wake()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self._ended, self._error = True, error
        self._wake()

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    # -- what we call

    @property
    def reusable(self) -> bool:
        """Open, with nothing unasked for in it."""
        return not (self._ended or self._pending or self._transport is None or self._transport.is_closing())

    @property
    def tls(self) -> str | None:
        """The TLS version as WARC-Protocol writes it: `tls/1.3`."""
        found: object = self._transport.get_extra_info("ssl_object") if self._transport else None
        version = found.version() if isinstance(found, ssl.SSLObject) else None
        return f"tls/{version.removeprefix('TLSv')}" if version else None

    def write(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.write(data)

    async def read(self) -> bytes:
        """What has come in, at least one byte; b"" once the peer has closed. Raises OSError after a reset."""
        if not self._pending and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self._pending:
            data = bytes(self._pending)
            self._pending.clear()
            if self._paused and self._transport is not None:
                self._paused = False
                self._transport.resume_reading()
            return data
        if self._error is not None:
            raise self._error
        return b""

    def close(self) -> None:
        """At once: nothing we might still send is of use, and a peer that never reads must not hold us."""
        if self._transport is not None:
            self._transport.abort()

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Speaks TLS over this connection from here on (inside a tunnel). Raises ssl.SSLError, OSError."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        made = await loop.start_tls(self._transport, self, context, server_hostname=host)
        if made is None:
            raise ConnectionResetError("closed during the TLS handshake")
        self._transport = made


async def connect(addresses: list[str], port: int, *, tls: ssl.SSLContext | None, host: str) -> Connection:
    """A connection to the first address that answers. Raises Broken, of the last address tried."""
    last = Broken("dns", f"{host}: no address")
    tried = addresses[:MAX_TRIED]
    for address in tried:
        try:
            async with asyncio.timeout(PATIENCE if address != tried[-1] else None):
                return await _connect(address, port, tls, host)
        except (OSError, ssl.CertificateError) as error:
            last = broken(error, f"{host} ({address}:{port})")
            if last.kind == "tls":
                break  # the server is there and will say the same on its other addresses
    raise last


async def _connect(address: str, port: int, tls: ssl.SSLContext | None, host: str) -> Connection:
    loop = asyncio.get_running_loop()
    name = host if tls else None
    _, line = await loop.create_connection(
        lambda: Connection(address), address, port, ssl=tls, server_hostname=name
    )
    return line


async def tunnel(line: Connection, target: Target, proxy: Proxy, user_agent: str) -> None:
    """Asks the proxy for a way through to the target. Raises Broken(connect) when it refuses."""
    line.write(connect_bytes(target, proxy, user_agent))
    answer = Answer(_TUNNEL, bodiless=True)
    try:
        while not answer.done:
            data = await line.read()
            answer.feed(data) if data else answer.eof()
    except Broken as error:
        raise Broken("connect", f"proxy {proxy.host}:{proxy.port}: {error.detail}") from None
    except OSError as error:
        raise broken(error, f"proxy {proxy.host}:{proxy.port}") from None
    if not 200 <= answer.status < 300:
        raise Broken(
            "connect", f"proxy {proxy.host}:{proxy.port} refused the tunnel with status {answer.status}"
        )


async def receive(
    line: Connection, answer: Answer, *, stall: float, large: asyncio.Semaphore | None = None
) -> Truncation | None:
    """Reads a whole answer; says why it was cut where it was. Raises Broken before the head is complete.

    `stall` is in seconds without a byte. A total time is the caller's to set, around this. An answer that has grown
    beyond LARGE is read on only while it holds `large`: however many servers send without end, one fills the memory.
    """
    async with AsyncExitStack() as held:
        return await _receive(line, answer, stall, large, held)


async def _receive(
    line: Connection, answer: Answer, stall: float, large: asyncio.Semaphore | None, held: AsyncExitStack
) -> Truncation | None:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(stall) as clock:
            while not answer.done:
                data = await line.read()
                answer.feed(data) if data else answer.eof()
                if large is not None and len(answer.raw) > LARGE and not answer.done:
                    clock.reschedule(None)  # the peer waits for us, not we for it
                    await held.enter_async_context(large)
                    large = None
                clock.reschedule(loop.time() + stall)
    except TimeoutError:
        return _cut(answer, "time", Broken("timeout", f"no byte for {stall:g} s"))
    except OSError as error:
        return _cut(answer, "disconnect", broken(error, line.ip or "proxy"))
    return answer.truncated


def _cut(answer: Answer, reason: Truncation, otherwise: Broken) -> Truncation:
    if not answer.started:
        raise otherwise
    answer.stop(reason)
    return reason
