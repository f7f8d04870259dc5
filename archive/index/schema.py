"""The tables of index.db and opening it.

An address is one row whose id is a keyed hash of it, so that adding a capture needs no look-up first; the key is drawn
when the index is made, so that nobody can prepare two addresses with one id. A capture's primary key is
(address, time, file, offset): the closest capture is one step in the tree. About 110 bytes a capture.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from archive.errors import DatabaseError

APPLICATION_ID = 0x6E41494E
"""`nAIN`, in the file's header (SQLite file format, section 1.3.15)."""

VERSION = 1
DAMAGED = "damaged or no database"

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL) STRICT;
CREATE TABLE mimes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE urls (id INTEGER PRIMARY KEY, surt TEXT NOT NULL, url TEXT NOT NULL) STRICT;
CREATE INDEX urls_by_surt ON urls(surt);
CREATE TABLE captures (
    url       INTEGER NOT NULL REFERENCES urls(id),
    time      INTEGER NOT NULL,
    file      INTEGER NOT NULL REFERENCES files(id),
    offset    INTEGER NOT NULL,
    length    INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    status    INTEGER,
    mime      INTEGER REFERENCES mimes(id),
    digest    ANY,
    record    ANY NOT NULL,
    refers_to ANY,
    refers_to_url  TEXT,
    refers_to_time INTEGER,
    truncated TEXT,
    PRIMARY KEY (url, time, file, offset)
) STRICT, WITHOUT ROWID;
CREATE INDEX captures_by_place ON captures(file, offset);
CREATE INDEX captures_by_record ON captures(record);
"""


def open_index(path: Path) -> sqlite3.Connection:
    """The index at `path`, made if it is not there; in autocommit mode. DatabaseError if it is not ours."""
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    except sqlite3.Error as error:
        raise unusable(path, error) from None
    try:
        _check(connection, path)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-32768"):
            connection.execute(f"PRAGMA {pragma}")
        if not _pragma(connection, "user_version"):
            _make(connection)
    except sqlite3.Error as error:
        connection.close()
        raise unusable(path, error) from None
    except DatabaseError:
        connection.close()
        raise
    return connection


def unusable(path: Path, error: sqlite3.Error) -> DatabaseError:
    """SQLite's complaint as one line with the remedy."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return DatabaseError(f"{path}: is being written by another program; try again when it has ended")
    if "full" in text:
        return DatabaseError(f"{path}: the disk is full; make room and start again")
    if "readonly" in text or "unable to open" in text:
        return DatabaseError(
            f"{path}: cannot be opened ({text}); give this user access to it and to its folder"
        )
    return DatabaseError(f"{path}: {DAMAGED} ({text}); run: newsark repair, which makes it again from warc/")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and _pragma(connection, "application_id") != APPLICATION_ID:
        raise DatabaseError(
            f"{path}: belongs to another program; move it away: the index is made again from warc/"
        )
    if _pragma(connection, "user_version") > VERSION:
        raise DatabaseError(f"{path}: written by a newer newsark; upgrade newsark, or move it away")


def _make(connection: sqlite3.Connection) -> None:
    """One transaction, so that two processes that start at once end with one schema."""
    connection.execute("BEGIN IMMEDIATE")
    if not _pragma(connection, "user_version"):
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES ('key', ?)", (os.urandom(16),))
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
