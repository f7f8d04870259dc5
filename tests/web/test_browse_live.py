"""Pages over a crawled home: front pages, figures, copies; and take-downs while the server runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from cli.homemade import Shell
from db.made import FILE, article, capture
from projector.press import crawl, extract, page
from web.test_browse import get
from web.webhome import browse

from archive import projector, query
from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.home import Home
from archive.likeness.signatures import Signatures

STORY = (
    "The council approved the new bridge on Monday after a debate of nine hours, its speaker said. Work begins in the spring "
    "and is to take three years. Opponents want a ferry instead, which they call cheaper and kinder to the river birds."
)


def front(*numbers: int) -> str:
    return "".join(f"<h2><a href='/news/{n}'>Headline <i>of</i> the story {n}</a></h2>" for n in numbers)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Two articles, the front page twice, and another publication's copy of the first article."""
    home = Home.create(tmp_path / "home")
    pages = [
        page("/news/1", f"A bridge|{STORY}|3"),
        page("/news/2", "Quiet news|Nothing moves here.|none"),
        page("/", front(1, 2)),
        page("/", front(3, 1)),
    ]
    crawl(home, "first", pages, known=True)
    projector.project(home, extract, extractor_version="made/1", jobs=1)
    copy = article("http://daily.example/b", title="The bridge", body=STORY, canonical_url=None)
    row = capture(7, copy.url)
    with Store(home.archive_db) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        store.write([rows(key, row, "daily", copy, "made/1") for key in store.keys([row])])
    with query.reading(home.archive_db) as db, Signatures(home.likeness_db) as signatures:
        signatures.follow(db)
    return home


@pytest.fixture
def base(home: Home) -> Iterator[str]:
    with browse(home, "--replay", "http://127.0.0.1:8080/") as address:
        yield address


def story(number: int) -> str:
    return "/article?url=" + quote(f"http://press.example/news/{number}", safe="")


def test_front_pages_figures_and_copies(base: str) -> None:
    status, _, text = get(f"{base}/frontpage?site=press")
    assert status == 200
    assert "Headline of the story 3</td>" in text  # not captured: no link
    assert ">Headline of the story 1</a></td>" in text
    assert "<td>down 1</td>" in text
    assert "<td>left</td>" in text
    status, _, text = get(f"{base}/frontpage?site=press&at=2026-11-01T08:02:30")
    assert (status, "It is the first capture" in text, "down 1" in text) == (200, True, False)
    _, _, text = get(f"{base}/stats?by=month")
    assert "2026-10" in text or "2026-11" in text
    _, _, text = get(base + story(1))
    assert "of the shorter text in common" in text
    assert "<bdi>daily</bdi>" in text
    assert "<del>A</del> <ins>The</ins> bridge" in text
    assert "Nobody else ran it" in get(base + story(2))[2]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/frontpage?site=nobody", 404),
        ("/frontpage?site=daily", 404),
        ("/frontpage?site=press&at=soon", 400),
        ("/frontpage?site=press&at=2025", 404),
        ("/stats?by=week", 400),
        ("/stats?site=nobody", 400),
    ],
)
def test_what_is_not_there_is_a_page(base: str, path: str, status: int) -> None:
    found, _, text = get(base + path)
    assert found == status
    assert "Traceback" not in text


def test_a_take_down_holds_at_once_and_can_be_lifted(
    base: str, home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    newsark = Shell(monkeypatch, capsys, home.path)
    rows_of = f"{base}/archive/captures.json?_shape=array&url__contains=news/2"
    asked = (base + story(2), f"{base}/archive?sql=select+count(*)+from+main.captures")
    assert [get(url)[0] for url in asked] == [200, 200]
    assert "news/2" in get(rows_of)[2]
    assert newsark("takedown", "http://press.example/news/2", "--reason", "A wish").code == 0
    for _ in range(4):  # each of the server's threads has a connection of its own
        assert [get(url)[0] for url in asked] == [404, 403]
        assert get(rows_of)[2].strip() == "[]"
        assert get(f"{base}/archive/article_rows.json?_shape=array")[2].count('"capture"') == 2
    number = json.loads(newsark("takedown", "--json").out)["number"]
    assert newsark("takedown", "--undo", str(number), "--reason", "A wish").code == 0
    assert [get(url)[0] for url in asked] == [200, 200]
    assert "news/2" in get(rows_of)[2]
