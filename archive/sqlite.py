"""What SQLite complains of, in one line with the remedy: the same for every database of a home."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archive.errors import DatabaseError

DAMAGED = "damaged or no database"


def complaint(path: Path, error: sqlite3.Error, *, again: str, remedy: str) -> DatabaseError:
    """`again` is what to do when the disk has room, `remedy` what makes a database out of one that is none."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return DatabaseError(f"{path}: in use by another program; let it end, then try again")
    if "full" in text:
        return DatabaseError(f"{path}: the disk is full; make room and {again}")
    if "I/O" in text:  # also where a full disk leaves no room for the shared memory of readers
        return DatabaseError(f"{path}: the disk refuses ({text}): full, or failing; mend that and {again}")
    if "unable to open" in text or "readonly" in text:
        return DatabaseError(
            f"{path}: cannot be opened ({text}); give this user access to it and to its folder"
        )
    return DatabaseError(f"{path}: {DAMAGED} ({text}); {remedy}")


def check(db: sqlite3.Connection, path: Path, application: int, version: int, *, remedy: str) -> None:
    """DatabaseError for a database of another program and for one that is newer than this code."""
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and pragma(db, "application_id") != application:
        raise DatabaseError(f"{path}: belongs to another program; {remedy}")
    if pragma(db, "user_version") > version:
        raise DatabaseError(f"{path}: written by a newer newsark; upgrade newsark, or {remedy}")


def pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
