"""Pure: a WARC record from its bytes, and what its headers mean. Unknown fields and types are kept (section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.model import Headers, Location

MAX_BLOCK = 256 << 20
"""Bytes of a record's block that are read into memory at most."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z)?)?)?\Z")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_VERSION = re.compile(rb"WARC/\d+\.\d+\r?\n")
MAX_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A WARC record. `headers` in order with repeats; `block` is cut at MAX_BLOCK; `damage` says what is wrong with it
    (then `type` may be empty)."""

    location: Location
    type: str
    headers: Headers
    block: bytes
    damage: str | None = None

    def get(self, name: str, default: str = "") -> str:
        """The first header of this name."""
        name = name.lower()
        return next((value for key, value in self.headers if key.lower() == name), default)

    @property
    def record_id(self) -> str:
        """Without angle brackets."""
        return bare(self.get("WARC-Record-ID"))

    @property
    def url(self) -> str:
        return bare(self.get("WARC-Target-URI"))

    @property
    def date(self) -> datetime | None:
        return parse_date(self.get("WARC-Date"))


def parse_record(data: bytes, location: Location, damage: str | None = None) -> Record:
    """A record from its bytes; never raises. Unknown fields and types are kept (section 4)."""
    end = _HEAD_END.search(data, 0, MAX_HEAD)
    if end is None or not _VERSION.match(data):
        return Record(location, "", (), b"", damage or "does not begin with a WARC header")
    headers = _headers(data[: end.start()])
    found = Record(location, "", headers, b"")
    stated = found.get("Content-Length")
    block = data[end.end() :]
    if not stated.isdigit():
        damage = damage or "has no Content-Length"
    elif damage is None and len(block) < min(int(stated), MAX_BLOCK):
        damage = f"is shorter than its Content-Length ({len(block)} of {stated} bytes)"
    block = block[: int(stated)] if stated.isdigit() else block
    return Record(location, found.get("WARC-Type").lower(), headers, block, damage)


def _headers(head: bytes) -> Headers:
    found: list[tuple[str, str]] = []
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        else:
            name, colon, value = line.partition(":")
            if colon:
                found.append((name.strip(), value.strip()))
    return tuple(found)


def bare(value: str) -> str:
    """Without the angle brackets that record ids have and WARC 1.0 put around target addresses too."""
    return value[1:-1] if value.startswith("<") and value.endswith(">") else value


def parse_date(text: str) -> datetime | None:
    """A WARC-Date (W3C profile of ISO 8601, one to nine digits of a second) as an instant of microseconds."""
    found = _DATE.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction = found.groups()
    try:
        whole = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            min(int(second or 0), 59),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    return whole + timedelta(microseconds=int((fraction or "0").ljust(6, "0")[:6]))


def warc_fields(block: bytes) -> dict[str, str]:
    """`application/warc-fields` as a mapping; of a repeated name the first."""
    found: dict[str, str] = {}
    for name, value in _headers(b"\r\n" + block):
        found.setdefault(name, value)
    return found
