"""A proxy between a crawl and its press, which sees each request and each answer, and can act at a chosen one of them.

Bytes go through as they are. A crawl writes a request in one go and the next one only after the answer, so what a
client sends is one request each time.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

When: TypeAlias = Literal["asked", "half", "answered"]
"""Before the request is handed on; when half of the first piece of its answer is through; when all of that piece is."""
UNCOUNTED = ("/robots.txt", "/.well-known/tdmrep.json")
"""What every crawl asks a host for first."""


@dataclass
class Relay:
    """`asked` counts the addresses since `expect` was last called, `requests` all there were."""

    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    _then: Callable[[], None] | None = None
    _when: When = "asked"
    _at: int = 0

    def expect(self, when: When, at: int, then: Callable[[], None] | None) -> None:
        """At the `at`-th request from now on, or at the next answer after it, `then` is called, in the relay's thread."""
        self.asked, self._when, self._at, self._then = Counter(), when, at, then

    def _is_turn(self, when: When) -> bool:
        return self._then is not None and when == self._when and self.asked.total() >= self._at

    def _act(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except OSError:
            pass  # the crawl was killed
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers: asyncio.Task[None] | None = None
        upstream: asyncio.StreamWriter | None = None
        try:
            while request := await reader.read(1 << 16):
                self._note(request)
                if upstream is None:
                    back, upstream = await asyncio.open_connection(*_host(request))
                    answers = asyncio.ensure_future(self._back(back, writer))
                if self._is_turn("asked"):
                    self._act()
                upstream.write(request)
        finally:
            if upstream is not None:
                upstream.transport.abort()
            if answers is not None:
                answers.cancel()

    def _note(self, request: bytes) -> None:
        url = request.split(b" ", 2)[1].decode()
        if not url.endswith(UNCOUNTED):
            self.asked[url] += 1
            self.requests += 1

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(1 << 16):
            half = self._is_turn("half")
            writer.write(piece[: len(piece) // 2] if half else piece)
            await writer.drain()
            if half or self._is_turn("answered"):
                self._act()
        writer.close()


def _host(request: bytes) -> tuple[str, int]:
    name, _, port = request.split(b" ", 2)[1].split(b"/")[2].decode().partition(":")
    return name, int(port)


@contextmanager
def relay() -> Iterator[Relay]:
    """A relay on a free port of loopback, in a thread of its own."""
    found, started, loop = Relay(), threading.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
        found.port = server.sockets[0].getsockname()[1]
        started.set()
        async with server:
            await stopped.wait()

    stopped = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    started.wait(10)
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(10)
        loop.close()
