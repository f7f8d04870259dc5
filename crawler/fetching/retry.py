"""Trying again, and leaving alone: a downloader middleware in place of Scrapy's RetryMiddleware.

A server that says when to come back (Retry-After, RFC 9110, section 10.2.3) is obeyed, for the whole host. One that
only fails is given a pause that doubles with each failure in a row. What cannot get better by asking again at once
(a certificate, a name that does not exist, an answer that never ends) is not asked again. Each attempt has a record
of its own in the archive.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import NotConfigured, ResponseDataLossError

from crawler.fetching.later import retry_after
from crawler.fetching.pace import host_key, pace_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_PAUSE = 60.0
"""The longest pause in seconds that a host gets for failing without a word of when to come back."""
_HOST_TROUBLE = ("timeout", "refused", "connect")
_RETRIED = (*_HOST_TROUBLE, "reset")


def pause(failures: int, draw: float) -> float:
    """Seconds to leave a host alone after so many failures in a row; `draw` in [0, 1) spreads the crawlers."""
    return min(MAX_PAUSE, float(2 ** min(failures - 1, 10))) * (0.5 + 0.5 * draw)


class RetryMiddleware:
    """RETRY_TIMES, RETRY_HTTP_CODES and `dont_retry` mean what they mean in Scrapy."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("RETRY_ENABLED"):
            raise NotConfigured
        self.crawler = crawler
        self.pace = pace_of(crawler)
        self.codes = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")}
        self.patience = crawler.settings.getfloat("NEWSARK_MAX_WAIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        host = host_key(request.url)
        if response.status not in self.codes:
            self.pace.answered(host)
            return response
        asked = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        wait = self._rest(host) if asked is None else self._obey(host, asked)
        if wait > self.patience:
            return response
        return self._again(request, f"status {response.status}") or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        failure = request.meta.pop("failure", None)
        if failure is not None:
            if failure.kind in _HOST_TROUBLE:
                self._rest(host_key(request.url))
            return self._again(request, failure.kind) if failure.kind in _RETRIED else None
        return self._again(request, str(exception)) if _was_cut(exception) else None

    def _rest(self, host: str) -> float:
        wait = pause(self.pace.failed(host), random.random())
        self.pace.rest(host, monotonic() + wait)
        return wait

    def _obey(self, host: str, asked: float) -> float:
        """A little later than asked, so that not everybody comes back in the same instant."""
        self.pace.failed(host)
        self.pace.rest(host, monotonic() + asked + random.uniform(0.05, 0.5))
        return asked

    def _again(self, request: Request, reason: str) -> Request | None:
        spider = self.crawler.spider
        if request.meta.get("dont_retry") or spider is None:
            return None
        return get_retry_request(request, spider=spider, reason=reason, give_up_log_level="INFO")


def _was_cut(exception: Exception) -> bool:
    """A body that broke off may come whole the next time; one that took all its time, or is malformed, will not."""
    return isinstance(exception, ResponseDataLossError) and str(exception) == "disconnect"
