"""SIGKILL at random instants of a rebuild: the old database stays whole."""

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

from archive.index.store import CaptureIndex
from archive.warc.read import walk

pytestmark = pytest.mark.fault
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
