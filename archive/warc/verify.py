"""Checking any WARC file: every member, record, header rule and digest; each problem with its place and its rule.

Nothing stops the check but the end of the file: behind a damaged place it goes on at the next record that can be told.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import WarcError
from archive.warc.digests import matches, raw_digest
from archive.warc.http import entity_body, message, parse_response
from archive.warc.members import MAGIC, members
from archive.warc.parse import MAX_BLOCK, bare
from archive.warc.read import walk
from archive.warc.rules import Fault, Header, header_faults, read_header
from archive.warc.split import ARC_LINE, MAX_HEAD
from archive.warc.ties import Ties
from archive.warc.together import Together

_HEAD_END = b"\r\n\r\n"
_NEXT = re.compile(rb"WARC/[0-9]")


SHARED = "records that share gzip members with others: {:,}; WARC 1.1 advises one each (D.2), newsark import gives it"
REUSED = "records with the WARC-Record-ID of another one before them: {:,}"
"""Remarks, with the number of records."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: `offset` in bytes of the file (of the gzip member in a compressed one), `record` the WARC-Record-ID
    or empty, `rule` the section of WARC 1.1 with a short name."""

    file: str
    offset: int
    record: str
    rule: str
    message: str

    def __str__(self) -> str:
        record = f" {self.record}" if self.record else ""
        return f"{self.file}:{self.offset}:{record} {self.message} [{self.rule}]"


@dataclass(slots=True)
class Tally:
    """How much was checked so far; `ties` collects what revisits refer to and what they may."""

    files: int = 0
    records: int = 0
    bytes: int = 0
    remarks: Counter[str] = field(default_factory=Counter)
    """What is against advice or custom and breaks no rule -> how many records."""
    ties: Ties | None = None
    heard: Callable[[int], None] = lambda count: None
    """Told how many bytes of the files were passed."""

    def passed(self, count: int) -> None:
        self.bytes += count
        self.heard(count)


def verify(paths: Iterable[Path], *, deep: bool = True, tally: Tally | None = None) -> Iterator[Problem]:
    """The problems of these files, in order; `deep` also computes every digest. WarcError for one that cannot be read.

    `tally` is counted up on the way.
    """
    tally = tally or Tally()
    for path in paths:
        try:
            yield from _file(path, tally, deep=deep)
            tally.files += 1
        except OSError as error:
            raise WarcError(f"cannot be read: {error.strerror}", path=path) from error


def _file(path: Path, tally: Tally, *, deep: bool) -> Iterator[Problem]:
    if not path.stat().st_size:
        yield Problem(path.name, 0, "", "4 record", "is empty: a WARC file has one record at least")
        return
    with path.open("rb") as file:
        gzipped = file.read(3) == MAGIC
        if is_arc(path):
            checked = _arc(path, tally)
        else:
            checked = _gzipped(path, tally, deep=deep) if gzipped else _plain(file.fileno(), tally, deep=deep)
        for offset, record, fault in checked:
            yield Problem(path.name, offset, record, fault.rule, fault.message)


def is_arc(path: Path) -> bool:
    """Whether the file begins with an ARC record, gzipped or not."""
    with path.open("rb") as file:
        head = file.read(1 << 10)
    if head.startswith(MAGIC):
        try:
            head = zlib.decompressobj(31).decompress(head, 1 << 12)
        except zlib.error:
            return False
    return ARC_LINE.match(head.lstrip(b"\r\n")) is not None


def _arc(path: Path, tally: Tally) -> Found:
    """An ARC has neither digests nor rules to check: that each record is whole, and dated, is all."""
    end = 0
    for record in walk(path):
        tally.records += 1
        place = record.location
        tally.passed(max(0, place.offset + place.length - end))
        end = place.offset + place.length
        if record.damage is not None:
            yield place.offset, "", Fault("ARC record", record.damage)
        elif record.date is None:
            yield (
                place.offset,
                "",
                Fault("ARC date", f"has a malformed date: {record.get('WARC-Date')[:40]!r}"),
            )


Found = Iterator[tuple[int, str, Fault]]


def _plain(descriptor: int, tally: Tally, *, deep: bool) -> Found:
    together = Together()
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
        at = 0
        while at < len(data):
            checked = check_record(data, at, deep=deep)
            tally.passed(checked.end - at)
            yield from _faults(checked, at, tally, together)
            at = checked.end
    tally.remarks[REUSED] += together.reused


def _faults(checked: Checked, offset: int, tally: Tally, together: Together) -> Found:
    """Those of the record itself, and those that show beside the records before it."""
    tally.records += 1
    yield from ((offset, checked.id, fault) for fault in checked.faults)
    if checked.header is not None:
        if tally.ties is not None:
            tally.ties.add(offset, checked.header)
        yield from ((offset, checked.id, fault) for fault in together.add(checked.header))


def _gzipped(path: Path, tally: Tally, *, deep: bool) -> Found:
    together = Together()
    for member in members(path, keep=MAX_BLOCK + MAX_HEAD):
        tally.passed(member.length)
        if member.damage is not None:
            yield member.offset, "", Fault("D gzip", member.damage)
        elif member.size > len(member.data):
            fault = Fault("D size", f"is too large to be checked here ({member.size:,} bytes)")
            yield member.offset, "", fault
        else:
            yield from _member(member.data, member.offset, tally, together, deep=deep)
    tally.remarks[REUSED] += together.reused


def _member(data: bytes, offset: int, tally: Tally, together: Together, *, deep: bool) -> Found:
    if not data:
        yield offset, "", Fault("D gzip", "is an empty member")
    at = 0
    while at < len(data):
        checked = check_record(data, at, deep=deep)
        tally.remarks[SHARED] += bool(at)
        yield from _faults(checked, offset, tally, together)
        at = checked.end


@dataclass(frozen=True, slots=True)
class Checked:
    """A record that was checked; `end` is where the next one begins, `header` its header where it has a readable one."""

    id: str
    end: int
    faults: tuple[Fault, ...]
    header: Header | None = None


def check_record(data: bytes | mmap.mmap, at: int, *, deep: bool) -> Checked:
    """The record at `at` of a file's (or member's) bytes."""
    stop = data.find(_HEAD_END, at, at + MAX_HEAD)
    if stop < 0:
        header = read_header(_first_lines(data, at))
        faults = list(header_faults(header))
        if header.version:
            faults.append(Fault("4 header", "has a header that does not end with a blank line"))
        return Checked("", _next_record(data, at + 1), tuple(faults))
    header = read_header(data[at:stop])
    start, length = stop + len(_HEAD_END), header.length
    faults = list(header_faults(header))
    if not header.version or length is None:
        return Checked(_id(header), _next_record(data, at + 1), tuple(faults))
    end = start + length
    if end > len(data):
        faults.append(Fault("4 block", f"has {len(data) - start:,} bytes of its {length:,}: it breaks off"))
        return Checked(_id(header), _next_record(data, start), tuple(faults))
    if data[end : end + 4] != b"\r\n\r\n":
        faults.append(Fault("4 end", "does not end with two line ends (CRLF CRLF) behind its block"))
        return Checked(_id(header), _next_record(data, end), tuple(faults))
    if deep:
        faults += digest_faults(header, data[start:end])
    return Checked(_id(header), end + 4, tuple(faults), header)


def digest_faults(header: Header, block: bytes) -> Iterator[Fault]:
    """The digests that a record states and its bytes do not bear out."""
    yield from _digest_fault("5.8 block digest", header.get("WARC-Block-Digest"), (block,))
    if header.get("WARC-Type").lower() in ("revisit", "continuation") or header.get("WARC-Segment-Number"):
        return  # the payload is elsewhere, or only begins here
    yield from _digest_fault(
        "5.9 payload digest", header.get("WARC-Payload-Digest"), _payloads(header, block)
    )


def _payloads(header: Header, block: bytes) -> Iterator[bytes]:
    """The entity body (6.3.2), and what tools that forget the chunk framing take for it: both are met and accepted."""
    if not header.get("Content-Type").lower().startswith("application/http"):
        yield block
        return
    if header.get("WARC-Type").lower() == "request":
        yield message(block)[1]
        yield block.partition(_HEAD_END)[2]
        return
    http = parse_response(block)
    body = block[http.body_offset :]
    yield entity_body(http.headers, body)
    yield body


def _digest_fault(rule: str, stated: str, candidates: Iterable[bytes]) -> Iterator[Fault]:
    if not stated:
        return
    try:
        digest = raw_digest(stated)
    except ValueError as error:
        yield Fault(rule, f"states a digest that is none: {error}")
        return
    if digest is not None and not any(matches(digest, data) for data in candidates):
        yield Fault(rule, f"does not have the digest it states ({stated[:100]})")


def _id(header: Header) -> str:
    """Fit for one line of a report."""
    found = bare(header.get("WARC-Record-ID"))[:200]
    return found if found.isprintable() else repr(found)


def _first_lines(data: bytes | mmap.mmap, at: int) -> bytes:
    """What there is of a header without an end, up to the next record."""
    return bytes(data[at : min(_next_record(data, at + 1), at + MAX_HEAD)]).rstrip(b"\r\n")


def _next_record(data: bytes | mmap.mmap, at: int) -> int:
    """Where the next version line begins a line, or the end."""
    while True:
        found = data.find(b"\nWARC/", at)
        if found < 0:
            return len(data)
        if _NEXT.match(data, found + 1):
            return found + 1
        at = found + 1
