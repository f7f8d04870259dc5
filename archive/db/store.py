"""Writing rows: a batch is one transaction, and writing a capture again replaces everything that came of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from archive.db import fresh as bulk
from archive.db.keys import capture_key
from archive.db.rows import Row, Rows
from archive.db.schema import open_to_write, unreadable
from archive.db.texts import Texts
from archive.model import CaptureRow, Location

_PLAIN = (
    *("captures", "outcomes", "article_rows", "article_authors", "article_tags", "article_images"),
    *("service_counts", "evidence"),
)
"""In an order in which every row finds the row it refers to; `texts` come before `article_rows`."""

_PARAMETERS = 500
"""Values in one IN list: SQLite allows 999 in its oldest builds."""


@dataclass(frozen=True, slots=True)
class WarcFile:
    """A WARC file as its `warcinfo` record describes it; `crawl` and `site` are None in files of other programs."""

    name: str
    crawl: str | None
    site: str | None


class Store:
    """The projection, open for writing. Not for use by two threads; `with` closes it.

    One that is `fresh` is filled from nothing, faster, and is whole only when it was closed without an error: else it must be
    thrown away.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.path = path
        self._db = open_to_write(path)
        self._promised: dict[int, str] = {}  # keys given out for captures that are not written yet
        self._insert = {table: self._statement(table) for table in _PLAIN}
        self._fresh: list[str] | None = None
        self._texts = Texts(self._db)
        with self.translated():
            again = self._texts.folded_otherwise()
        if again:
            with self._transaction():
                self._texts.index_again()
        if fresh:
            with self.translated() as db:
                self._fresh = bulk.begin(db)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._fresh is None or kind is None:
            self.close()
        else:
            self._db.close()

    def close(self) -> None:
        """Lets SQLite study the tables (for its query planner), and closes."""
        with self.translated():
            if self._fresh is not None:
                bulk.end(self._db, self._fresh)
            self._db.execute("PRAGMA analysis_limit=400")
            self._db.execute("PRAGMA optimize")
        self._db.close()

    @contextmanager
    def translated(self) -> Iterator[sqlite3.Connection]:
        """SQLite's errors as one line a user can act on; a broken constraint is a mistake of ours and goes through."""
        try:
            yield self._db
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise unreadable(self.path, error) from None

    # -- what is here ------------------------------------------------------------------------------------------------
    def ends(self) -> dict[str, int]:
        """For each WARC file the offset of the last capture that is projected."""
        with self.translated() as db:
            return dict(db.execute("SELECT file, max(offset) FROM captures GROUP BY file"))

    def places(self, records: Iterable[str]) -> dict[str, str]:
        """The WARC file that each of these captures was read from, for those that are projected."""
        with self.translated():
            return dict(self._where_in("SELECT record_id, file FROM captures WHERE record_id", list(records)))

    def files(self) -> dict[str, str | None]:
        """The publication of each WARC file that is known, None where it says none."""
        with self.translated() as db:
            return dict(db.execute("SELECT name, site FROM warc_files"))

    def sites(self) -> list[str]:
        """The publications, as their crawls name them."""
        with self.translated() as db:
            return [site for (site,) in db.execute("SELECT DISTINCT site FROM captures ORDER BY site")]

    def unfinished(self) -> list[tuple[str, str]]:
        """Crawls that have not ended as far as is known, each with its last file."""
        with self.translated() as db:
            return db.execute(
                "SELECT c.id, max(f.name) FROM crawls c JOIN warc_files f ON f.crawl = c.id "
                "WHERE c.finished IS NULL GROUP BY c.id"
            ).fetchall()

    def stale(self, extractor_version: str) -> Iterator[str]:
        """Record ids of captures last read by another extractor, oldest first."""
        return self._records("o.extractor <> ?", extractor_version)

    def broken(self, reason: str) -> Iterator[str]:
        """Record ids of captures whose outcome is `failed` with a reason that begins so, oldest first."""
        return self._records("o.kind = 'failed' AND o.reason LIKE ? || '%'", reason)

    def of_site(self, site: str) -> Iterator[str]:
        """Record ids of a publication's captures that something was extracted from, oldest first."""
        return self._records("c.site = ?", site)

    def _records(self, condition: str, value: str) -> Iterator[str]:
        """In pieces, because the captures are written again while this is read."""
        statement = (
            "SELECT c.id, c.record_id FROM outcomes o JOIN captures c ON c.id = o.capture "
            f"WHERE {condition} AND o.capture > ? ORDER BY o.capture LIMIT 1000"
        )
        last = -1
        while True:
            with self.translated() as db:
                piece = db.execute(statement, (value, last)).fetchall()
            if not piece:
                return
            yield from (record for _, record in piece)
            last = piece[-1][0]

    def keys(self, batch: Sequence[CaptureRow]) -> list[int]:
        """The keys of captures, known or new: two that would meet in one key are kept apart."""
        ids = [row.record_id for row in batch]
        with self.translated():
            known: dict[str, int] = dict(
                self._where_in("SELECT record_id, id FROM captures WHERE record_id", ids)
            )
            # A record id stands for one capture, also where a file of others uses it for two: the later is kept.
            known |= {record: key for key, record in self._promised.items()}
            wanted = [known.setdefault(row.record_id, capture_key(row.record_id, row.date)) for row in batch]
            taken: dict[int, str] = dict(
                self._where_in("SELECT id, record_id FROM captures WHERE id", wanted)
            )
        for place, (row, key) in enumerate(zip(batch, wanted, strict=True)):
            while self._promised.get(key, taken.get(key)) not in (None, row.record_id):
                key += 1
                taken |= dict(self._where_in("SELECT id, record_id FROM captures WHERE id", [key]))
            wanted[place] = key
            self._promised[key] = row.record_id
        return wanted

    # -- writing -----------------------------------------------------------------------------------------------------
    def write(self, batch: Iterable[Rows]) -> None:
        """All rows of these captures, in place of what they had before; all or nothing. DatabaseError if it fails."""
        batch = list({rows.capture: rows for rows in batch}.values())
        with self._transaction() as db:
            captures = [rows.capture for rows in batch]
            left = [
                t for (t,) in self._where_in("SELECT DISTINCT text FROM article_rows WHERE capture", captures)
            ]
            if left or self._where_in("SELECT id FROM captures WHERE id", captures):
                db.executemany("DELETE FROM captures WHERE id = ?", [(key,) for key in captures])
            texts = self._texts.write(batch)
            for table in _PLAIN:
                found = (row for rows in batch for row in rows.tables.get(table, ()))
                if table == "article_rows":
                    found = ((row[0], texts[int(row[0] or 0)], *row[2:]) for row in found)
                db.executemany(self._insert[table], found)
            self._texts.drop_unused(left)
        for rows in batch:
            self._promised.pop(rows.capture, None)

    def write_files(self, crawls: Iterable[Row], files: Iterable[WarcFile]) -> None:
        """Crawls and WARC files that are not here yet."""
        crawls, files = list(crawls), list(files)
        if not files:
            return
        with self._transaction() as db:
            db.executemany(self._statement("crawls") + " ON CONFLICT DO NOTHING", crawls)
            db.executemany(
                "INSERT INTO warc_files VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
                [(f.name, f.crawl, f.site) for f in files],
            )

    def finish(self, ends: Sequence[Row]) -> None:
        """How crawls ended: (finished, reason, summary, crawl)."""
        if ends:
            with self._transaction() as db:
                db.executemany("UPDATE crawls SET finished = ?, reason = ?, summary = ? WHERE id = ?", ends)

    def forget(self, file: str, offset: int = 0) -> None:
        """Drops the captures of a file from an offset on; a file without any is dropped itself."""
        with self._transaction() as db:
            where = "file = ? AND offset >= ?"
            keys = [key for (key,) in db.execute(f"SELECT id FROM captures WHERE {where}", (file, offset))]
            texts = [
                t for (t,) in self._where_in("SELECT DISTINCT text FROM article_rows WHERE capture", keys)
            ]
            db.execute(f"DELETE FROM captures WHERE {where}", (file, offset))
            self._texts.drop_unused(texts)
            if offset == 0:
                db.execute("DELETE FROM warc_files WHERE name = ?", (file,))
                db.execute(
                    "DELETE FROM crawls WHERE id NOT IN (SELECT crawl FROM warc_files WHERE crawl IS NOT NULL)"
                )

    def relocate(self, gone: Iterable[str], places: Iterable[tuple[Location, str]]) -> None:
        """Drops the captures of these record ids, which were taken out of their file, and sets where other records lie
        now. What SQLite keeps of deleted rows is overwritten; `scrub` does it for the search index."""
        with self.translated() as db:
            db.execute("PRAGMA secure_delete=ON")
        with self._transaction() as db:
            keys = [key for (key,) in self._where_in("SELECT id FROM captures WHERE record_id", list(gone))]
            texts = self._where_in("SELECT DISTINCT text FROM article_rows WHERE capture", keys)
            db.executemany("DELETE FROM captures WHERE id = ?", [(key,) for key in keys])
            self._texts.drop_unused(text for (text,) in texts)
            moved = [(place.offset, place.length, record) for place, record in places]
            db.executemany("UPDATE captures SET offset = ?, length = ? WHERE record_id = ?", moved)

    def scrub(self) -> None:
        """Takes what search still holds of deleted texts out of the file, and empties the write-ahead log. Reads and
        writes the whole search index."""
        with self.translated() as db:
            db.execute("INSERT INTO search_index(search_index) VALUES('optimize')")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self.translated() as db:
            if self._fresh is not None:
                yield db
                return
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    # -- SQL ---------------------------------------------------------------------------------------------------------
    def _statement(self, table: str) -> str:
        columns = self._db.execute(f"SELECT count(*) FROM pragma_table_info('{table}')").fetchone()[0]
        return f"INSERT INTO {table} VALUES({', '.join('?' * columns)})"

    def _where_in(self, select: str, values: Sequence[str | int]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(values), _PARAMETERS):
            part = values[start : start + _PARAMETERS]
            found += self._db.execute(f"{select} IN ({', '.join('?' * len(part))})", part)
        return found
