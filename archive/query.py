"""Questions to an archive: one call a verb of the command line, all of them read-only.

    with reading(home.archive_db) as db:
        for stored in articles(db, site="agency", since="2026-11-01"):
            print(stored.as_dict())

Every call takes the connection that `reading` gives, or the path where it needs one of its own. They raise NotFound,
QueryError (what was asked cannot be answered so) and DatabaseError (the projection is missing, foreign or damaged).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from itertools import islice
from pathlib import Path

from archive.db import find
from archive.db import search as fts
from archive.db.fold import words
from archive.db.keys import parse_moment
from archive.db.load import Stored, current, load, with_evidence
from archive.db.schema import open_to_read, unreadable
from archive.db.sql import Answer, run
from archive.errors import NotFound, QueryError
from archive.model import Article, Candidate, Json

MAX_PAGES = 50
"""Pages of one article that are joined: a "next" link that never ends is a trap, not an article."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value comes from: the winning candidate first, then the others that had something to say, best first.

    `file` and `offset` (bytes) are those of the WARC record; `record_id` its id; `captured` a UTC instant.
    """

    url: str
    field: str
    value: Json
    candidates: tuple[Candidate, ...]
    record_id: str
    captured: str
    file: str
    offset: int
    extractor: str

    def as_dict(self) -> dict[str, Json]:
        values: dict[str, Json] = {
            f.name: getattr(self, f.name) for f in fields(self) if f.name != "candidates"
        }
        return values | {"candidates": [asdict(candidate) for candidate in self.candidates]}


@dataclass(frozen=True, slots=True)
class Hit:
    """A search hit; `marked` is the snippet's text with the terms found between the marks asked for."""

    id: str
    site: str
    url: str
    title: str | None
    published: str | None
    snippet: str
    captured: str
    is_current: bool

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection to the projection at `path`; SQLite's complaints come out as one DatabaseError."""
    db = open_to_read(path)
    try:
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
    conditions, values = _conditions(db, site=site, since=since, until=until, author=author)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    statement = f"SELECT id FROM latest_articles {where} ORDER BY moment DESC, id DESC"
    keys = (key for (key,) in db.execute(statement, values))
    return (current(db, stored) for stored in load(db, islice(keys, limit), body=False))


def article(db: sqlite3.Connection, name: str) -> Stored:
    """One article: by address (any known form) or printed number its latest version, by record id that version.

    The text of an article of several pages is joined; `pages` says of how many.
    """
    (stored,) = load(db, [find.find(db, name)])
    return _whole(db, current(db, stored))


def evidence(db: sqlite3.Connection, name: str, field: str) -> Evidence:
    """Why a field of an article has the value it has."""
    known = [f.name for f in fields(Article) if f.name != "evidence"]
    if field not in known:
        raise QueryError(f"{field}: articles have no such field; they have: {', '.join(known)}")
    (stored,) = load(db, [find.find(db, name)])
    stored = with_evidence(db, stored)
    counted = current(db, stored)
    if field.startswith("comment") and counted.article != stored.article:
        return _service_evidence(db, counted, field)
    candidates = [c for c in stored.article.evidence if c.field == field]
    candidates.sort(key=lambda c: (not c.chosen, -c.confidence))
    return Evidence(
        url=stored.article.url,
        field=field,
        value=stored.article.as_dict()[field],
        candidates=tuple(candidates),
        record_id=stored.id,
        captured=stored.captured,
        file=stored.location.file,
        offset=stored.location.offset,
        extractor=stored.article.extractor,
    )


def search(
    db: sqlite3.Connection,
    text: str,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    language: str | None = None,
    limit: int = 20,
    ranked: bool = False,
    mark: tuple[str, str] = ("", ""),
) -> Iterator[Hit]:
    """Articles whose headline, byline or text holds all these words; newest first, or best match first if `ranked`.

    `"some words"` side by side, `word*` beginnings, `-word` without, `OR`, `title:word`, `author:word`. Letters are
    compared folded (archive/db/fold.py). An article comes once, with its newest version that matches; `is_current`
    tells whether that is the latest. `mark` is put around what was found in the snippet.
    """
    query = fts.parse(text)
    conditions, values = _conditions(db, site=site, since=since, until=until, language=language)
    condition = " AND ".join(["r.text = ?", *(f"r.{c}" for c in conditions)])
    statement = f"SELECT max(r.capture), r.page FROM article_rows r WHERE {condition}"
    texts = fts.best(db, query) if ranked else fts.newest(db, query)
    seen: set[int] = set()
    return islice(
        _hits(db, query, (db.execute(statement, (t, *values)).fetchone() for t in texts), seen, mark), limit
    )


