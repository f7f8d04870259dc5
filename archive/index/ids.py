"""The numbers by which the tables of the index name files, types and addresses."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from hashlib import blake2b

from archive.errors import DatabaseError
from archive.index.schema import OFFSET_BITS
from archive.model import Location

_SIGN = 1 << 63


class Ids:
    """Numbers of one index, remembered as they are asked for; `forget` after a transaction that did not hold."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._key = bytes(db.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()[0])
        self._files: dict[str, int] = {}
        self._mimes: dict[str, int] = {}

    def forget(self) -> None:
        self._files.clear()
        self._mimes.clear()

    def remember(self, sizes: Mapping[str, int]) -> None:
        """Names files, and says how many bytes of them are indexed at least."""
        statement = (
            "INSERT INTO files (name, size) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET size = max(size, excluded.size)"
        )
        self._db.executemany(statement, sizes.items())

    def file(self, name: str) -> int:
        """Of a file that was named before."""
        if name not in self._files:
            found = self._db.execute("SELECT id FROM files WHERE name = ?", (name,)).fetchone()
            self._files[name] = int(found[0])
        return self._files[name]

    def place(self, location: Location) -> int:
        """File and offset as one number. DatabaseError for what lies behind the first TiB of a file."""
        if location.offset >> OFFSET_BITS:
            raise DatabaseError(f"{location.file}: is larger than a TiB; split it into smaller files")
        return self.file(location.file) << OFFSET_BITS | location.offset

    def places(self, file: str, offset: int = 0) -> tuple[int, int]:
        """The bounds of the places of a file from an offset on; an empty range for a file that is not known."""
        found = self._db.execute("SELECT id FROM files WHERE name = ?", (file,)).fetchone()
        if found is None:
            return 0, 0
        begin = int(found[0]) << OFFSET_BITS
        return begin + min(offset, 1 << OFFSET_BITS), begin + (1 << OFFSET_BITS)

    def mime(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self._mimes:
            self._db.execute("INSERT OR IGNORE INTO mimes (name) VALUES (?)", (name,))
            found = self._db.execute("SELECT id FROM mimes WHERE name = ?", (name,)).fetchone()
            self._mimes[name] = int(found[0])
        return self._mimes[name]

    def url(self, url: str, key: str = "") -> int:
        """Answers to other methods than GET have keys, and so numbers, of their own under one address."""
        if "__wb_method=" in key:
            url = f"{key} {url}"
        digest = blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big") - _SIGN
