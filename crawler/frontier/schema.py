"""The tables of frontier.db. Nothing in it is needed to read the archive: a lost frontier only costs fetches."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from archive.errors import DatabaseError
from archive.sqlite import check, complaint, pragma

APPLICATION_ID = 0x4E574652  # "NWFR"
VERSION = 4
"""2: the addresses behind the counts of what was left out; 3: when a host may be asked again; 4: what it asked for itself."""

TABLES = """
create table sites (
    id integer primary key,
    name text not null unique,
    started real,                -- the crawl under way or the last one, seconds since 1970
    finished real                -- null: it did not come to its end and will be resumed
) strict;
create table urls (
    key integer primary key,     -- first 8 bytes of BLAKE2b over the site's number and the address's identity
    site integer not null references sites(id),
    url text not null,
    host text not null,
    kind integer not null,
    state integer not null,      -- 0 queued, 1 in flight, 2 captured, 3 given up
    priority integer not null,
    due real not null,           -- not before
    always integer not null,     -- 1: due at every crawl (front page, feeds, sitemaps, sections)
    hops text not null default '',
    via integer,                 -- key of the page that it was found on
    found real not null,
    published real,
    updated integer,             -- what feeds and sitemaps state ...
    comments integer,
    title integer,
    looked real,                 -- ... and what the last look showed
    status integer,
    looks integer not null default 0,
    unchanged integer not null default 0,
    etag text,
    modified text,
    digest text,
    record text
) strict;
create index queue on urls(site, host, priority, due) where state = 0;
create index flying on urls(site) where state = 1;
"""
REPORT = """
create table skipped (
    site integer not null references sites(id),
    reason text not null,
    count integer not null,
    primary key (site, reason)
) strict, without rowid;
create table examples (
    site integer not null references sites(id),
    reason text not null,
    url text not null,
    found_on text,
    unique (site, reason, url)
) strict;
"""
"""Of the last crawl, so an older one is made anew rather than taken over."""
HOSTS = """
create table hosts (
    host text primary key,       -- host:port
    ready real not null,         -- not before, seconds since 1970
    gap real not null,           -- seconds between two requests
    rested real not null,        -- not before, because the host said so (Retry-After), seconds since 1970 ...
    rest real not null           -- ... and how many seconds that were when it was written
) strict, without rowid;
"""

_ANEW = "move it away: the next crawl starts a new frontier"


class Connection(sqlite3.Connection):
    """A connection that reports what the disk refuses to `broken`, which does not come back.

    The frontier is asked from inside Scrapy's callbacks, where an exception would only be logged and the crawl hang.
    """

    broken: Callable[[sqlite3.Error], NoReturn] | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.OperationalError as error:
            if self.broken is None:
                raise
            self.broken(error)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        try:
            return super().executemany(sql, parameters)
        except sqlite3.OperationalError as error:
            if self.broken is None:
                raise
            self.broken(error)


class Transaction:
    """`begin immediate` … `commit`: waits for other crawls' writers instead of failing between read and write."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("begin immediate")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._db.execute("commit" if kind is None else "rollback")


def connect(path: Path) -> Connection:
    """The frontier's database, made where there is none; DatabaseError for a foreign, newer or damaged file."""
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=60, factory=Connection)
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = normal")
        db.execute("pragma cache_size = -32000")
        db.execute("pragma temp_store = memory")
        _prepare(db, path)
    except sqlite3.Error as error:
        raise unreadable(path, error) from None
    return db


def unreadable(path: Path, error: sqlite3.Error) -> DatabaseError:
    """SQLite's complaint as one line with the remedy."""
    return complaint(path, error, again="try again", remedy=_ANEW)


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    db.execute("begin immediate")
    try:
        check(db, path, APPLICATION_ID, VERSION, remedy=_ANEW)
    except DatabaseError:
        db.close()
        raise
    version = pragma(db, "user_version")
    if not pragma(db, "application_id"):
        _run(db, TABLES + REPORT + HOSTS)
        db.execute(f"pragma application_id = {APPLICATION_ID}")
        db.execute(f"pragma user_version = {VERSION}")
    elif version < VERSION:
        old = "".join(f"drop table if exists {name};" for name in ("skipped", "examples", "hosts"))
        _run(db, f"{old}{REPORT}{HOSTS}pragma user_version = {VERSION}")
    db.execute("commit")


def _run(db: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)
