"""Questions to an archive: one call a verb of the command line, all of them read-only.

    with reading(home.archive_db) as db:
        for stored in articles(db, site="agency", since="2026-11-01"):
            print(stored.as_dict())

Every call takes the connection that `reading` gives, or the path where it needs one of its own. They raise NotFound,
QueryError (what was asked cannot be answered so) and DatabaseError (the projection is missing, foreign or damaged).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from archive.changes import KINDS
from archive.db import find, lineage
from archive.db.conditions import conditions_of, limited, moment, site_column
from archive.db.load import Stored, current, load
from archive.db.schema import open_to_read, unreadable
from archive.db.sql import Answer, run
from archive.db.whole import joined
from archive.db.why import Evidence, evidence
from archive.errors import QueryError
from archive.history import Event, life
from archive.hits import Hit, search
from archive.lately import lately
from archive.model import Json
from archive.status import Status, status
from archive.takedown.hidden import hidden
from archive.takedown.veil import veil

__all__ = [
    "Answer",
    "Counted",
    "Discussed",
    "Event",
    "Evidence",
    "Hit",
    "Seen",
    "Status",
    "Stored",
    "article",
    "articles",
    "captures",
    "changes",
    "comments",
    "discussion",
    "evidence",
    "history",
    "reading",
    "search",
    "sql",
    "status",
]


@dataclass(frozen=True, slots=True)
class Seen:
    """One capture of an address. `date` is a UTC instant, `outcome` and `reason` as in the table `outcomes`."""

    id: str
    url: str
    date: str
    kind: str
    status: int | None
    outcome: str | None
    reason: str | None
    warc_file: str
    warc_offset: int

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Counted:
    """A comment count at a UTC instant."""

    date: str
    comment_count: int
    qualifier: str | None
    source: str | None
    id: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.date)

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Discussed:
    """A publication at the end of a UTC day: `articles` that have stated a count, and their last counts summed."""

    day: str
    articles: int
    comments: int

    @property
    def moment(self) -> datetime:
        """The last second of the day."""
        return datetime.fromisoformat(f"{self.day}T23:59:59+00:00")

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


@contextmanager
def reading(path: Path, *, keeper: bool = False) -> Iterator[sqlite3.Connection]:
    """A read-only connection to the projection at `path`; SQLite's complaints come out as one DatabaseError.

    What is withheld (take-downs of the home around `path`) is not in it, but for the `keeper`.
    """
    db = open_to_read(path)
    try:
        if not keeper:
            veil(db, hidden(path.parent), path.with_name("index.db"))
        yield db
    except sqlite3.Error as error:
        raise unreadable(path, error) from None
    finally:
        db.close()


def articles(
    db: sqlite3.Connection,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    author: str | None = None,
    limit: int | None = None,
) -> Iterator[Stored]:
    """The latest version of each article, newest first, without its text.

    `site` is a publication's name or a host. `since` and `until` are dates or times as ISO 8601 (`2026-11`,
    `2026-11-23T08:00Z`), both inclusive, compared with the publication time (in UTC where the page states a zone, as
    printed where it does not, the capture's where there is none). `author` matches words of the byline.
    """
    conditions, values = conditions_of(db, site=site, since=since, until=until, author=author)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    statement = f"SELECT id FROM latest_articles {where} ORDER BY moment DESC, id DESC"
    keys = (key for (key,) in db.execute(statement, values))
    return (current(db, stored) for stored in load(db, islice(keys, limited(limit)), body=False))


def article(db: sqlite3.Connection, name: str) -> Stored:
    """One article: by address (any known form) or printed number its latest version, by record id that version.

    The text of an article of several pages is joined; `pages` says of how many.
    """
    (stored,) = load(db, [find.find(db, name)])
    return joined(db, current(db, stored))


def captures(db: sqlite3.Connection, name: str) -> list[Seen]:
    """All captures of an article's address, oldest first, also the failed ones."""
    page = find.page_of(db, name)
    rows = db.execute(
        "SELECT c.record_id, c.url, c.date, c.kind, c.status, o.kind, o.reason, c.file, c.offset "
        "FROM captures c LEFT JOIN outcomes o ON o.capture = c.id WHERE c.page = ? ORDER BY c.date, c.id",
        (page,),
    )
    return [Seen(*row) for row in rows]


def history(db: sqlite3.Connection, name: str) -> list[Event]:
    """What became of one article, oldest first: new, changes between its captures, moved, removed, restored."""
    return list(life(db, find.main_page(db, find.page_of(db, name))))


def changes(
    db: sqlite3.Connection,
    *,
    since: str | None = None,
    kinds: Sequence[str] = (),
    site: str | None = None,
    limit: int | None = None,
) -> Iterator[Event]:
    """What changed in all articles, newest first; `since` (ISO 8601, UTC) is when a change was seen.

    Every kind of change unless `kinds` names some; `new` articles only where it is named.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise QueryError(f"{unknown[0]}: no such kind of change; there are: {', '.join(KINDS)}")
    narrowed = None if site is None else (site_column(db, site), site)
    wanted = [kind for kind in KINDS if (kind in kinds if kinds else kind != "new")]
    events = lately(db, since=since if since is None else moment(since), kinds=wanted, site=narrowed)
    return islice(events, limited(limit))


def comments(db: sqlite3.Connection, name: str) -> list[Counted]:
    """How the comment count of an article grew: each capture that states one, of the page, a counting service or a feed."""
    pages = ", ".join(map(str, lineage.pages(db, find.main_page(db, find.page_of(db, name)))))
    rows = db.execute(
        "SELECT s.date, s.value, s.qualifier, s.source, c.record_id FROM comment_series s JOIN captures c ON c.id = s.capture "
        f"WHERE s.page IN ({pages}) ORDER BY s.date, s.capture"
    )
    return [Counted(*row) for row in rows]


def discussion(db: sqlite3.Connection, site: str) -> list[Discussed]:
    """How the comments of a publication grew, a row a UTC day: the last known counts of its articles summed."""
    conditions, values = conditions_of(db, site=site)
    rows = db.execute(
        "SELECT substr(s.date, 1, 10), s.page, s.value FROM comment_series s "
        f"WHERE s.page IN (SELECT page FROM latest_articles WHERE {conditions[0]}) ORDER BY s.date, s.capture",
        values,
    )
    days: dict[str, Discussed] = {}
    known: dict[int, int] = {}
    total = 0
    for day, page, value in rows:
        total += value - known.get(page, 0)
        known[page] = value
        days[day] = Discussed(day, len(known), total)
    return list(days.values())


def sql(path: Path, statement: str, *, limit: int | None = None, seconds: float = 300.0) -> Answer:
    """The answer to one statement of the user's own, which can only read."""
    return run(path, statement, limit=limited(limit), seconds=seconds)
