"""SIGKILL at all kinds of instants of a crawl, spread over the whole of it: nothing that was acknowledged is lost, at most
what was under way is fetched again, and the rows are those of a crawl that nobody killed.

NEWSARK_KILLS says how often (25 without it). A life of the crawl ends either by what its press has seen of it (after so
many requests: before one goes on, when half an answer has come, when all of it has), or by what it does itself (right
before a call that changes a disk, or before one of those that seal a file).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from killing import CALLS
from readme import NEWSARK, ROOT
from relay import Relay, When, relay
from test_kills import articles, indexed, made, newsark, press, records

from archive.fixity.check import check as fixity_check
from archive.home import Home
from archive.index.check import check
from archive.index.store import CaptureIndex
from archive.warc.verify import verify

pytestmark = pytest.mark.fault
KILLS = int(os.environ.get("NEWSARK_KILLS", "25"))
PRESS = (
    "--seed",
    "8128",
    "--articles",
    str(4 * KILLS),
    "--pubs",
    "agency",
    "--crawl-delay",
    "0",
    "--faults",
    "none",
)
OPEN = 4
"""Requests under way to one host, as a site file has it that says nothing."""
HOSTS = 2
"""The paper's and its images'."""
SEALING = frozenset(("fsync", "rename"))
DYING = """
import sys
from killing import Death
from crawler.cli import main
at, calls = int(sys.argv.pop(1)), frozenset(sys.argv.pop(1).split(","))
sys.setprofile(Death(at, calls, after="setsockopt"))  # of the first connection: what a start mends is tried elsewhere
main()
"""


def crawl(home: Path, through: Relay, *how: str) -> subprocess.Popen[bytes]:
    command = [*(how or (NEWSARK,)), "crawl", "agency", "--no-project"]
    environ = {
        **os.environ,
        "NEWSARK_HOME": str(home),
        "http_proxy": f"http://127.0.0.1:{through.port}",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests" / "fault"))),
    }
    return subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def unharmed(home: Path, through: Relay) -> bool:
    """One crawl that nobody kills, to its end."""
    through.expect("asked", 0, None)
    return crawl(home, through).wait(600) == 0


def by_the_press(when: When, home: Path, through: Relay, chance: random.Random, requests: int) -> bool:
    """Killed after so many requests; False where the crawl had ended before."""
    crawling: list[subprocess.Popen[bytes]] = []
    through.expect(when, chance.randint(1, requests), lambda: crawling[0].send_signal(signal.SIGKILL))
    crawling.append(crawl(home, through))
    return crawling[0].wait(300) == -signal.SIGKILL


def by_itself(calls: frozenset[str], most: int, home: Path, through: Relay, chance: random.Random) -> bool:
    through.expect("asked", 0, None)
    at = str(chance.randint(1, most))
    return crawl(home, through, sys.executable, "-c", DYING, at, ",".join(calls)).wait(300) == -signal.SIGKILL


def frontier(home: Path, copy: Path, what: str) -> set[object]:
    """One column of the frontier, read in a copy: looking into a database mends it."""
    copy.mkdir(exist_ok=True)
    for name in ("frontier.db", "frontier.db-wal"):
        (copy / name).unlink(missing_ok=True)
        if (home / name).exists():
            shutil.copy(home / name, copy / name)
    with closing(sqlite3.connect(copy / "frontier.db")) as db:
        return {value for (value,) in db.execute(f"select {what}")}


def sound(home: Path) -> None:
    """No problem in files, index or manifest."""
    found = Home.open(home)
    assert list(verify(sorted(found.warc.glob("*.warc.gz")))) == []
    with CaptureIndex(found.index_db) as index:
        assert list(check(found.warc, index)) == []
    assert list(fixity_check(home, found.warc)) == []
    assert not list(found.warc.glob("*.open"))


def test_kills_all_over_a_crawl(tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    with press(tmp_path, *PRESS) as pubs, relay() as through:
        whole, broken = (made(tmp_path / name, pubs["agency"]) for name in ("whole", "broken"))
        for home in (whole, broken):
            config = home / "newsark.toml"
            config.write_text(config.read_text().replace("max_mib = 1024", "max_mib = 1"))
        assert unharmed(whole, through)
        wanted, share = set(through.asked), through.requests // KILLS
        ways: dict[str, Callable[[], bool]] = {
            "asked": lambda: by_the_press("asked", broken, through, chance, 3 * share // 2),
            "half": lambda: by_the_press("half", broken, through, chance, 3 * share // 2),
            "answered": lambda: by_the_press("answered", broken, through, chance, 3 * share // 2),
            "disk": lambda: by_itself(CALLS, 10 * share, broken, through, chance),
            "sealing": lambda: by_itself(SEALING, 3, broken, through, chance),
        }
        died, kept, under_way, again, asked = Counter[str](), set[str](), set[str](), 0, Counter[str]()
        for number in range(KILLS + 1):
            way = list(ways)[number % len(ways)]
            alive = not ways[way]() if number < KILLS else unharmed(broken, through)
            ended = alive or bool(frontier(broken, tmp_path / "copy", "finished from sites where finished"))
            here = records(broken)
            assert indexed(broken) <= here, f"kill {number} ({way}): in the index, not on disk"
            assert kept <= here, f"kill {number} ({way}): a record of an earlier life is gone"
            repeated = through.asked.keys() & asked.keys()
            assert repeated <= under_way, f"kill {number} ({way}): what had been captured was fetched again"
            assert set(through.asked.values()) <= {1}
            now = through.asked.keys() - frontier(broken, tmp_path / "copy", "url from urls where state = 2")
            assert len(now) <= OPEN * HOSTS, f"kill {number} ({way}): {sorted(now)}"
            asked, kept, under_way, again = (
                asked + through.asked,
                here,
                under_way | now,
                again + len(repeated),
            )
            died[way] += not alive
            if ended:  # perhaps killed when nothing was left but to seal the last file
                break
    print(f"\nkills {dict(died)}; {asked.total()} requests, {again} of them repeated")
    assert ended
    assert died.total() >= 0.8 * KILLS
    assert asked.keys() == wanted
    newsark(broken, "repair")
    sound(broken)
    for home in (whole, broken):
        newsark(home, "project")
    assert articles(broken) == articles(whole)
