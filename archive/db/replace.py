"""A finished projection put in the place of another: one rename, before which the old one is whole."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from archive.db.schema import APPLICATION_ID, unreadable
from archive.errors import DatabaseError

WAIT = 30.0
"""Seconds that readers of the old projection are given to end."""


def replace(new: Path, old: Path) -> None:
    """Renames `new` over `old`; `new` must be closed. DatabaseError if somebody reads the old one and does not stop.

    SQLite finds the write-ahead log by the database's name: a log left of the old file would be taken for the new
    one's. So the old one is first taken out of WAL mode, which empties and removes its log and needs it to be unused.
    """
    _sync(new)
    if old.exists():
        if not is_ours(old):
            raise DatabaseError(f"{old}: belongs to another program; move it away, then run: newsark rebuild")
        _leave_wal(old)
    new.replace(old)
    _sync(old.parent)


def is_ours(path: Path) -> bool:
    """Whether the header of the file, damaged or not behind it, is that of a projection; or there is nothing in it."""
    with path.open("rb") as file:
        head = file.read(72)
    return not head or (
        head[:16] == b"SQLite format 3\0" and int.from_bytes(head[68:72], "big") == APPLICATION_ID
    )


def remove(path: Path) -> None:
    """Takes away an unfinished projection, log and all."""
    for suffix in ("-wal", "-shm", "-journal", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _leave_wal(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise unreadable(path, error) from None
    except sqlite3.DatabaseError:  # damaged: nothing in its log can help it
        connection.close()
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    finally:
        connection.close()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
