"""Listening: binding with errors that say what to do, serving until told to stop. What all of replay's servers share."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from archive.errors import NewsarkError
from archive.replay.wire import WORKERS, Front, Handler, Reply, Request, Tunnel, plain

log = logging.getLogger(__name__)


class ReplayError(NewsarkError):
    """The server cannot start: port in use, address not ours."""

    exit_code = 2


def serve_one(
    handler: Handler,
    *,
    host: str,
    port: int,
    tunnel: Tunnel | None = None,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serves one handler until interrupted or until `stop` is set; `ready` gets the address, without a slash.

    ReplayError where the port cannot be bound (0 takes a free one); errors of the handler become replies.
    """
    try:
        asyncio.run(_serve(handler, host, port, tunnel, ready, stop))
    except KeyboardInterrupt:
        pass


async def _serve(
    handler: Handler,
    host: str,
    port: int,
    tunnel: Tunnel | None,
    ready: Callable[[str], None] | None,
    stop: threading.Event | None,
) -> None:
    warn_if_public(host)
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="replay") as pool:
        front = Front(lambda request: answered(handler, request), pool, tunnel)
        server = await bind(front, host, port)
        try:
            if ready:
                ready(f"http://{literal(host)}:{port_of(server)}")
            await until(stop)
        finally:
            server.close()
            await front.close()


def answered(handler: Handler, request: Request) -> Reply:
    """The handler's reply; 500 with a line of text where it fails."""
    try:
        return handler(request)
    except NewsarkError as error:
        return plain(500, str(error))
    except Exception:
        log.exception("no reply to %s %.200s", request.method, request.target)
        return plain(500, "an error of the replay server; its log says more")


def warn_if_public(host: str) -> None:
    """A log line where more than this machine can ask."""
    if not is_loopback(host):
        log.warning("listening on %s: everybody who can reach this machine can read the archive", host)


async def bind(front: Front, host: str, port: int) -> asyncio.Server:
    """Listens; ReplayError in one line where that cannot be."""
    try:
        return await front.listen(host, port)
    except (OSError, OverflowError) as error:
        raise ReplayError(_why(host, port, error)) from None


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
