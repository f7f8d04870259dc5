"""Answers for our own pages: reads the archive, hands the data to the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from archive.errors import NotFound, QueryError, WarcError
from archive.model import Capture, CaptureRow
from archive.replay import articles
from archive.replay.address import COLLECTION, moment, parse_address, repair_url
from archive.replay.choose import in_order, neighbours, replayable
from archive.replay.content import MAX_PAGE, decoded
from archive.replay.library import Library
from archive.replay.pages.calendar import broken_page, calendar_page, hidden_page, missing_page
from archive.replay.pages.capture import capture_page
from archive.replay.pages.comparison import Side, comparison_page
from archive.replay.pages.front import front_page, results_page
from archive.replay.pages.layout import STYLE, Site, document, style
from archive.replay.visible import visible_text
from archive.replay.wire import Reply, Request, plain
from archive.warc.http import header


class PagesApp:
    """Front page, search, captures of an address, one capture, two captures compared."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._routes = {
            "/": self._front,
            "/-/search": self._search,
            "/-/captures": self._captures,
            "/-/capture": self._capture,
            "/-/compare": self._compare,
        }

    def answer(self, request: Request, site: Site) -> Reply:
        """The reply to a request that has passed the guards (`guard.py`)."""
        path, _, text = request.target.partition("?")
        if path == STYLE:
            return style(site)
        if path == "/robots.txt":
            return plain(200, "User-agent: *\nDisallow: /")
        listed = f"/{COLLECTION}/*/"
        if path.startswith(listed):
            return self._calendar(site, request.target[len(listed) :], "")
        route = self._routes.get(path)
        if route is None:
            return document(
                site,
                "No such page",
                '<h1>No such page</h1><p><a href="/">To the front page</a></p>',
                status=404,
            )
        return route(site, dict(reversed(parse_qsl(text, keep_blank_values=True))))

    def _front(self, site: Site, given: Mapping[str, str]) -> Reply:
        home, chosen = self._library.home, given.get("site", "")
        try:
            return front_page(
                site, articles.sites(home), articles.newest(home, chosen or None), chosen=chosen
            )
        except QueryError as error:
            return results_page(site, chosen, [], problem=str(error))

    def _search(self, site: Site, given: Mapping[str, str]) -> Reply:
        text = given.get("q", "")
        if text.startswith(("http://", "https://")):
            return self._calendar(site, text, "")
        try:
            return results_page(site, text, articles.hits(self._library.home, text))
        except QueryError as error:
            return results_page(site, text, [], problem=str(error))

    def _captures(self, site: Site, given: Mapping[str, str]) -> Reply:
        return self._calendar(site, given.get("url", ""), given.get("year", ""))

    def _calendar(self, site: Site, text: str, year: str) -> Reply:
        address = parse_address(text)
        if address is None:
            return missing_page(site, text)
        if self._library.hidden(address.url):
            return hidden_page(site, address.url)
        rows = self._library.captures(address.url)
        if not rows:
            return missing_page(site, address.url, near=self._shown(self._library.similar(address.url)))
        return calendar_page(site, address.url, rows, year=year)

    def _shown(self, addresses: Sequence[str]) -> list[str]:
        return [url for url in addresses if not self._library.hidden(url)][:10]

    def _capture(self, site: Site, given: Mapping[str, str]) -> Reply:
        row = self._library.by_record(given.get("id", ""))
        if row is None or not replayable(row):
            return document(site, "No such capture", "<h1>No such capture</h1>", status=404)
        if self._library.withheld(row):
            return hidden_page(site, row.url)
        try:
            capture = self._library.load(row)
        except (WarcError, NotFound) as error:
            return broken_page(site, row.url, str(error))
        return capture_page(site, capture, articles.article(self._library.home, row.record_id))

    def _compare(self, site: Site, given: Mapping[str, str]) -> Reply:
        url = repair_url(given.get("url", ""))
        if self._library.hidden(url):
            return hidden_page(site, url)
        rows = [row for row in self._library.captures(url) if replayable(row)] if url else []
        if not rows:
            return missing_page(site, url)
        after = _at(rows, url, given.get("b", "")) or rows[-1]
        before = _at(rows, url, given.get("a", "")) or _different_before(rows, after)
        try:
            sides = [self._side(row) for row in sorted((before, after), key=lambda row: row.date)]
        except (WarcError, NotFound) as error:
            return broken_page(site, url, str(error))
        stored = articles.article(self._library.home, after.record_id)
        history = articles.history(self._library.home, stored.page) if stored else []
        return comparison_page(site, sides[0], sides[1], history, framed="pages" in given)

    def _side(self, row: CaptureRow) -> Side:
        """The article's text where the projection knows it, else what the page shows."""
        capture = self._library.load(row)
        stored = articles.article(self._library.home, row.record_id)
        if stored is None:
            title, text = _page_text(capture)
            return Side(row.url, row.date, title or row.url, text, capture.status)
        own = stored.article
        return Side(
            row.url, row.date, own.title or "", own.body, capture.status, own.comment_count, own.language
        )


def _page_text(capture: Capture) -> tuple[str, str]:
    kind = header(capture.headers, "content-type")
    if kind and "html" not in kind and not kind.startswith("text/"):
        return "", ""
    return visible_text(decoded(capture, MAX_PAGE), kind)


def _at(rows: Sequence[CaptureRow], url: str, text: str) -> CaptureRow | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 14):
        return None
    return next(iter(in_order(rows, url, moment(text))), None)


def _different_before(rows: Sequence[CaptureRow], after: CaptureRow) -> CaptureRow:
    """The last capture before with another payload; the one before where all are alike; itself where there is none."""
    earlier = [row for row in rows if row.date < after.date]
    other = [row for row in earlier if row.digest != after.digest]
    before, _ = neighbours(rows, after)
    return (other or [before or after])[-1]
