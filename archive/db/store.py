"""Writing rows: a batch is one transaction, and writing a capture again replaces everything that came of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from archive.db.fold import VERSION as FOLD_VERSION
from archive.db.keys import capture_key
from archive.db.rows import Row, Rows, folded_text
from archive.db.schema import open_to_write, unreadable
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
    """The projection, open for writing. Not for use by two threads; `with` closes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_to_write(path)
        self._promised: dict[int, str] = {}  # keys given out for captures that are not written yet
        self._insert = {table: self._statement(table) for table in (*_PLAIN, "texts")}
        with self.translated():
            self._refresh_search()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets SQLite study the tables (for its query planner), and closes."""
        with self.translated():
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

    def files(self) -> dict[str, str | None]:
        """The publication of each WARC file that is known, None where it says none."""
        with self.translated() as db:
            return dict(db.execute("SELECT name, site FROM warc_files"))

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
            texts = {rows.capture: self._text(rows) for rows in batch if rows.folded}
            for table in _PLAIN:
                found = [row for rows in batch for row in rows.tables.get(table, ())]
                if table == "article_rows":
                    found = [
                        (row[0], texts[rows.capture], *row[2:])
                        for rows in batch
                        for row in rows.tables.get(table, ())
                    ]
                db.executemany(self._insert[table], found)
            self._drop_unused(left)
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
            self._drop_unused(texts)
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
            self._drop_unused(text for (text,) in texts)
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
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _text(self, rows: Rows) -> int:
        """The id of this capture's text, which is written and indexed if nobody wrote it before."""
        (row,) = rows.tables["texts"]
        page, digest = row[1:3]
        known = self._db.execute(
            "SELECT id FROM texts WHERE page = ? AND digest = ?", (page, digest)
        ).fetchone()
        if known:
            return int(known[0])
        key = int(row[0] or 0)
        while self._db.execute("SELECT 1 FROM texts WHERE id = ?", (key,)).fetchone():
            key += 1
        self._db.execute(self._insert["texts"], (key, *row[1:]))
        assert rows.folded is not None
        self._index(key, rows.folded)
        return key

    def _index(self, text: int, folded: tuple[str, str, str]) -> None:
        """The index numbers its documents itself: small numbers in a row halve its size (1.5 for 3.0 KB a text)."""
        document = self._db.execute("INSERT INTO search_documents(text) VALUES(?)", (text,)).lastrowid
        self._db.execute(
            "INSERT INTO search_index(rowid, title, author, body) VALUES(?, ?, ?, ?)", (document, *folded)
        )

    def _drop_unused(self, texts: Iterable[int]) -> None:
        for text in texts:
            if self._db.execute("SELECT 1 FROM article_rows WHERE text = ?", (text,)).fetchone():
                continue
            document, *written = self._db.execute(
                "SELECT d.id, t.title, t.byline, t.body FROM texts t JOIN search_documents d ON d.text = t.id WHERE t.id = ?",
                (text,),
            ).fetchone()
            self._db.execute(
                "INSERT INTO search_index(search_index, rowid, title, author, body) VALUES('delete', ?, ?, ?, ?)",
                (document, *folded_text(*written)),
            )
            self._db.execute("DELETE FROM search_documents WHERE id = ?", (document,))
            self._db.execute("DELETE FROM texts WHERE id = ?", (text,))

    def _refresh_search(self) -> None:
        """Makes the search index again when text folds differently than when it was made (a newer Unicode, say)."""
        made = self._db.execute("SELECT value FROM projection WHERE name = 'fold'").fetchone()
        if made == (FOLD_VERSION,):
            return
        with self._transaction() as db:
            db.execute("INSERT INTO search_index(search_index) VALUES('delete-all')")
            db.execute("DELETE FROM search_documents")
            cursor = db.execute("SELECT id, title, byline, body FROM texts ORDER BY id")
            for text, *written in cursor:
                self._index(text, folded_text(*written))
            db.execute("INSERT OR REPLACE INTO projection VALUES('fold', ?)", (FOLD_VERSION,))

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
