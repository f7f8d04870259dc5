"""Fetching a few pages outside a crawl, politely and into the archive: for `newsark site add`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from archive.errors import SiteError
from archive.fixity.adopt import entering
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, CrawlInfo, Exchange, Failure, Lookup
from archive.urls import of_header
from archive.warc.http import decode_body
from archive.warc.write import WarcWriter
from crawler.discovery.addresses import Refused, origin, resolve
from crawler.fetching.answer import Limits
from crawler.fetching.identity import PRODUCT, user_agent
from crawler.fetching.later import retry_after
from crawler.fetching.pace import Wait, host_key
from crawler.fetching.pool import Pool
from crawler.fetching.recorder import Recorder
from crawler.fetching.rules import Rules, rules_of
from crawler.fetching.tls import client_context
from crawler.fetching.wire import Ask, Reply, Timeouts, Wire
from crawler.frontier import hosts
from crawler.frontier.schema import connect
from crawler.sites.add import Fetched, Found, Unfetched, is_local, look, name_for, start_of
from crawler.sites.draft import check, write

MAX_REDIRECTS = 10
MAX_BYTES = 20_000_000
LATER = (429, 503)
GAP = 0.5
"""Seconds between two requests; a visit makes about ten. Longer where robots.txt asks for it, up to MAX_GAP."""
MAX_GAP = 10.0


class Visit:
    """Asks one address after the other. `recorder`, where given, gets every attempt before the answer is looked at.
    `waits` says when hosts (`host:port`) may be asked at all.

    Use as a context manager. Obeys robots.txt; follows redirects, each hop an attempt of its own. A host that wants to be
    asked later than in MAX_GAP seconds is left alone.
    """

    def __init__(
        self,
        agent: str,
        start_host: str,
        recorder: Recorder | None = None,
        *,
        gap: float = GAP,
        waits: Mapping[str, Wait] | None = None,
    ) -> None:
        self._runner = asyncio.Runner()
        self._wire = Wire(Pool(client_context(), [start_host]))
        self._agent, self._recorder, self._gap = agent, recorder, gap
        self._rules: dict[str, Rules] = {}
        self._robots: dict[str, Fetched | Unfetched] = {}
        self._last = 0.0
        now = time.time()
        self._ready = {host: now + wait.ready for host, wait in (waits or {}).items()}
        self._rested = {host: now + wait.rest for host, wait in (waits or {}).items() if wait.rest}
        self._asked: dict[str, float] = {}

    def __enter__(self) -> Visit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._close())
        self._runner.close()

    async def _close(self) -> None:
        self._wire.close()

    def fetch(self, url: str) -> Fetched | Unfetched:
        """The answer after redirects, or why there is none. Raises WriteError, and SiteError where the first host of all
        wants to be asked later."""
        hops = ""
        via = None
        for _ in range(MAX_REDIRECTS + 1):
            if urlsplit(url).path == "/robots.txt" and not hops:
                self._rules_of(origin(url))
                return self._robots[origin(url)]
            if not self._rules_of(origin(url)).allows(url):
                return self._forbidden(url)
            answer, onward = self._attempt(url, via, hops)
            if onward is None:
                return answer
            via, hops, url = url, hops + "R", onward
        return Unfetched(f"more than {MAX_REDIRECTS} redirects, the last to {url}; check the address")

    def _forbidden(self, url: str) -> Unfetched:
        """What robots.txt says, or that it could not be had, which forbids everything for a while (RFC 9309, 2.3.1.4)."""
        base = origin(url)
        got = self._robots[base]
        if not self._rules[base].unreachable:
            return Unfetched(f"{base}/robots.txt forbids {url}; newsark does not ask for it")
        why = got.reason if isinstance(got, Unfetched) else f"status {got.status}; try again later"
        return Unfetched(f"{base}/robots.txt cannot be read, so nothing may be asked for: {why}")

    def _rules_of(self, base: str) -> Rules:
        if base not in self._rules:
            url = f"{base}/robots.txt"
            for hop in range(MAX_REDIRECTS):
                got, onward = self._attempt(url, None, "P" + "R" * hop)
                if onward is None:
                    break
                url = onward
            self._robots[base] = got
            status, body = (got.status, got.body) if isinstance(got, Fetched) else (None, b"")
            self._rules[base] = rules_of(status, body, PRODUCT)
        return self._rules[base]

    def _gap_of(self, base: str) -> float:
        rules = self._rules.get(base)
        return min(MAX_GAP, max(self._gap, rules.crawl_delay if rules else 0.0))

    def hosts(self, now: float) -> dict[str, Wait]:
        """When each host that was asked may be asked again, by its authority."""
        gaps = ((host_key(base), asked, self._gap_of(base)) for base, asked in self._asked.items())
        return {
            host: Wait(max(0.0, asked + gap - now), gap, max(0.0, self._rested.get(host, 0.0) - now))
            for host, asked, gap in gaps
        }

    def _left_alone(self, host: str) -> bool:
        """Whether the host wants to be asked later than a visit waits."""
        rest = self._rested.get(host, 0.0) - time.time()
        if rest > MAX_GAP and not self._asked:
            raise SiteError(f"{host} asked to be left alone for {rest:.0f} s more; look at it again then")
        return rest > MAX_GAP

    def _attempt(self, url: str, via: str | None, hops: str) -> tuple[Fetched | Unfetched, str | None]:
        """One attempt, archived; the answer and where it redirects to."""
        base, host = origin(url), host_key(url)
        if self._left_alone(host):
            return Unfetched(f"{host} asked to be left alone for now; try again later"), None
        ready = max(self._ready.get(host, 0.0), self._rested.get(host, 0.0)) - time.time()
        time.sleep(max(0.0, self._last + self._gap_of(base) - time.monotonic(), ready))
        headers = [("User-Agent", self._agent), ("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate, br")]
        ask = Ask(
            url,
            "GET",
            headers,
            limits=Limits(body=MAX_BYTES),
            timeouts=Timeouts(total=60),
            via=via,
            hops=hops,
        )
        found = self._runner.run(self._wire.fetch(ask))
        self._last, self._asked[base] = time.monotonic(), time.time()
        if self._recorder is not None:
            for lookup in self._wire.pool.resolver.fresh():
                self._recorder.write_lookup(lookup)
            _record(self._recorder, found)
        if not isinstance(found, Reply):
            return Unfetched(f"no answer ({found.detail}); check the address"), None
        self._hear(host, found)
        return _fetched(found, url)

    def _hear(self, host: str, reply: Reply) -> None:
        """Notes what a server in distress asks for."""
        if reply.answer.status in LATER:
            fields = (value for name, value in reply.answer.headers if name.lower() == b"retry-after")
            asked = retry_after(next(fields, None), datetime.now(UTC))
            if asked:
                self._rested[host] = time.time() + asked


def _record(recorder: Recorder, found: Reply | Failure) -> None:
    if isinstance(found, Failure):
        recorder.write_failure(found)
    else:
        exchange: Exchange = found.exchange
        recorder.write(exchange)


def _fetched(reply: Reply, url: str) -> tuple[Fetched, str | None]:
    answer = reply.answer
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
    body = decode_body(headers, answer.entity(), MAX_BYTES).data
    named = {name.lower(): value for name, value in reversed(headers)}
    target = None
    if 300 <= answer.status < 400 and "location" in named:
        try:
            target = resolve(url, of_header(named["location"]))
        except Refused:
            target = None
    links = ", ".join(value for name, value in headers if name.lower() == "link")
    return Fetched(url, answer.status, named.get("content-type", ""), body, links), target


def add_site(home: Home, url: str, name: str | None = None) -> tuple[Path, Found]:
    """Looks at the publication at `url`, archives what it saw, and writes its site file.

    Raises SiteError (no page there, name taken), HomeError, WriteError.
    """
    agent, started = user_agent(str(home.setting("contact", ""))), datetime.now(UTC)
    start = start_of(url)
    name = name or name_for(start)
    check(home.sites, name)
    info = CrawlInfo(
        f"look-{started:%Y%m%dT%H%M%SZ}",
        name,
        started,
        agent,
        str(home.setting("operator", "")) or None,
    )
    writer = WarcWriter(home.warc, info, sealed=entering(home.path))
    rows = Rows(writer)
    gap = 0.0 if is_local(start) else GAP
    try:
        with closing(connect(home.frontier_db)) as db:
            waits = hosts.recall(db, time.time())
            with Visit(agent, urlsplit(start).hostname or "", rows, gap=gap, waits=waits) as visit:
                try:
                    found = look(url, visit.fetch)
                finally:
                    hosts.remember(db, visit.hosts(time.time()), time.time())
    finally:
        writer.close(
            {"crawl": info.crawl_id, "purpose": "a first look at a publication", "requests": len(rows.rows)}
        )
        with CaptureIndex(home.index_db) as index:
            index.add(rows.rows)
    return write(found, home.sites, name), found


class Rows:
    """A recorder that keeps the rows of what it has written."""

    def __init__(self, writer: WarcWriter) -> None:
        self._writer = writer
        self.rows: list[CaptureRow] = []

    def write(self, exchange: Exchange) -> CaptureRow:
        self.rows.append(self._writer.write(exchange))
        return self.rows[-1]

    def write_failure(self, failure: Failure) -> CaptureRow:
        self.rows.append(self._writer.write_failure(failure))
        return self.rows[-1]

    def write_lookup(self, lookup: Lookup) -> CaptureRow:
        self.rows.append(self._writer.write_lookup(lookup))
        return self.rows[-1]
