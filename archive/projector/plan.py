"""Pure: what to do with a capture, by what the index knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias
from urllib.parse import urljoin, urlsplit

from archive.db.rows import Error
from archive.model import Capture, CaptureRow

Route: TypeAlias = Literal["extract", "redirect", "error", "failure", "none"]

_HTML = {"", "text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml", "unk", "warc/revisit"}
_ANSWERS = {
    *(
        "application/json",
        "text/json",
        "application/javascript",
        "text/javascript",
        "application/x-javascript",
    ),
    *("application/ecmascript", "application/x-json", "text/x-json"),
}
"""Media types in which services answer how many comments there are."""

_FEEDS = {
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"),
    *("application/xml", "text/xml", "application/rss", "text/rss+xml"),
}
"""Media types of feeds, which may count the comments of the articles they list."""

_MAX_ANSWER = 1 << 20
"""Bytes of a WARC record beyond which a script is a library, not an answer, and XML a sitemap."""

FRONT_PAGE = "redirect-to-front-page"
REDIRECT = "redirect"


def route(row: CaptureRow) -> Route:
    """Pages and counting services' answers are read by the extractor; of other statuses the status says all.

    A revisit that a server answered with 304 confirms the page it refers to: it is read like that page.
    """
    if row.kind == "metadata":
        return "failure"
    if row.status is None:
        return "extract" if row.kind == "revisit" else "none"
    if row.status == 200 or (row.status == 304 and row.kind == "revisit"):
        return "extract" if _readable(row) else "none"
    if row.status in (301, 302, 303, 307, 308):
        return "redirect"
    return "error"


def error(row: CaptureRow) -> Error:
    """The outcome of a status that is no page."""
    return Error("error_status", str(row.status))


def failure(facts: Mapping[str, str]) -> Error:
    """An attempt without an answer, by the facts of its `metadata` record."""
    return Error("no_answer", facts.get("outcome") or "unknown")


def redirect(capture: Capture) -> Error:
    """Where a redirect leads. To the front page: what some sites answer for an article that they took away."""
    location = next((value for name, value in capture.headers if name.lower() == "location"), "").strip()
    try:
        target = urljoin(capture.url, location) if location else None
        home = target is not None and urlsplit(target).path in ("", "/") and not urlsplit(target).query
        away = urlsplit(capture.url).path not in ("", "/")
    except ValueError:
        return Error("not_article", REDIRECT)
    return Error("not_article", FRONT_PAGE if home and away else REDIRECT, target)


def _readable(row: CaptureRow) -> bool:
    mime = (row.mime or "").partition(";")[0].strip().lower()
    return (
        mime in _HTML
        or row.kind == "revisit"
        or (mime in _ANSWERS | _FEEDS and row.location.length <= _MAX_ANSWER)
    )
