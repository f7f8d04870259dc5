"""The archive's database as Datasette reads it: what is withheld is out of sight, from the moment it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from archive.takedown.hidden import Watch
from archive.takedown.rules import Hidden
from archive.takedown.veil import unveil, veil


class Veiled(Database):  # type: ignore[misc]  # Datasette is not typed
    """Looks before each question whether take-downs were ordered or lifted since the connection was veiled."""

    def __init__(self, datasette: Datasette, path: Path, index_db: Path, watch: Watch) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)
        self._index_db, self._watch = index_db, watch
        self._lock = Lock()
        self._rules: list[Hidden] = [Hidden()]

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        return await super().execute_fn(lambda db: fn(self._veiled(db)))

    def _veiled(self, db: sqlite3.Connection) -> sqlite3.Connection:
        """A connection knows by the user_version of its temporary schema which rules it was veiled with."""
        with self._lock:
            rules = self._watch.now
            if rules is not self._rules[-1]:
                self._rules.append(rules)
            number = len(self._rules) - 1
        factory, db.row_factory = db.row_factory, None
        try:
            if db.execute("PRAGMA temp.user_version").fetchone()[0] != number:
                unveil(db)
                veil(db, rules, self._index_db)
                db.execute(f"PRAGMA temp.user_version = {number}")
        finally:
            db.row_factory = factory
        return db
