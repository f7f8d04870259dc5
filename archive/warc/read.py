"""Reading WARC and ARC files, our own and those of others: gzipped or not, one record a gzip member or all in one.

A file's name for the index is its final one, also while it is still `.open`. Records that share a member are named as
`archive.warc.shared` says.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archive.errors import WarcError
from archive.model import CaptureRow, Location
from archive.warc.members import MAGIC, MAX_MEMBER, Member, members, read_member
from archive.warc.parse import MAX_BLOCK, Record, parse_record
from archive.warc.recover import OPEN
from archive.warc.rows import row_of, rows_of
from archive.warc.shared import beginnings, shared
from archive.warc.split import MAX_HEAD, Extent, blank, extent, extents

__all__ = ["Record", "last_record", "read_record", "row_of", "rows", "walk"]

_KEEP = MAX_BLOCK + MAX_HEAD
_NO_RECORD = Extent(0, 0, 0)
UNNAMED = "shares its gzip member with more records than that has bytes"


def walk(path: Path, start: int = 0) -> Iterator[Record]:
    """Every record of a file from an offset on, the damaged ones with their reason."""
    name = path.name.removesuffix(OPEN)
    try:
        with path.open("rb") as file:
            if file.read(3) != MAGIC:
                yield from _plain(file, name, start)
                return
            for member in members(path, start, keep=_KEEP):
                yield from _of_member(file, member, name)
    except OSError as error:
        raise WarcError(f"cannot be read: {error.strerror}", path=path) from error


def rows(path: Path, start: int = 0) -> Iterator[CaptureRow]:
    """The index rows of a file from an offset on."""
    return rows_of(walk(path, start))


def _plain(file: BinaryIO, name: str, start: int) -> Iterator[Record]:
    size = file.seek(0, 2)
    if start >= size:
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        first = extent(data, blank(data, 0))
        arc = first is not None and data[first.start : first.start + 5] != b"WARC/"
        for at in extents(data, start, arc=arc):
            yield parse_record(data, at, Location(name, at.start, at.end - at.start))


def _of_member(file: BinaryIO, member: Member, name: str) -> Iterator[Record]:
    """The records of a member; nearly always it is one."""
    if member.size > len(member.data):
        found = shared(file, member.offset, keep=MAX_BLOCK)
        for number, data, damage in found:
            at = extent(data, 0) or _NO_RECORD
            cut = at.length > MAX_BLOCK
            whole = Extent(at.start, at.block, at.end, at.length, None if cut else at.damage)
            yield parse_record(data, whole, _place(name, member, number), damage or _crowded(member, number))
        return
    number = -1
    for number, at in enumerate(extents(member.data)):
        last = blank(member.data, at.end) >= len(member.data)
        damage = member.damage if last else None
        yield parse_record(member.data, at, _place(name, member, number), damage or _crowded(member, number))
    if number < 0:
        yield Record(_place(name, member, 0), "", (), b"", member.damage or "is an empty member")


def _place(name: str, member: Member, number: int) -> Location:
    number = min(number, member.length - 1)
    return Location(name, member.offset + number, member.length - number)


def _crowded(member: Member, number: int) -> str | None:
    return UNNAMED if number >= member.length else None


def read_record(path: Path, offset: int, length: int = MAX_MEMBER) -> Record:
    """The record at `offset`. WarcError where there is none, or a damaged one."""
    name = path.name.removesuffix(OPEN)
    try:
        with path.open("rb") as file:
            if file.read(3) != MAGIC:
                record = next(_plain(file, name, offset), None)
            else:
                record = _from_gzip(file, path, Location(name, offset, length))
    except FileNotFoundError:
        raise WarcError(
            "is missing; bring the file back (newsark verify tells what else is)", path=path
        ) from None
    except OSError as error:
        raise WarcError(f"cannot be read: {error.strerror}", path=path, offset=offset) from error
    if record is None or record.location.offset != offset:
        raise WarcError("damaged record: is not there; run: newsark verify", path=path, offset=offset)
    if record.damage is not None:
        raise WarcError(f"damaged record: {record.damage}; run: newsark verify", path=path, offset=offset)
    return record


def _from_gzip(file: BinaryIO, path: Path, place: Location) -> Record | None:
    """The record at a member's beginning, or the one that this offset names within a member before it."""
    end = min(place.offset + place.length, file.seek(0, 2))
    if end <= place.offset:  # the file was cut off before it
        return None
    member = read_member(file, place.offset, end, keep=_KEEP)
    first = next(_of_member(file, member, place.file), None)
    if first is not None and first.damage is None:
        return first
    for start in beginnings(path, place.offset - 1):
        found = shared(file, start, keep=MAX_BLOCK, first=place.offset - start)
        _, data, damage = next(found, (0, b"", None))
        at = extent(data, 0)
        if at is not None and damage is None and (at.damage is None or at.length > MAX_BLOCK):
            whole = Extent(at.start, at.block, at.end, at.length)
            return parse_record(data, whole, place)
    return first


def last_record(path: Path) -> Record | None:
    """The last record of a gzipped file, found from its end; None where the end is no whole member."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - (1 << 16))
        file.seek(start)
        tail = file.read()
    at = tail.rfind(MAGIC)
    while at >= 0:
        stream = zlib.decompressobj(31)
        try:
            data = stream.decompress(tail[at:])
            if stream.eof and not stream.unused_data and data.startswith(b"WARC/"):
                place = Location(path.name.removesuffix(OPEN), start + at, len(tail) - at)
                return parse_record(data, extent(data, 0) or _NO_RECORD, place)
        except zlib.error:
            pass
        at = tail.rfind(MAGIC, 0, at)
    return None
