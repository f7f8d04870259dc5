"""Pure: the lines of a manifest, each tied to the one before by its hash, and what they say together.

    {"n":2,"prev":"sha256:…","event":"sealed","at":"2026-11-23T08:00:00Z","file":"a.warc.gz","size":9,"sha256":"…","records":3}

`prev` is the SHA-256 of the line before, without its line end; that of the first line is 64 zeros. A line that is
changed, taken out, put in or moved is told by the next one. The last line's hash, kept elsewhere, vouches for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from archive.model import Json

START = "sha256:" + "0" * 64

FILE_EVENTS = ("sealed", "recovered", "imported", "found", "repaired", "erased")
"""How a file came into the chain or got new bytes; each states the file's size, SHA-256 and records from then on."""

QUARANTINED = "quarantined"
"""That a file could not be read and was put aside, with the reason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `facts` are its members beyond number, predecessor, event and time (`at`, UTC, ISO 8601)."""

    number: int
    previous: str
    event: str
    at: str
    facts: Mapping[str, Json]

    @property
    def file(self) -> str | None:
        """The file it states the bytes of, None for an entry about something else."""
        name = self.facts.get("file")
        return name if self.event in FILE_EVENTS and isinstance(name, str) else None

    def line(self) -> bytes:
        """Without its end."""
        head: dict[str, Json] = {"n": self.number, "prev": self.previous, "event": self.event, "at": self.at}
        whole = head | dict(self.facts)
        try:
            return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        except UnicodeEncodeError:  # a file's name that is no UTF-8
            return json.dumps(whole, separators=(",", ":")).encode("ascii")


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: line number and one plain line."""

    line: int
    message: str


def line_hash(line: bytes) -> str:
    return "sha256:" + sha256(line).hexdigest()


def parse_line(line: bytes) -> Entry | None:
    """The entry of a line; None for one that is none."""
    try:
        facts = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(facts, dict):
        return None
    number, previous = facts.pop("n", None), facts.pop("prev", None)
    event, at = facts.pop("event", None), facts.pop("at", None)
    if not isinstance(number, int) or not all(isinstance(text, str) for text in (previous, event, at)):
        return None
    return Entry(number, previous, event, at, facts)


def breaks(lines: Iterable[bytes]) -> Iterator[Break]:
    """Every place at which the chain does not hold, with what must have happened there."""
    lines = list(lines)
    hashes = [line_hash(line) for line in lines]
    places = {value: number for number, value in enumerate(hashes, 1)}
    before = START
    for number, (line, value) in enumerate(zip(lines, hashes, strict=True), 1):
        entry = parse_line(line)
        if entry is None:
            yield Break(number, "is no entry of a manifest")
        elif entry.previous != before:
            yield Break(number, _why(entry, places, number))
        elif entry.number != number:
            yield Break(number, f"says that it is entry {entry.number}")
        before = value


def _why(entry: Entry, places: Mapping[str, int], number: int) -> str:
    if entry.previous in places:
        return f"belongs behind line {places[entry.previous]}: lines were moved or put in"
    if entry.number > number:
        return f"is entry {entry.number}: {entry.number - number} before it were taken out"
    return "does not follow from the line before: that one was altered, or this one put in"


def state(entries: Iterable[Entry]) -> dict[str, Entry]:
    """For each file the last entry that states its bytes; what was put aside is not expected any more."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.file is not None:
            found[entry.file] = entry
        elif entry.event == QUARANTINED:
            found.pop(str(entry.facts.get("file")), None)
    return found
