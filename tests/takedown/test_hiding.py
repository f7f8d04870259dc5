"""Withheld captures: gone from every list and answer at once, whole for the keeper, back after an undo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.homemade import Shell
from replay.replay_home import serving
from takedown.taken import NOW, made

from archive import query
from archive.home import Home
from archive.takedown.order import hide, lift, named


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return made(tmp_path / "home")


@pytest.fixture
def newsark(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys, home.path)


def titles(home: Home) -> list[str | None]:
    with query.reading(home.archive_db) as db:
        return sorted(stored.article.title or "" for stored in query.articles(db))


def test_a_withheld_address_is_out_of_everything_at_once(home: Home, newsark: Shell) -> None:
    with serving(home) as server:
        assert server.get("/web/20261101080100id_/http://press.example/news/2").status == 200
        assert newsark("search", "Quux").out != "Nothing found.\n"
        said = newsark("takedown", "http://press.example/news/2", "--reason", "A judge's order")
        assert said.lines[0] == "take-down 3: 2 captures of http://press.example/news/2 withheld"
        assert said.lines[-2:] == [
            "other addresses of the same articles, which this leaves alone (1):",
            "  http://press.example/news/2/print",
        ]
        for path in ("/web/20261101080100id_/", "/web/", "/web/20261101094000/", "/web/2026/"):
            answer = server.get(f"{path}http://press.example/news/2")
            assert answer.status == 451, path
        assert server.get("/web/timemap/link/http://press.example/news/2").status == 404
        assert "news/2" not in server.get("/web/cdx?url=press.example/news/2").text
        assert '/news/2"' not in server.get("/web/cdx?url=press.example&matchType=host").text
        assert server.page("/-/captures?url=http://press.example/news/2").status == 451
        found = server.page("/-/search?q=Quux").text
        assert "http://press.example/news/2/print" in found
        assert "http://press.example/news/2<" not in found
        assert "http%3A%2F%2Fpress.example%2Fnews%2F2&" not in server.page("/").text
        assert server.get("/web/20261101080000id_/http://press.example/news/1").status == 200
    assert titles(home) == [
        "Plant restarted",
        "Quiet news",
        "Secret plan",
    ]  # the last one under its print address
    newsark("takedown", "http://press.example/news/2/", "--match", "prefix", "--reason", "all of it")
    assert titles(home) == ["Plant restarted", "Quiet news"]
    assert newsark("search", "Quux").out == "Nothing found.\n"
    assert newsark("search", "Quux", "--ranked").out == "Nothing found.\n"


def test_the_keeper_still_sees_it(home: Home, newsark: Shell) -> None:
    newsark("takedown", "press.example", "--match", "host", "--reason", "closed")
    assert newsark("articles", "--json").out == ""
    assert newsark("changes", "--json").out == ""
    assert len(newsark("cdx", "http://press.example/news/2").lines) == 2
    assert "names Quux" in newsark("show", "http://press.example/news/2").out
    assert newsark("sql", "select count(*) from captures").lines[-1].strip() == "7"
    assert newsark("verify").code == 0


def test_one_withheld_capture_lets_the_one_before_be_the_latest(home: Home) -> None:
    with query.reading(home.archive_db) as db:
        newest = query.article(db, "http://press.example/news/1")
        assert "Saturday" in newest.article.body
    hide(home, named(newest.id, None), "wrong day", NOW)
    with query.reading(home.archive_db) as db:
        assert "Friday" in query.article(db, "http://press.example/news/1").article.body
        assert len(query.captures(db, "http://press.example/news/1")) == 1
    with serving(home) as server:
        assert server.get("/web/20261101094100id_/http://press.example/news/1").status == 451
        assert "Friday" in server.get("/web/20261101080000id_/http://press.example/news/1").text
        assert server.page(f"/-/capture?id={newest.id}").status == 451


def test_an_undo_shows_it_again(home: Home, newsark: Shell) -> None:
    number = hide(home, named("http://press.example/news/3", None), "mistaken", NOW)
    assert titles(home) == ["Plant restarted", "Secret plan", "Secret plan"]
    assert newsark("takedown", "--undo", str(number), "--reason", "settled").out.endswith("is shown again\n")
    assert titles(home) == ["Plant restarted", "Quiet news", "Secret plan", "Secret plan"]
    (listed,) = map(json.loads, newsark("takedown", "--json").lines)
    assert (listed["number"], listed["what"], bool(listed["lifted"])) == (
        number,
        "http://press.example/news/3",
        True,
    )
    assert newsark("takedown", "--undo", str(number), "--reason", "again").code == 1


def test_without_an_index_what_is_withheld_stays_so(home: Home) -> None:
    hide(home, named("http://press.example/news/3", None), "r", NOW)
    home.index_db.unlink()
    assert titles(home) == ["Plant restarted", "Secret plan", "Secret plan"]


def test_what_makes_no_sense_is_one_line(home: Home, newsark: Shell) -> None:
    assert newsark("takedown", "http://press.example/news/3").err == 'newsark: say why: --reason "…"\n'
    assert newsark("takedown", "x", "--undo", "1", "--reason", "r").code == 2
    said = newsark("takedown", "http://nowhere.example/", "--reason", "to come")
    assert (
        said.out == "take-down 3: 0 captures of http://nowhere.example/ withheld; captures to come will be\n"
    )
    said = newsark("takedown", "urn:uuid:typed-wrong", "--level", "erase", "--reason", "r")
    assert (said.code, said.err) == (
        1,
        "newsark: urn:uuid:typed-wrong: no capture here has this record id; newsark takedown lists what is out already\n",
    )
    assert newsark("takedown", "--dry-run", "http://press.example/news/3").lines[0] == "1 capture, in 1 file"


def test_lifting_what_is_not_there(home: Home) -> None:
    with pytest.raises(Exception, match="no take-down in force"):
        lift(home, 1, "r", NOW)
