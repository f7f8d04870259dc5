"""A daemon in a process of its own whose hours pass at once, and presses it crawls. No test sleeps: all wait for lines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.home import Home
from crawler.schedule import files
from crawler.schedule.clock import Clock
from crawler.schedule.model import Schedule

ROOT = Path(__file__).parents[2]
START = datetime(2026, 3, 1, tzinfo=UTC)

DAEMON = """
import sys
from pathlib import Path
from archive.home import Home
from crawler.schedule.daemon import Daemon
from schedule.rehearsal import Skipping, command, from_stamp
home, clock = Home.open(Path(sys.argv[1])), Skipping(from_stamp(sys.argv[2]))
say = lambda line: print(line, flush=True)
Daemon(home, jobs=int(sys.argv[3]), clock=clock, command=command(sys.argv[4]), say=say, projecting=False).run()
"""


class Skipping(Clock):
    """Runs like the machine's while a crawl is under way; in between, the next due time comes at once."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def wait(self, seconds: float, *, busy: bool) -> float:
        if busy:
            return seconds
        self._ahead += timedelta(seconds=seconds)
        return 0.0


def from_stamp(text: str) -> datetime:
    return datetime.fromtimestamp(float(text), UTC)


def command(kind: str):
    """What a run is: words of `sh`, or a JSON list of a Python file and its arguments.

    The file is told the instant of its run as seconds since 1970, and how many six hours have passed since START.
    """

    def of(home: Home, schedule: Schedule, now: datetime) -> list[str]:
        if kind.startswith("["):
            script, folder, site, control = json.loads(kind)
            tick = (now - START) // timedelta(hours=6)
            return [sys.executable, script, folder, site, str(now.timestamp()), control, str(tick)]
        return ["sh", "-c", kind, schedule.site, str(home.path)]

    return of


def scheduled(home: Home, site: str, **how: object) -> Schedule:
    schedule = Schedule(site, START, **how)
    files.save(home.path / files.FOLDER, schedule)
    return schedule


class Rehearsal:
    """A daemon under way; `line` waits for its next line that has these words."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []

    def line(self, *words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if all(word in line for word in words):
                return self.lines[-1]
        assert self.process.stderr is not None
        raise AssertionError(f"no line with {words}: {self.lines}\n{self.process.stderr.read()}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Sends the signal and waits for the end; its exit code."""
        self.process.send_signal(number)
        assert self.process.stdout is not None
        self.lines += self.process.stdout.read().splitlines()
        return self.process.wait()


@contextmanager
def daemon(home: Home, *, kind: str, jobs: int = 2, start: datetime = START, seconds: float = 120):
    """A daemon whose clock begins at `start`; killed where a test is stuck for so many seconds."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
        "PYTHONWARNINGS": "error",
    }
    arguments = [str(home.path), str(start.timestamp()), str(jobs), kind]
    process = subprocess.Popen(
        [sys.executable, "-c", DAEMON, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    stuck = threading.Timer(seconds, process.kill)
    stuck.start()
    try:
        yield Rehearsal(process)
    finally:
        stuck.cancel()
        if process.poll() is None:
            process.terminate()
        process.communicate()


def summary(**values: object) -> str:
    """A `sh` command that ends like a crawl with this summary."""
    text = json.dumps({"finish_reason": "finished", "pages": 1, "requests": 2, "errors": 0, **values})
    return f"echo '{text}'"
