"""The archive as the server sees it: addresses with very many captures, prefixes, what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, Location
from archive.replay.cdx import parse_query
from archive.replay.choose import in_order
from archive.replay.library import ENOUGH, MANY, Library
from archive.urls import surt

START = datetime(2026, 1, 1, tzinfo=UTC)
FRONT = "http://news.example/"
MINUTES = 3_000


def row(url: str, minutes: float) -> CaptureRow:
    identity = f"urn:uuid:{surt(url)}/{minutes}"
    return CaptureRow(
        identity,
        url,
        surt(url),
        START + timedelta(minutes=minutes),
        Location("f.warc.gz", int(minutes * 100), 99),
        "response",
        200,
        "text/html",
        None,
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("library") / "home"
    Home.create(folder)
    with (folder / "newsark.toml").open("a") as file:
        file.write('\n[replay]\nhidden = ["http://news.example/private/*"]\n')
    home = Home.open(folder)
    others = [
        "http://news.example/a/1?x=1",
        "http://news.example/a/2",
        "http://news.example/private/x",
        "http://sub.news.example/b",
        "http://news.example2/c",
        "http://news.example:8080/d",
    ]
    with CaptureIndex(home.index_db) as index:
        index.add([row(FRONT, minute) for minute in range(MINUTES)])
        index.add([row(url, number) for number, url in enumerate(others, start=MINUTES)])
    return Library(home)


@pytest.mark.parametrize("minute", [-5.0, 0.0, 1.0, 1_500.4, 2_999.0, 90_000.0])
def test_of_very_many_captures_the_nearest_come_with_the_ends(library: Library, minute: float) -> None:
    when = START + timedelta(minutes=minute)
    rows = library.around(FRONT, when)
    assert len(rows) <= 2 * MANY + 2
    assert [r.date for r in rows] == sorted(r.date for r in rows)
    assert (rows[0].date, rows[-1].date) == (START, START + timedelta(minutes=MINUTES - 1))
    nearest = min(range(MINUTES), key=lambda n: (abs(n - minute), n))
    assert in_order(rows, FRONT, when)[0].date == START + timedelta(minutes=nearest)
    around = {(r.date - START) // timedelta(minutes=1) for r in rows}
    assert set(range(max(0, nearest - ENOUGH), min(MINUTES, nearest + ENOUGH))) <= around


def test_all_captures_are_listed(library: Library) -> None:
    assert len(library.captures(FRONT)) == MINUTES


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("url=http://news.example/a/*", ["http://news.example/a/1?x=1", "http://news.example/a/2"]),
        ("url=news.example&matchType=domain&filter=!=url:http://news.example/", ["http://news.example/a/1?x=1", "http://news.example/a/2", "http://sub.news.example/b", "http://news.example:8080/d"]),
        ("url=http://news.example:8080/&matchType=host", ["http://news.example:8080/d"]),
    ],
)  # fmt: skip
def test_queries_find_their_range_and_nothing_hidden(
    library: Library, query: str, expected: list[str]
) -> None:
    parsed = parse_query(query)
    found = {r.url for r in library.query(parsed) if r.url != FRONT}
    assert found == set(expected)


def test_hidden_covers_the_prefix_and_no_more(library: Library) -> None:
    assert library.hidden("https://www.news.example/private/deep?x")
    assert not library.hidden("http://news.example/public")
    assert not library.hidden("http://other.example/private/")


def test_the_same_and_the_similar(library: Library) -> None:
    assert library.same("http://news.example/a/1?x=1&utm_source=y") == ["http://news.example/a/1?x=1"]
    assert library.same("http://news.example/a/1?x=2") == []
    assert library.similar("http://news.example/a/9") == [
        "http://news.example/a/1?x=1",
        "http://news.example/a/2",
    ]
