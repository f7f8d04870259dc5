"""The tables of index.db and opening it.

An address is one row whose id is a keyed hash of it, so that adding a capture needs no look-up first; the key is drawn
when the index is made, so that nobody can prepare two addresses with one id. Where the address follows from its SURT key
only how it begins is kept (`pack.pack_url`). A capture's number is its place, file and offset in one, so that a crawl
appends, and every other index holds eight bytes of it. Record ids are found by their last eight bytes.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from archive import sqlite
from archive.errors import DatabaseError
from archive.sqlite import pragma

APPLICATION_ID = 0x6E41494E
"""`nAIN`, in the file's header (SQLite file format, section 1.3.15)."""

VERSION = 2
_AGAIN = "move it away: the index is made again from warc/"

OFFSET_BITS = 40
"""Bits of a place that are the offset: a file has less than a TiB, and an index eight million files."""

_META = "CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID"

_TABLES = (
    "CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL) STRICT",
    "CREATE TABLE mimes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
)

_CAPTURES = (
    "CREATE TABLE urls (id INTEGER PRIMARY KEY, surt TEXT NOT NULL, url ANY NOT NULL) STRICT",
    "CREATE INDEX urls_by_surt ON urls(surt)",
    """
    CREATE TABLE captures (
        place     INTEGER PRIMARY KEY,
        url       INTEGER NOT NULL REFERENCES urls(id),
        time      INTEGER NOT NULL,
        length    INTEGER NOT NULL,
        kind      INTEGER NOT NULL,
        status    INTEGER,
        mime      INTEGER REFERENCES mimes(id),
        digest    ANY,
        record    ANY NOT NULL,
        refers_to ANY,
        refers_to_url  TEXT,
        refers_to_time INTEGER,
        truncated TEXT
    ) STRICT
    """,
    "CREATE INDEX captures_by_url ON captures(url, time)",
    "CREATE INDEX captures_by_record ON captures(substr(record, -8))",
)

_FROM_1 = (
    "DROP INDEX urls_by_surt",
    "DROP INDEX captures_by_place",
    "DROP INDEX captures_by_record",
    "ALTER TABLE urls RENAME TO urls_1",
    "ALTER TABLE captures RENAME TO captures_1",
    *_CAPTURES,
    "INSERT INTO urls SELECT id, surt, url FROM urls_1",
    f"""
    INSERT INTO captures SELECT file << {OFFSET_BITS} | offset, url, time, length, kind, status, mime, digest, record,
    refers_to, refers_to_url, refers_to_time, truncated FROM captures_1 ORDER BY file, offset
    """,
    "DROP TABLE captures_1",
    "DROP TABLE urls_1",
)
"""From version 1, whose captures were keyed by address, time, file and offset."""


def open_index(path: Path) -> sqlite3.Connection:
    """The index at `path`, made if it is not there; in autocommit mode. DatabaseError if it is not ours."""
    try:
        connection = _connect(path)
    except sqlite3.Error as error:
        raise unusable(path, error) from None
    try:
        sqlite.check(connection, path, APPLICATION_ID, VERSION, remedy=_AGAIN)
        connection.execute("PRAGMA cache_size=-32768")
        if not _only_to_read(path):
            for setting in ("journal_mode=WAL", "synchronous=NORMAL"):
                connection.execute(f"PRAGMA {setting}")
        if pragma(connection, "user_version") < VERSION:
            _make(connection)
    except sqlite3.Error as error:
        connection.close()
        raise unusable(path, error) from None
    except DatabaseError:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    if _only_to_read(path):
        # A log of changes cannot be made beside it, without which SQLite opens no database that has the WAL mode set.
        return sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    return sqlite3.connect(path, isolation_level=None, timeout=30)


def _only_to_read(path: Path) -> bool:
    """An index of a home on a read-only disk, or of somebody else's: whole, and nobody is writing to it."""
    return path.is_file() and not os.access(path, os.W_OK) and not path.with_name(path.name + "-wal").exists()


def unusable(path: Path, error: sqlite3.Error) -> DatabaseError:
    """SQLite's complaint as one line with the remedy."""
    remedy = "run: newsark repair, which makes it again from warc/"
    return sqlite.complaint(path, error, again="start again", remedy=remedy)


def _make(connection: sqlite3.Connection) -> None:
    """Makes the tables, or those of an older version over; one transaction, so that two that start at once end with one."""
    connection.execute("BEGIN IMMEDIATE")
    version = pragma(connection, "user_version")
    if version < VERSION:
        for statement in _FROM_1 if version == 1 else (_META, *_TABLES, *_CAPTURES):
            connection.execute(statement)
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('key', ?)", (os.urandom(16),))
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")
