"""Checking any WARC file: every member, record, header rule and digest; each problem with its place and its rule.

Nothing stops the check but the end of the file: behind a damaged place it goes on at the next record that can be told.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import WarcError
from archive.warc.digests import matches, raw_digest
from archive.warc.http import entity_body, parse_response
from archive.warc.members import MAGIC, members
from archive.warc.parse import MAX_BLOCK, bare
from archive.warc.read import walk
from archive.warc.rules import Fault, Header, header_faults, read_header
from archive.warc.split import ARC_LINE, MAX_HEAD
from archive.warc.ties import Ties

_HEAD_END = b"\r\n\r\n"
_NEXT = re.compile(rb"WARC/[0-9]")


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
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
        at = 0
        while at < len(data):
            checked = check_record(data, at, deep=deep)
            tally.records += 1
            tally.passed(checked.end - at)
            _tie(tally, at, checked)
            yield from ((at, checked.id, fault) for fault in checked.faults)
            at = checked.end


def _tie(tally: Tally, offset: int, checked: Checked) -> None:
    if tally.ties is not None and checked.header is not None:
        tally.ties.add(offset, checked.header)


def _gzipped(path: Path, tally: Tally, *, deep: bool) -> Found:
    """Annex D.2: each record in a member of its own."""
    for member in members(path, keep=MAX_BLOCK + MAX_HEAD):
        tally.passed(member.length)
        if member.damage is not None:
            yield member.offset, "", Fault("D gzip", member.damage)
        elif member.size > len(member.data):
            fault = Fault("D size", f"is too large to be checked here ({member.size:,} bytes)")
            yield member.offset, "", fault
        else:
            faults = _member(member.data, member.offset, tally, deep=deep)
            yield from ((member.offset, id, fault) for id, fault in faults)


def _member(data: bytes, offset: int, tally: Tally, *, deep: bool) -> Iterator[tuple[str, Fault]]:
    if not data:
        yield "", Fault("D gzip", "is an empty member")
    at = 0
    while at < len(data):
        checked = check_record(data, at, deep=deep)
        tally.records += 1
        _tie(tally, offset, checked)
        if at:
            yield checked.id, Fault("D.2 member", "shares its gzip member with another record")
        yield from ((checked.id, fault) for fault in checked.faults)
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
        fault = Fault("4 header", "has a header that does not end with a blank line")
        return Checked("", _next_record(data, at + 1), (*header_faults(header), fault))
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
