"""Pure: between the values of a CaptureRow and their compact forms in the index.

A SHA-1 digest is 20 bytes instead of 37 letters, a UUID 16 instead of 45; what has another form is kept as text.
Times are microseconds since 1970.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from archive.model import CaptureRow, Location

KINDS: Final = ("response", "revisit", "resource", "metadata")
"""Their places are the numbers in the database: append only."""

COLUMNS = (
    "u.url, u.surt, c.time, f.name, c.offset, c.length, c.kind, c.status, m.name, c.digest, c.record, c.refers_to, "
    "c.refers_to_url, c.refers_to_time, c.truncated"
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA1 = re.compile(r"sha1:[A-Z2-7]{32}")

Row = tuple[
    str,
    str,
    int,
    str,
    int,
    int,
    int,
    int | None,
    str | None,
    object,
    object,
    object,
    str | None,
    int | None,
    str | None,
]


def unpack(row: Row) -> CaptureRow:
    """A row of COLUMNS as the CaptureRow it was."""
    (
        url,
        surt,
        time,
        file,
        offset,
        length,
        kind,
        status,
        mime,
        digest,
        record,
        refers,
        refers_url,
        refers_time,
        cut,
    ) = row
    return CaptureRow(
        record_id=unpack_record(record) or "",
        url=url,
        surt=surt,
        date=unpack_time(time),
        location=Location(file, offset, length),
        kind=KINDS[kind],
        status=status,
        mime=mime,
        digest=unpack_digest(digest),
        refers_to=unpack_record(refers),
        refers_to_url=refers_url,
        refers_to_date=None if refers_time is None else unpack_time(refers_time),
        truncated=cut,
    )


def pack_time(date: datetime) -> int:
    return (date - _EPOCH) // _MICROSECOND


def unpack_time(time: int) -> datetime:
    return _EPOCH + time * _MICROSECOND


def pack_record(record: str | None) -> bytes | str | None:
    return UUID(record[9:]).bytes if record is not None and _UUID.fullmatch(record) else record


def unpack_record(value: object) -> str | None:
    return (
        f"urn:uuid:{UUID(bytes=value)}" if isinstance(value, bytes) else None if value is None else str(value)
    )


def pack_digest(digest: str | None) -> bytes | str | None:
    if digest is not None and _SHA1.fullmatch(digest):
        try:
            return base64.b32decode(digest[5:])
        except binascii.Error:
            pass
    return digest


def unpack_digest(value: object) -> str | None:
    if isinstance(value, bytes):
        return "sha1:" + base64.b32encode(value).decode("ascii")
    return None if value is None else str(value)
