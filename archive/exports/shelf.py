"""Captures copied into WARC files of their own: records byte for byte, whatever they lean on along with them.

A revisit is followed by nothing that is elsewhere: the capture whose payload it repeats is put in before it. So the
files can be read without the home. Memory is bounded: what is in already is asked of an index on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from archive.errors import NotFound, WarcError
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, Location
from archive.warc import record
from archive.warc.members import MAGIC
from archive.warc.nonget import request_query
from archive.warc.parse import Record, bare
from archive.warc.read import read_record, walk
from archive.warc.resolve import Resolver

MAX_BYTES = 1 << 30
_STEP = 1 << 20
_BATCH = 500

Opener = Callable[[str, int], BinaryIO]
"""Opens the next file of this name, for so many bytes at least; the shelf closes it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the captures come from: the home's index and files, and what readers may not have."""

    index: CaptureIndex
    folder: Path
    withheld: Callable[[CaptureRow], bool]


class Shelf:
    """WARC files that are being filled. `index` holds what is in them, at its place there; `skipped` says what could
    not be put in. Close it to have everything written."""

    def __init__(
        self,
        source: Source,
        open_file: Opener,
        index: Path,
        about: record.Fields,
        now: datetime,
        *,
        prefix: str = "data",
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._source, self._open_file, self._about, self._now = source, open_file, about, now
        self._prefix, self._max = prefix, max_bytes
        self._resolver = Resolver(source.index, source.folder)
        self.index = CaptureIndex(index)
        self._file: BinaryIO | None = None
        self._name, self._size = "", 0
        self._fresh: dict[str, CaptureRow] = {}
        self.names: list[str] = []
        self.captures = 0
        self.skipped: list[str] = []

    def add(self, row: CaptureRow) -> bool:
        """Puts a capture in, if it is not in yet and can be read; whether it is in now."""
        if row.record_id in self._fresh or self.index.by_record(row.record_id) is not None:
            return True
        try:
            if row.kind == "revisit" and not self._original(row):
                self.skipped.append(f"{row.record_id}: what it repeats is withheld")
                return False
            self._copy(row)
        except (WarcError, NotFound) as error:
            self.skipped.append(f"{row.record_id}: {error}")
            return False
        return True

    def close(self) -> None:
        self._flush()
        if self._file is not None:
            self._file.close()
            self._file = None

    def asked(self, row: CaptureRow) -> tuple[str, str] | None:
        """Method and fields of the request that the capture answers, for keys that have them; read again, for viewers
        that make keys of their own. None for GET, and where the request does not lie behind its answer."""
        known = self._source.index.by_record(row.record_id) if "__wb_method=" in row.surt else None
        request = _request_behind(self._resolver.whole(known.location.file), known) if known else b""
        method, _, fields = request_query(request).removeprefix("__wb_method=").partition("&")
        return (method, fields) if method else None

    def nothing(self) -> NotFound:
        """What to raise where no capture was put in: there was none, or none could be read."""
        if not self.skipped:
            return NotFound("nothing to export: no captures answer to that")
        many = f" (and {len(self.skipped) - 1:,} more)" if len(self.skipped) > 1 else ""
        return NotFound(f"nothing to export; {self.skipped[0]}{many}")

    def _original(self, row: CaptureRow) -> bool:
        """The capture with a revisit's payload, put in as well; False where readers may not have it."""
        place = self._resolver.capture(row).body_location
        original = next(self._source.index.rows_of(place.file, place.offset), None)
        if original is None or original.location != place:
            raise NotFound(f"{row.url}: the capture that it repeats is not in the index")
        return not self._source.withheld(original) and self.add(original)

    def _copy(self, row: CaptureRow) -> None:
        pieces = members_of(self._resolver.whole(row.location.file), row)
        first = next(pieces)
        if self._file is None or self._size + row.location.length > self._max:
            self._next_file(row.location.length)
        place = Location(self._name, self._size, 0)
        self._put(first)
        self._fresh[row.record_id] = replace(row, location=replace(place, length=self._size - place.offset))
        for piece in pieces:
            self._put(piece)
        self.captures += 1
        if len(self._fresh) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self.index.add(self._fresh.values())
        self._fresh.clear()

    def _next_file(self, expected: int) -> None:
        if self._file is not None:
            self._file.close()
        self._name = f"{self._prefix}-{len(self.names) + 1:05}.warc.gz"
        self._file, self._size = self._open_file(self._name, expected), 0
        self.names.append(self._name)
        head = [("WARC-Type", "warcinfo"), ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>")]
        head += [("WARC-Date", record.warc_date(self._now)), ("WARC-Filename", self._name)]
        self._put(record.member([*head, ("Content-Type", record.FIELDS)], record.fields(self._about)))

    def _put(self, piece: bytes | Span) -> None:
        assert self._file is not None
        if isinstance(piece, bytes):
            self._file.write(piece)
            self._size += len(piece)
            return
        for part in piece.read():
            self._file.write(part)
            self._size += len(part)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a file, copied in pieces."""

    path: Path
    offset: int
    length: int

    def read(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(self.offset)
            left = self.length
            while left and (part := file.read(min(_STEP, left))):
                left -= len(part)
                yield part


def _request_behind(path: Path, row: CaptureRow) -> bytes:
    """The block of a capture's request; empty where none is behind it and tied to it."""
    try:
        near = walk(path, row.location.offset)
        next(near, None)
        for record in near:
            if not _is_tied(record, row.record_id):
                break
            if record.type == "request":
                return record.block
    except WarcError:
        pass
    return b""


def members_of(path: Path, row: CaptureRow) -> Iterator[bytes | Span]:
    """The gzip members of a capture: its record, then those behind it that are tied to it (WARC-Concurrent-To).

    As they are in the file where they are members of their own; made of their headers and block where they are not
    gzipped, share a member, or are ARC. WarcError where the record cannot be read.
    """
    gzipped = _has_member(path, 0)
    near = (
        walk(path, row.location.offset) if not gzipped or _has_member(path, row.location.offset) else iter(())
    )
    main = next(near, None)
    if main is None or main.record_id != row.record_id:
        main, near = read_record(path, row.location.offset, row.location.length), iter(())
        gzipped = False  # it shares its member with records before it
        if main.record_id != row.record_id:
            raise WarcError("holds another record than the index says", path=path, offset=row.location.offset)
    if main.damage is not None:
        raise WarcError(f"damaged record: {main.damage}", path=path, offset=row.location.offset)
    for this, following in _pairs(main, near):
        alone = gzipped and (following is None or following.location.offset >= _end(this))
        yield Span(path, this.location.offset, this.location.length) if alone else _member(this)
        if following is None or following.damage is not None or not _is_tied(following, row.record_id):
            return


def _pairs(first: Record, rest: Iterator[Record]) -> Iterator[tuple[Record, Record | None]]:
    this: Record | None = first
    while this is not None:
        following = next(rest, None)
        yield this, following
        this = following


def _end(one: Record) -> int:
    return one.location.offset + one.location.length


def _is_tied(one: Record, record_id: str) -> bool:
    return any(
        name.lower() == "warc-concurrent-to" and bare(value) == record_id for name, value in one.headers
    )


def _has_member(path: Path, offset: int) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(3) == MAGIC
    except OSError as error:
        raise WarcError(f"cannot be read: {error.strerror}", path=path) from error


def _member(one: Record) -> bytes:
    """A record that has no member of its own, with the block digest and length that `member` gives it."""
    own = {"content-length", "warc-block-digest"}
    return record.member([pair for pair in one.headers if pair[0].lower() not in own], one.block)
