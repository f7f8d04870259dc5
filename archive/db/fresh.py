"""A database that is filled from nothing: whoever breaks it off throws it away, so that nothing has to be undone.

No log, no fsync and one transaction; the search index merges what fits into memory; indexes that only readers need are
made at the end, sorted. What comes out is the database that careful writing gives.
"""

from __future__ import annotations

import sqlite3

_LOOSE = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE")
_READERS = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name <> '_sqlite_migrations'"
"""Indexes that a statement made; those of keys and of UNIQUE columns have no statement and stay."""


def begin(db: sqlite3.Connection) -> list[str]:
    """Opens the transaction; the result is for `end`."""
    for pragma in _LOOSE:
        db.execute(f"PRAGMA {pragma}").fetchone()
    db.execute("BEGIN IMMEDIATE")
    indexes = db.execute(_READERS).fetchall()
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    return [statement for _, statement in indexes]


def end(db: sqlite3.Connection, indexes: list[str]) -> None:
    """Makes the indexes, and the database one that others may read and write. Not on the disk yet: fsync is the caller's."""
    for statement in indexes:
        db.execute(statement)
    db.execute("COMMIT")
    for pragma in ("locking_mode=NORMAL", "journal_mode=WAL"):
        db.execute(f"PRAGMA {pragma}").fetchone()
