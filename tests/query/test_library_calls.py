"""The library called wrongly: every error is a NewsarkError with one line."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from cli.homemade import small_home

from archive import Archive
from archive.db.conditions import conditions_of
from archive.errors import NewsarkError, QueryError
from archive.home import Home

URL = "http://press.example/news/1"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return small_home(tmp_path_factory.mktemp("home") / "press")


CALLS: dict[str, Callable[[Archive], object]] = {
    "articles": lambda a: list(a.articles()),
    "article": lambda a: a.article(URL),
    "search": lambda a: list(a.search("plant")),
    "changes": lambda a: list(a.changes()),
    "frontpage": lambda a: a.frontpage("press"),
    "stats": lambda a: list(a.stats()),
    "evidence": lambda a: a.evidence(URL, "title"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_closed_archive_says_so(home: Home, name: str) -> None:
    with Archive(home.path) as archive:
        pass
    with pytest.raises(QueryError, match="closed; open it again"):
        CALLS[name](archive)
    archive.close()


def test_another_thread_is_told_to_open_its_own(home: Home) -> None:
    caught: list[Exception] = []
    with Archive(home.path) as archive:

        def ask() -> None:
            try:
                CALLS["articles"](archive)
            except Exception as error:
                caught.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    (error,) = caught
    assert isinstance(error, QueryError)
    assert "open one in each thread" in str(error)


@pytest.mark.parametrize("limit", [-1, "3", 1.5])
def test_a_limit_that_makes_no_sense(home: Home, limit: object) -> None:
    with Archive(home.path) as archive:
        for ask in (archive.articles, archive.changes):
            with pytest.raises(QueryError, match="limit="):
                ask(limit=limit)  # type: ignore[arg-type]
        with pytest.raises(QueryError, match="limit="):
            archive.search("plant", limit=limit)  # type: ignore[arg-type]
        with pytest.raises(QueryError, match="limit="):
            archive.sql("SELECT 1", limit=limit)  # type: ignore[arg-type]


def test_a_limit_beyond_all_numbers_is_none(home: Home) -> None:
    with Archive(home.path) as archive:
        assert len(list(archive.articles(limit=10**30))) == len(list(archive.articles()))
        assert len(list(archive.search("plant", limit=None))) == 1


def test_dates_do_as_well_as_their_text(home: Home) -> None:
    with Archive(home.path) as archive:
        assert list(archive.articles(until=date(2026, 11, 1)))  # type: ignore[arg-type]
        assert not list(archive.articles(since=datetime(2027, 1, 1, 8)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("compact", "written"),
    [
        ("201411", "2014-11"),
        ("20141128", "2014-11-28"),
        ("201411280002", "2014-11-28T00:02"),
        ("20141128000200", "2014-11-28T00:02:00"),
    ],
)
def test_times_as_addresses_of_captures_have_them(compact: str, written: str) -> None:
    asked = [{"since": text, "until": text} for text in (compact, written)]
    with closing(sqlite3.connect(":memory:")) as db:
        assert conditions_of(db, **asked[0]) == conditions_of(db, **asked[1])


@pytest.mark.parametrize("name", ["\udcff", 7, "a\0b"])
def test_a_name_that_can_be_none(home: Home, name: object) -> None:
    with Archive(home.path) as archive, pytest.raises(NewsarkError):
        archive.article(name)  # type: ignore[arg-type]


def test_no_home(tmp_path: Path) -> None:
    with pytest.raises(NewsarkError, match="not an archive home"):
        Archive(tmp_path)
