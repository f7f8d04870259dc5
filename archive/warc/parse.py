"""Pure: a WARC record from its bytes, and what its headers mean. Unknown fields and types are kept (section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.model import Headers, Location
from archive.warc.arc import arc_headers
from archive.warc.split import ARC_LINE, VERSION, Bytes, Extent

MAX_BLOCK = 256 << 20
"""Bytes of a record's block that are read into memory at most."""

_LINE_END = re.compile(r"\r?\n")
"""Of a header: Unicode's own line ends are part of a value."""
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z)?)?)?\Z", re.ASCII
)


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


def parse_record(data: Bytes, at: Extent, location: Location, damage: str | None = None) -> Record:
    """The record at `at` of these bytes, WARC or ARC; never raises."""
    damage = damage or at.damage
    if at.block <= at.start or VERSION.match(data, at.start) is None:
        block = data[at.block : min(at.end, at.block + MAX_BLOCK)]
        line = ARC_LINE.match(data, at.start)
        if line is None:
            return Record(location, "", (), b"", damage or "does not begin with a WARC header")
        headers = arc_headers(line, block)
        return Record(location, headers[0][1], headers, block, damage)
    headers = _headers(data[at.start : at.block])
    kind = next((value for name, value in headers if name.lower() == "warc-type"), "")
    block = data[at.block : min(at.end, at.block + MAX_BLOCK)]
    if damage and at.end == at.block:
        block = b""
    return Record(location, kind.lower(), headers, block, damage)


def _headers(head: bytes) -> Headers:
    found: list[tuple[str, str]] = []
    for line in _LINE_END.split(head.decode("utf-8", "replace"))[1:]:
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
    if int(second or 0) > 60:  # 60 is a leap second
        return None
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
