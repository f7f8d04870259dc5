"""A host that is named is looked up, and the look-up is in the archive, once a crawl."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from smallpress import Handler, serving

from archive.home import Home


class Paper(Handler):
    def answer(self) -> None:
        if self.path == "/robots.txt":
            self.say("", status=404)
        else:
            self.say("".join(f'<html><a href="/{n}">x</a>' for n in range(9)))


def newsark(home: Home, *words: str) -> str:
    command = [sys.executable, "-m", "crawler.cli", *words, "--home", str(home.path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=True).stdout


def test_each_crawl_has_one_look_up_which_is_no_request(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home", contact="tests@localhost.test")
    with serving(Paper, "127.0.0.1") as (base, asked):
        start = base.replace("127.0.0.1", "localhost")
        (home.sites / "paper.toml").write_text(f'start = ["{start}/"]\n[crawl]\ndelay = 0\n')
        found = [json.loads(newsark(home, "crawl", "paper", "--json")) for _ in range(2)]
    assert sum(one["requests"] for one in found) == len(asked)
    rows = [json.loads(line) for line in newsark(home, "cdx", "dns:LOCALHOST", "--json").splitlines()]
    assert [(row["url"], row["mime"], row["status"]) for row in rows] == [
        ("dns:localhost", "text/dns", "-")
    ] * 2
    newsark(home, "verify")  # which fails where something is wrong
