"""Walking a file member by member without trusting it: gzip members, or plain WARC, in bounded memory.

Damage is data: a member that cannot be read is yielded with its reason, and the walk goes on at the next place that
looks like the beginning of a member.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.warc.deflate import Errors, unpacker

MAGIC = b"\x1f\x8b\x08"
_STEP = 1 << 18
_RESERVED = 0xE0
"""Flags of a member's header that a reader must refuse (RFC 1952, section 2.3.1.2); not every unpacker does."""
MAX_MEMBER = 1 << 31
"""Bytes of a decompressed member beyond which it must not be packed more than a hundredfold: no text is, a bomb is."""


@dataclass(frozen=True, slots=True)
class Member:
    """A gzip member at `offset`, `length` bytes long on disk. `data` is what it holds, cut at the limit asked for
    (`size` is its whole length). `damage` says why it could not be read to its end."""

    offset: int
    length: int
    data: bytes
    size: int
    damage: str | None = None


def members(path: Path, start: int = 0, *, keep: int = MAX_MEMBER) -> Iterator[Member]:
    """The gzip members of a file from an offset on. Reads at most `keep` decompressed bytes of each into memory."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        offset, ahead = start, b""
        file.seek(start)
        while offset < end:
            member, ahead = _read(file, offset, end, ahead, keep)
            yield member
            if member.damage is None:
                offset += member.length
                continue
            following = _next_magic(file, offset + 1, end)
            if following is None:
                return
            offset, ahead = following, b""
            file.seek(offset)


def read_member(file: BinaryIO, offset: int, end: int, *, keep: int = MAX_MEMBER) -> Member:
    """The member at `offset`, which must end at `end` or before."""
    file.seek(offset)
    return _read(file, offset, end, b"", keep)[0]


def _read(file: BinaryIO, offset: int, end: int, ahead: bytes, keep: int) -> tuple[Member, bytes]:
    """The member at `offset`; `ahead` has been read of it already. Returns what was read of the one after it, too."""
    stream = unpacker()
    parts: list[bytes] = []
    size = kept = 0
    at = offset + len(ahead)
    raw = ahead
    try:
        while not stream.eof:
            if not raw:
                raw = file.read(min(_STEP, end - at))
                at += len(raw)
            if not raw:
                return Member(offset, end - offset, b"".join(parts), size, "breaks off"), b""
            if size == 0 and len(raw) > 3 and at - len(raw) == offset and raw[3] & _RESERVED:
                return Member(offset, 1, b"", 0, "cannot be unpacked (flags that no gzip has)"), b""
            piece = stream.decompress(raw, _STEP)
            raw = stream.unconsumed_tail
            size += len(piece)
            if kept < keep and piece:
                parts.append(piece[: keep - kept])
                kept += len(parts[-1])
            if size > MAX_MEMBER and size > 100 * (at - offset):
                return Member(offset, at - offset, b"".join(parts), size, "unpacks to no end"), b""
    except Errors as error:
        damage = f"cannot be unpacked ({error})"
        return Member(offset, max(1, at - offset), b"".join(parts), size, damage), b""
    ahead = stream.unused_data
    return Member(offset, at - offset - len(ahead), b"".join(parts), size), ahead


def _next_magic(file: BinaryIO, start: int, end: int) -> int | None:
    file.seek(start)
    before = b""
    while start < end:
        piece = before + file.read(_STEP)
        found = piece.find(MAGIC)
        if found >= 0:
            return start - len(before) + found
        start = file.tell()
        before = piece[-2:]
        if len(piece) <= 2:
            return None
    return None
