"""SIGKILL at every kind of instant of an erasure: the next start completes it, and nothing else is lost.

NEWSARK_KILLS says how often (25 without it): half before calls that change a disk, each kind of them at least once, half
after a time.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from fault.killing import Tell, Work, instants, run
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
from archive.takedown.order import complete, erase, named
from archive.warc.read import walk
from archive.warc.verify import verify

pytestmark = pytest.mark.fault
KILLS = int(os.environ.get("NEWSARK_KILLS", "25"))
ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from pathlib import Path
from archive.home import Home
from takedown.test_takedown_kills import erasing
print("begun", flush=True)
erasing(Home.open(Path(sys.argv[1])))(print)
"""


def erasing(home: Home) -> Work:
    def work(tell: Tell) -> None:
        erase(home, named("http://press.example/secret/", "prefix"), "fault test", NOW)
        tell("done")

    return work


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


def killed_before(home: Home, at: int) -> bool:
    return run(erasing(home), at).died


def killed_after(home: Home, seconds: float) -> bool:
    """The erasure in a process of its own, killed after a time; False where it had ended before."""
    path = os.pathsep.join(
        str(ROOT / part) for part in ("", "tests", "tests/warc", "tests/replay", "tests/fault")
    )
    command = [sys.executable, "-c", CHILD, str(home.path)]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
        return child.wait() == -signal.SIGKILL


def records(home: Path) -> dict[str, bytes]:
    return {r.record_id: r.block for path in home.glob("warc/*.warc.gz") for r in walk(path)}


def test_kills_at_many_instants(tmp_path: Path) -> None:
    whole = original(tmp_path / "whole")
    before = records(whole.path)

    def copied(name: str) -> Home:
        return Home.open(Path(shutil.copytree(whole.path, tmp_path / name)))

    done = copied("done")
    assert run(erasing(done), -1).told == ["done"]
    expected = dump(done.archive_db)
    steps = instants(lambda: erasing(copied("counted")), KILLS // 2)
    chance = random.Random(KILLS)
    kills: list[Callable[[Home], bool]] = [partial(killed_before, at=at) for at in steps]
    kills += [partial(killed_after, seconds=chance.uniform(0.001, 0.4)) for _ in range(KILLS - KILLS // 2)]
    begun = 0
    for number, kill in enumerate(kills):
        home = copied(f"killed-{number}")
        died = kill(home)
        ordered = broken_off(home.path) or bool(rules(home.path))
        assert ordered or died
        begun += ordered and died
        complete(home)
        now = records(home.path)
        secrets = {record for record, block in now.items() if b"Quux" in block}
        assert not secrets or not ordered, f"kill {number}: half erased"
        assert all(now[record] == before[record] for record in before.keys() & now.keys())
        lost = {block for record, block in before.items() if record not in now}
        assert not [block for block in lost if b"Open body" in block]
        sound(home)
        if ordered:
            assert dump(home.archive_db) == expected, f"kill {number}"
        shutil.rmtree(home.path)
    assert begun > KILLS // 4


def sound(home: Home) -> None:
    assert [str(problem) for problem in verify(sorted(home.warc.glob("*.warc.gz")))] == []
    assert [path.name for path in home.warc.iterdir() if not path.name.endswith(".warc.gz")] == []
    with CaptureIndex(home.index_db) as index:
        assert [str(problem) for problem in check(home.warc, index)] == []
    assert [str(problem) for problem in fixity(home.path, home.warc)] == []
