"""The capture index: which captures there are, and where their bytes lie. Rebuildable from the WARC files.

Rows are added right after their bytes are on disk, by whoever wrote them; several processes may do so at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from archive.index.ids import Ids
from archive.index.pack import (
    COLUMNS,
    KINDS,
    pack_digest,
    pack_record,
    pack_time,
    pack_url,
    unpack,
    unpack_url,
)
from archive.index.schema import OFFSET_BITS, open_index, unusable
from archive.model import CaptureRow
from archive.urls import surt

_JOIN = (
    "captures c JOIN urls u ON u.id = c.url "
    f"JOIN files f ON f.id = c.place >> {OFFSET_BITS} LEFT JOIN mimes m ON m.id = c.mime"
)
_INSERT = "INSERT OR REPLACE INTO captures VALUES (" + ", ".join("?" * 13) + ")"
_CHUNK = 500
_LAST = "\U0010ffff"


class CaptureIndex:
    """index.db of a home. Every call raises DatabaseError where SQLite cannot do it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_index(path)
        self._ids = Ids(self._db)

    def __enter__(self) -> CaptureIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    # -- writing

    def add(self, rows: Iterable[CaptureRow]) -> None:
        """Adds the rows in one transaction; a row that is there already is written over."""
        rows = list(rows)
        with self._writing():
            sizes: dict[str, int] = {}
            for row in rows:
                end = row.location.offset + row.location.length
                sizes[row.location.file] = max(end, sizes.get(row.location.file, 0))
            self._ids.remember(sizes)
            names = {
                (self._ids.url(row.url, row.surt), row.surt, pack_url(row.url, row.surt)) for row in rows
            }
            self._db.executemany("INSERT OR IGNORE INTO urls VALUES (?, ?, ?)", names)
            self._db.executemany(_INSERT, [self._packed(row) for row in rows])

    def remove_from(self, file: str, offset: int) -> int:
        """Forgets the rows of a file from an offset on (its end was cut off); how many they were."""
        with self._writing():
            where = "place >= ? AND place < ?"
            gone = self._db.execute(
                f"DELETE FROM captures WHERE {where}", self._ids.places(file, offset)
            ).rowcount
            self._db.execute("UPDATE files SET size = min(size, ?) WHERE name = ?", (offset, file))
        return gone

    def forget(self, file: str) -> int:
        """Forgets a file that is no longer there; how many rows it had."""
        gone = self.remove_from(file, 0)
        with self._writing():
            self._db.execute("DELETE FROM files WHERE name = ?", (file,))
        self._ids.forget()
        return gone

    def replace(
        self,
        file: str,
        rows: Iterable[CaptureRow],
        size: int,
        *,
        before_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """Makes these the rows of a file of `size` bytes that was written again, in one transaction.

        `before_commit` is called when the transaction is sure to hold: to put the file in its place. What SQLite keeps
        of deleted rows is overwritten; addresses without captures go.
        """
        with self._asking():
            self._db.execute("PRAGMA secure_delete=ON")
        with self._writing():
            mine, places = "place >= ? AND place < ?", self._ids.places(file)
            urls = self._db.execute(f"SELECT DISTINCT url FROM captures WHERE {mine}", places).fetchall()
            self._db.execute(f"DELETE FROM captures WHERE {mine}", places)
            self.add(rows)
            unused = "DELETE FROM urls WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM captures WHERE url = ?1)"
            self._db.executemany(unused, urls)
            self._ids.remember({file: size})
            self._db.execute("UPDATE files SET size = ? WHERE name = ?", (size, file))
            before_commit()

    def sync(self, file: str, size: int, read: Callable[[int], Iterable[CaptureRow]]) -> tuple[int, int]:
        """Makes the index of one file right: `size` bytes of it are whole, `read(offset)` gives its rows from there on.

        Returns how many rows were added (a kill between disk and index left them out) and removed (their bytes were
        cut off).
        """
        known = self.size(file)
        gone = self.remove_from(file, size) if known > size else 0
        added = 0
        batch: list[CaptureRow] = []
        for row in read(min(known, size)) if known < size else ():
            batch.append(row)
            if len(batch) == _CHUNK:
                self.add(batch)
                added, batch = added + len(batch), []
        self.add(batch)
        with self._writing():
            self._ids.remember({file: size})
        return added + len(batch), gone

    # -- asking

    def files(self) -> list[str]:
        """The names of all files that have captures, in order of their names (which begin with their time)."""
        with self._asking():
            return [name for (name,) in self._db.execute("SELECT name FROM files ORDER BY name")]

    def size(self, file: str) -> int:
        """Bytes of a file that are indexed; 0 for one that is not known."""
        with self._asking():
            found = self._db.execute("SELECT size FROM files WHERE name = ?", (file,)).fetchone()
        return int(found[0]) if found else 0

    def count(self) -> int:
        """How many captures there are."""
        with self._asking():
            return int(self._db.execute("SELECT count(*) FROM captures").fetchone()[0])

    def by_record(self, record_id: str) -> CaptureRow | None:
        """The capture with this WARC-Record-ID (`urn:uuid:…`, without angle brackets)."""
        where = "WHERE substr(c.record, -8) = substr(?1, -8) AND c.record = ?1 LIMIT 1"
        return next(self._rows(where, (pack_record(record_id),)), None)

    def of_kind(self, kind: str) -> Iterator[CaptureRow]:
        """All captures of a kind, in no order that means anything."""
        with self._asking():
            for row in self._db.execute(
                f"SELECT {COLUMNS} FROM {_JOIN} WHERE c.kind = ?", (KINDS.index(kind),)
            ):
                yield unpack(row)

    def rows_of(self, file: str, start_offset: int = 0) -> Iterator[CaptureRow]:
        """The captures of a file from an offset on, in the order of the file."""
        where = "WHERE c.place >= ? AND c.place < ? ORDER BY c.place LIMIT ?"
        while True:
            rows = list(self._rows(where, (*self._ids.places(file, start_offset), _CHUNK)))
            yield from rows
            if len(rows) < _CHUNK:
                return
            start_offset = rows[-1].location.offset + 1

    def captures(
        self,
        url: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> list[CaptureRow]:
        """The captures of an address (of all that share its SURT key), oldest first; both bounds are inclusive."""
        where = "WHERE u.surt = ?"
        values: list[object] = [surt(url)]
        for bound, sign in ((since, ">="), (until, "<=")):
            if bound is not None:
                where += f" AND c.time {sign} ?"
                values.append(pack_time(bound))
        order = "ORDER BY c.time, c.place LIMIT ?"
        return list(self._rows(f"{where} {order}", (*values, -1 if limit is None else limit)))

    def closest(
        self, url: str, when: datetime, *, kinds: Iterable[str] = ("response", "revisit", "resource")
    ) -> CaptureRow | None:
        """The capture nearest in time; of two equally near the earlier one."""
        wanted = ", ".join(str(KINDS.index(kind)) for kind in kinds)
        of_kind = f"SELECT place, time FROM captures WHERE url = ?1 AND kind IN ({wanted}) AND time"
        nearest = (
            f"SELECT place FROM (SELECT * FROM ({of_kind} <= ?2 ORDER BY time DESC, place DESC LIMIT 1) UNION ALL "
            f"SELECT * FROM ({of_kind} > ?2 ORDER BY time, place LIMIT 1)) ORDER BY abs(time - ?2), time LIMIT 1"
        )
        with self._asking():
            ids = self._db.execute("SELECT id FROM urls WHERE surt = ?", (surt(url),)).fetchall()
        time = pack_time(when)
        found = [
            row for (number,) in ids for row in self._rows(f"WHERE c.place = ({nearest})", (number, time))
        ]
        return min(found, key=lambda row: _distance(row, when), default=None)

    def in_order(self, prefix: str = "") -> Iterator[CaptureRow]:
        """All captures whose SURT key begins with `prefix`, in order of key and time, read as they are asked for."""
        where = "WHERE u.surt >= ? AND u.surt < ? ORDER BY u.surt, c.time, c.place"
        with self._asking():
            for row in self._db.execute(f"SELECT {COLUMNS} FROM {_JOIN} {where}", (prefix, prefix + _LAST)):
                yield unpack(row)

    def addresses(self, prefix: str, limit: int) -> list[str]:
        """The captured addresses whose SURT key begins with `prefix`, in the order of their keys."""
        where = "WHERE surt >= ? AND surt < ? ORDER BY surt LIMIT ?"
        with self._asking():
            found = self._db.execute(f"SELECT url, surt FROM urls {where}", (prefix, prefix + _LAST, limit))
            return [unpack_url(url, key) for url, key in found]

    def by_digest(self, url: str, digest: str) -> CaptureRow | None:
        """The first capture of this very address that holds this payload: what a revisit can refer to."""
        where = "WHERE c.url = ? AND c.digest = ? AND c.kind IN (0, 2) ORDER BY c.time LIMIT 1"
        return next(self._rows(where, (self._ids.url(url), pack_digest(digest))), None)

    def repeating(self, records: Iterable[str], digests: Iterable[str]) -> list[CaptureRow]:
        """The captures that refer to one of these records or hold one of these payloads. Looks at every row."""
        wanted = [(pack_record(record),) for record in records] + [(pack_digest(d),) for d in digests]
        with self._asking():
            self._db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (value BLOB PRIMARY KEY)")
            self._db.execute("DELETE FROM temp.wanted")
            self._db.executemany("INSERT OR IGNORE INTO temp.wanted VALUES (?)", wanted)
        return list(self._rows("WHERE c.refers_to IN temp.wanted OR c.digest IN temp.wanted", ()))

    def scrub(self) -> None:
        """Empties the write-ahead log, which holds pages as they were before they changed."""
        with self._asking():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # -- within

    def _rows(self, where: str, values: tuple[object, ...]) -> Iterator[CaptureRow]:
        with self._asking():
            found = self._db.execute(f"SELECT {COLUMNS} FROM {_JOIN} {where}", values).fetchall()
        return map(unpack, found)

    def _packed(self, row: CaptureRow) -> tuple[object, ...]:
        return (
            self._ids.place(row.location),
            self._ids.url(row.url, row.surt),
            pack_time(row.date),
            row.location.length,
            KINDS.index(row.kind),
            row.status,
            self._ids.mime(row.mime),
            pack_digest(row.digest),
            pack_record(row.record_id),
            pack_record(row.refers_to),
            row.refers_to_url,
            None if row.refers_to_date is None else pack_time(row.refers_to_date),
            row.truncated,
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._db.in_transaction:  # a part of a larger change
            yield
            return
        with self._asking():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._ids.forget()
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise unusable(self.path, error) from None


def _distance(row: CaptureRow, when: datetime) -> tuple[float, datetime]:
    return abs((row.date - when).total_seconds()), row.date
