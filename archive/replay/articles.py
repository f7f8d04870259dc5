"""What the projection knows, for our own pages: hits, newest articles, the article behind a capture, its history.

Reads archive.db through `archive.query`. A home without a projection answers with nothing: replay needs none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive import query
from archive.db.load import Stored, with_evidence
from archive.errors import NotFound
from archive.home import Home

SHOWN = 30
MARKS = ("\x02", "\x03")
"""Around what a search found, until the text has been escaped."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One version of an article or one comment count, as of a capture (ISO 8601, UTC)."""

    captured: str
    title: str | None
    comment_count: int | None
    record_id: str


def newest(home: Home, site: str | None = None) -> list[Stored]:
    """The newest articles of the archive, or of one site."""
    if not home.archive_db.exists():
        return []
    with query.reading(home.archive_db) as db:
        return list(query.articles(db, site=site, limit=SHOWN))


def sites(home: Home) -> list[tuple[str, int]]:
    """Publications with their numbers of captured articles."""
    if not home.archive_db.exists():
        return []
    with query.reading(home.archive_db) as db:
        rows = db.execute(
            "SELECT site, count(DISTINCT page) FROM article_rows GROUP BY site ORDER BY site LIMIT 200"
        )
        return [(str(site), int(count)) for site, count in rows]


def hits(home: Home, text: str) -> Sequence[query.Hit]:
    """Search results, newest first; QueryError where the words make no query."""
    if not home.archive_db.exists():
        return []
    with query.reading(home.archive_db) as db:
        return list(query.search(db, text, limit=SHOWN, mark=MARKS))


def article(home: Home, record_id: str) -> Stored | None:
    """The article of one capture with its evidence, None where the capture is not known as one."""
    if not home.archive_db.exists():
        return None
    try:
        with query.reading(home.archive_db) as db:
            return with_evidence(db, query.article(db, record_id))
    except NotFound:
        return None


def history(home: Home, page: int) -> list[Moment]:
    """All captures of an article, oldest first: its headline and its comment count as of each."""
    with query.reading(home.archive_db) as db:
        rows = db.execute(
            "SELECT c.date, t.title, r.comment_count, c.record_id FROM article_rows r JOIN captures c ON c.id = r.capture"
            " JOIN texts t ON t.id = r.text WHERE r.page = ? ORDER BY r.capture LIMIT 2000",
            (page,),
        ).fetchall()
        counts = db.execute(
            "SELECT date, value FROM comment_series WHERE page = ? ORDER BY date LIMIT 5000", (page,)
        ).fetchall()
    return [
        Moment(date, title, _as_of(counts, date) if own is None else own, record)
        for date, title, own, record in rows
    ]


def _as_of(counts: Sequence[tuple[str, int]], date: str) -> int | None:
    """The count that a counting service gave last before the capture, or first after it."""
    before = [value for when, value in counts if when <= date]
    return before[-1] if before else counts[0][1] if counts else None
