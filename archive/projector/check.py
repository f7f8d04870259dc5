"""Comparing archive.db with the index: rows without records, records without rows, places that differ."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.errors import DatabaseError
from archive.index.store import CaptureIndex
from archive.warc.verify import Problem

RULE = "archive.db"
_REMEDY = "run: newsark rebuild"


def check_rows(archive_db: Path, index: CaptureIndex) -> Iterator[Problem]:
    """The problems of the projection. Captures behind the last projected one of a file are not late, only next."""
    try:
        # As in the index: what nobody may write to is opened without a log of changes beside it.
        how = "mode=ro" if os.access(archive_db, os.W_OK) else "immutable=1"
        with closing(sqlite3.connect(f"{archive_db.as_uri()}?{how}", uri=True)) as db:
            for file in sorted({name for (name,) in db.execute("SELECT DISTINCT file FROM captures")}):
                yield from _file(db, file, index)
    except sqlite3.Error as error:
        raise DatabaseError(f"{archive_db}: damaged ({error}); {_REMEDY}") from None


def _file(db: sqlite3.Connection, file: str, index: CaptureIndex) -> Iterator[Problem]:
    """Both sides in the order of the file, merged."""
    statement = "SELECT offset, record_id FROM captures WHERE file = ? ORDER BY offset"
    rows = iter(db.execute(statement, (file,)).fetchall())
    row = next(rows, None)
    late: list[tuple[int, str]] = []
    for capture in index.rows_of(file):
        offset, record = capture.location.offset, capture.record_id
        while row is not None and row[0] < offset:
            yield _without_record(file, *row)
            row = next(rows, None)
        if row is None:
            break
        if row[0] > offset:
            late.append((offset, record))
            continue
        if row[1] != record:
            yield Problem(file, offset, record, RULE, f"is {row[1]} in archive.db; {_REMEDY}")
        row = next(rows, None)
    while row is not None:
        yield _without_record(file, *row)
        row = next(rows, None)
    yield from _without_row(db, file, late)


def _without_record(file: str, offset: int, record: str) -> Problem:
    return Problem(file, offset, record, RULE, f"is in archive.db but not in the index; {_REMEDY}")


def _without_row(db: sqlite3.Connection, file: str, late: list[tuple[int, str]]) -> Iterator[Problem]:
    """A record that lies in two files has one row, which names one of them."""
    for offset, record in late:
        if not db.execute("SELECT 1 FROM captures WHERE record_id = ?", (record,)).fetchone():
            yield Problem(file, offset, record, RULE, f"has no row in archive.db; {_REMEDY}")
