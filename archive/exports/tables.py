"""What is exported: tables with typed columns, streamed by publication and month.

Columns are those of docs/schema.md under the same names, with three differences: authors, tags and images are lists;
`published_at` is the instant of publication where the page states a zone (UTC, else missing); keys of our own are left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal, TypeAlias

from archive.db.conditions import conditions_of
from archive.db.keys import parse_moment

Kind: TypeAlias = Literal["text", "integer", "real", "boolean", "instant", "list"]
Rows: TypeAlias = list[tuple[Any, ...]]

BATCH = 2000
"""Rows in memory at a time: a few MB of text."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, and what it is in SQL. An `instant` is UTC text; a `list` a JSON list of texts."""

    name: str
    kind: Kind = "text"
    sql: str = field(kw_only=True)

    @property
    def expression(self) -> str:
        return f"{self.sql} AS {self.name}"


def _list(name: str, column: str) -> Column:
    """The values of a table beside `article_rows`, in their order."""
    rows = f"SELECT {column} FROM article_{name} x WHERE x.capture = a.id ORDER BY position"
    return Column(name, "list", sql=f"(SELECT json_group_array({column}) FROM ({rows}))")


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("published_zone_known", "weekday_consistent", "comments_open"), "boolean"),
    **dict.fromkeys(("print_link_present", "paywalled"), "boolean"),
    "captured": "instant",
    "comment_count": "integer",
    "confidence": "real",
}
_ARTICLE = (
    "record_id url site host captured title published published_precision published_zone_known published_zone "
    "assumed_zone updated updated_precision header_line date_text time_text weekday_text weekday_consistent "
    "dateline_text dateline_date article_id article_id_label agency agency_expansion city section language body "
    "correction comment_count comment_count_qualifier comment_count_source comments_open comments_system "
    "comments_thread canonical_url print_url print_link_present amp_url next_url paywalled confidence extractor text_digest"
).split()
_STATED = Column("published_at", "instant", sql="CASE WHEN published_zone_known THEN published END")

ARTICLE_COLUMNS = (
    *(Column(name, _KINDS.get(name, "text"), sql=f"a.{name}") for name in _ARTICLE),
    _STATED,
    _list("authors", "name"),
    _list("tags", "tag"),
    _list("images", "url"),
)
COMMENT_COLUMNS = (
    Column("site", sql="a.site"),
    Column("url", sql="a.url"),
    Column("date", "instant", sql="s.date"),
    Column("comment_count", "integer", sql="s.value"),
    Column("qualifier", sql="s.qualifier"),
    Column("source", sql="s.source"),
    Column("record_id", sql="c.record_id"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """`source` is a FROM clause; `site` and `moment` are the expressions that partitions are made of."""

    columns: tuple[Column, ...]
    source: str
    site: str = "a.site"
    moment: str = "a.moment"


TABLES = {
    "articles": Table(ARTICLE_COLUMNS, "latest_articles a"),
    "versions": Table(ARTICLE_COLUMNS, "articles a"),
    "comments": Table(
        COMMENT_COLUMNS,
        "latest_articles a JOIN comment_series s ON s.page = a.page JOIN captures c ON c.id = s.capture",
        moment="s.date",
    ),
}
"""`articles`: the latest version of each; `versions`: every capture of an article; `comments`: every count stated."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one publication and month (`2026-11`), in the order of time."""

    site: str
    month: str
    rows: Rows


def batches(
    db: sqlite3.Connection,
    table: Table,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Iterator[Batch]:
    """The table's rows, publication by publication and month by month. Raw values, as SQLite has them."""
    conditions, values = conditions_of(db, site=site, since=since, until=until)
    where = " AND ".join(["a.site = ?", *(f"a.{condition}" for condition in conditions)])
    columns = ", ".join(column.expression for column in table.columns)
    statement = f"SELECT substr({table.moment}, 1, 7), {columns} FROM {table.source} WHERE {where} ORDER BY {table.moment}"
    for (name,) in db.execute("SELECT DISTINCT site FROM article_rows ORDER BY site").fetchall():
        cursor = db.execute(statement, (name, *values))
        while rows := cursor.fetchmany(BATCH):
            for month, group in groupby(rows, key=itemgetter(0)):
                yield Batch(name, month, [row[1:] for row in group])


def records(table: Table, batch: Batch) -> Iterator[dict[str, Any]]:
    """The batch's rows as mappings of plain values: lists, booleans, text, numbers."""
    names = [column.name for column in table.columns]
    columns = [
        values(column, cells)
        for column, cells in zip(table.columns, zip(*batch.rows, strict=True), strict=True)
    ]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def values(column: Column, cells: tuple[Any, ...]) -> list[Any] | tuple[Any, ...]:
    """Cells of one column as Python values."""
    if column.kind == "list":
        return list(json.loads(f"[{','.join(cells)}]"))
    if column.kind == "boolean":
        return [None if cell is None else bool(cell) for cell in cells]
    if column is _STATED:
        return [_utc(cell) for cell in cells]
    return cells


def _utc(published: str | None) -> str | None:
    moment = parse_moment(published)
    return None if moment is None else moment.isoformat(timespec="seconds") + "Z"
