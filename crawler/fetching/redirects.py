"""Redirects, by Scrapy's rules: each hop is a request of its own and has its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Redirects(RedirectMiddleware):
    """As Scrapy's, but a Location that is no address ends the chain: the answer stands as it is."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        redirects = cls(crawler.settings)
        redirects.crawler = crawler
        return redirects

    def handle_referer(self, request: Request, response: Response) -> None:
        """No Referer is sent on: which page led here is nobody's business but the archive's (`via`)."""
        request.headers.pop("Referer", None)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        try:
            found: Request | Response = super().process_response(request, response)
        except ValueError:
            return response
        return found
