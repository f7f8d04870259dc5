"""Layouts from the first crawl to a redesign: learned, used, named by `why`, and noticed when the press changes its look."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from newsroom.check import start
from newsroom.manifest import lines
from newsroom.room import Room, free_port
from test_main_job import folded, newsark, rows

pytestmark = pytest.mark.e2e


def test_a_redesign_is_noticed_within_three_captures_and_learned_again(tmp_path: Path) -> None:
    port = free_port(["127.0.0.2", "127.0.0.8", "127.0.0.9"])
    info, stop = start(Room(19, 30, ["agency"], port=port, faults="none", crawl_delay=0, redesign_at=1))
    base, home = info["publications"]["agency"]["base"], tmp_path / "home"
    try:
        newsark(home, "init", str(home))
        newsark(home, "site", "add", base + "/", "--name", "agency")
        newsark(home, "crawl", "agency")
        before = {row["url"]: newsark(home, "show", row["url"], "--json") for row in rows(home, "articles")}
        told = newsark(home, "site", "learn", "agency")
        assert "learned:agency@" in told
        assert re.search(r"learned from \d+ captures", told), told
        newsark(home, "project")
        after = {row["url"]: newsark(home, "show", row["url"], "--json") for row in rows(home, "articles")}
        assert {u: json.loads(a)["body"] for u, a in after.items()} == {
            u: json.loads(b)["body"] for u, b in before.items()
        }
        url = next(iter(after))
        assert json.loads(newsark(home, "why", url, "body", "--json"))["candidates"][0]["rule"].startswith(
            "learned:agency@"
        )
        assert "redesigned" not in newsark(home, "status")

        with urlopen(info["control"] + "/tick?to=1", timeout=30):
            pass
        newsark(home, "crawl", "agency", "--limit", "8")
        said = newsark(home, "status")
        assert "redesigned     agency" in said, said
    finally:
        stop()
    layouts = newsark(home, "site", "learn", "agency")
    assert " until " in layouts.splitlines()[0]
    newsark(home, "rebuild", "--jobs", "1")
    assert "redesigned" not in newsark(home, "status")
    room = Room(19, 30, ["agency"], port=port, faults="none")
    truth = {a["url"]: a["versions"] for a in map(json.loads, lines(room, 1))}
    for url in after:
        body = folded(json.loads(newsark(home, "show", url, "--json"))["body"])
        assert body in [folded(" ".join(version["body"])) for version in truth[url]], url
