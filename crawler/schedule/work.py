"""A run as a process of its own: `newsark crawl`, and `newsark project` after it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from archive.home import Home
from crawler.schedule.model import Run, Schedule

MAX_OUTPUT = 1_000_000
Command = Callable[[Home, Schedule, datetime], list[str]]
"""What to run for a schedule at that time."""


def crawl_command(home: Home, schedule: Schedule, now: datetime) -> list[str]:
    """`newsark crawl SITE` that prints its closing summary as one JSON line. Rows are made once it has ended."""
    options = ["--home", str(home.path), "--no-project", "--json"]
    if schedule.max_time is not None:
        options += ["--max-time", f"{int(schedule.max_time.total_seconds())}s"]
    return [*_newsark("crawl", schedule.site), *options]


def project_command(home: Home) -> list[str]:
    return [*_newsark("project"), "--home", str(home.path), "--jobs", "1"]


def _newsark(*words: str) -> list[str]:
    return [sys.executable, "-m", "crawler.cli", *words]


@dataclass
class Work:
    """A process under way. `run` is None for the projection."""

    process: subprocess.Popen[bytes]
    out: IO[bytes]
    err: IO[bytes]
    run: Run | None = None

    @classmethod
    def begin(cls, command: list[str], run: Run | None = None) -> Work:
        """In a session of its own, so that Ctrl-C in a terminal reaches the daemon alone, which ends it in order."""
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 (closed in `ended`)
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
        return cls(process, out, err, run)

    def ended(self, now: datetime) -> Run | None:
        """What came of it, once the process has ended; None for a projection that went well."""
        code, out, err = self.process.returncode, _tail(self.out), _tail(self.err)
        said = err.splitlines()[-1][:500] if err else ""
        if self.run is None:
            return None if code == 0 else Run("project", now, now, message=said or how_it_ended(code))
        done = replace(self.run, finished=now)
        found = _summary(out)
        if found is None:
            result = "interrupted" if code == -signal.SIGTERM else "failed"
            return replace(done, result=result, message=said or how_it_ended(code))
        pages, requests, errors = (int(found.get(name) or 0) for name in ("pages", "requests", "errors"))
        done = replace(done, pages=pages, requests=requests, errors=errors)
        return replace(done, result=str(found["finish_reason"]), message=str(found.get("error") or ""))


def how_it_ended(code: int) -> str:
    """An exit code in words; those below zero are signals."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"ended by signal {-code}"


def _tail(file: IO[bytes]) -> str:
    with file:
        size = file.seek(0, 2)
        file.seek(max(0, size - MAX_OUTPUT))
        return file.read().decode("utf-8", "replace").strip()


def _summary(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text.rpartition("\n")[2])
    except ValueError:
        return None
    return found if isinstance(found, dict) and "finish_reason" in found else None
