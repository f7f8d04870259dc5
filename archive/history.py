"""An article's life as its captures show it: edited, moved its comment count, taken away, brought back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.changes import Change, Kind, changes
from archive.db.load import GONE, Stored, load
from archive.model import Json

_LIFE = f"""
    SELECT c.id, c.date, c.record_id, o.kind, o.reason, {GONE} FROM captures c
    JOIN outcomes o ON o.capture = c.id WHERE c.page = ? ORDER BY c.date, c.id"""


@dataclass(frozen=True, slots=True)
class Event:
    """A change and the captures that show it: it happened after `not_before` and no later than `seen` (UTC instants)."""

    url: str
    site: str
    title: str | None
    seen: str
    not_before: str
    id: str
    previous_id: str
    change: Change

    def as_dict(self) -> dict[str, Json]:
        about: dict[str, Json] = {"url": self.url, "site": self.site, "title": self.title, "seen": self.seen}
        between: dict[str, Json] = {
            "not_before": self.not_before,
            "id": self.id,
            "previous_id": self.previous_id,
        }
        return about | self.change.as_dict() | between


def life(db: sqlite3.Connection, page: int) -> Iterator[Event]:
    """The events of one page, oldest first. A failed reading or a server's hiccup (5xx) is no event."""
    captures = db.execute(_LIFE, (page,)).fetchall()
    versions = load(db, [key for key, _, _, kind, *_ in captures if kind == "article"])
    before: Stored | None = None
    last = ("", "")
    gone = False
    for _, date, record, kind, reason, went in captures:
        if kind == "article":
            now = next(versions)
            if before is not None:
                yield from _between(before, now, last, gone=gone)
            before, last, gone = now, (date, record), False
        elif before is not None and went:
            if not gone:
                yield _event(before, last, (date, record), Change("removed", before.article.title, reason))
            last, gone = (date, record), True


def lately(
    db: sqlite3.Connection,
    *,
    since: str | None,
    kinds: Iterable[Kind] | None,
    condition: str,
    values: list[str],
) -> Iterator[Event]:
    """Events of all pages, newest first. `condition` limits the pages (on `captures c`)."""
    wanted = None if kinds is None else set(kinds)
    pages = db.execute(
        "SELECT c.page FROM captures c JOIN outcomes o ON o.capture = c.id "
        f"WHERE {condition} GROUP BY c.page HAVING count(*) > 1 AND max(c.date) >= ? AND sum(o.kind = 'article') > 0",
        (*values, since or ""),
    ).fetchall()
    events = (event for (page,) in pages for event in life(db, page))
    found = [e for e in events if e.seen >= (since or "") and (wanted is None or e.change.kind in wanted)]
    yield from sorted(found, key=lambda e: (e.seen, e.id, e.change.kind), reverse=True)


def _between(before: Stored, now: Stored, last: tuple[str, str], *, gone: bool) -> Iterator[Event]:
    at = (now.captured, now.id)
    if gone:
        yield _event(now, last, at, Change("restored", None, now.article.title))
    for change in changes(before.article, now.article):
        yield _event(now, (before.captured, before.id), at, change)


def _event(stored: Stored, last: tuple[str, str], now: tuple[str, str], change: Change) -> Event:
    article = stored.article
    return Event(article.url, stored.site, article.title, now[0], last[0], now[1], last[1], change)
