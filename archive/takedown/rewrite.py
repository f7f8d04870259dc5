"""A WARC file written again without some of its captures: the rest byte for byte, shifted.

A capture goes with all that is tied to it: its request and metadata (WARC-Concurrent-To, either way; of tools that tie
nothing, those of the same address and instant), its continuations, and what was made of it (WARC-Refers-To).
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from archive.errors import WarcError, WriteError
from archive.model import CaptureRow, Location
from archive.warc.members import MAGIC
from archive.warc.parse import Record, bare
from archive.warc.read import walk
from archive.warc.record import TOMBSTONE
from archive.warc.rows import rows_of
from archive.warc.seal import Sealed

_STEP = 1 << 20


class SharedMember(WarcError):
    """A capture that has no gzip member of its own (see archive.warc.repack)."""


Tombstone = Callable[[Record, Sequence[Record], bool], bytes]
"""(erased record, records that go with it, whether the file is gzipped) → the bytes that take its place."""

_LINKS = ("WARC-Concurrent-To", "WARC-Refers-To", "WARC-Segment-Origin-ID")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new file, still under a name of its own, what it is known by, and its captures where they lie now."""

    path: Path
    sealed: Sealed
    rows: tuple[CaptureRow, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is kept in memory of a record while its file is looked through: no block."""

    record: Record
    is_tombstone: bool

    @property
    def id(self) -> str:
        return self.record.record_id

    @property
    def place(self) -> Location:
        return self.record.location

    @property
    def event(self) -> tuple[str, str]:
        """What records of one capture event share (5.4)."""
        return self.record.url, self.record.get("WARC-Date")

    def all(self, name: str) -> set[str]:
        name = name.lower()
        return {bare(value) for key, value in self.record.headers if key.lower() == name}


def without(path: Path, gone: Collection[str], tombstone: Tombstone, target: Path) -> Rewritten:
    """Writes the file at `path` to `target` without the captures of these record ids; `target` is on disk for good.

    SharedMember where a capture cannot be taken out alone, WriteError where `target` cannot be written.
    """
    everything = list[_Facts]()
    rows = list(rows_of(_noted(walk(path), everything)))
    doomed = _doomed(everything, set(gone))
    _check_alone(path, everything, doomed)
    with_it = _companions(doomed.values(), set(gone))
    marked = not path.name.endswith((".arc", ".arc.gz"))  # ARC knows no metadata records
    gzipped = _is_gzipped(path)
    try:
        with path.open("rb") as old, target.open("wb") as new:
            writing = _Writing(old, new)
            size = os.fstat(old.fileno()).st_size
            ends = {} if gzipped else _ends(everything, size)
            for at, facts in doomed.items():
                own = marked and facts.id in gone
                mark = tombstone(facts.record, with_it.get(facts.id, ()), gzipped) if own else b""
                writing.put_instead(at, ends.get(at, at + facts.place.length), mark)
            writing.copy_to(size)
            new.flush()
            os.fsync(new.fileno())
    except OSError as error:
        target.unlink(missing_ok=True)
        raise WriteError(
            f"cannot be written ({error.strerror}); make room and try again", path=target
        ) from error
    count = len(everything) - len(doomed) + writing.marks
    sealed = Sealed(path.name, writing.size, writing.digest.hexdigest(), count)
    kept = (row for row in rows if row.location.offset not in doomed)
    return Rewritten(target, sealed, tuple(map(writing.moved, kept)))


def _noted(records: Iterable[Record], into: list[_Facts]) -> Iterator[Record]:
    for record in records:
        mark = record.type == "metadata" and record.block.startswith(TOMBSTONE)
        into.append(_Facts(replace(record, block=b""), mark))
        yield record


def _doomed(everything: Iterable[_Facts], gone: set[str]) -> dict[int, _Facts]:
    """The records that go, by offset, in the order of the file."""
    left = {facts.place.offset: facts for facts in everything if facts.id and not facts.is_tombstone}
    found: dict[int, _Facts] = {}
    known, events = set(gone), set[tuple[str, str]]()
    while more := {at: f for at, f in left.items() if f.id in known or _is_tied(f, known, events)}:
        left = {at: facts for at, facts in left.items() if at not in more}
        found |= more
        for facts in more.values():
            known.add(facts.id)
            if facts.id in gone:
                events.add(facts.event)
                known |= facts.all("WARC-Concurrent-To")
    return dict(sorted(found.items()))


def _is_tied(facts: _Facts, known: set[str], events: set[tuple[str, str]]) -> bool:
    tied = facts.all("WARC-Concurrent-To") | facts.all("WARC-Segment-Origin-ID")
    if facts.record.type in ("request", "metadata") and not tied and facts.event in events:
        return True
    made = facts.all("WARC-Refers-To") if facts.record.type in ("metadata", "conversion") else set()
    return not known.isdisjoint(tied | made)


def _companions(doomed: Iterable[_Facts], gone: set[str]) -> dict[str, list[Record]]:
    """What goes along with each capture, by the capture's id."""
    doomed = list(doomed)
    mains = [facts for facts in doomed if facts.id in gone]
    of_event = {facts.event: facts.id for facts in mains}
    named = {tied: facts.id for facts in mains for tied in facts.all("WARC-Concurrent-To")}
    found: dict[str, list[Record]] = {}
    for facts in doomed:
        if facts.id not in gone:
            said = (main for link in _LINKS for main in facts.all(link) if main in gone)
            main = next(said, None) or named.get(facts.id) or of_event.get(facts.event, "")
            found.setdefault(main, []).append(facts.record)
    return found


def _check_alone(path: Path, everything: Sequence[_Facts], doomed: Collection[int]) -> None:
    """A record of a member that others share has no bytes of its own that could be left out."""
    for this, following in pairwise(everything):
        shared = following.place.offset < this.place.offset + this.place.length
        if shared and (this.place.offset in doomed or following.place.offset in doomed):
            raise SharedMember(
                "shares its gzip member with other records and cannot be taken out alone",
                path=path,
                offset=this.place.offset,
            )


def _ends(everything: Sequence[_Facts], size: int) -> dict[int, int]:
    """Where the record at each offset of a plain file ends, with the line ends behind it."""
    starts = [facts.place.offset for facts in everything]
    return dict(pairwise([*starts, size]))


def _is_gzipped(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == MAGIC


class _Writing:
    """Copies ranges of the old file and remembers by how much what lies behind each has moved."""

    def __init__(self, old: BinaryIO, new: BinaryIO) -> None:
        self._old, self._new = old, new
        self._at = 0
        self._starts, self._shifts = [0], [0]
        self.size = self.marks = 0
        self.digest = sha256()

    def put_instead(self, start: int, end: int, mark: bytes) -> None:
        """Copies up to `start` and steps over to `end`; `mark` stands there instead."""
        self.copy_to(start)
        self._at = end
        self._put(mark)
        self.marks += bool(mark)
        self._starts.append(self._at)
        self._shifts.append(self.size - self._at)

    def copy_to(self, end: int) -> None:
        self._old.seek(self._at)
        while self._at < end and (piece := self._old.read(min(_STEP, end - self._at))):
            self._at += len(piece)
            self._put(piece)

    def _put(self, data: bytes) -> None:
        self._new.write(data)
        self.digest.update(data)
        self.size += len(data)

    def moved(self, row: CaptureRow) -> CaptureRow:
        """The row at its new place."""
        shift = self._shifts[bisect_right(self._starts, row.location.offset) - 1]
        return replace(row, location=replace(row.location, offset=row.location.offset + shift))
