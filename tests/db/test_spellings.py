"""Words of several parts: each spelling finds the others, wherever it stands, and its parts are found too."""

from __future__ import annotations

from pathlib import Path

import pytest
from db.made import FILE, capture

from archive import query
from archive.db import search
from archive.db.rows import rows
from archive.db.spellings import indexed
from archive.db.store import Store, WarcFile
from archive.model import Article

BODIES = {
    "joiner": "او گفت می‌خواهد كتاب‌های ۱۳۹۳ را «نمی‌خوانده‌اند» بخواند.",
    "space": "او می خواهد کتاب های ۱۳۹۳ را بخواند.",
    "together": "او میخواهد کتابهای ۱۳۹۳ را بخواند.",
    "neither": "او خواهد رفت و کتاب را آورد.",
}
ALL = {"joiner", "space", "together"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spellings") / "archive.db"
    with Store(path) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        for day, (name, body) in enumerate(BODIES.items(), 1):
            row = capture(day, f"http://press.example/{name}")
            byline = ("علی‌رضا میرزایی" if name == "joiner" else "علیرضا میرزایی",)
            made = Article(row.url, title=f"عنوان‌های {name}", body=body, authors=byline)
            store.write([rows(key, row, "press", made) for key in store.keys([row])])
    return path


def names(path: Path, text: str) -> set[str]:
    with query.reading(path) as db:
        return {hit.url.rpartition("/")[2] for hit in query.search(db, text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("می‌خواهد", ALL),
        ("مي‌خواهد", ALL),
        ("ميخواهد", ALL),
        ("میخواهد", ALL),
        ("می خواهد", ALL),
        ('"می خواهد"', ALL),
        ('"می‌خواهد كتاب‌هاي"', ALL),
        ("body:می‌خواهد", ALL),
        ("مي‌خواه*", ALL),
        ("می خواه*", ALL),
        ("كتابهاي", ALL),
        ("کتاب های 1393", ALL),
        ("نمیخوانده‌اند", {"joiner"}),
        ("نمي‌خواندهاند", {"joiner"}),
        ("نمیخواندهاند", {"joiner"}),
        ("خواهد", {"joiner", "space", "neither"}),
        ("کتاب", {"joiner", "space", "neither"}),
        ("او -میخواهد", {"neither"}),
        ("او -می‌خواهد", {"neither"}),
        ('"بخواند میخواهد"', set()),
        ("title:عنوانهای", {*BODIES}),
        ("علیرضا", {*BODIES}),
        ("author:علی‌رضا", {*BODIES}),
    ],
)
def test_each_spelling_finds_the_others(path: Path, text: str, expected: set[str]) -> None:
    assert names(path, text) == expected


@pytest.mark.parametrize(("name", "count"), [("علی‌رضا", 4), ("علیرضا", 4), ("علی‌رضا ميرزايی", 4), ("رضا", 1)])
def test_authors_are_found_so_too(path: Path, name: str, count: int) -> None:
    with query.reading(path) as db:
        assert len(list(query.articles(db, author=name))) == count


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        ("میخواهد", "او می‌خواهد", "او [می‌خواهد]"),
        ("می‌خواهد", "او میخواهد", "او [میخواهد]"),
        ("می خواهد", "او می‌خواهد", "او [می‌خواهد]"),
        ("ميخواهد", "او می خواهد", "او [می خواهد]"),
    ],
)
def test_snippets_mark_every_spelling(text: str, body: str, expected: str) -> None:
    assert search.snippet(search.parse(text), body, mark=("[", "]")) == expected


def test_other_texts_are_indexed_as_they_fold() -> None:
    assert indexed("Café au lait") == "cafe au lait"
    assert indexed("A می B") == "a می b"
