"""Reservations of publishers and budgets of hosts, in crawls of a real server."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from smallpress import Handler, serving

from archive.home import Home
from archive.index.store import CaptureIndex

PAGES = {
    "/": "".join(f'<a href="{p}">x</a>' for p in ("/free", "/header", "/meta", "/mined/a", "/trained/a")),
    "/free": '<a href="/behind">x</a>',
    "/header": '<a href="/behind-header">x</a>',
    "/meta": '<meta name="robots" content="noarchive"><a href="/behind-meta">x</a>',
    "/mined/a": "mined",
    "/trained/a": "trained",
    "/behind": "a",
    "/behind-header": "b",
    "/behind-meta": "c",
    "/robots.txt": "User-agent: GPTBot\nDisallow: /trained/\n",
    "/.well-known/tdmrep.json": json.dumps([{"location": "/mined/", "tdm-reservation": 1}]),
}


class Press(Handler):
    def answer(self) -> None:
        known = PAGES[self.path]
        reserved = [("X-Robots-Tag", "noarchive")] * (self.path == "/header")
        if "." in self.path:
            self.say(known, ("ETag", '"1"'), *reserved, kind="text/plain")
        else:
            self.say(f"<html>{known}", ("ETag", '"1"'), *reserved)


@pytest.fixture
def press():  # type: ignore[no-untyped-def]
    with serving(Press) as found:
        yield found


def crawl(home: Home, base: str, settings: str) -> dict[str, object]:
    text = f'start = ["{base}/"]\n[crawl]\ndelay = 0\nconcurrency = 1\n{settings}\n[revisit]\nshortest = "0s"\nlongest = "0s"\n'
    (home.sites / "paper.toml").write_text(text)
    command = [
        sys.executable,
        "-m",
        "crawler.cli",
        "crawl",
        "paper",
        "--no-project",
        "--json",
        "--home",
        str(home.path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def kinds(home: Home, base: str) -> dict[str, list[str]]:
    with CaptureIndex(home.index_db) as index:
        return {path: [row.kind for row in index.captures(base + path)] for path in PAGES}


def test_reservations_are_noted_with_each_capture(press, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    base, asked = press
    home = Home.create(tmp_path / "home")
    found = crawl(home, base, "")
    assert found["opt_outs"] == {"ai": 1, "noarchive": 2, "tdm": 1}
    assert set(asked) == set(PAGES)
    assert all(captured == ["response"] for captured in kinds(home, base).values())
    files = b"".join(read_all(path) for path in home.warc.glob("*.warc.gz"))
    for note in (
        b"opt-out: noarchive; X-Robots-Tag: noarchive",
        b"opt-out: noarchive; meta robots: noarchive",
        b"opt-out: tdm; tdmrep.json: /mined/",
        b"opt-out: ai; robots.txt: closed to crawlers for training",
    ):
        assert files.count(note) == 1, note


def read_all(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def test_reservations_are_obeyed_where_the_site_file_says_so(press, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    base, asked = press
    home = Home.create(tmp_path / "home")
    for look in (1, 2):
        found = crawl(home, base, 'opt_outs = "obey"')
        skipped = found["skipped"]
        assert skipped == {"opt-out-noarchive": 2, "opt-out-tdm": 1, "opt-out-ai": 1}
        assert asked.count("/mined/a") == asked.count("/trained/a") == 0
        assert (
            asked.count("/behind-header") == asked.count("/behind-meta") == look
        )  # read, followed, not kept
        assert kinds(home, base)["/header"] == kinds(home, base)["/meta"] == ["metadata"] * look
    assert kinds(home, base)["/behind"] == ["response", "response"]  # too short to be worth a revisit
    assert b'behind-meta"' not in b"".join(read_all(path) for path in home.warc.glob("*.warc.gz"))


def test_a_host_has_its_budget_and_the_next_crawl_goes_on(press, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    base, asked = press
    home = Home.create(tmp_path / "home")
    found = crawl(home, base, "max_host_requests = 3")
    assert found["finish_reason"] == "limit"
    assert sum("." not in path for path in asked) == 3
    found = crawl(home, base, "max_host_requests = 100")
    assert found["resumed"]
    assert set(asked) == set(PAGES)
