"""One capture read, extracted and made into rows: what runs in the worker processes."""

from __future__ import annotations

import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from archive.db.rows import Error, Rows, rows
from archive.errors import NewsarkError
from archive.index.store import CaptureIndex
from archive.model import Capture, CaptureRow, Failed, Outcome
from archive.projector import plan
from archive.warc.parse import warc_fields
from archive.warc.resolve import Resolver

Extractor: TypeAlias = Callable[[Capture], Outcome]

SECONDS = 30
"""Time one page may take to extract: the slowest honest ones take one second."""

UNRESOLVED = "unresolved: "
"""How the reason of a capture begins that could not be read; such captures are tried again when new ones come."""


@dataclass(frozen=True, slots=True)
class Task:
    """A capture to be projected under `key`; `site` as the crawl called it."""

    key: int
    row: CaptureRow
    site: str | None


class TookTooLong(BaseException):
    """Raised inside the extractor when its time is up; no Exception, so that no parser mends it away."""


class Reader:
    """Reads captures of one home and makes rows of them with one extractor."""

    def __init__(self, index_db: Path, warc: Path, extractor: Extractor, version: str) -> None:
        self._extractor, self._version = extractor, version
        self._index = CaptureIndex(index_db)
        self._resolver = Resolver(self._index, warc)

    def close(self) -> None:
        self._index.close()

    def batch(self, tasks: Sequence[Task]) -> list[Rows]:
        return [self.one(task) for task in tasks]

    def one(self, task: Task) -> Rows:
        """The rows of one capture; whatever goes wrong with it becomes its outcome."""
        outcome = self.outcome(task.row)
        try:
            return rows(task.key, task.row, task.site, outcome, self._version)
        except Exception as error:  # an outcome with values that no row can hold is the extractor's bug too
            return rows(task.key, task.row, task.site, Failed(task.row.url, describe(error)), self._version)

    def outcome(self, row: CaptureRow) -> Outcome | Error | None:
        """What a capture is: by its status, or by the extractor; None for what nothing is extracted from."""
        route = plan.route(row)
        if route == "none":
            return None
        if route == "error":
            return plan.error(row)
        try:
            if route == "failure":
                return plan.failure(warc_fields(self._resolver.record(row).block))
            capture = self._resolver.capture(row)
        except (NewsarkError, OSError, ValueError, EOFError) as error:
            return Failed(row.url, UNRESOLVED + str(error).splitlines()[0] if str(error) else UNRESOLVED)
        return plan.redirect(capture) if route == "redirect" else self._extracted(capture)

    def _extracted(self, capture: Capture) -> Outcome:
        try:
            with _limited(SECONDS):
                outcome = self._extractor(capture)
        except TookTooLong:
            return Failed(capture.url, f"took longer than {SECONDS} seconds")
        except Exception as error:
            return Failed(capture.url, describe(error))
        if not isinstance(outcome, Outcome):
            return Failed(capture.url, f"the extractor gave a {type(outcome).__name__}, not an outcome")
        return outcome


def describe(error: BaseException) -> str:
    """An unexpected exception as one line: what it is and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}{place}" if text else f"{type(error).__name__}{place}"


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raises TookTooLong in the block after so many seconds of real time; without effect outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLong


_reader: Reader | None = None


def start(index_db: Path, warc: Path, extractor: Extractor, version: str) -> None:
    """First call in a worker process. Ctrl-C is for the parent, which then stops the workers."""
    global _reader  # noqa: PLW0603 - a worker process has one reader, as the pool's protocol wants
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _reader = Reader(index_db, warc, extractor, version)


def work(tasks: Sequence[Task]) -> list[Rows]:
    assert _reader is not None
    return _reader.batch(tasks)
