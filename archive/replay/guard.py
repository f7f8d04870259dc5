"""Who may ask what: checks that every request passes before it is looked at. Pure.

The server has no log-in, so a browser must not become somebody else's tool against it:
a page on the web can make a visitor's browser send requests here, and can give its own name our address (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from archive.replay.wire import Reply, Request, plain

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]{1,253})(?::(\d{1,5}))?\Z")
MAX_TARGET = 16_384
_BAD_TARGET = re.compile(r"[^\x21-\x7e\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Guard:
    """`hosts` are the names, besides loopback addresses, by which this server may be called; `open` says that it is
    bound to more than loopback, so that any literal address will do (rebinding needs a name)."""

    hosts: frozenset[str] = frozenset()
    open: bool = False

    def refuses(self, request: Request, *, posts: bool, workers: bool = False) -> Reply | None:
        """The refusal, None for a request that may pass. `posts` allows POST (for captures of POST answers), `workers`
        the script of a service worker (for a viewer's own)."""
        if request.method not in ({"GET", "HEAD", "POST"} if posts else {"GET", "HEAD"}):
            return plain(
                405, "this archive is read-only", ("Allow", "GET, HEAD, POST" if posts else "GET, HEAD")
            )
        if self.host_of(request) is None:
            return plain(421, "this server does not go by that name")
        if not request.target.startswith("/") or _BAD_TARGET.search(request.target):
            return plain(400, "the request target is malformed")
        if len(request.target) > MAX_TARGET:
            return plain(414, f"an address may have {MAX_TARGET} characters")
        if "service-worker" in request.headers and not workers:
            return plain(403, "no service workers here")
        return _foreign(request)

    def host_of(self, request: Request) -> str | None:
        """The Host header's name without port, if it is one of ours."""
        found = _HOST.match(request.headers.get("host", ""))
        if not found:
            return None
        name = found[1].lower().rstrip(".")
        return name if name in self.hosts or name == "localhost" or self._literal(name) else None

    def _literal(self, name: str) -> bool:
        try:
            address = ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return self.open or address.is_loopback


def _foreign(request: Request) -> Reply | None:
    """Requests that another site's page makes for its own use (Fetch Metadata): only links from there are followed."""
    if request.headers.get("sec-fetch-site") != "cross-site":
        return None
    if request.headers.get("sec-fetch-mode") == "navigate" and request.method != "POST":
        return None
    return plain(403, "other sites' pages may link here, and nothing else")
