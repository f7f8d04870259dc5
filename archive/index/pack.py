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

from archive.index.schema import OFFSET_BITS
from archive.model import CaptureRow, Location

KINDS: Final = ("response", "revisit", "resource", "metadata")
"""Their places are the numbers in the database: append only."""

COLUMNS = (
    f"u.url, u.surt, c.time, f.name, c.place & {(1 << OFFSET_BITS) - 1}, c.length, c.kind, c.status, m.name, c.digest, c.record, c.refers_to, "
    "c.refers_to_url, c.refers_to_time, c.truncated"
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA1 = re.compile(r"sha1:[A-Z2-7]{32}")

Row = tuple[
    str | int,
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
        url=unpack_url(url, surt),
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


_BEGINNINGS = ("http://", "https://", "http://www.", "https://www.")
"""How most addresses begin; their places are the numbers in the database: append only."""

_PLAIN_KEY = re.compile(r"([a-z0-9,-]+)\)(/.*)", re.DOTALL)


def pack_url(url: str, surt: str) -> str | int:
    """The number of how the address begins where the rest follows from its key, which is so for most; else itself."""
    rest = _follows(surt)
    if rest is not None and url.endswith(rest):
        beginning = url[: -len(rest)]
        if beginning in _BEGINNINGS:
            return _BEGINNINGS.index(beginning)
    return url


def unpack_url(url: str | int, surt: str) -> str:
    return url if isinstance(url, str) else _BEGINNINGS[url] + (_follows(surt) or "")


def _follows(surt: str) -> str | None:
    """Host and path as a key of the common form says them."""
    found = _PLAIN_KEY.fullmatch(surt)
    return ".".join(reversed(found[1].split(","))) + found[2] if found else None


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
