"""docs/schema.md describes the schema that is: every table, view and column, and no others."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from archive.db.schema import open_to_write
from archive.model import Article

DOC = Path(__file__).parents[2] / "docs" / "schema.md"
OURS = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' "
    "AND name <> '_sqlite_migrations' AND name NOT GLOB 'search_index_*'"
)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    db = open_to_write(tmp_path_factory.mktemp("schema") / "archive.db")
    names = [name for (name,) in db.execute(OURS)]
    found = {name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for name in names}
    db.close()
    return found


def described() -> dict[str, list[tuple[str, str]]]:
    parts = re.split(r"^## (\w+)$", DOC.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    row = re.compile(r"^\| `(\w+)` \| \w+ \| (.*\S) \|$", re.MULTILINE)
    return dict(zip(parts[::2], map(row.findall, parts[1::2]), strict=True))


def test_every_table_and_column_is_described_in_its_order(schema: dict[str, list[str]]) -> None:
    assert {name: [column for column, _ in rows] for name, rows in described().items()} == schema


def test_descriptions_say_something() -> None:
    assert all(len(text) > 5 for rows in described().values() for _, text in rows)


def test_articles_have_every_field_of_the_model(schema: dict[str, list[str]]) -> None:
    elsewhere = {"evidence", "images", "body_html"}
    for view in ("articles", "latest_articles"):
        assert {f.name for f in fields(Article)} - elsewhere <= {*schema[view]}


def test_all_tables_are_strict(tmp_path: Path) -> None:
    db = open_to_write(tmp_path / "archive.db")
    lax = db.execute(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND schema = 'main' "
        "AND name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"
    ).fetchall()
    db.close()
    assert lax == []
