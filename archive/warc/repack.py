"""Giving each record a gzip member of its own (annex D.2), with the bytes of the records as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.warc.deflate import packer
from archive.warc.members import MAGIC, Member, members
from archive.warc.parse import MAX_BLOCK, Record
from archive.warc.read import walk
from archive.warc.shared import shared
from archive.warc.split import MAX_HEAD, extent, extents


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file holds: `damaged` are offset and reason; `shared` says that gzip members hold several records each.

    `unnamed` are whole records that no capture can be made of, with what they lack.
    """

    records: int
    damaged: tuple[tuple[int, str], ...]
    shared: bool
    unnamed: tuple[tuple[int, str], ...] = ()


MAX_DAMAGED = 1000
"""Damaged places of one file that are named; the rest is only counted among the records."""


def survey(path: Path) -> Survey:
    """Walks the file once."""
    with path.open("rb") as file:
        gzipped = file.read(3) == MAGIC
    records, together, end = 0, False, -1
    damaged: list[tuple[int, str]] = []
    unnamed: list[tuple[int, str]] = []
    for record in walk(path):
        place = record.location
        records += 1
        together = together or (gzipped and place.offset + place.length == end)
        end = place.offset + place.length
        if record.damage is not None and len(damaged) < MAX_DAMAGED:
            damaged.append((place.offset, record.damage))
        elif len(unnamed) < MAX_DAMAGED and (lack := _lack(record)):
            unnamed.append((place.offset, lack))
    return Survey(records, tuple(damaged), together, tuple(unnamed))


def _lack(record: Record) -> str:
    """What keeps a response, revisit or resource from being found again; empty if nothing does."""
    if record.damage is not None or record.type not in ("response", "revisit", "resource"):
        return ""
    if not record.url:
        return "has no WARC-Target-URI: no capture"
    if record.date is None:
        return "has no WARC-Date that can be read: no capture"
    return "" if record.record_id else "has no WARC-Record-ID: no capture"


def repack(path: Path, target: BinaryIO) -> None:
    """Writes the file again; members that hold one record keep their very bytes."""
    with path.open("rb") as file:
        for member in members(path, keep=MAX_BLOCK + MAX_HEAD):
            parts = _whole(file, member)
            if len(parts) == 1:
                _copy(file, member.offset, member.length, target)
                continue
            for data in parts or _streamed(file, member):
                target.write(_member(data))


def _whole(file: BinaryIO, member: Member) -> list[bytes]:
    """The records of a member that was read whole; none for a larger one."""
    if member.size > len(member.data):
        return []
    return [member.data[at.start : at.end] for at in extents(member.data)]


def _streamed(file: BinaryIO, member: Member) -> Iterator[bytes]:
    for _, data, _ in shared(file, member.offset, keep=MAX_BLOCK):
        found = extent(data, 0)
        if found is not None:
            yield data[: found.end]


def _member(data: bytes) -> bytes:
    gzip = packer()
    end = b"\r\n\r\n" if data.startswith(b"WARC/") else b"\n"
    return gzip.compress(data) + gzip.compress(end) + gzip.flush()


def _copy(file: BinaryIO, offset: int, length: int, target: BinaryIO) -> None:
    file.seek(offset)
    while length:
        piece = file.read(min(length, 1 << 20))
        if not piece:
            return
        target.write(piece)
        length -= len(piece)
