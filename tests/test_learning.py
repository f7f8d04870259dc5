"""From captures to layouts and back to rows: learned once or twice the same, redesigns told and learned, old ones kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from newsroom.room import Room

from archive import projector, query
from archive.errors import SiteError
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CrawlInfo, Exchange
from archive.warc.write import WarcWriter
from crawler import learning
from crawler.cli.rehearse import command as rehearse
from crawler.learning import changed_sites, learn_all, learn_site, reader
from crawler.sites.layouts import load_layouts, path_of

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
TURN = START + timedelta(days=9)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Twelve captured articles of the forum."""
    made = Home.create(tmp_path / "home")
    (made.sites / "forum.toml").write_text(
        'start = ["http://127.0.0.6:8700/"]\nhosts = ["127.0.0.6:8700"]\n', encoding="utf-8"
    )
    crawl(made, range(12), START)
    return made


def crawl(home: Home, numbers: Iterable[int], at: datetime, *, redesigned: bool = False) -> None:
    """One crawl of these articles, a minute each."""
    site = Room(29, 30, ["forum"], faults="none", redesign_at=0 if redesigned else None).sites["forum"]
    writer = WarcWriter(home.warc, CrawlInfo("forum", "forum", at, "newsark-test"))
    with CaptureIndex(home.index_db) as index:
        for minute, number in enumerate(numbers):
            article = site.view.live[number]
            page = site.page(site.path(article))
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: {page.ctype}\r\nContent-Length: {len(page.body)}\r\n\r\n"
            )
            asked = f"GET {site.path(article)} HTTP/1.1\r\nHost: 127.0.0.6\r\n\r\n".encode()
            when = at + minute * timedelta(minutes=1)
            index.add([writer.write(Exchange(site.url(article), when, asked, head.encode() + page.body))])
    writer.close({"finish_reason": "done"})


def project(home: Home) -> None:
    extractor, version = reader(home)
    projector.project(home, extractor, extractor_version=version, jobs=1)


def rules(home: Home) -> list[str]:
    """Who read the body of each capture, in order of time."""
    with query.reading(home.archive_db) as db:
        rows = db.execute("SELECT record_id FROM captures WHERE kind = 'response' ORDER BY date").fetchall()
        return [query.evidence(db, row[0], "body").candidates[0].rule for row in rows]


def test_the_same_captures_give_the_same_file(home: Home) -> None:
    first = learn_site(home, "forum").path.read_bytes()
    version = load_layouts(home.sites).version
    assert learn_site(home, "forum").path.read_bytes() == first
    assert load_layouts(home.sites).version == version


def test_a_captured_host_can_be_learned_without_a_site_file(home: Home) -> None:
    assert learn_site(home, "127.0.0.6:8700").path == path_of(home.sites, "127.0.0.6-8700")


def test_two_strange_captures_are_chance_and_three_are_a_redesign(home: Home) -> None:
    learn_site(home, "forum")
    project(home)
    assert list(changed_sites(home)) == []
    crawl(home, (12, 13), TURN, redesigned=True)
    project(home)
    assert list(changed_sites(home)) == []
    crawl(home, (14,), TURN + timedelta(hours=1), redesigned=True)
    project(home)
    assert list(changed_sites(home)) == [("forum", TURN)]


def test_a_redesign_is_learned_and_old_captures_keep_their_layout(home: Home) -> None:
    learn_site(home, "forum")
    project(home)
    crawl(home, (12, 13, 14), TURN, redesigned=True)
    project(home)
    old, new = learn_site(home, "forum").layouts
    assert (old.until, new.since, new.until) == (TURN, TURN, None)
    project(home)
    assert list(changed_sites(home)) == []
    assert rules(home) == [old.rule] * 12 + [new.rule] * 3
    extractor, version = reader(home)
    projector.rebuild(home, extractor, extractor_version=version, jobs=1)
    assert rules(home) == [old.rule] * 12 + [new.rule] * 3


def test_a_layout_that_no_page_follows_is_told(home: Home) -> None:
    learn_site(home, "forum")
    path = path_of(home.sites, "forum")
    path.write_text(path.read_text("utf-8").replace("> h", "> div > h"), "utf-8")
    project(home)
    assert set(rules(home)) == {"body.blocks"}
    crawl(home, (12, 13, 14), TURN)
    project(home)
    assert [name for name, _ in changed_sites(home)] == ["forum"]


def test_a_file_changed_by_hand_is_used_and_stays(home: Home) -> None:
    path = learn_site(home, "forum").path
    path.write_text(path.read_text("utf-8").replace('name = "forum"', 'name = "mine"'), "utf-8")
    with pytest.raises(SiteError, match="changed by hand"):
        learn_site(home, "forum")
    assert learn_all(home) == []
    project(home)
    assert set(rules(home)) == {f"learned:mine@{START:%Y-%m-%d}"}
    assert learn_site(home, "forum", replace=True).layouts[0].name == "forum"


def test_a_rehearsal_reads_with_the_layouts_of_the_home(home: Home) -> None:
    path = learn_site(home, "forum").path
    path.write_text(path.read_text("utf-8").replace('div.text > p" = 1.0', 'div.text > p" = 0.0'), "utf-8")
    project(home)
    found = CliRunner().invoke(rehearse, ["--home", str(home.path)])
    assert found.output == "12 captures read anew; fields that would differ: 0\n"
    path.unlink()
    found = CliRunner().invoke(rehearse, ["--home", str(home.path)])
    assert " body " in found.output.partition("\n")[2].replace("\n", " ")


def test_a_wrong_file_is_one_line_wherever_it_is_read(home: Home) -> None:
    path = learn_site(home, "forum").path
    path.write_text("format = 1\n[[layout]]\n", "utf-8")
    with pytest.raises(SiteError) as told:
        reader(home)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["nobody", "news.example", "127.0.0.7:8700"])
def test_what_cannot_be_learned_is_said(home: Home, name: str) -> None:
    with pytest.raises(SiteError, match=name):
        learn_site(home, name)


def test_the_newest_captures_are_always_looked_at(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are of the old look, and however few are drawn."""
    monkeypatch.setattr(learning, "SAMPLE", 4)
    monkeypatch.setattr(learning, "NEWEST", 3)
    crawl(home, (12, 13, 14), TURN, redesigned=True)
    assert [layout.since for layout in learn_site(home, "forum").layouts][-1] == TURN
