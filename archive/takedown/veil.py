"""Withheld captures taken out of what a connection to the projection sees, whatever is asked of it.

Temporary views stand before the tables and views of the same names: SQLite looks for a name among the temporary ones
first. So every question, also one written later, is answered as if the captures had never been made; where one version
of an article is withheld, the version before it is the latest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.db.views import VIEWS
from archive.index.store import CaptureIndex
from archive.model import CaptureRow
from archive.takedown.rules import Hidden, Rule
from archive.urls import surt

_TABLES = {
    "captures": "id",
    **dict.fromkeys(
        ("outcomes", "article_rows", "article_authors", "article_tags", "article_images"), "capture"
    ),
    **dict.fromkeys(("service_counts", "evidence"), "capture"),
}


def veil(db: sqlite3.Connection, hidden: Hidden, index_db: Path) -> None:
    """Takes the captures that `hidden` covers out of the connection's sight; without rules nothing is done."""
    if not hidden:
        return
    db.execute("CREATE TEMP TABLE withheld (capture INTEGER PRIMARY KEY)")
    records = _indexed(hidden, index_db) if index_db.exists() else _looked_for(db, hidden)
    one = "INSERT OR IGNORE INTO withheld SELECT id FROM main.captures WHERE record_id = ?"
    db.execute("BEGIN")
    db.executemany(one, ((record,) for record in records))
    db.execute("COMMIT")
    for name, column in _TABLES.items():
        db.execute(
            f"CREATE TEMP VIEW {name} AS SELECT * FROM main.{name} WHERE {column} NOT IN (SELECT capture FROM temp.withheld)"
        )
    db.execute(
        "CREATE TEMP VIEW texts AS SELECT * FROM main.texts t"
        " WHERE EXISTS (SELECT 1 FROM temp.article_rows r WHERE r.text = t.id)"
    )
    for statement in VIEWS:
        db.execute(statement.replace("CREATE VIEW", "CREATE TEMP VIEW", 1))


def unveil(db: sqlite3.Connection) -> None:
    """Undoes `veil`, for a connection that outlives the rules it was veiled with."""
    for kind in ("view", "table"):
        rows = db.execute("SELECT name FROM temp.sqlite_master WHERE type = ?", (kind,)).fetchall()
        for (name,) in rows:
            db.execute(f"DROP {kind} temp.{name}")


def _indexed(hidden: Hidden, index_db: Path) -> Iterator[str]:
    """Record ids by ranges of the index's keys."""
    with CaptureIndex(index_db) as index:
        for rule in hidden.rules:
            yield from (row.record_id for row in rows_of(index, rule))


def rows_of(index: CaptureIndex, rule: Rule) -> Iterator[CaptureRow]:
    """The captures in the index that a rule covers, in order of key and time."""
    if rule.match == "record":
        found = index.by_record(rule.what)
        yield from [found] if found else []
        return
    prefix = rule.key.rstrip("/") if rule.match == "prefix" else rule.key
    yield from (row for row in index.in_order(prefix) if rule.covers(row.surt))


def _looked_for(db: sqlite3.Connection, hidden: Hidden) -> Iterable[str]:
    """The same where there is no index: every address is looked at."""
    single = {rule.what for rule in hidden.rules if rule.match == "record"}
    captures = db.execute("SELECT record_id, url FROM main.captures")
    return [record for record, url in captures if record in single or hidden.covers_key(surt(url))]
