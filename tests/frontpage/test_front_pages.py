"""Front pages out of an archive: the capture of a time, what moved, take-downs, the verb."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.homemade import Shell
from projector.press import crawl, extract, page

from archive import Archive, projector
from archive.errors import NotFound
from archive.home import Home


def front(*numbers: int) -> str:
    return "".join(f"<h2><a href='/news/{n}'>Headline of the story {n}</a></h2>" for n in numbers)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A minute a line: two articles, then three captures of the front page and one that failed."""
    home = Home.create(tmp_path_factory.mktemp("front") / "home")
    pages = [
        page("/news/1", "Headline of the story 1|The plant was restarted on Friday.|3"),
        page("/news/2", "Headline of the story 2|Nothing moves here.|none"),
        page("/", front(1, 2, 3)),
        page("/", front(4, 2, 1)),
        page("/", "busy", status=503),
        page("/", front(4, 2, 1)),
        page("/", front(2, 4, 5)),
    ]
    crawl(home, "first", pages, known=True)
    projector.project(home, extract, extractor_version="made/1", jobs=1)
    return home


def told(home: Home, **asked: str) -> list[tuple[int | None, str, str]]:
    with Archive(home.path) as archive:
        found = archive.frontpage("press", **asked).headlines
    return [(one.position, one.url[-1], one.moved) for one in found]


def test_the_newest_and_what_left_it(home: Home) -> None:
    assert told(home) == [(1, "2", "up 1"), (2, "4", "down 1"), (3, "5", "new"), (None, "1", "left")]


def test_at_a_time(home: Home) -> None:
    assert told(home, at="2026-11-01T08:03") == [
        (1, "4", "new"), (2, "2", ""), (3, "1", "down 2"), (None, "3", "left"),
    ]  # fmt: skip
    assert told(home, at="2026-11-01T08:02:30") == [(1, "1", ""), (2, "2", ""), (3, "3", "")]


def test_an_identical_capture_moves_nothing(home: Home) -> None:
    """It is a revisit record, whose content is that of the capture before; a failed one does not count."""
    assert told(home, at="2026-11-01T08:05:59") == [(1, "4", ""), (2, "2", ""), (3, "1", "")]


def test_a_front_page_unchanged_since_it_was_looked_at_is_the_front_page(tmp_path: Path) -> None:
    """`newsark site add` captures it first, for no publication yet; the first crawl may find it as it was."""
    home = Home.create(tmp_path / "home")
    crawl(home, "look", [page("/", front(1, 2))], site="look")
    crawl(home, "first", [page("/", front(1, 2)), page("/lab/", front(3))], first=5, known=True)
    projector.project(home, extract, extractor_version="made/1", jobs=1)
    with Archive(home.path) as archive:
        assert archive.frontpage("press").url == "http://press.example/"


def test_headlines_lead_to_their_articles(home: Home) -> None:
    with Archive(home.path) as archive:
        first, *_, gone = archive.frontpage("http://press.example/", since="2026-11-01").headlines
        assert first.id == archive.article("http://press.example/news/2").id
    assert [position for _, position in first.positions] == [2, 2, 2, 1]
    assert [position for _, position in gone.positions] == [1, 3, 3, None]


@pytest.mark.parametrize(
    ("name", "at", "said"),
    [
        ("press", "2026-11-01T07:00", "no capture of it until 2026-11-01T07:00; the first is of 2026-11-01T08:02"),
        ("other", "", "no page of this publication"),
        ("http://press.example/never/", "", "no capture of it"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(home: Home, name: str, at: str, said: str) -> None:
    with Archive(home.path) as archive, pytest.raises(NotFound, match=said):
        archive.frontpage(name, at=at or None)


def test_the_verb(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    newsark = Shell(monkeypatch, capsys, home.path)
    said = newsark("frontpage", "press", "--at", "2026-11-01T08:03")
    assert said.lines[0].startswith(
        "http://press.example/ captured 2026-11-01T08:03:00Z, moved against 2026-11-01T08:02"
    )
    assert said.lines[2].split() == ["position", "moved", "title", "published", "record"]
    assert said.lines[4].split()[:3] == ["1", "new", "Headline"]
    rows = [json.loads(line) for line in newsark("frontpage", "press", "--json").lines]
    assert [(row["position"], row["before"]) for row in rows] == [(1, 2), (2, 1), (3, None), (None, 3)]
    assert len(newsark("frontpage", "press", "--csv", "--limit", "2").lines) == 3
    assert newsark("frontpage", "press", "--at", "yesterday").code == 2
    assert "places" in newsark("frontpage", "press", "--since", "2026-11-01").lines[2]
