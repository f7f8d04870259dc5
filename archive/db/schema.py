"""The projection's schema: migrations, and opening a database that is surely ours.

Every table is STRICT and computed from WARC records; docs/schema.md gives the meaning of each column (a test compares
the two). No projected table holds clock time: the only one that does is sqlite-utils' own record of its migrations.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

from archive import sqlite
from archive.db.keys import page_key
from archive.db.tables import ADDED, TABLES
from archive.db.views import VIEWS
from archive.errors import DatabaseError
from archive.sqlite import pragma

APPLICATION_ID = 0x6E41524B
"""`nARK`, in the file's header (SQLite file format, section 1.3.15): what `file` and we know the database by."""

PAGE_SIZE = 16384
"""Bytes. A usual text fills most of a page of SQLite's default 4096, and the rest of it is lost."""

CACHE = -65536
"""KB of pages that a connection keeps, at most (minus, as SQLite wants it): the articles of one publication lie on pages of all."""

migrations = Migrations("newsark.archive")


@migrations()
def m001_first(db: Database) -> None:
    for statement in TABLES:
        db.execute(statement)


@migrations()
def m002_moves_feeds_and_corrections(db: Database) -> None:
    """Where redirects lead and what feeds count, by page; notes of correction; the views that use them."""
    views = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()]
    for statement in (*(f"DROP VIEW {name}" for name in views), *ADDED, *VIEWS):
        db.execute(statement)
    db.conn.create_function("page_key", 1, page_key, deterministic=True)
    for form in ("print", "amp"):
        db.execute(
            f"UPDATE article_rows SET {form}_page = nullif(page_key({form}_url), page) WHERE {form}_url <> ''"
        )
    db.execute("UPDATE outcomes SET target_page = page_key(target) WHERE target IS NOT NULL")


VERSION = len(migrations.pending(Database(memory=True)))
"""`user_version` of a database that this code has written."""

_REBUILD = "move it away, then make it again with: newsark rebuild"


def open_to_write(path: Path) -> sqlite3.Connection:
    """The projection at `path`, made or migrated as needed; in autocommit mode. DatabaseError if it is not ours."""
    connection = None
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        check(connection, path)
        _prepare(connection)
        if pragma(connection, "user_version") < VERSION:
            _migrate(connection)
    except sqlite3.Error as error:
        if connection:
            connection.close()
        raise unreadable(path, error) from None
    except DatabaseError:
        if connection:
            connection.close()
        raise
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. DatabaseError where there is nothing yet, or something that is not ours."""
    if not path.exists():
        raise DatabaseError(f"{path}: nothing has been projected yet; run: newsark project")
    connection = None
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30, isolation_level=None
        )
        check(connection, path)
        connection.execute(f"PRAGMA cache_size={CACHE}")
        if pragma(connection, "user_version") < VERSION:
            raise DatabaseError(
                f"{path}: written by an older newsark; bring it up to date with: newsark project"
            )
    except sqlite3.Error as error:
        if connection:
            connection.close()
        raise unreadable(path, error) from None
    except DatabaseError:
        if connection:
            connection.close()
        raise
    return connection


def check(connection: sqlite3.Connection, path: Path) -> None:
    """DatabaseError for a database of another program and for one that is newer than this code."""
    sqlite.check(connection, path, APPLICATION_ID, VERSION, remedy=_REBUILD)


def unreadable(path: Path, error: sqlite3.Error) -> DatabaseError:
    """SQLite's complaint as one line with the remedy."""
    return sqlite.complaint(path, error, again="run: newsark project", remedy=_REBUILD)


def _prepare(connection: sqlite3.Connection) -> None:
    if not pragma(
        connection, "application_id"
    ):  # before WAL mode, so that it is in the file itself from the start
        connection.execute(f"PRAGMA page_size={PAGE_SIZE}")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"cache_size={CACHE}"):
        connection.execute(f"PRAGMA {setting}")


def _migrate(connection: sqlite3.Connection) -> None:
    migrations.apply(Database(connection))
    connection.execute(f"PRAGMA user_version={VERSION}")
