"""Crawls under way: each writes `.crawl-SITE.json` into its home about once a second, and takes it away at its end.

The file is for onlookers only. What holds a site is the lock `.crawl-SITE.lock`, which the kernel frees.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archive.home import Home
from archive.model import Json

MAX_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Running:
    """One crawl under way. `started` is a UTC instant as text, `progress` what the crawl counts: seconds, pages,
    articles, requests, bytes, errors, queued, rate (pages a second of late)."""

    site: str
    pid: int
    started: str
    progress: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Json]:
        return {"site": self.site, "pid": self.pid, "started": self.started, **self.progress}


def tell(home: Home, running: Running) -> None:
    """Writes how far a crawl is. A disk that refuses it is no reason to stop: nobody but onlookers needs it."""
    path = _file(home, running.site)
    new = path.with_suffix(".new")
    try:
        new.write_text(
            json.dumps({**running.as_dict(), "progress": dict(running.progress)}), encoding="utf-8"
        )
        new.replace(path)
    except OSError:
        pass


def ended(home: Home, site: str) -> None:
    """The crawl is over."""
    _file(home, site).unlink(missing_ok=True)


def running(home: Home) -> tuple[Running, ...]:
    """The crawls whose process is alive, by site."""
    found = (_read(path) for path in sorted(home.path.glob(".crawl-*.json")))
    return tuple(one for one in found if one is not None and holder(home, one.site) == one.pid)


def holder(home: Home, site: str) -> int | None:
    """The process that crawls the site now; None where nobody does."""
    try:
        handle = os.open(home.path / f".crawl-{site}.lock", os.O_RDONLY)
    except OSError:
        return None
    try:
        text = os.read(handle, 32).decode("ascii", "replace").strip()
        if not text.isdigit() or not alive(int(text)):
            return None
        return int(text) if _held(handle) else None
    finally:
        os.close(handle)


def alive(pid: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _held(handle: int) -> bool:
    """Whether somebody holds the lock: a number alone may by now be another process's."""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _file(home: Home, site: str) -> Path:
    return home.path / f".crawl-{site}.json"


def _read(path: Path) -> Running | None:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(MAX_BYTES))
        progress = {str(k): float(v) for k, v in found["progress"].items()}
        return Running(str(found["site"]), int(found["pid"]), str(found["started"]), progress)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
