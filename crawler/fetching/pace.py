"""When the next request may go to a host: the minimum gap, Crawl-delay, what the server asked for, its slowness.

The gap is counted from the end of the last answer, not from when we sent our request: so it is a gap at the server
too, however slow the way there. A host with a gap has one request at a time; with no gap at all (a site of your own)
the crawl's own limits alone hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from crawler.fetching.request import BadAddress, Target

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_CRAWL_DELAY = 300.0
"""Seconds of Crawl-delay that are obeyed in full; a host that asks for more is asked at this pace."""
SLOWEST = 10.0
"""How many times its own gap a slow server may be given (see `Pace.gap`)."""


class Resting(Exception):
    """The host wants no request for longer than a crawl can wait; `seconds` says how long."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asked to be left alone for {seconds:.0f} s")
        self.host, self.seconds = host, seconds


class Wait(NamedTuple):
    """Seconds from now: `ready` until the gap of `gap` seconds is over, `rest` until the host wants to be asked again."""

    ready: float
    gap: float
    rest: float = 0.0


@dataclass(slots=True)
class _Host:
    crawl_delay: float = 0.0
    latency: float = 0.0
    ended: float = float("-inf")
    ready: float = 0.0
    resting: float = 0.0
    failures: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """One for a crawl. Hosts are named by authority (`host:port`); times are seconds of `time.monotonic`."""

    def __init__(self, gap: float, *, factor: float = 2.0, patience: float = 120.0) -> None:
        """`gap` is the least gap in seconds, `factor` that of the latency, `patience` the longest wait for a host."""
        self._gap, self._factor, self._patience = gap, factor, patience
        self._hosts: dict[str, _Host] = {}

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host())

    def gap(self, name: str) -> float:
        """Seconds between two requests: `factor` times the usual latency, within [gap, 10 gap]; Crawl-delay at least."""
        host = self._host(name)
        own = min(max(self._gap, self._factor * host.latency), SLOWEST * self._gap)
        return max(own, host.crawl_delay)

    def ask_for(self, name: str, crawl_delay: float) -> None:
        """Crawl-delay of the host's robots.txt, in seconds. It holds from the answer on that said so."""
        host = self._host(name)
        host.crawl_delay = min(max(0.0, crawl_delay), MAX_CRAWL_DELAY)
        host.ready = max(host.ready, host.ended + host.crawl_delay)

    def not_before(self, name: str, seconds: float, rest: float = 0.0) -> None:
        """The first request to this host only after so many seconds: another process has just asked it, or was asked by it
        to `rest` for so long."""
        host, now = self._host(name), monotonic()
        host.ready = max(host.ready, now + seconds)
        host.resting = max(host.resting, now + rest)

    def waits(self) -> dict[str, Wait]:
        """Of each host that has a gap, or has asked for a rest: when it may be asked again (a whole gap from now while it
        is being asked)."""
        now, found = monotonic(), {}
        for name, host in self._hosts.items():
            gap, rest = self.gap(name), max(0.0, host.resting - now)
            if gap > 0.0 or rest > 0.0:
                ready = gap if host.lock.locked() else max(0.0, host.ready - now)
                found[name] = Wait(ready, gap, rest)
        return found

    def rest(self, name: str, until: float) -> None:
        """No request to this host before `until`."""
        host = self._host(name)
        host.resting = max(host.resting, until)

    def failed(self, name: str) -> int:
        """Counts one more failure in a row of this host, and says how many there are."""
        self._host(name).failures += 1
        return self._host(name).failures

    def answered(self, name: str) -> None:
        self._host(name).failures = 0

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Waits for this host's turn, and ends it. Raises Resting when the wait would be longer than `patience`."""
        host = self._host(name)
        if self.gap(name) <= 0.0:
            await self._wait(name, host)
            try:
                yield
            finally:
                host.ended = monotonic()
            return
        async with host.lock:
            await self._wait(name, host)
            begun = monotonic()
            try:
                yield
            finally:
                host.ended = monotonic()
                took = host.ended - begun
                host.latency = 0.7 * host.latency + 0.3 * took if host.latency else took
                host.ready = host.ended + self.gap(name)

    async def _wait(self, name: str, host: _Host) -> None:
        while (wait := max(host.ready, host.resting) - monotonic()) > 0:
            if host.resting - monotonic() > self._patience:
                raise Resting(name, wait)
            await asyncio.sleep(wait)


_PACES: WeakKeyDictionary[Crawler, Pace] = WeakKeyDictionary()


def pace_of(crawler: Crawler) -> Pace:
    """The one Pace of this crawl, made when it is first asked for; robots and retries tell it what they learn."""
    if crawler not in _PACES:
        settings = crawler.settings
        _PACES[crawler] = Pace(
            settings.getfloat("DOWNLOAD_DELAY"),
            factor=settings.getfloat("NEWSARK_LATENCY_FACTOR"),
            patience=settings.getfloat("NEWSARK_MAX_WAIT"),
        )
    return _PACES[crawler]


def host_key(url: str) -> str:
    """The name by which Pace knows the host of a URL: `host:port`."""
    try:
        target = Target.of(url)
    except BadAddress:
        return ""
    return f"{target.host}:{target.port}"
