"""Names to addresses, off the event loop's thread, with a small cache; many who ask at once share one look-up."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address

from archive.model import Lookup
from crawler.fetching.failing import Broken

TTL = 300.0
"""Seconds an answer is kept: `getaddrinfo` does not tell the record's own time to live, and most sites use 300 or less."""
FAILED_TTL = 30.0
"""Seconds a failed look-up is kept, so that a dead host is not asked about for each of its pages."""
MAX_NAMES = 4096


class Resolver:
    """`addresses(host, port)` in the order of the system's resolver (RFC 6724); `now` gives the time of look-ups (UTC)."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._known: dict[tuple[str, int], tuple[float, list[str] | Broken]] = {}
        self._asking: dict[tuple[str, int], asyncio.Task[list[str] | Broken]] = {}
        self._told: dict[str, frozenset[str]] = {}
        self._fresh: list[Lookup] = []

    def fresh(self) -> list[Lookup]:
        """What is to be archived since the last call: a host's first answer, and each that differs from the one before."""
        found, self._fresh = self._fresh, []
        return found

    async def addresses(self, host: str, port: int, *, told: bool = True) -> list[str]:
        """At least one IP address; raises Broken(dns). `told` is false for hosts that are nobody's but ours (proxies)."""
        if _is_literal(host):
            return [host]
        key, now = (host, port), asyncio.get_running_loop().time()
        known = self._known.get(key)
        found = known[1] if known and known[0] > now else await self._shared(key, told)
        if isinstance(found, Broken):
            raise Broken(found.kind, found.detail)
        return found

    async def _shared(self, key: tuple[str, int], told: bool) -> list[str] | Broken:
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._ask(key, told))
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(task)

    async def _ask(self, key: tuple[str, int], told: bool) -> list[str] | Broken:
        loop, started = asyncio.get_running_loop(), self._now()
        found: list[str] | Broken
        try:
            rows = await loop.getaddrinfo(*key, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, UnicodeError) as error:
            found = Broken("dns", f"{key[0]}: {getattr(error, 'strerror', None) or error}")
        if len(self._known) >= MAX_NAMES:
            self._known.clear()
            self._told.clear()
        if told and not isinstance(found, Broken):
            self._tell(Lookup(key[0], started, tuple(found)))
        ttl = FAILED_TTL if isinstance(found, Broken) else TTL
        self._known[key] = (loop.time() + ttl, found)
        return found

    def _tell(self, lookup: Lookup) -> None:
        answer = frozenset(lookup.addresses)  # servers turn the order round, to spread their visitors
        if self._told.get(lookup.host) != answer:
            self._told[lookup.host] = answer
            self._fresh.append(lookup)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    return True
