"""The manifest of a home (`manifest.jsonl`): append-only, each line on disk for good before the call returns.

Several processes append, one at a time. A line that a kill cut short is taken off by the next append.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import WarcError, WriteError
from archive.fixity.chain import START, Entry, line_hash, parse_line, state
from archive.model import Json
from archive.warc.recover import sync_folder
from archive.warc.seal import Sealed

FILE = "manifest.jsonl"
_STEP = 1 << 16


class Manifest:
    """`manifest.jsonl` of a home's folder. WriteError where it cannot be written, WarcError where it cannot be read."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE

    def append(self, event: str, facts: Mapping[str, Json], at: datetime) -> Entry:
        """Adds an entry to the chain; `at` is aware."""
        with self._locked() as file:
            number, previous = _end(file)
            entry = Entry(number + 1, previous, event, f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", facts)
            self._write(file, entry.line() + b"\n")
        return entry

    def seal(
        self, sealed: Sealed, at: datetime, event: str = "sealed", more: Mapping[str, Json] | None = None
    ) -> Entry:
        """Adds what a file holds from now on."""
        facts: dict[str, Json] = {"file": sealed.file, "size": sealed.size, "sha256": sealed.sha256}
        return self.append(event, facts | {"records": sealed.records} | dict(more or {}), at)

    def lines(self) -> list[bytes]:
        """All whole lines; none where there is no manifest yet."""
        try:
            whole = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise WarcError(f"cannot be read: {error.strerror}", path=self.path) from error
        return whole.split(b"\n")[:-1]

    def entries(self, containing: bytes = b"") -> Iterator[Entry]:
        """The entries in order; those only whose line holds these bytes."""
        found = (parse_line(line) for line in self.lines() if containing in line)
        return (entry for entry in found if entry is not None)

    def files(self) -> dict[str, Entry]:
        """What the chain says of each file."""
        return state(self.entries())

    def head(self) -> tuple[int, str]:
        """How many entries there are, and the hash of the last: to be kept elsewhere, it vouches for all."""
        lines = self.lines()
        return len(lines), line_hash(lines[-1]) if lines else START

    @contextmanager
    def _locked(self) -> Iterator[int]:
        try:
            fresh = not self.path.exists()
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise self._trouble(error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if fresh:
                sync_folder(self.path.parent)
            yield file
        except OSError as error:
            raise self._trouble(error) from error
        finally:
            os.close(file)

    def _write(self, file: int, line: bytes) -> None:
        """All of the line or nothing of it."""
        start = os.lseek(file, 0, os.SEEK_END)
        try:
            view = memoryview(line)
            while view:
                view = view[os.write(file, view) :]
            os.fsync(file)
        except OSError:
            os.ftruncate(file, start)
            raise

    def _trouble(self, error: OSError) -> WriteError:
        return WriteError(
            f"cannot be written ({error.strerror}); make room or give access, then run: newsark repair",
            path=self.path,
        )


def _end(file: int) -> tuple[int, str]:
    """Number and hash of the last line, with what a kill left behind it cut off."""
    size = os.lseek(file, 0, os.SEEK_END)
    end = _newline_before(file, size)
    if end < size:
        os.ftruncate(file, end)
    if not end:
        return 0, START
    begin = _newline_before(file, end - 1)
    line = os.pread(file, end - 1 - begin, begin)
    entry = parse_line(line)
    return (entry.number if entry else 0), line_hash(line)


def _newline_before(file: int, end: int) -> int:
    """The place behind the last line end before `end`; 0 where there is none."""
    while end > 0:
        start = max(0, end - _STEP)
        found = os.pread(file, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0
