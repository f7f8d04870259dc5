"""SIGKILL at every kind of instant of an erasure: the next start completes it, and nothing else is lost.

NEWSARK_KILLS says how often (25 without it): half at steps of the process that are counted (files opened, renamed,
removed, databases connected), half after a time.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from projector.press import crawl, dump, extract, page
from takedown.taken import NOW

from archive import projector
from archive.fixity.adopt import adopt
from archive.fixity.check import check as fixity
from archive.home import Home
from archive.index.check import check
from archive.index.store import CaptureIndex
from archive.takedown.hidden import rules
from archive.takedown.journal import broken_off
from archive.takedown.order import complete
from archive.warc.read import walk
from archive.warc.verify import verify

pytestmark = pytest.mark.fault
KILLS = int(os.environ.get("NEWSARK_KILLS", "25"))
STEPS = ("open", "os.rename", "os.remove", "os.truncate", "sqlite3.connect", "fcntl.flock", "os.fsync")
CHILD = f"""
import os, signal, sys
from archive.home import Home
from archive.takedown.order import erase, named
from archive.takedown.erase import NEW
from datetime import UTC, datetime
from pathlib import Path
home, at = Home.open(Path(sys.argv[1])), int(sys.argv[2])
count = 0
def step(event, arguments):
    global count
    if event in {STEPS!r} and str(home.path) in str(arguments) or event == "os.fsync":
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
def counted(real):
    def call(*arguments):
        step("os.fsync", arguments)
        result = real(*arguments)
        step("os.fsync", arguments)
        return result
    return call
sys.addaudithook(step)
os.fsync = counted(os.fsync)
print("begun", flush=True)
erase(home, named("http://press.example/secret/", "prefix"), "fault test", datetime(2026, 11, 23, tzinfo=UTC))
print("done", count, flush=True)
"""


def original(folder: Path) -> Home:
    """Three files, captures to erase in each, in the first many."""
    home = Home.create(folder)
    for name, first, count in (("one", 0, 400), ("two", 1000, 60), ("three", 2000, 60)):
        pages = [
            page(f"/secret/{n}" if n % 3 == 0 else f"/open/{n}", f"T{n}|Quux body {n} {name}.|{n}")
            if n % 3 == 0
            else page(f"/open/{n}", f"T{n}|Open body {n} {name}.|{n}")
            for n in range(count)
        ]
        crawl(home, name, pages, first=first)
    adopt(home.path, home.warc, NOW)
    projector.project(home, extract, extractor_version="made/1", jobs=1)
    return home


def run(home: Path, at: int, seconds: float | None = None) -> tuple[int | None, list[str]]:
    """The erasure in a process of its own, killed at a step or after a time; its exit code and what it said."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home), str(at)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        said = [child.stdout.readline().strip()]
        try:
            child.wait(seconds or 120)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        said += child.stdout.read().split()
        return child.wait(), said


def records(home: Path) -> dict[str, bytes]:
    return {r.record_id: r.block for path in home.glob("warc/*.warc.gz") for r in walk(path)}


def test_kills_at_many_instants(tmp_path: Path) -> None:
    whole = original(tmp_path / "whole")
    before = records(whole.path)
    done = Path(shutil.copytree(whole.path, tmp_path / "done"))
    code, said = run(done, -1)
    assert (code, said[:2]) == (0, ["begun", "done"])
    steps, expected = int(said[2]), dump(done / "archive.db")
    assert steps > 30
    chance = random.Random(KILLS)
    instants: list[tuple[int, float | None]] = [
        (1 + n * steps // max(1, KILLS // 2), None) for n in range(KILLS // 2)
    ]
    instants += [(-1, chance.uniform(0.001, 0.4)) for _ in range(KILLS - len(instants))]
    begun = 0
    for number, (at, seconds) in enumerate(instants):
        home = Home.open(Path(shutil.copytree(whole.path, tmp_path / f"killed-{number}")))
        code, said = run(home.path, at, seconds)
        ordered = broken_off(home.path) or bool(rules(home.path))
        assert ordered or code == -signal.SIGKILL
        begun += ordered and code == -signal.SIGKILL
        complete(home)
        now = records(home.path)
        secrets = {record for record, block in now.items() if b"Quux" in block}
        assert not secrets or not ordered, f"instant {at} {seconds}: half erased"
        assert all(now[record] == before[record] for record in before.keys() & now.keys())
        lost = {block for record, block in before.items() if record not in now}
        assert not [block for block in lost if b"Open body" in block]
        sound(home)
        if ordered:
            assert dump(home.archive_db) == expected, f"instant {at} {seconds}"
        shutil.rmtree(home.path)
    assert begun > KILLS // 4


def sound(home: Home) -> None:
    assert [str(problem) for problem in verify(sorted(home.warc.glob("*.warc.gz")))] == []
    assert [path.name for path in home.warc.iterdir() if not path.name.endswith(".warc.gz")] == []
    with CaptureIndex(home.index_db) as index:
        assert [str(problem) for problem in check(home.warc, index)] == []
    assert [str(problem) for problem in fixity(home.path, home.warc)] == []
