"""An article's life as its captures show it: new, edited, moved, its comments counted, taken away, brought back.

The life of an article is that of all its addresses (archive/db/lineage.py), and its text that of all its pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import NamedTuple

from archive.changes import Change, changes
from archive.db import lineage
from archive.db.load import GONE, Stored
from archive.model import Json
from archive.versions import captured

_LIFE = f"""
    SELECT c.id, c.page, c.date, c.record_id, c.url, r.capture IS NOT NULL, r.canonical_page, o.reason, o.target,
           o.target_page, {GONE}
    FROM captures c JOIN outcomes o ON o.capture = c.id LEFT JOIN article_rows r ON r.capture = c.id
    WHERE c.page IN ({{pages}}) ORDER BY c.date, c.id"""

_SERIES = """
    SELECT s.date, s.capture, c.record_id, s.value, coalesce(s.source, '') FROM comment_series s
    JOIN captures c ON c.id = s.capture WHERE s.page IN ({pages}) ORDER BY s.date, s.capture"""

_ABOUT = ("url", "site", "title", "seen")
_BETWEEN = ("not_before", "id", "previous_id")


@dataclass(frozen=True, slots=True)
class Event:
    """A change and the captures that show it: it happened after `not_before` and no later than `seen` (UTC instants).

    Of a `new` article, of which nothing earlier is known, both are the first capture.
    """

    url: str
    site: str
    title: str | None
    seen: str
    not_before: str
    id: str
    previous_id: str
    change: Change

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of `as_dict`, for a list that may be empty."""
        return (*_ABOUT, *Change.names(), *_BETWEEN)

    def as_dict(self) -> dict[str, Json]:
        values = {name: getattr(self, name) for name in (*_ABOUT, *_BETWEEN)} | self.change.as_dict()
        return {name: values[name] for name in self.names()}


class _Seen(NamedTuple):
    """A capture of one of the article's addresses, with its outcome."""

    key: int
    page: int
    date: str
    id: str
    url: str
    is_article: bool
    canonical_page: int | None
    reason: str | None
    target: str | None
    target_page: int | None
    is_gone: bool


def life(db: sqlite3.Connection, page: int) -> Iterator[Event]:
    """The events of one article, oldest first. A failed reading or a server's hiccup (5xx) is no event."""
    pages = lineage.pages(db, page)
    captures = [_Seen(*row) for row in db.execute(_LIFE.format(pages=_listed(pages)))]
    versions = list(captured(db, page))
    if versions:
        yield from merge(_told(captures, versions), _counted(db, pages, versions), key=lambda e: e.seen)


def _told(captures: Sequence[_Seen], versions: Sequence[Stored]) -> Iterator[Event]:
    """What captures of the article's addresses show, but for the counts."""
    by_key = {version.key: version for version in versions}
    pages = {capture.page for capture in captures}
    before: Stored | None = None
    last: tuple[str, str] = ("", "")
    left: set[int] = set()
    gone = False
    for capture in captures:
        at = (capture.date, capture.id)
        if now := by_key.get(capture.key):
            yield from _between(before, now, last, gone=gone)
            before, last, gone = now, (now.as_of, now.id), False
            left.discard(capture.page)
        elif before is not None and _away(capture) in pages:
            if capture.page not in left:
                yield _event(before, last, at, Change("moved", capture.url, _new_address(capture, versions)))
            left.add(capture.page)
        elif before is not None and capture.is_gone and capture.page == before.page:
            if not gone:
                yield _event(before, last, at, Change("removed", before.article.title, capture.reason))
            last, gone = at, True


def _away(capture: _Seen) -> int | None:
    """The page that a capture says the article is at now."""
    other = capture.canonical_page if capture.is_article else capture.target_page
    return None if other == capture.page else other


def _new_address(capture: _Seen, versions: Sequence[Stored]) -> str | None:
    page = _away(capture)
    return capture.target or next((v.article.url for v in versions if v.page == page), None)


def _between(before: Stored | None, now: Stored, last: tuple[str, str], *, gone: bool) -> Iterator[Event]:
    at = (now.as_of, now.id)
    if before is None:
        yield _event(now, at, at, Change("new", None, now.article.title))
        return
    if gone:
        yield _event(now, last, at, Change("restored", None, now.article.title))
    for change in changes(before.article, now.article):
        if change.kind != "comments":
            yield _event(now, (before.as_of, before.id), at, change)


def _counted(db: sqlite3.Connection, pages: Sequence[int], versions: Sequence[Stored]) -> Iterator[Event]:
    """How the comment count moved. A source (the page, a service, a feed) is compared with itself: feeds lag behind."""
    told: int | None = None
    by_source: dict[str, int] = {}
    last: tuple[str, str] = ("", "")
    rows = db.execute(_SERIES.format(pages=_listed(pages)))
    for date, _, record, value, source in rows:
        at, before = (date, record), by_source.get(_family(source))
        by_source[_family(source)] = value
        if told is None:
            told, last = value, at
        elif value == told:
            last = at
        elif before is not None and before != value:
            yield _event(_as_of(versions, date), last, at, Change("comments", told, value))
            told, last = value, at


def _family(source: str) -> str:
    """Pages change the place where they print a number; what counts is who says it."""
    return source.partition(":")[0] if source.startswith(("feed", "service:")) else "page"


def _as_of(versions: Sequence[Stored], date: str) -> Stored:
    return next((v for v in reversed(versions) if v.captured <= date), versions[0])


def _event(stored: Stored, last: tuple[str, str], now: tuple[str, str], change: Change) -> Event:
    article = stored.article
    return Event(article.url, stored.site, article.title, now[0], last[0], now[1], last[1], change)


def _listed(pages: Sequence[int]) -> str:
    """Page keys as an SQL list: integers of ours, nothing to escape."""
    return ", ".join(map(str, pages))
