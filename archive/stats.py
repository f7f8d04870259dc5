"""How much there is and how much of it says what: figures of publications, whole or by month or day."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median_low

from archive.db.conditions import conditions_of
from archive.errors import QueryError
from archive.model import Json

PERIODS = {"day": 10, "month": 7, "year": 4}
"""Characters of an ISO 8601 date that name the period."""
_MINUTE = ("minute", "second")


@dataclass(frozen=True, slots=True)
class Figures:
    """One publication in one period (None: ever).

    Of the articles published in it, each in its latest version: how many state a minute, a zone, an author, a comment
    count; the counts summed; how many were changed after publication; characters of the text in the middle.
    Of the captures made in it (UTC): how many are revisits, how many failed (no answer, or a status of 400 and more),
    and their bytes in WARC files.
    """

    site: str
    period: str | None
    articles: int
    changed: int
    characters: int
    with_minute: int
    with_zone: int
    with_author: int
    with_count: int
    comments: int
    captures: int
    revisits: int
    failed: int
    bytes: int

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


_ARTICLES = """
    SELECT site, substr(moment, 1, ?), length(body), published_precision, published_zone_known, authors, comment_count,
           (SELECT count(*) FROM texts x WHERE x.page = l.page) > 1
    FROM latest_articles l {where}"""
_CAPTURES = """
    SELECT site, substr(date, 1, ?), count(*), sum(kind = 'revisit'),
           sum(kind = 'metadata' OR coalesce(status >= 400, 0)), sum(length)
    FROM captures {where} GROUP BY 1, 2"""

_Key = tuple[str, str]


def stats(db: sqlite3.Connection, *, site: str | None = None, by: str | None = None) -> Iterator[Figures]:
    """Figures of all publications, or of one (a name or a host), by name and period; `by` is a key of PERIODS.

    QueryError for a publication that is not there, or a period that is none.
    """
    if by is not None and by not in PERIODS:
        raise QueryError(f"{by}: no such period; there are: {', '.join(PERIODS)}")
    conditions, values = conditions_of(db, site=site)
    where = f"WHERE {conditions[0]}" if conditions else ""
    length = PERIODS[by] if by else 0
    articles = _read(db, where, values, length)
    captured = "" if site is None else "WHERE site = ? OR host = ?"
    rows = db.execute(_CAPTURES.format(where=captured), (length, *(values * 2)))
    captures = {(name, period): figures for name, period, *figures in rows}
    for name, period in sorted({*articles, *captures}):
        made = captures.get((name, period), (0, 0, 0, 0))
        yield Figures(name, period or None, *_summed(articles.get((name, period), [])), *made)


def _read(
    db: sqlite3.Connection, where: str, values: list[str], length: int
) -> dict[_Key, list[tuple[int, ...]]]:
    """Publication and period → a row of numbers for each article."""
    found: defaultdict[_Key, list[tuple[int, ...]]] = defaultdict(list)
    for site, period, characters, precision, zone, authors, count, changed in db.execute(
        _ARTICLES.format(where=where), (length, *values)
    ):
        says = (precision in _MINUTE, zone, bool(authors), count is not None)
        found[site, period].append((characters, changed, *map(int, says), count or 0))
    return found


def _summed(rows: list[tuple[int, ...]]) -> tuple[int, ...]:
    """Articles, changed, characters, with a minute, a zone, an author, a count, and the comments."""
    if not rows:
        return (0,) * 8
    characters, changed, *rest = zip(*rows, strict=True)
    return (len(rows), sum(changed), median_low(characters), *map(sum, rest))
