"""The one spider: `scrapy crawl news -a site=NAME [-a home=DIR] [-a limit=N] [-a max_time=10m]`.

It only carries jobs from the session's frontier to Scrapy's engine and answers back; every decision is in `crawling`.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import re
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archive.errors import NewsarkError
from archive.home import Home
from crawler.discovery import sitemaps
from crawler.fetching.pace import pace_of
from crawler.fetching.recorder import NotArchived
from crawler.fetching.robots import NoRules, OptedOut
from crawler.frontier.model import Job
from crawler.spiders.crawling import Answer
from crawler.spiders.session import Session

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

TICK = 1.0
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)?\Z")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, None: 1}


class NewsSpider(scrapy.Spider):
    """`session` is given by `crawler.crawl.run`; from Scrapy's own command line the spider opens one itself."""

    name = "news"
    custom_settings = {"SCHEDULER": "crawler.spiders.scheduler.FrontierScheduler"}  # noqa: RUF012 (Scrapy's own interface)

    def __init__(self, session: Session | None = None, **arguments: str) -> None:
        super().__init__()
        self._owned = session is None
        self.session = session or _session(arguments)
        self.recorder = self.session.recorder
        self.start_hosts = [_hostname(host) for host in self.session.site.hosts]
        self.publication_hosts = self.start_hosts  # asked what they reserve
        self._ticker: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        rules, agent = spider.session.site.crawl, spider.session.agent
        for name, value in {
            "USER_AGENT": agent,
            "DOWNLOAD_DELAY": rules.delay,
            "CONCURRENT_REQUESTS_PER_DOMAIN": rules.concurrency,
            "NEWSARK_OPT_OUTS": rules.opt_outs,
            "ROBOTSTXT_OBEY": rules.robots == "obey",
        }.items():
            crawler.settings.set(name, value, priority="spider")
        crawler.signals.connect(spider.opened, signals.spider_opened)
        crawler.signals.connect(spider.closed_by_engine, signals.spider_closed)
        crawler.signals.connect(spider.saw_robots, signals.response_received)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Nothing: the scheduler draws from the frontier."""
        return
        yield

    # -- the scheduler's side

    def has_more(self) -> bool:
        return self.session.crawling.turns.more()

    def next_request(self) -> Request | None:
        job = self.session.crawling.next(self.session.clock())
        return None if job is None else self._request(job)

    def _request(self, job: Job) -> Request:
        meta: dict[str, Any] = {"job": job, "dont_redirect": True, "via": job.via, "hops": job.hops}
        return Request(
            job.url,
            self.answered,
            errback=self.failed,
            headers=self._validators(job),
            meta=meta,
            dont_filter=True,
        )

    def _validators(self, job: Job) -> dict[str, str]:
        """Conditional headers (RFC 9110, section 13), where the capture that a 304 would stand for is in the archive."""
        if (
            job.record is None
            or not (job.etag or job.modified)
            or not self.recorder.expect(job.url, job.record)
        ):
            return {}
        named = {"If-None-Match": job.etag, "If-Modified-Since": job.modified}
        return {name: value for name, value in named.items() if value}

    # -- the engine's side

    def answered(self, response: Response) -> None:
        """An answer, archived, decoded."""
        job: Job = response.meta["job"]
        self.recorder.forget(job.url)
        header = response.headers.get
        answer = Answer(
            self.session.clock(),
            response.status,
            _text(header("Content-Type")) or "",
            response.body,
            _text(header("ETag")),
            _text(header("Last-Modified")),
            _text(header("Location")),
            response.meta.get("capture"),
            tuple(mark.kind for mark in response.meta.get("opt_outs", ())),
        )
        self.session.crawling.answered(job, answer)

    def failed(self, failure: Failure) -> None:
        """No answer to show: forbidden, put off, broken for good, or too large once decoded."""
        request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        job: Job = request.meta["job"]
        self.recorder.forget(job.url)
        crawling, now = self.session.crawling, self.session.clock()
        if isinstance(failure.value, NotArchived):
            crawling.not_archived(job)
        elif not isinstance(failure.value, IgnoreRequest) or request.meta.get("capture") is not None:
            crawling.failed(job, now)
        elif isinstance(failure.value, OptedOut):
            crawling.dropped(job, f"opt-out-{failure.value.kind}", now)
        elif isinstance(failure.value, NoRules):
            crawling.unreachable.setdefault(failure.value.origin, str(failure.value))
            crawling.dropped(job, "robots-unreachable", now)
        elif "robots.txt" in str(failure.value):
            crawling.dropped(job, "robots", now)
        else:
            crawling.dropped(job, "host-resting", now)

    def saw_robots(self, response: Response, request: Request) -> None:
        """robots.txt answers come by here on their way to the middleware that asked for them."""
        if request.meta.get("hops") == "P" and "job" not in request.meta and response.status == 200:
            text = response.body.decode("utf-8", "replace")
            self.session.crawling.heard_robots(sitemaps.lines(text, response.url), self.session.clock())

    # -- life

    def opened(self) -> None:
        waits = self.session.frontier.recall_hosts(time.time(), killed=self.session.resumed)
        for host, wait in waits.items():
            pace_of(self.crawler).not_before(host, wait.ready, wait.rest)
        self._ticker = asyncio.get_running_loop().create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._remember_hosts()
            reason = self.session.tick()
            if reason is not None:
                self.session.crawling.turns.close()
                closing = self.crawler.engine.close_spider_async(reason=reason)
                self._closing = asyncio.get_running_loop().create_task(
                    closing
                )  # not here: the close cancels us
                return

    def _remember_hosts(self) -> None:
        """For whoever asks them next."""
        self.session.frontier.remember_hosts(pace_of(self.crawler).waits(), time.time())

    def closed_by_engine(self, reason: str) -> None:
        self._remember_hosts()
        if self._ticker is not None:
            self._ticker.cancel()
        stats = self.crawler.stats
        self.session.reason = "interrupted" if reason == "shutdown" else reason
        self.session.error = stats.get_value("capture/write_error") if stats is not None else None
        if self._owned:
            self.session.__exit__(None, None, None)
            for line in self.session.result.lines() if self.session.result else ():
                logger.warning("%s", line)
            if self.session.result is not None and self.session.result.exit_code:
                # Scrapy ends with 0 whatever its spider met; what began the crawl must hear that it failed.
                atexit.register(os._exit, self.session.result.exit_code)


def _session(arguments: dict[str, str]) -> Session:
    """A session from `-a` arguments; ends the process with one line where it cannot begin."""
    try:
        home = Home.open(Path(arguments.get("home") or os.environ.get("NEWSARK_HOME") or "."))
        limit = int(arguments["limit"]) if "limit" in arguments else None
        session = Session(
            home, arguments.get("site", ""), limit=limit, max_time=_span(arguments.get("max_time"))
        )
        return session.__enter__()
    except (NewsarkError, ValueError) as error:
        print(f"newsark: {error}", file=sys.stderr, flush=True)  # noqa: T201 (there is no command line of ours here)
        os._exit(1)  # nothing is open yet, and whatever is raised here Scrapy logs as a traceback


def _span(text: str | None) -> timedelta | None:
    if text is None:
        return None
    match = _SPAN.match(text)
    if match is None:
        raise ValueError(f"max_time={text}: not a time; write for example max_time=10m")
    return timedelta(seconds=float(match[1]) * _SECONDS[match[2]])


def _hostname(pattern: str) -> str:
    """The name in a host pattern, without port and wildcard."""
    if pattern.startswith("["):
        return pattern[1 : pattern.find("]")]
    return pattern.removeprefix("*.").partition(":")[0]


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")
