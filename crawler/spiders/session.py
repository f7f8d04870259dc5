"""What one crawl holds open: the home's lock for its site, the WARC writer, the capture index, the frontier."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn, cast

from archive import live
from archive.errors import NewsarkError
from archive.fixity.adopt import adopt, entering
from archive.home import Home
from archive.index.repair import repair
from archive.index.store import CaptureIndex
from archive.model import CrawlInfo, Json
from archive.takedown.journal import broken_off
from archive.warc.record import TRANSFERS, Transfer
from archive.warc.recover import recover
from crawler.discovery.past import Past
from crawler.fetching.identity import user_agent
from crawler.frontier.store import Frontier
from crawler.sites.load import load
from crawler.sites.model import Site
from crawler.spiders.crawling import Crawling
from crawler.spiders.recording import Recorder
from crawler.spiders.result import CrawlResult, Progress

if TYPE_CHECKING:
    from archive.takedown.erase import Erased

RATE_OVER = 10.0
"""Seconds over which the rate is taken."""


class Session:
    """One crawl from lock to seal. Use as a context manager; raises NewsarkError where it cannot begin."""

    def __init__(
        self,
        home: Home,
        name: str,
        *,
        limit: int | None = None,
        max_time: timedelta | None = None,
        transfer: Transfer | None = None,
        past: Past | None = None,
        progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.home, self.site = home, load(home.sites, name)
        self.transfer = transfer or cast(Transfer, home.choice("warc.transfer", TRANSFERS))
        self.limit = min((n for n in (limit, self.site.crawl.max_pages) if n is not None), default=None)
        self.max_time, self._progress, self._stop = max_time, progress, stop
        self.reason: str | None = None
        self.error: str | None = None
        self.result: CrawlResult | None = None
        self.clock, self._past = clock, past
        self._rates: deque[tuple[float, int]] = deque()
        self._open = ExitStack()

    def __enter__(self) -> Session:
        try:
            self._begin()
        except BaseException:
            self._open.close()
            raise
        return self

    def _begin(self) -> None:
        home, site = self.home, self.site
        self._open.enter_context(
            home.lock(f"crawl-{site.name}", remedy="wait for that crawl to end, or stop it")
        )
        self._started, self._clock = datetime.now(UTC), time.monotonic()
        self.agent = user_agent(str(home.setting("contact", "")))
        self.index = CaptureIndex(home.index_db)
        self._open.callback(self.index.close)
        self.recovered = self._recover()
        self.frontier = Frontier(home.frontier_db, site.name, site.revisit)
        self._open.callback(self.frontier.close)
        self.frontier.on_failure(self._give_up)
        self.crawling = Crawling(site, self.frontier, limit=self.limit)
        self.resumed = self.crawling.begin(self.clock(), self._past)
        self.recorder = Recorder(
            home.warc,
            self._info(),
            self.index,
            max_bytes=home.number("warc.max_mib", 1024) << 20,
            max_age=timedelta(minutes=home.number("warc.max_minutes", 1440)),
            transfer=self.transfer,
            sealed=entering(home.path),
        )

    def _recover(self) -> tuple[str, ...]:
        """Repairs what a killed crawl left behind: its file, index rows and entries of the manifest that were not written
        any more."""
        erased = _erasure_completed(self.home)
        files = recover(self.home.warc)
        mended = [found for found in repair(self.home.warc, self.index) if not found.missing]
        adopted = adopt(
            self.home.path, self.home.warc, datetime.now(UTC), recovered=[done.file for done in files]
        )
        return tuple(str(found) for found in (*erased, *files, *mended, *adopted))

    def _info(self) -> CrawlInfo:
        site = self.site
        operator = str(self.home.setting("operator", "")) or None
        return CrawlInfo(
            f"{site.name}-{self._started:%Y%m%dT%H%M%SZ}",
            site.name,
            self._started,
            self.agent,
            operator,
            software=self.agent.partition(" ")[0],
            robots=site.crawl.robots,
            settings=_settings(site),
        )

    # -- while it runs

    def tick(self) -> str | None:
        """About once a second: hands rows to the index, says how far it is; a finish reason when it is time to stop."""
        self.recorder.flush()
        self.crawling.report()
        now, started = self.now(), f"{self._started:%Y-%m-%dT%H:%M:%SZ}"
        live.tell(self.home, live.Running(self.site.name, os.getpid(), started, asdict(now)))
        if self._progress is not None:
            self._progress(now)
        return self._why_stop()

    def _why_stop(self) -> str | None:
        seconds = time.monotonic() - self._clock
        if self._stop is not None and self._stop():
            return "interrupted"
        if self.max_time is not None and seconds >= self.max_time.total_seconds():
            return "max-time"
        most = self.site.crawl.max_mib
        return "max-size" if most is not None and self.recorder.bytes >= most << 20 else None

    def now(self) -> Progress:
        """How far the crawl is."""
        seconds, pages = time.monotonic() - self._clock, self.crawling.turns.pages
        self._rates.append((seconds, pages))
        while self._rates[0][0] < seconds - RATE_OVER:
            self._rates.popleft()
        then, before = self._rates[0] if len(self._rates) > 1 else (0.0, 0)
        rate = (pages - before) / (seconds - then) if seconds > then else 0.0
        queued = self.frontier.queued + self.frontier.flying
        crawl, record = self.crawling, self.recorder
        return Progress(
            seconds,
            pages,
            crawl.articles,
            record.requests,
            record.bytes,
            crawl.errors,
            queued,
            round(rate, 2),
        )

    def _give_up(self, trouble: sqlite3.Error) -> NoReturn:
        """The frontier cannot be written: one line, and an end like a kill's, which the next start knows to mend.

        Captures are safe: they were written before the frontier was told of them.
        """
        self.recorder.flush()
        path = self.home.frontier_db
        sys.stderr.write(
            f"newsark: {path}: cannot be written ({trouble}); make room and start the crawl again\n"
        )
        sys.stderr.flush()
        os._exit(1)

    # -- at the end

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, *_: object) -> None:
        try:
            self._end(error)
        finally:
            live.ended(self.home, self.site.name)
            self._open.close()

    def _end(self, error: BaseException | None) -> None:
        """The closing summary into the archive, then the seal."""
        reason = self.reason or ("interrupted" if error is None else "error")
        self.crawling.turns.close()
        self.crawling.report()
        turns = self.crawling.turns
        if reason == "finished" and (turns.limit_reached or turns.budgets_spent) and self.frontier.queued:
            reason = "limit"
        if reason == "finished":
            self.frontier.end(self.clock())
            reason = self._unreachable() or reason
        self.result = self._sums(reason, None)
        try:
            self.recorder.close(self.result.summary())
        except NewsarkError as trouble:
            self.error = self.error or str(trouble)
        self.result = self._sums(reason, self.error or _text(self.recorder.index_error))

    def _unreachable(self) -> str | None:
        """The reason of a crawl that could not ask for anything, so that nobody takes it for one that found nothing."""
        crawl = self.crawling
        if not crawl.unreachable or any(status.isdigit() for status in crawl.statuses):
            return None
        self.error = (
            f"nothing was fetched; check {self.home.sites / self.site.name}.toml, or crawl again later"
        )
        return "unreachable"

    def _sums(self, reason: str, error: str | None) -> CrawlResult:
        crawl = self.crawling
        return CrawlResult(
            self.site.name,
            self._info().crawl_id,
            reason,
            self.now(),
            self.resumed,
            crawl.not_modified,
            crawl.unchanged,
            dict(sorted(crawl.statuses.items())),
            dict(self.frontier.skipped()),
            self.recovered,
            error,
            dict(sorted(crawl.opt_outs.items())),
            tuple(crawl.unreachable.values()),
        )


def _erasure_completed(home: Home) -> list[Erased]:
    if not broken_off(home.path):
        return []
    from archive.takedown.order import (
        complete_if_free,
    )  # a fifth of a crawl's start, needed after a kill alone

    return complete_if_free(home)


def _settings(site: Site) -> dict[str, Json]:
    """What the site file says, for the WARC files: an archive must be understood without it."""
    said: dict[str, Json] = {
        "start": list(site.start),
        "hosts": list(site.hosts),
        "delay": site.crawl.delay,
        "opt_outs": site.crawl.opt_outs,
        "concurrency": site.crawl.concurrency,
        "zone": site.zone,
        "country": site.country,
        "language": site.language,
    }
    return {name: value for name, value in said.items() if value is not None}


def _text(error: Exception | None) -> str | None:
    return None if error is None else f"{error}; the next crawl or projection mends the index from the files"
