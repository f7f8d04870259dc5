"""`newsark replay`: the replay server, two listeners on one host: captured content, and our own pages.

    serve(home, port=8080)      content at http://127.0.0.1:8080/, our pages at the next free port

They are two origins, so that nothing a captured page does can count as done by ours (HTML standard, 7.1.1).
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from archive.home import Home
from archive.replay.app import ContentApp
from archive.replay.guard import Guard
from archive.replay.library import Library
from archive.replay.listen import answered, bind, is_loopback, literal, port_of, until, warn_if_public
from archive.replay.pages.app import PagesApp
from archive.replay.pages.layout import Site
from archive.replay.wire import WORKERS, Front, Reply, Request


@dataclass(frozen=True, slots=True)
class Ports:
    content: int
    pages: int


def serve(
    home: Home,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    pages_port: int | None = None,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serves until interrupted or until `stop` is set.

    `port` is that of captured content, 0 for a free one; our own pages get `pages_port`, by default the next free one.
    `ready` gets the address to open. Raises ReplayError where the address cannot be bound. A host other than loopback
    shows the archive to everybody who can reach it, and a warning is logged.
    """
    try:
        asyncio.run(_serve(home, host, port, pages_port, ready, stop))
    except KeyboardInterrupt:
        pass


async def _serve(
    home: Home,
    host: str,
    port: int,
    pages_port: int | None,
    ready: Callable[[str], None] | None,
    stop: threading.Event | None,
) -> None:
    warn_if_public(host)
    library = Library(home)
    guard = Guard(frozenset({host.lower(), socket.gethostname().lower()}), open=not is_loopback(host))
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="replay") as pool:
        content, pages = (
            _Face(ContentApp(library).answer, guard, posts=True),
            _Face(PagesApp(library).answer, guard),
        )
        fronts = Front(content, pool), Front(pages, pool)
        servers = [await bind(fronts[0], host, port)]
        servers.append(await _bind_pages(fronts[1], host, port_of(servers[0]), pages_port))
        content.ports = pages.ports = Ports(port_of(servers[0]), port_of(servers[1]))
        try:
            if ready:
                ready(f"http://{literal(host)}:{content.ports.content}/")
            await until(stop)
        finally:
            for server in servers:
                server.close()
            for front in fronts:
                await front.close()


class _Face:
    """One listener's handler: guards, the origins as this client calls them, and errors as replies."""

    def __init__(
        self, answer: Callable[[Request, Site], Reply], guard: Guard, *, posts: bool = False
    ) -> None:
        self._answer, self._guard, self._posts = answer, guard, posts
        self.ports = Ports(0, 0)

    def __call__(self, request: Request) -> Reply:
        refusal = self._guard.refuses(request, posts=self._posts)
        if refusal:
            return refusal
        name = self._guard.host_of(request)
        site = Site(f"http://{name}:{self.ports.content}", f"http://{name}:{self.ports.pages}")
        return answered(lambda asked: self._answer(asked, site), request)


async def _bind_pages(front: Front, host: str, content: int, wanted: int | None) -> asyncio.Server:
    """The port asked for; else the one behind the content's, else any."""
    if wanted is not None:
        return await bind(front, host, wanted)
    try:
        return await front.listen(host, content + 1)
    except (OSError, OverflowError):
        return await bind(front, host, 0)
