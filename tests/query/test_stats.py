"""Figures of publications, whole and by period."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.homemade import Shell, small_home
from db.made import FILE, article, capture

from archive import Archive, query
from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.errors import QueryError
from archive.stats import stats

BASE = "http://press.example/news"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles of October, one of them edited, and one of November that says nothing but its day."""
    path = tmp_path_factory.mktemp("stats") / "archive.db"
    said = {"published_precision": "minute", "published_zone_known": True}
    bare = {"published_precision": "day", "published_zone_known": False, "comment_count": None, "authors": ()}
    made = [
        (1, article(f"{BASE}/1", published="2026-10-30T08:00+01:00", body="abc", comment_count=4, **said)),
        (
            2,
            article(f"{BASE}/1", published="2026-10-30T08:00+01:00", body="abcdefg", comment_count=9, **said),
        ),
        (3, article(f"{BASE}/2", published="2026-10-31", body="abcde", **bare)),
        (4, article(f"{BASE}/3", published="2026-11-01", body="abcd", **bare)),
    ]
    with Store(path) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        pairs = [(capture(n, one.url), one) for n, one in made]
        keys = store.keys([row for row, _ in pairs])
        store.write([rows(k, row, "press", out) for k, (row, out) in zip(keys, pairs, strict=True)])
    return path


def test_a_publication_ever(path: Path) -> None:
    with query.reading(path) as db:
        (one,) = stats(db)
    assert (one.site, one.period, one.articles, one.changed, one.characters) == ("press", None, 3, 1, 5)
    assert (one.with_minute, one.with_zone, one.with_author, one.with_count, one.comments) == (1, 1, 1, 1, 9)
    assert (one.captures, one.revisits, one.failed) == (4, 0, 0)


def test_by_period_the_sums_are_the_same(path: Path) -> None:
    with query.reading(path) as db:
        (ever,) = stats(db)
        for by in ("day", "month", "year"):
            parts = list(stats(db, site="press", by=by))
            for name in ("articles", "changed", "with_minute", "with_count", "comments", "captures", "bytes"):
                assert sum(getattr(part, name) for part in parts) == getattr(ever, name)
        months = {one.period: one.articles for one in stats(db, by="month")}
    assert months["2026-10"] == 2
    assert months["2026-11"] == 1


def test_what_cannot_be_counted_is_said(path: Path) -> None:
    with query.reading(path) as db:
        with pytest.raises(QueryError, match="no such period"):
            list(stats(db, by="week"))
        with pytest.raises(QueryError, match="nothing of this publication"):
            list(stats(db, site="other"))


def test_the_verb_and_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = small_home(tmp_path / "home")
    newsark = Shell(monkeypatch, capsys, home.path)
    said = newsark("stats")
    assert said.code == 0
    assert said.lines[0].split()[:3] == ["site", "articles", "changed"]
    assert said.lines[2].split()[:3] == ["press", "2", "1"]
    with Archive(home.path) as archive:
        (one,) = archive.stats()
    assert newsark("stats", "--csv").lines[1].split(",")[:3] == ["press", "", str(one.articles)]
    assert len(newsark("stats", "--by", "day", "--limit", "1", "--json").lines) == 1
