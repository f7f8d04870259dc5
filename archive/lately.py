"""What changed in all articles, newest first, as far as somebody reads on.

Whatever happens to an article is shown by a capture, and captures have keys in the order of time. So the captures are
walked from the newest back; each leads to the articles it tells of, whose lives are read once; and an event is given out
as soon as no capture that is left can show a later one. A question for the last twenty changes, or for those since
yesterday, reads the captures and articles of that time only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from archive.changes import Kind
from archive.db import lineage
from archive.db.keys import first_key
from archive.history import Event, life

_WALK = """
    SELECT c.id, c.page, c.date, o.kind = 'counts' FROM outcomes o JOIN captures c ON c.id = o.capture
    WHERE o.capture >= ?1 AND ({of_site}) ORDER BY o.capture DESC"""

_OF_SITE = """
    c.{column} = ?2 OR o.kind = 'counts' OR o.target_page IS NOT NULL
    OR EXISTS (SELECT 1 FROM captures x WHERE x.page = c.page AND x.{column} = ?2)
    OR EXISTS (SELECT 1 FROM article_rows r WHERE r.page = c.page AND r.canonical_page IS NOT NULL)"""
"""Captures that may tell of a publication's articles: its own, counts, and what moves or has another form elsewhere."""

_DISCUSSED = """
    SELECT page FROM service_counts WHERE capture = ?1 AND page IS NOT NULL
    UNION SELECT r.page FROM service_counts w JOIN article_rows r
    ON r.comments_system = w.system AND r.comments_thread = w.thread WHERE w.capture = ?1"""

_CHANGED = """
    EXISTS (SELECT 1 FROM captures n WHERE n.page = c.page AND n.id > c.id)
    OR EXISTS (SELECT 1 FROM article_rows r WHERE r.page = c.page AND
               (r.next_page IS NOT NULL OR r.comments_thread IS NOT NULL))
    OR EXISTS (SELECT 1 FROM service_counts w WHERE w.page = c.page)
    OR EXISTS (SELECT 1 FROM outcomes o WHERE o.target_page = c.page)
    OR EXISTS (SELECT 1 FROM article_rows r WHERE r.canonical_page = c.page)"""
"""Of a capture `c`: whether there may be more to tell of its page than that it is new."""

_FIRST, _LARGEST = 200, 20_000
"""Captures looked at together: few at first, for those who want the last changes only."""


class _Capture(NamedTuple):
    key: int
    page: int
    date: str
    counts: bool


def lately(
    db: sqlite3.Connection,
    *,
    since: str | None,
    kinds: Collection[Kind],
    site: tuple[str, str] | None = None,
) -> Iterator[Event]:
    """Events of these kinds of all articles, newest first. `since` is a UTC instant (ISO 8601 without a zone);
    `site` limits the articles: a column of `captures` (`site` or `host`) and its value."""
    column, values = (site[0], site[1:]) if site else (None, ())
    changed = "true" if "new" in kinds else _CHANGED
    of_site = f"c.{column} = ?2" if column else "true"
    articles = _Articles(
        db, f"SELECT 1 FROM captures c WHERE c.page = ?1 AND {of_site} AND ({changed}) LIMIT 1", values
    )
    walk = _WALK.format(of_site=_OF_SITE.format(column=column) if column else "true")
    waiting: list[Event] = []
    first = first_key(datetime.fromisoformat(since).replace(tzinfo=UTC)) if since else 0
    for window in _windows(db.execute(walk, (first, *values))):
        told = (event for page in articles.told_of(window) for event in life(db, page))
        waiting += (e for e in told if e.change.kind in kinds and e.seen >= (since or ""))
        waiting.sort(key=lambda e: (e.seen, e.id, e.change.kind))
        while waiting and _millisecond(waiting[-1].seen) > _millisecond(window[-1].date):
            yield waiting.pop()
    yield from reversed(waiting)


class _Articles:
    """Which articles captures tell of: each once."""

    def __init__(self, db: sqlite3.Connection, wanted: str, values: Sequence[str]) -> None:
        self._db, self._wanted, self._values = db, wanted, values
        self._met: set[int] = set()
        self._told: set[int] = set()

    def told_of(self, captures: Iterable[_Capture]) -> Iterator[int]:
        """The pages of articles that were not named before."""
        for capture in captures:
            for page in self._pages(capture):
                yield from self._heads(page)

    def _pages(self, capture: _Capture) -> list[int]:
        if not capture.counts:
            return [capture.page]
        return [page for (page,) in self._db.execute(_DISCUSSED, (capture.key,))]

    def _heads(self, page: int) -> Iterator[int]:
        if page in self._met:
            return
        self._met.add(page)
        for head in lineage.onward(self._db, page):
            if head not in self._told and self._is_wanted(head) and lineage.is_head(self._db, head):
                self._told.add(head)
                yield head

    def _is_wanted(self, page: int) -> bool:
        return self._db.execute(self._wanted, (page, *self._values)).fetchone() is not None


def _windows(found: Iterable[tuple[int, int, str, int]]) -> Iterator[list[_Capture]]:
    """Captures with an outcome, newest first, a few and then more at a time."""
    rows = map(_Capture._make, found)
    size = _FIRST
    while window := list(islice(rows, size)):
        yield window
        size = min(2 * size, _LARGEST)


def _millisecond(instant: str) -> str:
    """As exact as the keys of captures."""
    return instant[:23]
