"""What a program of `benchmarks.warc_peers` was seen to do: the server's log, the files it wrote, and counts of what is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from transfers import Transfer

from archive.warc.parse import Record
from archive.warc.read import walk


@dataclass(frozen=True)
class Answered:
    """One exchange as the server logged it; `at` is when the request had arrived."""

    url: str
    kind: str
    transfer: Transfer
    sent: bytes
    received: bytes
    at: datetime

    @property
    def block(self) -> bytes:
        """The final answer: without what came before and after it."""
        sent = self.sent.removeprefix(self.transfer.interim)
        return sent.removesuffix(self.transfer.excess) if self.transfer.excess else sent


@dataclass(frozen=True)
class Seen:
    """What a program made of a plan: its folder, and the exchanges that it was sent through, in order."""

    folder: Path
    answered: tuple[Answered, ...]

    @cached_property
    def files(self) -> list[Path]:
        """Those with another name while they grow as well: a killed program leaves them so."""
        return sorted(path for path in self.folder.rglob("*.warc.gz*") if path.is_file())

    @cached_property
    def records(self) -> list[Record]:
        return [record for path in self.files for record in walk(path)]

    @cached_property
    def by_url(self) -> dict[tuple[str, str], list[Record]]:
        table: dict[tuple[str, str], list[Record]] = {}
        for record in self.records:
            table.setdefault((record.type, record.url), []).append(record)
        return table

    def of(self, one: Answered, *kinds: str) -> Record | None:
        """The record of an exchange of one of these types."""
        return next((record for kind in kinds for record in self.by_url.get((kind, one.url), ())), None)

    def kinds(self, *kinds: str) -> list[Record]:
        return [record for record in self.records if record.type in kinds]

    def pairs(self, *kinds: str) -> Iterator[tuple[Answered, Record]]:
        """The answers that this table's transfers know, with their response records, where there is one."""
        for one in self.answered:
            record = self.of(one, "response")
            if record is not None and (not kinds or one.kind in kinds):
                yield one, record


@dataclass(frozen=True)
class Runs:
    """What one program was seen to do: `main` every kind of transfer, `again` the same addresses twice, `killed` runs
    that ended with SIGKILL; `named` one address of a host by its name; `early` the final names that a file had before it was whole."""

    main: Seen
    again: Seen
    killed: tuple[Seen, ...]
    named: Seen
    early: frozenset[str]
    posted: str = ""
    """The key that its index gives a POST; empty where it has no index."""
    wacz: Path | None = None


@dataclass
class Count:
    """`right` of `of` cases; `note` says what was wrong first."""

    right: int = 0
    of: int = 0
    note: str = ""
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.of:
            return f"n.a. {self.note}".strip()
        if self.right == self.of:
            return "yes"
        return f"no ({self.right} of {self.of}{': ' + self.note if self.note else ''})"


def count(cases: Iterable[tuple[bool, str]], *, none: str = "") -> Count:
    """Of pairs: whether it is right, and what to call it."""
    found = Count(note=none)
    for right, name in cases:
        found.right, found.of = found.right + right, found.of + 1
        if not right and name not in found.notes:
            found.notes.append(name)
    found.note = (", ".join(found.notes[:3]) + (" …" if len(found.notes) > 3 else "")) if found.of else none
    return found
