"""What revisits refer to, across files: 6.7 of WARC 1.1 says that a revisit stands for a record that lies elsewhere.

A record is remembered by eight bytes of a hash of its id, and eight of its address and second, so that ten million take
160 MB. Two that share a hash would hide one missing record among 10^12.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from archive.warc.parse import bare
from archive.warc.rules import Header

_TARGETS = frozenset({"response", "resource"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A revisit: where it lies, its id, and the hashes by which what it refers to may be known (0: not stated)."""

    offset: int
    record: str
    id: int
    place: int


@dataclass(slots=True)
class Ties:
    """Of one file: hashes of the records that may be referred to, and its revisits."""

    targets: array[int] = field(default_factory=lambda: array("Q"))
    wanted: list[Wanted] = field(default_factory=list)

    def add(self, offset: int, header: Header) -> None:
        kind, record = header.get("WARC-Type").lower(), bare(header.get("WARC-Record-ID"))
        if kind in _TARGETS:
            self.targets.append(_hash(record))
            self.targets.append(_place(header.get("WARC-Target-URI"), header.get("WARC-Date")))
        elif kind == "revisit":
            to, uri = bare(header.get("WARC-Refers-To")), header.get("WARC-Refers-To-Target-URI")
            date = header.get("WARC-Refers-To-Date")
            self.wanted.append(
                Wanted(offset, record, _hash(to) if to else 0, _place(uri, date) if uri and date else 0)
            )


def unmet(files: Iterable[tuple[str, Ties]]) -> Iterator[tuple[str, Wanted]]:
    """The revisits that state what they refer to, and that is in none of these files; each with its file."""
    held = list(files)
    known: set[int] = set()
    for _, ties in held:
        known.update(ties.targets)
    for name, ties in held:
        for one in ties.wanted:
            stated = [value for value in (one.id, one.place) if value]
            if stated and not any(value in known for value in stated):
                yield name, one


def _place(url: str, date: str) -> int:
    return _hash(f"{bare(url)} {date[:19]}")


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") or 1
