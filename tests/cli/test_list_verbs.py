"""What every verb that lists has in common: four forms, a limit, no colour into pipes, a pager in a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from cli.homemade import EDITS, Shell
from projector.press import crawl, extract, page

from archive import projector
from archive.home import Home

URL = "http://press.example/news/1"
FRONT = page(
    "/", "<h2><a href='/news/1'>Plant restarted today</a></h2><h2><a href='/news/2'>Quiet news here</a></h2>"
)

VERBS: dict[str, tuple[str, ...]] = {
    "articles": ("articles",),
    "search": ("search", "plant OR nothing"),
    "changes": ("changes",),
    "history": ("history", URL),
    "comments": ("comments", URL),
    "comments-site": ("comments", "--site", "press"),
    "frontpage": ("frontpage", "press"),
    "syndication": ("syndication", URL),
    "stats": ("stats", "--by", "day"),
    "sql": ("sql", "SELECT record_id, date FROM captures ORDER BY id"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.create(tmp_path_factory.mktemp("lists") / "home")
    crawl(home, "first", [*EDITS, FRONT])
    projector.project(home, extract, extractor_version="made/1", jobs=1)
    return home


@pytest.fixture
def newsark(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys, home.path)


@pytest.mark.parametrize("verb", VERBS)
def test_all_forms_say_the_same(newsark: Shell, verb: str) -> None:
    rows = [json.loads(line) for line in newsark(*VERBS[verb], "--json").lines]
    assert rows
    for form, mark in (("--csv", ","), ("--tsv", "\t")):
        heading, *cells = csv.reader(io.StringIO(newsark(*VERBS[verb], form).out), delimiter=mark)
        assert heading == list(rows[0])
        assert len(cells) == len(rows)
        assert {len(row) for row in cells} == {len(heading)}


@pytest.mark.parametrize(
    ("verb", "empty"),
    [
        ("articles", ("articles", "--since", "2100-01-01")),
        ("search", ("search", "nowhere")),
        ("changes", ("changes", "--since", "2100-01-01")),
        ("schedule", ("schedule", "list")),
        ("schedule", ("schedule", "due")),
        ("schedule", ("schedule", "simulate")),
        ("schedule", ("schedule", "simulate", "--hourly")),
    ],
)
def test_an_empty_list_has_its_heading(newsark: Shell, verb: str, empty: tuple[str, ...]) -> None:
    (heading,) = newsark(*empty, "--csv").lines
    assert newsark(*empty, "--tsv").lines == [heading.replace(",", "\t")]
    assert newsark(*empty, "--json").lines == []
    if verb in VERBS:
        assert heading == newsark(*VERBS[verb], "--csv").lines[0]


@pytest.mark.parametrize("verb", VERBS)
def test_a_limit_holds_in_every_form(newsark: Shell, verb: str) -> None:
    whole = newsark(*VERBS[verb], "--json").lines
    assert len(newsark(*VERBS[verb], "--limit", "1", "--json").lines) == 1
    assert len(newsark(*VERBS[verb], "--limit", "1", "--csv").lines) == 2
    assert len(newsark(*VERBS[verb], "--limit", "1000", "--json").lines) == len(whole)
    assert newsark(*VERBS[verb], "--limit", "0").code == 2


@pytest.mark.parametrize("verb", VERBS)
def test_into_a_pipe_goes_plain_text(newsark: Shell, verb: str) -> None:
    said = newsark(*VERBS[verb])
    assert (said.code, said.err) == (0, "")
    assert said.out.strip()
    assert "\x1b" not in said.out


@pytest.mark.parametrize("verb", ["articles", "history", "syndication"])
def test_in_a_terminal_a_pager_is_used(home: Home, tmp_path: Path, verb: str) -> None:
    ours, theirs = pty.openpty()
    seen = tmp_path / "seen"
    pager = tmp_path / "less"  # the one that is known to show colours
    pager.write_text(f"#!/bin/sh\ncat > {seen}\n")
    pager.chmod(0o755)
    environ = {**os.environ, "NEWSARK_HOME": str(home.path), "PAGER": str(pager), "TERM": "xterm"}
    command = [sys.executable, "-m", "crawler.cli", *VERBS[verb]]
    done = subprocess.run(
        command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=environ, timeout=120, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Plant" in seen.read_text()
    assert ("\x1b[3" in seen.read_text()) == (verb == "history")
