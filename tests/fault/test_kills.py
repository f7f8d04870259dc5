"""SIGKILL at random instants of a crawl: nothing that was acknowledged is lost, and the next crawl goes on.

NEWSARK_KILLS says how often (25 without it).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from readme import NEWSARK, press

from archive.index.repair import repair
from archive.index.store import CaptureIndex
from archive.warc.read import walk
from archive.warc.recover import recover

pytestmark = pytest.mark.fault
KILLS = int(os.environ.get("NEWSARK_KILLS", "25"))
PRESS = ("--seed", "5", "--articles", "150", "--pubs", "agency", "--crawl-delay", "0", "--latency", "0.02")
FIELDS = ("url", "title", "published", "article_id", "authors", "section", "comment_count", "text_digest")


def newsark(home: Path, *words: str) -> str:
    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    done = subprocess.run(
        [NEWSARK, *words], env=environ, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def made(home: Path, base: str) -> Path:
    newsark(home, "init", str(home))
    newsark(home, "site", "add", base + "/", "--name", "agency")
    return home


def killed(home: Path, seconds: float) -> bool:
    """Starts a crawl and kills it after so long; False if it had ended by itself."""
    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    command = [NEWSARK, "crawl", "agency", "--no-project"]
    crawl = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        crawl.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        crawl.send_signal(signal.SIGKILL)
        crawl.wait()
        return True


def records(home: Path) -> set[str]:
    """Ids of all whole records on disk; open files count up to their last whole one."""
    paths = [path for path in (home / "warc").iterdir() if ".warc.gz" in path.name]
    return {record.record_id for path in paths for record in walk(path) if record.damage is None}


def indexed(home: Path) -> set[str]:
    with CaptureIndex(home / "index.db") as index:
        return {row.record_id for file in index.files() for row in index.rows_of(file)}


def articles(home: Path) -> list[dict[str, object]]:
    lines = map(json.loads, newsark(home, "articles", "--json").splitlines())
    return sorted(({name: row[name] for name in FIELDS} for row in lines), key=lambda row: str(row["url"]))


def test_kills_at_random_instants(tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    with press(tmp_path, *PRESS) as pubs:
        whole, broken = made(tmp_path / "whole", pubs["agency"]), made(tmp_path / "broken", pubs["agency"])
        newsark(whole, "crawl", "agency")
        kept: set[str] = set()
        for number in range(KILLS):
            died = killed(broken, chance.uniform(0.3, 2.2))
            acknowledged = indexed(broken)
            assert acknowledged <= records(broken), f"kill {number}: in the index, not on disk"
            assert kept <= records(broken), f"kill {number}: a record of an earlier crawl is gone"
            kept = records(broken)
            if not died:
                newsark(broken, "project")
        newsark(broken, "crawl", "agency")
        newsark(broken, "project")
    assert kept <= records(broken)
    assert recover(broken / "warc") == []
    with CaptureIndex(broken / "index.db") as index:
        assert repair(broken / "warc", index) == []
    assert all(record.damage is None for path in (broken / "warc").glob("*.warc.gz") for record in walk(path))
    assert articles(broken) == articles(whole)


def test_a_killed_rebuild_leaves_the_old_database_whole(tmp_path: Path) -> None:
    with press(tmp_path, *PRESS) as pubs:
        home = made(tmp_path / "home", pubs["agency"])
        newsark(home, "crawl", "agency")
    before = articles(home)
    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    chance = random.Random(1)
    for _ in range(6):
        rebuild = subprocess.Popen(
            [NEWSARK, "rebuild"], env=environ, stdout=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0.2, 2.0))
        os.killpg(rebuild.pid, signal.SIGKILL)
        rebuild.wait()
        assert articles(home) == before
    newsark(home, "rebuild")
    assert articles(home) == before
    assert not list(home.glob("archive.db.*rebuild*"))
