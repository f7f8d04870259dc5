"""Records that share one gzip member, against annex D.2: many tools have packed whole files as one.

Such a record has no offset of its own. Here it is named `offset of the member + its number in it`: unique, in the order
of the file, within the member's bytes, and found again by looking back for where the member begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archive.warc.deflate import Errors, unpacker
from archive.warc.members import MAGIC
from archive.warc.split import MAX_HEAD, blank, extent, next_record

_STEP = 1 << 18
_BACK = 1 << 20
"""Bytes to look back for the beginning of a member: as many records may share one."""


class Inflow:
    """The unpacked bytes of the member at `offset`, a window at a time. `damage` says why it ended early."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        file.seek(offset)
        self._file, self._stream, self._raw = file, unpacker(), b""
        self.window = b""
        self.ended = False
        self.damage: str | None = None

    def fill(self, size: int) -> bool:
        """Makes the window at least so long; False where the member ends before."""
        parts, has = [self.window], len(self.window)
        while has < size and not self.ended:
            piece = self._more()
            parts.append(piece)
            has += len(piece)
        if len(parts) > 1:
            self.window = b"".join(parts)
        return has >= size

    def drop(self, size: int) -> None:
        """Leaves out the next `size` bytes, in a window's room."""
        while size > len(self.window) and not self.ended:
            size -= len(self.window)
            self.window = self._more()
        self.window = self.window[size:]

    def _more(self) -> bytes:
        if not self._raw:
            self._raw = self._file.read(_STEP)
        if not self._raw:
            self.ended, self.damage = True, "breaks off"
            return b""
        try:
            piece = self._stream.decompress(self._raw, _STEP)
        except Errors as error:
            self.ended, self.damage = True, f"cannot be unpacked ({error})"
            return b""
        self._raw = self._stream.unconsumed_tail
        self.ended = self._stream.eof
        return piece


def shared(
    file: BinaryIO, offset: int, *, keep: int, first: int = 0
) -> Iterator[tuple[int, bytes, str | None]]:
    """Number, bytes (header and at most `keep` of the block) and damage of the member's records, from number `first` on."""
    flow, number, told = Inflow(file, offset), 0, False
    while True:
        while flow.fill(1) and (line_ends := blank(flow.window, 0)):
            flow.drop(line_ends)
        if not flow.window:
            break
        _head(flow)
        found = extent(flow.window, 0)
        if found is None:
            flow.drop(max(1, next_record(flow.window, 0)))
            yield number, b"", "does not begin with a WARC header"
        else:
            kept = found.block + min(found.length, keep)
            if number >= first:
                flow.fill(kept)
                told = flow.damage is not None
                yield number, flow.window[:kept], flow.damage
            flow.drop(found.block + found.length)
        number += 1
    if flow.damage and not told and number >= first:
        yield number, b"", flow.damage


def _head(flow: Inflow) -> None:
    """A whole header in the window, as far as there is one."""
    size = 4096
    while flow.fill(size) and size < MAX_HEAD:
        found = extent(flow.window, 0)
        if found is None or found.block < len(flow.window) or found.damage is None:
            return
        size *= 4


def beginnings(path: Path, offset: int) -> Iterator[int]:
    """Where a gzip member may begin at `offset` or before it, the nearest first."""
    start = max(0, offset - _BACK)
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(offset - start + len(MAGIC))
    at = data.rfind(MAGIC)
    while at >= 0:
        yield start + at
        at = data.rfind(MAGIC, 0, at + len(MAGIC) - 1) if at else -1
