"""Reading WARC files, our own and those of others: records, and their rows for the index.

Both readings of the payload digest of chunked bodies are met in the wild; newsark writes the one of WARC 1.1 and does
not refuse the other. A file's name for the index is its final one, also while it is still `.open`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from archive.errors import WarcError
from archive.model import CaptureRow, Location
from archive.urls import surt
from archive.warc.http import parse_response
from archive.warc.members import MAGIC, MAX_MEMBER, members, read_member
from archive.warc.parse import MAX_BLOCK, MAX_HEAD, Record, bare, parse_date, parse_record
from archive.warc.plain import plain_records
from archive.warc.recover import OPEN

__all__ = ["Record", "last_record", "read_record", "row_of", "rows", "walk"]

MANY = "its gzip member holds more records, which cannot be read apart; run: warcio recompress FILE NEW"
_HEAD_END = re.compile(rb"\r?\n\r?\n")


def walk(path: Path, start: int = 0) -> Iterator[Record]:
    """Every record of a file from an offset on, the damaged ones with their reason."""
    name = path.name.removesuffix(OPEN)
    try:
        with path.open("rb") as file:
            gzipped = file.read(3) == MAGIC
        if not gzipped:
            for offset, length, data, damage in plain_records(path, start, keep=MAX_BLOCK):
                yield parse_record(data, Location(name, offset, length), damage)
            return
        for member in members(path, start, keep=MAX_BLOCK + MAX_HEAD):
            record = parse_record(member.data, Location(name, member.offset, member.length), member.damage)
            yield record
            if _holds_more(member.data, record):
                yield Record(record.location, "", (), b"", MANY)
    except OSError as error:
        raise WarcError(f"cannot be read: {error.strerror}", path=path) from error


def _holds_more(data: bytes, record: Record) -> bool:
    """Whether records follow the first one of a member, against annex D.2: their place could not be named."""
    if record.damage is not None or len(record.block) == MAX_BLOCK:
        return False
    head = _HEAD_END.search(data, 0, MAX_HEAD)
    return head is not None and data[head.end() + len(record.block) :].lstrip(b"\r\n").startswith(b"WARC/")


def read_record(path: Path, offset: int, length: int = MAX_MEMBER) -> Record:
    """The record at `offset`. WarcError where there is none, or a damaged one."""
    try:
        with path.open("rb") as file:
            gzipped = file.read(3) == MAGIC
        if gzipped:
            member = read_member(
                path, offset, min(length, path.stat().st_size - offset), keep=MAX_BLOCK + MAX_HEAD
            )
            data, damage = member.data, member.damage
        else:
            _, length, data, damage = next(
                plain_records(path, offset, keep=MAX_BLOCK), (0, 0, b"", "is not there")
            )
    except OSError as error:
        raise WarcError(f"cannot be read: {error.strerror}", path=path, offset=offset) from error
    record = parse_record(data, Location(path.name.removesuffix(OPEN), offset, length), damage)
    if record.damage is not None:
        raise WarcError(f"damaged record: {record.damage}; run: newsark status", path=path, offset=offset)
    return record


def row_of(record: Record) -> CaptureRow | None:
    """The index row of a record; None for those that are no captures (requests, warcinfo, facts about other records)."""
    url, date = record.url, record.date
    if record.damage is not None or not url or date is None or not record.record_id:
        return None
    if record.type in ("response", "revisit") and record.get("Content-Type").lower().startswith(
        "application/http"
    ):
        return _http_row(record, url, date)
    if record.type == "resource":
        mime = record.get("Content-Type").partition(";")[0].strip().lower() or None
        digest = record.get("WARC-Payload-Digest") or record.get("WARC-Block-Digest") or None
        return _row(record, url, date, "resource", 200, mime, digest)
    if record.type == "revisit":
        return _row(record, url, date, "revisit", None, None, record.get("WARC-Payload-Digest") or None)
    if record.type == "metadata" and _is_failure(record):
        return CaptureRow(
            record.record_id, url, surt(url), date, record.location, "metadata", None, None, None
        )
    return None


def rows(path: Path, start: int = 0) -> Iterator[CaptureRow]:
    """The index rows of a file from an offset on."""
    return (row for record in walk(path, start) if (row := row_of(record)) is not None)


def _is_failure(record: Record) -> bool:
    return not record.get("WARC-Concurrent-To") and record.block.startswith(b"outcome: ")


def _http_row(record: Record, url: str, date: datetime) -> CaptureRow:
    http = parse_response(record.block)
    mime = http.header("content-type").partition(";")[0].strip().lower() or None
    kind = "revisit" if record.type == "revisit" else "response"
    return _row(record, url, date, kind, http.status, mime, record.get("WARC-Payload-Digest") or None)


def _row(
    record: Record,
    url: str,
    date: datetime,
    kind: str,
    status: int | None,
    mime: str | None,
    digest: str | None,
) -> CaptureRow:
    return CaptureRow(
        record_id=record.record_id,
        url=url,
        surt=surt(url),
        date=date,
        location=record.location,
        kind=kind,  # type: ignore[arg-type]  # one of the four by its callers
        status=status,
        mime=mime,
        digest=digest,
        refers_to=bare(record.get("WARC-Refers-To")) or None,
        refers_to_url=bare(record.get("WARC-Refers-To-Target-URI")) or None,
        refers_to_date=parse_date(record.get("WARC-Refers-To-Date")),
        truncated=record.get("WARC-Truncated") or None,
    )


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
                return parse_record(data, Location(path.name.removesuffix(OPEN), start + at, len(tail) - at))
        except zlib.error:
            pass
        at = tail.rfind(MAGIC, 0, at)
    return None
