"""A server without manners: it writes scripted bytes onto a socket and logs exactly what it sent and received."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

CLOSE, RESET, HOLD = "close", "reset", "hold"
Step = bytes | str | float


@dataclass
class Logged:
    received: bytes
    path: str
    at: float
    sent: bytes = b""


@dataclass
class RawServer:
    """`script(path)` gives the steps of an answer: bytes to send, seconds to wait, CLOSE, RESET, HOLD (till the client goes)."""

    script: Callable[[str], list[Step]]
    log: list[Logged] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError):
            while await self._one(reader, writer):
                pass
        writer.close()
        with contextlib.suppress(OSError, ssl.SSLError):
            await writer.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await reader.readuntil(b"\r\n\r\n")
        length = [line for line in request.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        request += await reader.readexactly(int(length[0].split(b":")[1])) if length else b""
        target = request.split(b" ", 2)[1].decode()
        path = "/" + target.split("/", 3)[3] if target.startswith("http") else target
        entry = Logged(request, path, time.monotonic())
        self.log.append(entry)
        for step in self.script(path):
            if isinstance(step, bytes):
                writer.write(step)
                entry.sent += step
                await writer.drain()
                await asyncio.sleep(0)
            elif isinstance(step, float):
                await asyncio.sleep(step)
            elif step == RESET:
                _reset(writer)
                return False
            elif step == HOLD:
                await reader.read()
            else:
                return False
        return True


def _reset(writer: asyncio.StreamWriter) -> None:
    """An RST instead of a FIN: a socket closed with SO_LINGER 0."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def _listening(
    serve: Serve, tls: ssl.SSLContext | None, hosts: Sequence[str] = ("127.0.0.1",), port: int = 0
) -> AsyncIterator[int]:
    """Listens on a port, a free one if it is 0; at the end every connection is gone."""
    writers: list[asyncio.StreamWriter] = []
    tasks: list[asyncio.Task[object] | None] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        tasks.append(asyncio.current_task())
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await serve(reader, writer)

    listening = await asyncio.start_server(connected, hosts, port, ssl=tls, limit=1 << 20)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)


@contextlib.asynccontextmanager
async def raw_server(
    script: Callable[[str], list[Step]] | Mapping[str, list[Step]],
    *,
    tls: ssl.SSLContext | None = None,
    hosts: Sequence[str] = ("127.0.0.1",),
    port: int = 0,
) -> AsyncIterator[RawServer]:
    server = RawServer(script if callable(script) else lambda path: script[path])
    async with _listening(server.serve, tls, hosts, port) as server.port:
        yield server


@dataclass
class ConnectProxy:
    """Opens tunnels to anywhere on loopback, and keeps the requests for them."""

    asked: list[bytes] = field(default_factory=list)
    answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head)
        writer.write(self.answer)
        if b" 200 " in self.answer:
            port = int(head.split(b" ", 2)[1].rsplit(b":", 1)[1])
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_pipe(reader, there_writer), _pipe(there_reader, writer))
        writer.close()


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()


@contextlib.asynccontextmanager
async def connect_proxy(answer: bytes | None = None) -> AsyncIterator[ConnectProxy]:
    proxy = ConnectProxy() if answer is None else ConnectProxy(answer=answer)
    async with _listening(proxy.serve, None) as proxy.port:
        yield proxy
