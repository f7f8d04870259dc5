"""`newsark sql`: one statement of the user's own, which can read the projection and nothing else."""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.db.evidence import as_json
from archive.db.fold import fold
from archive.db.schema import open_to_read
from archive.errors import QueryError

SECONDS = 300.0
MAX_VALUE = 100_000_000
"""Bytes of one value: a longer one is a mistake (`zeroblob`), and would be held in memory."""

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {
    *(
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "foreign_key_list",
        "database_list",
    ),
    *(
        "user_version",
        "application_id",
        "page_count",
        "page_size",
        "freelist_count",
        "compile_options",
        "function_list",
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of a statement's result and its rows, which are read as they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, each name once: one that comes again gets a number."""
        names: list[str] = []
        for name in self.columns:
            same = sum(n == name or n.startswith(f"{name}:") for n in names)
            names.append(f"{name}:{same}" if same else name)
        return tuple(names)

    def as_dicts(self) -> Iterator[dict[str, Any]]:
        """The rows as mappings from `names`."""
        names = self.names
        return (dict(zip(names, row, strict=True)) for row in self.rows)


def run(path: Path, statement: str, *, limit: int | None = None, seconds: float = SECONDS) -> Answer:
    """The answer to one SELECT (or EXPLAIN, or a looking PRAGMA) on the projection at `path`.

    Besides SQLite's functions there are `fold(text)` (the form that search compares) and `inflate(blob[, dictionary])`
    for the packed columns. QueryError says what is wrong with the statement, or that it took longer than `seconds`;
    the rows may raise it too.
    """
    db = open_to_read(path)
    _arm(db, time.monotonic() + seconds)
    try:
        cursor = db.execute(statement)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        message = _explain(db, error, seconds)
        db.close()
        raise QueryError(message) from None
    if cursor.description is None:
        db.close()
        raise QueryError("the statement gives no rows; ask with SELECT")
    columns = tuple(column[0] for column in cursor.description)
    return Answer(columns, _rows(db, cursor, limit, seconds))


def _rows(
    db: sqlite3.Connection, cursor: sqlite3.Cursor, limit: int | None, seconds: float
) -> Iterator[tuple[Any, ...]]:
    try:
        for number, row in enumerate(cursor):
            if number == limit:
                return
            yield tuple(value.hex() if isinstance(value, bytes) else value for value in row)
    except sqlite3.Error as error:
        raise QueryError(_explain(db, error, seconds)) from None
    finally:
        db.close()


def add_functions(db: sqlite3.Connection) -> None:
    """`fold` and `inflate`, for statements of the user's own."""
    db.create_function(
        "fold", 1, lambda text: fold(text) if isinstance(text, str) else text, deterministic=True
    )
    db.create_function("inflate", 1, _inflate, deterministic=True)
    db.create_function("inflate", 2, _inflate, deterministic=True)


def _arm(db: sqlite3.Connection, deadline: float) -> None:
    add_functions(db)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
    db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    db.set_authorizer(_authorizer())
    db.set_progress_handler(lambda: int(time.monotonic() > deadline), 20_000)


def _authorizer() -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    def decide(
        action: int, first: str | None, second: str | None, _base: str | None, _inner: str | None
    ) -> int:
        looking = action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS
        return sqlite3.SQLITE_OK if action in _ALLOWED or looking else sqlite3.SQLITE_DENY

    return decide


def _inflate(data: object, dictionary: object = None) -> str | None:
    if not isinstance(data, bytes):
        return None
    if not data:
        return ""
    try:
        if isinstance(dictionary, str):
            unpack = zlib.decompressobj(zdict=dictionary[-32768:].encode("utf-8")[-32768:] or b" ")
        else:
            unpack = zlib.decompressobj()
        text = unpack.decompress(data, MAX_VALUE).decode("utf-8", "replace")
        return as_json(text) if dictionary is None else text
    except (zlib.error, ValueError, TypeError):
        return None


def _explain(db: sqlite3.Connection, error: Exception, seconds: float) -> str:
    text = str(error)
    if "interrupted" in text:
        return f"the statement took longer than {seconds:g} seconds; ask for less, or over an index (EXPLAIN QUERY PLAN)"
    if (
        "not authorized" in text
        or "authorization" in text
        or "readonly" in text
        or "prohibited" in text
        or "cannot modify" in text
    ):
        return "the archive is read only here: only SELECT can be asked (values change by crawling, and by newsark project)"
    if "incomplete input" in text:
        return "the statement ends too soon: a table, a value or a closing bracket is missing; in a shell, put it in quotes"
    if "one statement" in text:
        return "one statement at a time; leave out everything after the first semicolon"
    if "no such table" in text:
        db.set_authorizer(None)
        names = db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'search_index_%' "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY name"
        )
        return f"{text}; there are: {', '.join(name for (name,) in names)}"
    if "no such column" in text:
        return f"{text}; see the columns with: select name from pragma_table_info('articles')"
    if isinstance(error, UnicodeEncodeError):
        return "the statement is no UTF-8; write it in UTF-8"
    if "too big" in text:
        return f"a value of more than {MAX_VALUE:,} bytes; ask for a part of it (substr)"
    return text
