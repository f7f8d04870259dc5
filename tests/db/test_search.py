"""Search: what people type, safely, in many scripts, with snippets in the letters of the page."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from db.made import FILE, capture
from hypothesis import given
from hypothesis import strategies as st

from archive import query
from archive.db import search
from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.errors import QueryError
from archive.model import Article

BODIES = {
    "plant": "The nuclear power plant was restarted; a plant of another kind stayed shut.",
    "power": "Nuclear energy: the power of the plant lobby, said café owner Łukasz.",
    "fa": "خبرگزاری شفقنا: مُحَمَّد می‌خواهد كتاب‌های ۱۳۹۳ را بخواند.",
    "ar": "قال وزير الطاقة إنَّ المحطة النووية ستعمل عام ٢٠١٤.",
    "ja": "東京タワーは一九五八年に完成した。京都ではない。",
    "th": "รัฐบาลประกาศลดราคาน้ำมันวันนี้",
    "ko": "서울에서 회의가 열렸다.",
    "hi": "प्रधानमंत्री ने हिन्दी में भाषण दिया।",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "archive.db"
    with Store(path) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        for day, (name, body) in enumerate(BODIES.items(), 1):
            row = capture(day, f"http://press.example/{name}")
            made = Article(
                row.url, title=f"Title {name}", body=body, published=f"2026-10-{day:02}", language=name[:2]
            )
            store.write([rows(key, row, "press", made) for key in store.keys([row])])
    return path


def names(path: Path, text: str, **options: object) -> list[str]:
    with query.reading(path) as db:
        return [hit.url.rpartition("/")[2] for hit in query.search(db, text, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nuclear plant", ["power", "plant"]),
        ('"nuclear power plant"', ["plant"]),
        ('"nuclear power', ["plant"]),
        ("nucl*", ["power", "plant"]),
        ("nuclear -lobby", ["plant"]),
        ("lobby OR restarted", ["power", "plant"]),
        ("NUCLEAR AND Power-Plant", ["plant"]),
        ("title:plant", ["plant"]),
        ("cafe lukasz", ["power"]),
        ("کتاب", ["fa"]),
        ("محمد", ["fa"]),
        ("1393", ["fa"]),
        ('"می خواهد"', ["fa"]),
        ("خبرگزاري", ["fa"]),
        ("ان المحطه", ["ar"]),
        ("2014", ["ar"]),
        ("東京", ["ja"]),
        ("タワー", ["ja"]),
        ("都", ["ja"]),
        ("น้ำมัน", ["th"]),
        ("서울", ["ko"]),
        ("हिन्दी", ["hi"]),
        ("absent", []),
    ],
)
def test_words_find_their_articles(path: Path, text: str, expected: list[str]) -> None:
    assert names(path, text) == expected


def test_newest_first_unless_ranked(path: Path) -> None:
    assert names(path, "plant") == ["power", "plant"]
    assert names(path, "plant", ranked=True) == ["plant", "power"]
    assert names(path, "plant", limit=1) == ["power"]


def test_searches_can_be_narrowed(path: Path) -> None:
    assert names(path, "title", language="fa") == ["fa"]
    assert names(path, "title", since="2026-10-03", until="2026-10-04") == ["ar", "fa"]
    assert len(names(path, "title", site="press")) == len(BODIES)


def test_windows_of_hits_reach_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "CANDIDATES", 3)
    assert len(names(path, "title")) == len(BODIES)
    assert names(path, "title", language="pl") == ["plant"]


@pytest.mark.parametrize("text", ["", "   ", '""', "***", "-nuclear", "OR", "…", "\0"])
def test_nothing_to_look_for_is_said(path: Path, text: str) -> None:
    with pytest.raises(QueryError, match="at least one word"):
        names(path, text)


def test_endless_queries_are_refused(path: Path) -> None:
    with pytest.raises(QueryError, match="at most"):
        names(path, " ".join(f"w{n}" for n in range(1000)))


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute(
        f'CREATE VIRTUAL TABLE search_index USING fts5(title, author, body, tokenize="{search_tokenizer()}")'
    )
    return db


def search_tokenizer() -> str:
    from archive.db.fold import TOKENIZER

    return TOKENIZER


PIECES = [*'ab" *:-()^+{}[]\\.,;é東', "title:", " OR ", " AND ", "NEAR", "NOT "]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_nothing_typed_is_a_syntax_error(index: sqlite3.Connection, text: str) -> None:
    try:
        expression = search.parse(text).expression()
    except QueryError:
        return
    index.execute("SELECT rowid FROM search_index WHERE search_index MATCH ?", (expression,)).fetchall()


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        ("power", "The nuclear power plant.", "The nuclear [power] plant."),
        ('"nuclear power"', "The nuclear power plant.", "The [nuclear power] plant."),
        ("محمد", "گفت مُحَمَّد بود", "گفت [مُحَمَّد] بود"),
        ("خواهد", "او می‌خواهد", "او می‌[خواهد]"),
        ("東京", "では東京タワー", "では[東京]タワー"),
        ("cafe*", "two cafés\n\nhere", "two [cafés] here"),
        ("absent", "Nothing found here", "Nothing found here"),
    ],
)
def test_snippets_show_the_pages_own_letters(text: str, body: str, expected: str) -> None:
    assert search.snippet(search.parse(text), body, mark=("[", "]")) == expected


def test_snippets_go_where_the_terms_meet() -> None:
    body = "wind. " + "filler words here. " * 60 + "Now wind and sun come together. " + "more. " * 60
    found = search.snippet(search.parse("wind sun"), body, mark=("[", "]"))
    assert "Now [wind] and [sun] come" in found
    assert found.startswith("…")
    assert found.endswith("…")
    assert len(found) < 230


@given(st.text(min_size=1, max_size=30), st.text(max_size=300))
def test_snippets_of_anything(text: str, body: str) -> None:
    try:
        asked = search.parse(text)
    except QueryError:
        return
    assert len(search.snippet(asked, body)) <= search.SNIPPET_CHARS + 2