def sql(path: Path, statement: str, *, limit: int | None = None, seconds: float = 300.0) -> Answer:
    """The answer to one statement of the user's own, which can only read."""
    return run(path, statement, limit=limit, seconds=seconds)


def _hits(
    db: sqlite3.Connection,
    query: fts.Query,
    found: Iterator[tuple[int | None, int]],
    seen: set[int],
    mark: tuple[str, str],
) -> Iterator[Hit]:
    for key, page in found:
        if key is None or (main := find.main_page(db, page)) in seen:
            continue
        seen.add(main)
        (stored,) = load(db, [key])
        own = stored.article
        yield Hit(
            id=stored.id,
            site=stored.site,
            url=own.url,
            title=own.title,
            published=own.published,
            snippet=fts.snippet(query, own.body, mark=mark),
            captured=stored.captured,
            is_current=find.latest(db, page) == key,
        )


def _conditions(
    db: sqlite3.Connection,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    author: str | None = None,
    language: str | None = None,
) -> tuple[list[str], list[str]]:
    """SQL conditions on columns that `article_rows` and `latest_articles` share, and their values."""
    conditions, values = [], []
    for condition, value in (
        (_site_condition(db, site), site),
        ("moment >= ?", since and _moment(since)),
        ("moment <= ? || '~'", until and _period(until)),
        ("language = ?", language),
        ("text IN (SELECT d.text FROM search_index s JOIN search_documents d ON d.id = s.rowid"
         " WHERE search_index MATCH ?)", author and _author(author)),
    ):  # fmt: skip
        if value:
            conditions.append(condition)
            values.append(value)
    return conditions, values


def _site_condition(db: sqlite3.Connection, site: str | None) -> str:
    if site is None or db.execute("SELECT 1 FROM article_rows WHERE site = ? LIMIT 1", (site,)).fetchone():
        return "site = ?"
    if db.execute("SELECT 1 FROM captures WHERE host = ? LIMIT 1", (site,)).fetchone():
        return "page IN (SELECT page FROM captures WHERE host = ?)"
    known = [name for (name,) in db.execute("SELECT DISTINCT site FROM captures ORDER BY site LIMIT 20")]
    raise QueryError(
        f"{site}: nothing of this publication is in the archive; there are: {', '.join(known) or 'none'}"
    )


def _moment(text: str) -> str:
    moment = parse_moment(text)
    if moment is None:
        raise QueryError(f"{text}: not a date or time; write it as 2026-11-23 or 2026-11-23T08:00Z")
    return moment.isoformat(timespec="seconds")


def _period(text: str) -> str:
    """The beginning that all moments of the period share: a date stands for its whole day."""
    return _moment(text)[: {4: 4, 7: 7, 10: 10}.get(len(text), 16)]


def _author(text: str) -> str:
    parts = words(text)
    if not parts:
        raise QueryError(f"{text}: give a name, or a part of one")
    return 'author : "' + '" AND author : "'.join(parts) + '"'


def _whole(db: sqlite3.Connection, stored: Stored) -> Stored:
    """The article with the pages that its "next" links lead to, as long as they carry the same headline."""
    parts, pages = [stored.article.body], [stored.page]
    part = stored.article
    while part.next_url and len(parts) < MAX_PAGES:
        found = [page for page in find.pages_of(db, part.next_url) if page not in pages]
        key = next((key for page in found if (key := find.latest(db, page))), None)
        if key is None:
            break
        (following,) = load(db, [key])
        part = following.article
        if part.title != stored.article.title or following.page in pages:
            break
        parts.append(part.body)
        pages.append(following.page)
    if len(parts) == 1:
        return stored
    return replace(stored, article=replace(stored.article, body="\n\n".join(parts)), pages=len(parts))


def _service_evidence(db: sqlite3.Connection, stored: Stored, field: str) -> Evidence:
    own = stored.article
    row = db.execute(
        "SELECT c.record_id, c.date, c.file, c.offset, c.url, o.extractor, w.value FROM service_counts w "
        "JOIN captures c ON c.id = w.capture JOIN outcomes o ON o.capture = c.id "
        "WHERE w.system = ? AND w.thread = ? ORDER BY w.capture DESC LIMIT 1",
        (own.comments_system, own.comments_thread),
    ).fetchone()
    if row is None:
        raise NotFound(f"{own.url}: no capture of its counting service")
    record, date, file, offset, service, extractor, value = row
    winner = Candidate(
        field, own.as_dict()[field], str(value), f"service:{own.comments_system}", service, 1.0, True
    )
    losers = (replace(c, chosen=False) for c in own.evidence if c.field == field)
    return Evidence(
        own.url, field, winner.value, (winner, *losers), record, date, file, offset, extractor or ""
    )
