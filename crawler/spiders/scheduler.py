"""Scrapy's scheduler interface over the frontier: requests are made one by one when the engine asks for one.

The engine's own queue and duplicate filter are bypassed: links seen before never become a Request, which is most of
what a plain Scrapy crawl spends its time on.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spiders.news import NewsSpider


class FrontierScheduler(BaseScheduler):
    """Retries that middlewares ask for go first; all else comes from the spider's frontier."""

    def __init__(self, spider: NewsSpider) -> None:
        self._spider = spider
        self._again: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        return cls(cast("NewsSpider", crawler.spider))

    def enqueue_request(self, request: Request) -> bool:
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        return self._again.popleft() if self._again else self._spider.next_request()

    def has_pending_requests(self) -> bool:
        return bool(self._again) or self._spider.has_more()
