"""Homes that cannot be read or written as they should: one line that names the file and the remedy, never a traceback."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from cli.homemade import Shell, small_home

from archive.home import Home
from crawler.schedule.history import History

URL = "http://press.example/news/1"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return small_home(tmp_path / "press")


@pytest.fixture
def sh(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Home) -> Shell:
    return Shell(monkeypatch, capsys, home.path)


def the_file(home: Home) -> Path:
    (file,) = home.warc.glob("*.warc.gz")
    return file


def test_a_file_that_was_cut_off(sh: Shell, home: Home, tmp_path: Path) -> None:
    os.truncate(the_file(home), 400)
    for words in (
        ("export", "warc", str(tmp_path / "out")),
        ("export", "wacz", "-o", str(tmp_path / "o.wacz")),
    ):
        done = sh(*words, "--site", "press")
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert "nothing to export; urn:uuid:" in done.err
        assert "run: newsark verify" in done.err
    assert f"{the_file(home)} at offset" in sh("site", "try", URL).err


def test_a_file_that_is_gone_is_named_as_it_was(sh: Shell, home: Home) -> None:
    file = the_file(home)
    file.unlink()
    done = sh("site", "try", URL)
    assert (done.code, done.err) == (
        1,
        f"newsark: {file}: is missing; bring the file back (newsark verify tells what else is)\n",
    )


@pytest.mark.parametrize("words", [("cdx", "--all"), ("cdx", URL)])
def test_an_empty_index_is_none(sh: Shell, home: Home, words: tuple[str, ...]) -> None:
    home.index_db.unlink()
    assert "run: newsark repair" in sh(*words).err
    sqlite3.connect(home.index_db).close()
    done = sh(*words)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"newsark: {home.path}: nothing is indexed here; crawl first, or run: newsark repair\n"


def test_no_captures_are_told(sh: Shell) -> None:
    done = sh("cdx", "http://press.example/nothing")
    assert (done.code, done.out, done.err) == (0, "", "newsark: no captures answer to that\n")


def test_a_folder_or_a_dead_link_is_no_site_file(sh: Shell, home: Home) -> None:
    (home.sites / "folder.toml").mkdir()
    (home.sites / "link.toml").symlink_to("nowhere")
    for name in ("folder", "link"):
        done = sh("crawl", name)
        assert (done.code, done.err) == (
            2,
            f"newsark: {home.sites / name}.toml: is no file; put the site file there, or remove it\n",
        )


def test_what_no_verb_foresees_is_one_line(sh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/disk/x")

    monkeypatch.setattr("archive.query.status", full)
    done = sh("status")
    assert (done.code, done.err) == (
        1,
        "newsark: /disk/x: No space left on device; make room, or give this user access to it\n",
    )


def test_schedules_of_a_home_that_cannot_be_written_are_listed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`os.access` answers for the folder: the tests may run as a user who may write anywhere."""
    path = home.path / "schedule.db"
    monkeypatch.setattr("os.access", lambda *_: False)
    with History(path) as past:
        assert past.last() == {}
    assert not path.exists()
    monkeypatch.undo()
    History(path).close()
    monkeypatch.setattr("os.access", lambda *_: False)
    with History(path) as past:
        assert past.running() == []
