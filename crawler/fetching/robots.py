"""robots.txt before everything else: a downloader middleware that asks once a host and lets nobody pass meanwhile.

A host of the publication itself is then asked for /.well-known/tdmrep.json too. What both reserve is noted with each
request (`request.meta["opt_outs"]`), and obeyed where NEWSARK_OPT_OUTS is "obey".

Scrapy's own (2.19) hands one Deferred to all who wait while robots.txt loads; the third and later of them get None,
which means "allowed". Here each waiter has a future of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.identity import PRODUCT
from crawler.fetching.optouts import WELL_KNOWN, Kind, OptOut, Reserved, tdmrep
from crawler.fetching.pace import host_key, pace_of
from crawler.fetching.rules import MAX_SIZE, Rules, rules_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

PRIORITY = 1000
MAX_REDIRECTS = 5
"""RFC 9309, section 2.3.1.2: at least five are followed; more may count as unavailable."""


class OptedOut(IgnoreRequest):
    """The publisher reserves this, and the site file says to obey; `kind` says what is reserved."""

    def __init__(self, mark: OptOut) -> None:
        super().__init__(f"opted out: {mark.where}")
        self.kind: Kind = mark.kind


class NoRules(IgnoreRequest):
    """robots.txt of `origin` could not be had, so nothing may be fetched there for now; `why` says what came instead."""

    def __init__(self, origin: str, why: str) -> None:
        super().__init__(f"{origin}/robots.txt could not be had ({why})")
        self.origin = origin


class RobotsMiddleware:
    """Drops what robots.txt forbids (IgnoreRequest, `robotstxt/forbidden`), and tells Pace of Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self._obey = crawler.settings.get("NEWSARK_OPT_OUTS") == "obey"
        self._rules: dict[str, tuple[float, Rules, Reserved]] = {}
        self._loading: dict[str, asyncio.Task[tuple[Rules, Reserved]]] = {}
        self._why: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> Awaitable[None] | None:
        """Answers at once where the rules are known; otherwise with something to await."""
        if request.meta.get("dont_obey_robotstxt"):
            return None
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._rules.get(origin)
        if known is None or known[0] < monotonic():
            return self._ask_first(origin, request)
        self._judge(known[1], known[2], request)
        return None

    async def _ask_first(self, origin: str, request: Request) -> None:
        task = self._loading.get(origin)
        if task is None:
            task = self._loading[origin] = asyncio.create_task(self._load(origin))
            task.add_done_callback(lambda _: self._loading.pop(origin, None))
        self._judge(*await asyncio.shield(task), request)

    def _judge(self, rules: Rules, reserved: Reserved, request: Request) -> None:
        if not rules.allows(request.url):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            if rules.unreachable:
                parts = urlsplit(request.url)
                origin = f"{parts.scheme}://{parts.netloc}"
                raise NoRules(origin, self._why.get(origin, "no answer"))
            raise IgnoreRequest("Forbidden by robots.txt")
        marks = [mark for mark in (rules.mark(request.url), reserved.mark(request.url)) if mark]
        request.meta["opt_outs"] = tuple(marks)
        if marks and self._obey:
            raise OptedOut(marks[0])

    async def _load(self, origin: str) -> tuple[Rules, Reserved]:
        rules = await self._load_rules(origin)
        reserved = Reserved()
        if self._is_ours(origin) and rules.allows(origin + WELL_KNOWN):
            reserved = tdmrep(*await self._fetch(origin + WELL_KNOWN))
        self._rules[origin] = (monotonic() + rules.lifetime, rules, reserved)
        return rules, reserved

    def _is_ours(self, origin: str) -> bool:
        """Whether this is a host of the publication: other hosts only give it images and styles."""
        host = urlsplit(origin).hostname or ""
        own = getattr(self.crawler.spider, "publication_hosts", ())
        return any(host == name or host.endswith(f".{name}") for name in own)

    async def _load_rules(self, origin: str) -> Rules:
        url = f"{origin}/robots.txt"
        status, body = await self._fetch(url)
        self._why[origin] = self._why.pop(url, f"status {status}")
        rules = rules_of(status, body, PRODUCT)
        pace_of(self.crawler).ask_for(host_key(origin), rules.crawl_delay)
        self.crawler.stats.inc_value(f"robotstxt/status/{status or 'none'}")
        return rules

    async def _fetch(self, url: str) -> tuple[int | None, bytes]:
        """Status and body; None where there is no answer. Retries and redirects are followed by the usual middlewares."""
        meta = {
            "dont_obey_robotstxt": True,
            "download_maxsize": MAX_SIZE + 1,
            "download_fail_on_dataloss": False,
            "redirect_ttl": MAX_REDIRECTS,
            "hops": "P",
        }
        request = Request(url, priority=PRIORITY, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest as ignored:
            if "redirections" in str(ignored):
                return 310, b""
            self._why[url] = str(ignored)
            return None, b""
        except Exception as error:
            self._why[url] = str(error) or type(error).__name__
            return None, b""
        return response.status, response.body
