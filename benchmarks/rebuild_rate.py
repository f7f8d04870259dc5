"""`newsark rebuild` over captures of the local press: articles a second on one and on two processes, and memory.

    python -m benchmarks.rebuild_rate [--captures 6000] [--jobs 1 2] [--learned] [--peer PYTHON] [--folder DIR]

The home holds equal shares of the six publications' articles, each captured once or several times as ticks go by. The
rate by the clock is what a user waits; the rate by CPU counts all processes together. `MiB` is the resident memory of the
largest of them, in ten steps of the run. `--learned` learns the sites' layouts first and rebuilds with them. With
`pip install -c constraints.txt -e '.[bench]'` trafilatura reads the same files by FastWARC, in one process and without
storing anything; `--peer` names another Python that has both. `--folder` keeps the home, and uses it again.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent / "tests"))

from newsroom.model import PUBS, TICK
from newsroom.room import Room

from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CrawlInfo, Exchange
from archive.warc.write import WarcWriter

TICKS = 4
PEER = """
import sys, time
from fastwarc.warc import ArchiveIterator, WarcRecordType
import trafilatura
pages = 0
start = time.process_time()
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            trafilatura.bare_extraction(record.reader.read(), with_metadata=True)
            pages += 1
print(pages, time.process_time() - start)
"""


def exchanges(room: Room, key: str) -> Iterator[Exchange]:
    """The articles of a publication, as they are at each of the ticks."""
    site = room.sites[key]
    for tick in range(TICKS):
        room.set_tick(tick)
        for n, article in enumerate(site.view.live):
            path = site.path(article)
            page = site.page(path)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            asked = f"GET {path} HTTP/1.1\r\nHost: {room.address(key)}\r\n\r\n".encode()
            answer = head % (page.ctype.encode(), len(page.body)) + page.body
            at = site.pub.now0 + tick * TICK + timedelta(milliseconds=100 * n)
            yield Exchange(site.url(article), at, asked, answer)


def build(folder: Path, captures: int) -> Home:
    home = Home.create(folder)
    share = -(-captures // len(PUBS))
    for key in PUBS:
        room = Room(41, -(-share // TICKS), [key], faults="none")
        base = room.base(key)
        told = f'start = ["{base}/"]\nhosts = ["{base.removeprefix("http://")}"]\n'
        (home.sites / f"{key}.toml").write_text(told)
        info = CrawlInfo(key, key, PUBS[key].now0, "newsark-bench")
        writer = WarcWriter(home.warc, info)
        with CaptureIndex(home.index_db) as index:
            for number, exchange in enumerate(exchanges(room, key)):
                if number < share:
                    index.add([writer.write(exchange)])
        writer.close({"finish_reason": "done", "pages": share})
    return home


def rebuild(home: Home, jobs: int, *words: str) -> tuple[float, float, list[float]]:
    """Seconds by the clock, seconds of CPU, and MiB of the largest process in ten steps."""
    newsark = [str(Path(sys.executable).with_name("newsark")), "rebuild", "--jobs", str(jobs), *words]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(newsark, env={**os.environ, "NEWSARK_HOME": str(home.path)}, stdout=-3)
    memory = []
    while process.poll() is None:
        memory.append(_largest(process.pid))
        time.sleep(0.25)
    if process.returncode:
        raise SystemExit(f"newsark rebuild ended with {process.returncode}")
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent, memory[:: max(1, len(memory) // 10)]


def _largest(pid: int) -> float:
    """MiB of a process or its largest child."""
    sizes = []
    for one in (pid, *_children(pid)):
        try:
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except OSError:
            continue
        sizes.append(pages * resource.getpagesize() / (1 << 20))
    return max(sizes, default=0.0)


def _children(pid: int) -> list[int]:
    try:
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except OSError:
        return []


def peer(home: Home, python: str) -> str:
    files = sorted(map(str, home.warc.glob("*.warc.gz")))
    pages, seconds = subprocess.run(
        [python, "-c", PEER, *files], check=True, capture_output=True, text=True
    ).stdout.split()
    return f"{'trafilatura over FastWARC':34}{int(pages):9,}{'':12}{int(pages) / float(seconds):12.0f}"


def measure(home: Home, captures: int, jobs: list[int], *, learned: bool) -> None:
    for name, words in (("", ()), ("learned layouts, ", ("--learn",)))[: 1 + learned]:
        if words:
            subprocess.run(
                [str(Path(sys.executable).with_name("newsark")), "rebuild", "--learn"],
                env={**os.environ, "NEWSARK_HOME": str(home.path)},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        for count in jobs:
            wall, spent, memory = rebuild(home, count)
            steps = " ".join(f"{m:.0f}" for m in memory)
            told = f"{name}{count} process{'es' if count > 1 else ''}"
            print(
                f"{told:34}{captures:9,}{captures / wall:12.0f}{captures / spent:12.0f}   {steps}", flush=True
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--captures", type=int, default=6000)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--learned", action="store_true")
    parser.add_argument(
        "--peer",
        help="a Python with trafilatura and fastwarc",
        default=sys.executable if find_spec("trafilatura") else None,
    )
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    print(f"{'':34}{'captures':>9}{'a second':>12}{'a CPU-second':>12}   MiB")
    with tempfile.TemporaryDirectory() as folder:
        place = given.folder or Path(folder) / "home"
        home = Home.open(place) if (place / "newsark.toml").exists() else build(place, given.captures)
        with CaptureIndex(home.index_db) as index:
            captures = sum(1 for _ in index.in_order())
        measure(home, captures, given.jobs, learned=given.learned)
        if given.peer:
            print(peer(home, given.peer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
