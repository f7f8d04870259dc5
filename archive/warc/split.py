"""Pure: where records begin and end in a run of bytes: those of a plain file, or of one gzip member.

A WARC record is its header, a blank line, and as many bytes as its Content-Length says (section 4); an ARC record is one
line whose last word is the length (ARC 1.0, "File format"). Line ends between records are nobody's.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_HEAD = 1 << 20
"""Bytes of a record's header at most."""

Bytes = bytes | mmap.mmap

HEAD_END = re.compile(rb"\r?\n\r?\n")
VERSION = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
ARC_LINE = re.compile(
    rb"(?P<url>[A-Za-z][A-Za-z0-9+.-]*:[^\r\n]{0,65536}?) (?P<ip>[0-9A-Fa-f.:]{1,45}|-) (?P<date>\d{8,17}) "
    rb"(?P<mime>[^\r\n]{0,1024}?)(?P<more>(?: [^ \r\n]+){5})? (?P<length>\d{1,18})\r?\n"
)
"""ARC 1.0: address, IP, date, type, length; version 2 has five words more before the length."""
_LENGTH = re.compile(
    rb"\nContent-Length[ \t]*:[ \t]*(?:\r?\n[ \t]+)?0*(\d{1,18})[ \t]*(?=\r?\n)", re.IGNORECASE
)
_BLANK = re.compile(rb"[\r\n]*")
_NEXT = re.compile(rb"\n(?=WARC/\d)")


@dataclass(frozen=True, slots=True)
class Extent:
    """A record from `start` to `end`, its block from `block` on; `length` is what its header says of the block.

    `damage` says what is wrong with what lies there.
    """

    start: int
    block: int
    end: int
    length: int = 0
    damage: str | None = None


def extents(data: Bytes, at: int = 0, *, arc: bool = False) -> Iterator[Extent]:
    """The records of these bytes; behind damage the next place that looks like a header is tried.

    `arc` says that the file is an ARC, where only the length leads to the next record.
    """
    size = len(data)
    while (at := blank(data, at)) < size:
        found = extent(data, at)
        if found is None:
            end = size if arc else next_record(data, at)
            yield Extent(at, end, end, damage="does not begin with a WARC header")
        else:
            yield found
            end = found.end
        at = end


def extent(data: Bytes, at: int) -> Extent | None:
    """The record at `at`, whether whole or not; None where there is no header."""
    line = ARC_LINE.match(data, at)
    if line is not None:
        return _until(data, at, line.end(), int(line["length"]))
    if VERSION.match(data, at) is None:
        return None
    stop = HEAD_END.search(data, at, at + MAX_HEAD)
    if stop is None:
        return Extent(at, len(data), next_record(data, at), damage="breaks off in its header")
    length = _LENGTH.search(data, at, stop.end())
    if length is None:
        return Extent(at, stop.end(), next_record(data, stop.end() - 1), damage="has no Content-Length")
    return _until(data, at, stop.end(), int(length[1]))


def _until(data: Bytes, start: int, block: int, length: int) -> Extent:
    end = block + length
    if end <= len(data):
        return Extent(start, block, end, length)
    damage = f"is shorter than its Content-Length ({len(data) - block} of {length} bytes)"
    return Extent(start, block, len(data), length, damage)


def next_record(data: Bytes, at: int) -> int:
    """Where the next version line begins a line behind `at`, or the end."""
    found = _NEXT.search(data, at)
    return found.end() if found else len(data)


def blank(data: Bytes, at: int) -> int:
    """Behind the line ends at `at`."""
    found = _BLANK.match(data, at)
    return found.end() if found else at
