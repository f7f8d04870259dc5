"""What the projector is handed: from a resolved capture to its outcome. Here the archive meets the parsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlsplit

from archive.model import Capture, CommentCount, Counts, NotArticle, Outcome
from archive.warc.http import decode_body, header
from crawler.discovery import feeds, wordpress
from crawler.parsers import EXTRACTOR, extract
from crawler.parsers.comments.external import parse_count_answer, systems_at
from crawler.parsers.media import is_page
from crawler.parsers.page import Page
from crawler.parsers.templates.model import Layouts

__all__ = ["EXTRACTOR", "extract_capture", "page_of"]

MAX_PAGE = 24 * 1024 * 1024
"""Bytes of a decoded page that are read: the largest real front pages have 6 MB."""

_PAGES = ("", "text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_KEYS = ("1", "2", "ids", "posts_ids", "articleIds", "url", "id")
"""Parameters in which counting services take the threads they are asked for."""

_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")


def extract_capture(capture: Capture, layouts: Layouts | None = None) -> Outcome:
    """The article of a page; the counts of a counting service's answer or of a feed. Pure, as its parts are.

    `layouts`: what was learned of sites' pages. Rows are as stale with other layouts as with another extractor.
    """
    decoded = decode_body(capture.headers, capture.body, MAX_PAGE)
    mime = header(capture.headers, "content-type").partition(";")[0].strip().lower()
    if mime in _PAGES and is_page(decoded.data):
        headers, at = _headers(capture), capture.date
        return extract(decoded.data, capture.url, headers=headers, captured_at=at, layouts=layouts)
    if stated := wordpress.total(decoded.data, capture.url, header(capture.headers, "x-wp-total")):
        url, value = stated
        return Counts(capture.url, (CommentCount("feed", url, value, source="X-WP-Total"),), EXTRACTOR)
    counts = tuple(_counts(decoded.data, capture.url)) or tuple(_feed_counts(decoded.data, capture.url))
    if counts:
        return Counts(capture.url, counts, EXTRACTOR)
    return NotArticle(capture.url, "other-media", extractor=EXTRACTOR)


def page_of(capture: Capture) -> Page:
    """The captured page, as the parsers read it."""
    decoded = decode_body(capture.headers, capture.body, MAX_PAGE)
    return Page(decoded.data, capture.url, headers=_headers(capture), captured_at=capture.date)


def _headers(capture: Capture) -> dict[str, str]:
    """By lower-case name; of repeated ones the first."""
    return {name.lower(): value for name, value in reversed(capture.headers)}


def _feed_counts(body: bytes, url: str) -> Iterator[CommentCount]:
    """What a feed states of its items (`slash:comments`, `thr:total`), each under the item's address."""
    feed = None if _SITEMAP.search(body[:1000]) else feeds.read(body, url)
    for link in feed.links if feed else ():
        if link.kind == "article" and link.comment_count is not None:
            yield CommentCount("feed", link.url, link.comment_count, source="feed")


def _counts(body: bytes, url: str) -> Iterator[CommentCount]:
    """The counts in an answer, each under the address that asks for its thread alone: what pages name it by."""
    parts = urlsplit(url)
    asked = parse_qsl(parts.query)
    name = next((name for name, _ in asked if name in _KEYS), None)
    if name is None:
        return
    keys = tuple(key for n, value in asked if n == name for key in value.split(","))
    rest = "".join(f"{n}={quote(value, safe='')}&" for n, value in asked if n != name)
    base = f"{parts.scheme}://{parts.netloc}{parts.path}?{rest}{name}="
    systems = systems_at(parts.hostname or "", parts.path)
    for key, value in parse_count_answer(systems[0], body, keys).items():
        for system in systems:
            yield CommentCount(system, base + quote(key, safe=""), value, source=f"service:{parts.netloc}")
