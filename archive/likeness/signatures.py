"""MinHash signatures of all texts, cut into bands, in a file of their own beside the projection.

Locality-sensitive hashing (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4): texts that share
any of BANDS bands of ROWS minima are candidates, 1 - (1 - s^ROWS)^BANDS of the pairs of resemblance s: 0.99 at one half,
0.58 at 0.3. What they really have in common is counted afterwards, so only the bands are kept: 8 bytes each.

The file is a cache: what it says follows from the texts alone, however often it was brought up to date in between (a law
of tests/likeness), and it may be deleted at any time. Texts that are gone from the projection go from it, too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from archive.db import fold
from archive.errors import QueryError
from archive.likeness.shingles import LETTERS, MIN_SHINGLES, WIDTH, shingles

BANDS, ROWS = 32, 3
BATCH = 500
"""Texts signed in one transaction: what a kill loses."""

VERSION = f"1/{BANDS}x{ROWS}/{WIDTH}-{LETTERS}-{MIN_SHINGLES}/{fold.VERSION}"
"""Of another version's signatures none can be compared with ours: the file is then begun anew."""

_TABLES = """
    CREATE TABLE about (version TEXT NOT NULL) STRICT;
    CREATE TABLE signed (
        id INTEGER PRIMARY KEY, page INTEGER NOT NULL, digest TEXT NOT NULL, UNIQUE (page, digest)) STRICT;
    CREATE TABLE bands (
        band INTEGER NOT NULL, signed INTEGER NOT NULL REFERENCES signed(id), PRIMARY KEY (band, signed)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX bands_by_signed ON bands(signed);
"""

Text = tuple[int, str]
"""A text of the projection by what stays when that is made anew: its page's key and its digest."""


class Signatures:
    """The signatures in the file at `path`; where it cannot be written, the same in memory, made anew each time."""

    def __init__(self, path: Path) -> None:
        self._empty = _empty()
        try:
            self._db = _open(str(path))
        except sqlite3.OperationalError:  # a home on a read-only disk, or another user's
            self._db = _open(":memory:")
        except sqlite3.DatabaseError:  # damaged, or not ours: it is only a cache
            path.unlink(missing_ok=True)
            self._db = _open(str(path))

    def __enter__(self) -> Signatures:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def follow(self, texts: sqlite3.Connection, progress: Callable[[int], None] | None = None) -> int:
        """Signs the texts of a projection that have no signature yet, and drops those that are gone from it.

        Returns how many were signed; `progress` is told after each batch.
        """
        fresh, gone = _difference(texts, self._db)
        with self._db:
            for table, column in (("bands", "signed"), ("signed", "id")):
                self._db.executemany(f"DELETE FROM {table} WHERE {column} = ?", ((key,) for key in gone))
        keys, done = iter(fresh), 0
        while batch := list(islice(keys, BATCH)):
            with self._db:
                for text in batch:
                    self._sign(texts, text)
            done += len(batch)
            if progress:
                progress(done)
        return done

    def alike(self, texts: Iterable[str]) -> list[Text]:
        """The signed texts that may be like any of these, those with the most bands in common first."""
        found: dict[Text, int] = {}
        statement = "SELECT s.page, s.digest FROM bands b JOIN signed s ON s.id = b.signed WHERE b.band = ?"
        for band in {band for text in texts for band in self._bands(text)}:
            for text in self._db.execute(statement, (band,)):
                found[text] = found.get(text, 0) + 1
        return sorted(found, key=lambda text: (-found[text], text))

    def _sign(self, texts: sqlite3.Connection, text: int) -> None:
        page, digest, body = texts.execute(
            "SELECT page, digest, body FROM texts WHERE id = ?", (text,)
        ).fetchone()
        key = self._db.execute("INSERT INTO signed (page, digest) VALUES (?, ?)", (page, digest)).lastrowid
        rows = ((band, key) for band in self._bands(body))
        self._db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)

    def _bands(self, text: str) -> list[int]:
        found = shingles(text)
        if not found:
            return []
        signature = self._empty.copy()
        signature.update_batch([one.encode() for one in found])
        minima = signature.hashvalues.astype("<u4").tobytes()
        size = 4 * ROWS
        return [_band(i, minima[i * size : (i + 1) * size]) for i in range(BANDS)]


def _empty() -> Any:
    """A MinHash of nothing. The permutations of its seed belong to the version of the file."""
    try:
        from datasketch import MinHash
    except ImportError:
        raise QueryError(
            "comparing texts needs datasketch; install it with: pip install 'newsark[compare]'"
        ) from None
    return MinHash(num_perm=BANDS * ROWS, seed=1, scheme="affine32")


def _band(number: int, minima: bytes) -> int:
    """A band's key, a signed 64-bit integer as SQLite has them."""
    digest = blake2b(bytes([number]) + minima, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _open(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30)
    try:
        known = db.execute("SELECT name FROM sqlite_master WHERE name = 'about'").fetchone()
        if not known or db.execute("SELECT version FROM about").fetchone() != (VERSION,):
            _begin(db)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _begin(db: sqlite3.Connection) -> None:
    db.executescript("".join(f"DROP TABLE IF EXISTS {name};" for name in ("bands", "signed", "about")))
    db.executescript(_TABLES)
    with db:
        db.execute("INSERT INTO about VALUES (?)", (VERSION,))


def _difference(texts: sqlite3.Connection, signed: sqlite3.Connection) -> tuple[list[int], list[int]]:
    """Keys of the texts without signature, and of the signatures without text: two lists in one order, merged."""
    statement = "SELECT page, digest, id FROM {} ORDER BY page, digest"
    fresh: list[int] = []
    gone: list[int] = []
    known = iter(signed.execute(statement.format("signed")))
    here = next(known, None)
    for page, digest, key in texts.execute(statement.format("texts")):
        while here is not None and here[:2] < (page, digest):
            gone.append(here[2])
            here = next(known, None)
        if here is not None and here[:2] == (page, digest):
            here = next(known, None)
        else:
            fresh.append(key)
    gone += [key for _, _, key in ([here] if here is not None else [])]
    gone += [key for _, _, key in known]
    return fresh, gone


def pages_of(db: sqlite3.Connection, texts: Iterable[Text]) -> Iterator[int]:
    """The pages that show these texts, each once, in the order of the texts."""
    seen: set[int] = set()
    for page, digest in texts:
        row = db.execute("SELECT 1 FROM texts WHERE page = ? AND digest = ?", (page, digest)).fetchone()
        if row is not None and page not in seen:
            seen.add(page)
            yield page
