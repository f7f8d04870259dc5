"""The texts of articles, kept once each, and the search index over them. Runs inside the store's transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from archive.db.fold import VERSION as FOLD_VERSION
from archive.db.rows import Row, Rows, folded_text

_INSERT = "INSERT INTO texts VALUES(?, ?, ?, ?, ?, ?, ?)"
_INDEX = "INSERT INTO search_index(rowid, title, author, body) VALUES(?, ?, ?, ?)"
_PAIRS = 400
"""Pairs of values in one statement: SQLite allows 999 values in its oldest builds."""


class Texts:
    """The tables `texts`, `search_documents` and `search_index` of an open projection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def write(self, batch: Sequence[Rows]) -> dict[int, int]:
        """The id of each capture's text; those that nobody wrote before are written and indexed."""
        found = [(rows.capture, rows.tables["texts"][0], rows.folded) for rows in batch if rows.folded]
        ids = self._known([row for _, row, _ in found])
        taken = self._taken([row[0] for _, row, _ in found])
        new: list[tuple[Row, tuple[str, str, str]]] = []
        for _, row, folded in found:
            name = row[1:3]
            if name in ids:
                continue
            ids[name] = key = self._free(int(row[0] or 0), taken)
            taken.add(key)
            new.append(((key, *row[1:]), folded))
        self._insert(new)
        return {capture: ids[row[1:3]] for capture, row, _ in found}

    def drop_unused(self, texts: Iterable[int]) -> None:
        """Takes away those of these texts that no capture has any more."""
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

    def folded_otherwise(self) -> bool:
        """Whether text folds differently now than when the search index was made (a newer Unicode, say)."""
        made = self._db.execute("SELECT value FROM projection WHERE name = 'fold'").fetchone()
        return bool(made != (FOLD_VERSION,))

    def index_again(self) -> None:
        """Makes the search index anew from the texts."""
        self._db.execute("INSERT INTO search_index(search_index) VALUES('delete-all')")
        self._db.execute("DELETE FROM search_documents")
        texts = self._db.execute("SELECT id, title, byline, body FROM texts ORDER BY id")
        for number, (text, *written) in enumerate(texts, 1):
            self._db.execute("INSERT INTO search_documents VALUES(?, ?)", (number, text))
            self._db.execute(_INDEX, (number, *folded_text(*written)))
        self._db.execute("INSERT OR REPLACE INTO projection VALUES('fold', ?)", (FOLD_VERSION,))

    def _known(self, texts: Sequence[Row]) -> dict[Row, int]:
        """The ids of those that are here, by page and digest."""
        known: dict[Row, int] = {}
        for start in range(0, len(texts), _PAIRS):
            part = texts[start : start + _PAIRS]
            statement = (
                f"WITH asked(page, digest) AS (VALUES {', '.join(['(?, ?)'] * len(part))}) "
                "SELECT t.page, t.digest, t.id FROM asked a CROSS JOIN texts t ON t.page = a.page AND t.digest = a.digest"
            )
            names = [value for row in part for value in row[1:3]]
            known |= {(page, digest): key for page, digest, key in self._db.execute(statement, names)}
        return known

    def _taken(self, keys: Sequence[object]) -> set[int]:
        taken: set[int] = set()
        for start in range(0, len(keys), _PAIRS):
            part = keys[start : start + _PAIRS]
            statement = f"SELECT id FROM texts WHERE id IN ({', '.join('?' * len(part))})"
            taken |= {key for (key,) in self._db.execute(statement, part)}
        return taken

    def _free(self, key: int, taken: set[int]) -> int:
        """The key, or the next that no other text has; beyond the keys that were asked for, the table is looked at."""
        if key not in taken:
            return key
        while key in taken or self._db.execute("SELECT 1 FROM texts WHERE id = ?", (key,)).fetchone():
            key += 1
        return key

    def _insert(self, new: Sequence[tuple[Row, tuple[str, str, str]]]) -> None:
        """The index numbers its documents itself: small numbers in a row halve its size (1.5 for 3.0 KB a text)."""
        first = self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM search_documents").fetchone()[0]
        self._db.executemany(_INSERT, [row for row, _ in new])
        self._db.executemany(
            "INSERT INTO search_documents VALUES(?, ?)",
            [(number, row[0]) for number, (row, _) in enumerate(new, first)],
        )
        self._db.executemany(_INDEX, [(number, *folded) for number, (_, folded) in enumerate(new, first)])
