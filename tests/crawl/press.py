"""A press on loopback, a home beside it, and crawls in processes of their own, as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from newsroom.check import get, start
from newsroom.model import PUBS
from newsroom.room import Room, free_port

from archive.home import Home
from archive.index.store import CaptureIndex

ROOT = Path(__file__).parents[2]
HOSTS = [f"127.0.0.{n}" for n in range(2, 10)]
ONCE = """
import json, re, sys
from datetime import timedelta
from pathlib import Path
from archive.errors import NewsarkError
from archive.home import Home
from crawler.crawl import run
options = json.loads(sys.argv[3])
if "max_time" in options:
    options["max_time"] = timedelta(seconds=options["max_time"])
try:
    result = run(Home.open(Path(sys.argv[1])), sys.argv[2], progress=lambda p: print(p.line(), file=sys.stderr, flush=True), **options)
except NewsarkError as error:
    sys.exit(f"newsark: {error}")
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # ru_maxrss is the parent's, too
print(json.dumps(result.summary() | {"lines": result.lines(), "exit": result.exit_code, "peak_mib": peak}))
"""


class Press:
    """One running newsroom with one home. `site` writes a site file, `crawl` runs one crawl to its end."""

    def __init__(self, info: dict, home: Home) -> None:
        self.info, self.home = info, home

    def base(self, pub: str) -> str:
        return self.info["publications"][pub]["base"]

    def site(self, pub: str, *, lab: bool = False, settings: str = "", revisit: str = "") -> None:
        start = [self.base(pub) + "/"] + [self.base(pub) + "/lab/"] * lab
        text = f"start = {json.dumps(start)}\n[crawl]\ndelay = 0\n{settings}\n[revisit]\n{revisit}\n"
        (self.home.sites / f"{pub}.toml").write_text(text)

    def start(self, pub: str, **options: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", ONCE, str(self.home.path), pub, json.dumps(options)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
        )

    def crawl(self, pub: str, **options: object) -> dict:
        process = self.start(pub, **options)
        out, err = process.communicate(timeout=1200)
        assert process.returncode == 0, err
        return json.loads(out)

    def stats(self) -> dict[str, dict]:
        return json.loads(get(self.info["control"] + "/stats?paths=1")[2])

    def tell(self, command: str) -> None:
        get(f"{self.info['control']}/{command}")

    def hits(self) -> Counter[str]:
        """How often each address was asked for, all hosts together; without what every crawl asks a host for first."""
        hosts = {key: value["base"] for key, value in self.info["publications"].items()}
        hosts |= {key: self.info[key] for key in ("cdn", "counts")}
        return Counter(
            {
                hosts[key] + path: count
                for key, stats in self.stats().items()
                for path, count in stats["paths"].items()
                if path not in ("/robots.txt", "/.well-known/tdmrep.json")
            }
        )

    def manifest(self, ticks: int = 0) -> list[dict]:
        text = get(f"{self.info['control']}/manifest?ticks={ticks}")[2].decode()
        return [json.loads(line) for line in text.splitlines()]

    def captured(self, url: str) -> list[tuple[str, int | None]]:
        """Kind and status of every capture of an address, oldest first."""
        with CaptureIndex(self.home.index_db) as index:
            return [(row.kind, row.status) for row in index.captures(url) if row.url == url]

    def times(self, url: str) -> list[datetime]:
        """When an address was captured, oldest first."""
        with CaptureIndex(self.home.index_db) as index:
            return [row.date for row in index.captures(url) if row.url == url]


@contextmanager
def press(
    folder: Path,
    pubs: list[str],
    *,
    seed: int,
    articles: int = 30,
    faults: str = "none",
    hold: float = 30.0,
    crawl_delay: float | None = 0,
):
    """Serves these publications until the block ends; `crawl_delay` None is the seed's own."""
    room = Room(
        seed=seed,
        articles=articles,
        pubs=pubs,
        port=free_port(HOSTS),
        faults=faults,
        crawl_delay=crawl_delay,
        timeout_hold=hold,
    )
    info, stop = start(room)
    try:
        yield Press(info, Home.create(folder / "home", contact="tests@localhost.test"))
    finally:
        stop()


ALL = sorted(PUBS)
