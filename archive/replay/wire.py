"""HTTP/1.1 for one small server: reads requests, refuses what is wrong, writes replies. asyncio, standard library.

Requests come from anybody who can reach the port, so every part has a bound: the request line and head 32 KiB
(`MAX_HEAD`), a body 1 MiB, a head 20 s to arrive, a connection 256 at a time. Work is done in threads: a page that takes
long to rewrite holds up nobody. Message syntax: RFC 9112; a request that two readers could read in two ways is refused.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

MAX_HEAD = 32_768
MAX_BODY = 1 << 20
MAX_CONNECTIONS = 256
HEAD_SECONDS = 20.0
IDLE_SECONDS = 30.0
WRITE_SECONDS = 60.0
WORKERS = 4
PIECE = 1 << 18

_LINE = re.compile(rb"([A-Z]{1,16}) ([\x21-\x7e\x80-\xff]+) HTTP/1\.([01])\Z")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00-\x08\x0a-\x1f\x7f]*)\Z")


@dataclass(frozen=True, slots=True)
class Request:
    """`target` is the raw request target; bytes outside ASCII are kept as surrogate escapes. Header names lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Slice:
    """`length` bytes of a file from `start`: a body that is sent piece by piece and never held whole."""

    path: Path
    start: int
    length: int

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice) -> Slice:
        """A part of the part, as of bytes (steps are not taken)."""
        first, end, _ = part.indices(self.length)
        return Slice(self.path, self.start + first, max(0, end - first))


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers without framing (Content-Length and Connection are the server's), and the body."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Slice = b""
    reason: str = ""


Handler = Callable[[Request], Reply]
Tunnel = Callable[[str], ssl.SSLContext]
"""The target of a CONNECT (`host:port`) → what that host speaks TLS with; BadRequest where it is not tunnelled."""


class BadRequest(Exception):
    """A request that is not served; `status` says why, the connection is closed behind it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    def reply(self) -> Reply:
        return plain(self.status, str(self))


INERT = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
)
"""For text of ours that may repeat what was asked: it is never anything else to a browser, and loads nothing."""


def plain(status: int, message: str, *headers: tuple[str, str]) -> Reply:
    """A reply of one line of text."""
    kind = ("Content-Type", "text/plain; charset=utf-8")
    return Reply(status, (kind, *INERT, *headers), (message + "\n").encode())


def parse_head(head: bytes) -> tuple[Request, bool]:
    """The request without its body, and whether the connection stays open; BadRequest where the head is malformed."""
    line, *lines = head.split(b"\r\n")
    found = _LINE.match(line)
    if not found:
        raise BadRequest(400, "this is not an HTTP/1.1 request")
    headers: dict[str, str] = {}
    for raw in lines:
        parsed = _FIELD.match(raw)
        if not parsed:
            raise BadRequest(400, "a header line of the request is malformed")
        name, value = parsed[1].decode("ascii").lower(), parsed[2].strip(b" \t").decode("latin-1")
        if name in headers and name in {"host", "content-length", "transfer-encoding"}:
            raise BadRequest(400, f"the request has two {name} headers")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    keep = found[3] == b"1" and "close" not in headers.get("connection", "").lower()
    return Request(found[1].decode(), found[2].decode("ascii", "surrogateescape"), headers), keep


def body_length(headers: Mapping[str, str]) -> int:
    """Bytes of request body to read; chunked bodies are not taken."""
    if "transfer-encoding" in headers:
        raise BadRequest(411, "send the body with a Content-Length")
    value = headers.get("content-length", "0")
    if not value.isascii() or not value.isdigit():
        raise BadRequest(400, "Content-Length is not a number")
    if len(value) > 9 or int(value) > MAX_BODY:
        raise BadRequest(413, f"a request body may have {MAX_BODY} bytes")
    return int(value)


def format_head(reply: Reply, *, keep: bool) -> bytes:
    """The reply's head. A header that could break out of its line is a bug of ours and raises ValueError."""
    try:
        reason = reply.reason or HTTPStatus(reply.status).phrase
    except ValueError:
        reason = "Status"
    lines = [f"HTTP/1.1 {reply.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if reply.status not in {204, 304}:
        lines.append(f"Content-Length: {len(reply.body)}")
    lines.append("Connection: keep-alive" if keep else "Connection: close")
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1 or "\0" in text:
        raise ValueError("a header value with a line break")
    return (text + "\r\n\r\n").encode("latin-1", "replace")


class Front:
    """Accepts connections for one handler. `close` ends the connections. With a `tunnel`, CONNECT is answered by
    ourselves (RFC 9110, 9.3.6): requests inside reach the handler with absolute https targets."""

    def __init__(self, handler: Handler, pool: ThreadPoolExecutor, tunnel: Tunnel | None = None) -> None:
        self._handler, self._pool, self._tunnel = handler, pool, tunnel
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """Binds; OSError where the port is taken."""
        return await asyncio.start_server(self._accept, host, port, limit=MAX_HEAD, backlog=128)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if len(self._tasks) > MAX_CONNECTIONS:
                await _send(writer, plain(503, "too many connections"), keep=False)
            else:
                await self._converse(reader, writer)
        except (
            OSError,
            asyncio.IncompleteReadError,
            asyncio.CancelledError,
        ):  # TimeoutError, SSLError are OSErrors
            pass  # the peer went away or was too slow, or the server stops: nobody is left to tell
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests and replies until one side has enough."""
        inside = ""
        keep = True
        while keep:
            try:
                request, keep = await _read(reader)
                if request is None:
                    return
                if self._tunnel and request.method == "CONNECT" and not inside:
                    inside, keep = await self._open(self._tunnel, request, writer), True
                    continue
            except BadRequest as error:
                await _send(writer, error.reply(), keep=False)
                return
            if inside:
                request = replace(request, target=inside + request.target)
            reply = await self._in_thread(self._handler, request)
            await _send(writer, reply, keep=keep, body=request.method != "HEAD")

    async def _open(self, tunnel: Tunnel, request: Request, writer: asyncio.StreamWriter) -> str:
        """Speaks TLS from here on; returns the origin whose requests come through."""
        context = await self._in_thread(tunnel, request.target)
        # A client may greet as soon as it has the 200: what it says is for TLS, not for the reader of requests.
        writer.transport.pause_reading()  # type: ignore[attr-defined]  # sockets have it; start_tls resumes
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.wait_for(writer.drain(), WRITE_SECONDS)
        await writer.start_tls(context, ssl_handshake_timeout=HEAD_SECONDS)
        return "https://" + request.target.removesuffix(":443")

    async def _in_thread(self, work: Callable[[A], B], argument: A) -> B:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, argument)


async def _read(reader: asyncio.StreamReader) -> tuple[Request | None, bool]:
    try:
        first = await asyncio.wait_for(reader.read(1), IDLE_SECONDS)
        if not first:
            return None, False
        head = first + await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
    except asyncio.LimitOverrunError:
        raise BadRequest(431, f"the request head is longer than {MAX_HEAD} bytes") from None
    except TimeoutError:
        raise BadRequest(408, "the request took too long") from None
    except asyncio.IncompleteReadError:
        return None, False
    request, keep = parse_head(head[:-4].lstrip(b"\r\n"))
    length = body_length(request.headers)
    if not length:
        return request, keep
    body = await asyncio.wait_for(reader.readexactly(length), HEAD_SECONDS)
    return replace(request, body=body), keep


async def _send(writer: asyncio.StreamWriter, reply: Reply, *, keep: bool, body: bool = True) -> None:
    writer.write(format_head(reply, keep=keep))
    if body and isinstance(reply.body, Slice):
        await _send_slice(writer, reply.body)
    elif body and isinstance(reply.body, bytes):
        writer.write(reply.body)
    await asyncio.wait_for(writer.drain(), WRITE_SECONDS)


async def _send_slice(writer: asyncio.StreamWriter, part: Slice) -> None:
    """ConnectionError where the file has become shorter than was promised: the client must see a broken body."""
    left = part.length
    with await asyncio.to_thread(part.path.open, "rb") as file:
        file.seek(part.start)
        while left:
            data = await asyncio.to_thread(file.read, min(left, PIECE))
            if not data:
                raise ConnectionError(f"{part.path}: has shrunk while it was sent")
            left -= len(data)
            writer.write(data)
            await asyncio.wait_for(writer.drain(), WRITE_SECONDS)
