"""What was run when: `HOME/schedule.db`. Losing it costs nothing but the list; what is due is then counted anew.

A due time is claimed by inserting its row, so of two programs that look at the same instant one runs it. Instants are
seconds since 1970 in the table, aware and UTC outside.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.errors import DatabaseError
from archive.sqlite import check, complaint, pragma
from crawler.schedule.model import Run

FILE = "schedule.db"
APPLICATION_ID = 0x4E575343  # "NWSC"
VERSION = 1
KEPT = 5_000
"""Runs of one site that are remembered: a year of half-hourly runs is 17,500, and nobody reads back so far."""

_TABLE = """
create table if not exists runs (
    site text not null,
    due real not null,
    started real not null,
    missed integer not null,
    pid integer,
    finished real,
    result text,
    pages integer not null default 0,
    requests integer not null default 0,
    errors integer not null default 0,
    message text not null default '',
    primary key (site, due)
) strict
"""
_ANEW = "move it away: the schedules start a new history"
_COLUMNS = "site, due, started, missed, pid, finished, result, pages, requests, errors, message"


class History:
    """Opens, and makes where there is none, the history at `path`; DatabaseError for a file that is something else.

    In a home that cannot be written to it can be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._plainly():
            self._db = sqlite3.connect(self._name(), uri=True, isolation_level=None, timeout=30)
            self._prepare()

    def _name(self) -> str:
        """What SQLite opens: in a home that nobody here can write to the file as it lies, or nothing."""
        if os.access(self._path.parent, os.W_OK):
            return f"file:{quote(os.fspath(self._path))}"
        return f"file:{quote(os.fspath(self._path))}?immutable=1" if self._path.exists() else "file::memory:"

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def last(self) -> dict[str, Run]:
        """The latest run of each site, by due time."""
        sql = f"select {_COLUMNS} from runs r where due = (select max(due) from runs where site = r.site)"
        return {run.site: run for run in self._runs(sql)}

    def running(self) -> list[Run]:
        """Runs that have not ended, as far as anybody wrote down."""
        return self._runs(f"select {_COLUMNS} from runs where finished is null order by started")

    def of(self, site: str, count: int) -> list[Run]:
        """The latest runs of a site, newest first."""
        return self._runs(
            f"select {_COLUMNS} from runs where site = ? order by due desc limit ?", (site, count)
        )

    def claim(self, run: Run) -> bool:
        """Writes that the run has begun; False where another program was faster."""
        with self._plainly():
            done = self._db.execute(
                f"insert or ignore into runs ({_COLUMNS}) values ({', '.join('?' * 11)})", _row(run)
            )
            return done.rowcount == 1

    def update(self, run: Run) -> None:
        """Writes what has become of a run, and forgets the oldest ones of its site."""
        with self._plainly():
            self._db.execute(f"replace into runs ({_COLUMNS}) values ({', '.join('?' * 11)})", _row(run))
            self._db.execute(
                "delete from runs where site = ? and due < (select due from runs where site = ?"
                " order by due desc limit 1 offset ?)",
                (run.site, run.site, KEPT),
            )

    def _runs(self, sql: str, values: tuple[object, ...] = ()) -> list[Run]:
        with self._plainly():
            return [_run(row) for row in self._db.execute(sql, values)]

    def _prepare(self) -> None:
        try:
            check(self._db, self._path, APPLICATION_ID, VERSION, remedy=_ANEW)
        except DatabaseError:
            self._db.close()
            raise
        if not pragma(self._db, "application_id"):
            self._db.execute("pragma journal_mode = wal")
            self._db.execute(_TABLE)
            self._db.execute(f"pragma application_id = {APPLICATION_ID}")
            self._db.execute(f"pragma user_version = {VERSION}")

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise complaint(self._path, error, again="try again", remedy=_ANEW) from None


def lost(run: Run, now: datetime) -> Run:
    """The run whose process is gone and which nobody has seen end."""
    return replace(run, finished=now, result="lost", message="its process ended without a word")


def _row(run: Run) -> tuple[object, ...]:
    finished = None if run.finished is None else run.finished.timestamp()
    head = (run.site, run.due.timestamp(), run.started.timestamp(), run.missed, run.pid, finished)
    return (*head, run.result, run.pages, run.requests, run.errors, run.message)


def _run(row: tuple[Any, ...]) -> Run:
    site, due, started, missed, pid, finished, *rest = row
    return Run(
        site,
        _moment(due),
        _moment(started),
        missed,
        pid,
        None if finished is None else _moment(finished),
        *rest,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
