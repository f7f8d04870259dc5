"""`newsark replay`: the replay server, two listeners on one host: captured content, and our own pages.

    serve(home, port=8080)      content at http://127.0.0.1:8080/, our pages at the next free port

They are two origins, so that nothing a captured page does can count as done by ours (HTML standard, 7.1.1).
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from archive.errors import NewsarkError
from archive.home import Home
from archive.replay.app import ContentApp
from archive.replay.guard import Guard
from archive.replay.library import Library
from archive.replay.pages.app import PagesApp
from archive.replay.pages.layout import Site
from archive.replay.wire import WORKERS, Front, Reply, Request, plain

log = logging.getLogger(__name__)


class ReplayError(NewsarkError):
    """The server cannot start: port in use, address not ours."""

    exit_code = 2


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


def warn_if_public(host: str) -> None:
    """A log line where more than this machine can ask."""
    if not is_loopback(host):
        log.warning("listening on %s: everybody who can reach this machine can read the archive", host)


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
        try:
            return self._answer(request, site)
        except NewsarkError as error:
            return plain(500, str(error))
        except Exception:
            log.exception("no reply to %s %.200s", request.method, request.target)
            return plain(500, "an error of the replay server; its log says more")


async def bind(front: Front, host: str, port: int) -> asyncio.Server:
    """Listens; ReplayError in one line where that cannot be."""
    try:
        return await front.listen(host, port)
    except (OSError, OverflowError) as error:
        raise ReplayError(_why(host, port, error)) from None


async def _bind_pages(front: Front, host: str, content: int, wanted: int | None) -> asyncio.Server:
    """The port asked for; else the one behind the content's, else any."""
    if wanted is not None:
        return await bind(front, host, wanted)
    try:
        return await front.listen(host, content + 1)
    except (OSError, OverflowError):
        return await bind(front, host, 0)


def _why(host: str, port: int, error: OSError | OverflowError) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; stop that program or choose another port with --port"
    if code in {errno.EACCES, errno.EPERM}:
        return f"port {port} needs more rights than this user has; choose one above 1023 with --port"
    if isinstance(error, OverflowError):
        return f"{port} is no port; choose one from 1 to 65535"
    return f"cannot listen on {host}: {error.strerror or error}; use an address of this machine, as 127.0.0.1"


async def until(stop: threading.Event | None) -> None:
    """Waits for the event, or for ever."""
    if stop is None:
        await asyncio.Event().wait()
        return
    try:
        await asyncio.to_thread(stop.wait)
    finally:
        stop.set()  # when we are interrupted instead: the waiting thread must end too


def port_of(server: asyncio.Server) -> int:
    """The port that was bound."""
    return int(server.sockets[0].getsockname()[1])


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def literal(host: str) -> str:
    """The host as it stands in an address: IPv6 in brackets; the wildcard as loopback."""
    host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{host}]" if ":" in host else host
