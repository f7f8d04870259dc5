"""Integer keys of projected rows, computed from what the row is: the same in every database, in any order of arrival.

SQLite tables are fastest and smallest with an integer key that grows with time, so a key is a time in its high bits and
a hash of the row's own name in its low bits. Two names that meet in one key (for captures: two of 2^21 within one
millisecond) are kept apart by the store, which takes the next free number; nothing but the number then depends on order.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from archive.urls import normalise

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH, _MINUTE, _MS = _EPOCH.replace(tzinfo=None), timedelta(minutes=1), timedelta(milliseconds=1)
_MS_BITS, _CAPTURE_HASH_BITS = 42, 21
_MINUTE_BITS, _TEXT_HASH_BITS = 27, 36

_ISO = re.compile(
    r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_SAME_PLACE = re.compile(r"https?://(?:www\.(?=[^/]*\.))?", re.ASCII)
_NORMAL = re.compile(r"https?://[a-z0-9.-]+(?:/(?!\.)[A-Za-z0-9._~-]*)+", re.ASCII)
"""Addresses, most of those that news has, that `normalise` leaves as they are: it need not be asked."""


def capture_key(record_id: str, date: datetime) -> int:
    """Milliseconds since 1970 (42 bits, until 2109) and 21 bits of the record id's hash: below 2^63."""
    return first_key(date) | _hash(record_id, _CAPTURE_HASH_BITS)


def first_key(date: datetime) -> int:
    """The smallest key that a capture of this millisecond or a later one may have."""
    return _clamp((date - _EPOCH) // _MS, _MS_BITS) << _CAPTURE_HASH_BITS


def page_key(url: str) -> int:
    """63 bits of the hash of the normalised address without scheme, `www.` and closing slash.

    Sites move from http to https and from one of the others to its sibling without their articles becoming new ones.
    Letter case of the path stays (SURT gives it up): short addresses tell articles apart by it.
    """
    address = url if _NORMAL.fullmatch(url) else normalise(url)
    return _hash(_SAME_PLACE.sub("", address).rstrip("/"), 63)


def text_key(page: int, digest: str, published: datetime | None) -> int:
    """Minutes since 1970 of the stated publication time (27 bits; 0 if none) and 36 bits of page and digest.

    `published` is naive, as `parse_moment` gives it.
    """
    minutes = 0 if published is None else (published - _NAIVE_EPOCH) // _MINUTE
    return _clamp(minutes, _MINUTE_BITS) << _TEXT_HASH_BITS | _hash(f"{page} {digest}", _TEXT_HASH_BITS)


def parse_moment(text: str | None) -> datetime | None:
    """A naive datetime to sort by: in UTC where the text has an offset, else as printed; cut dates begin their period."""
    found = _ISO.fullmatch(text or "")
    if found is None:
        return None
    *numbers, offset = found.groups()
    year, month, day, hour, minute, second = (int(n) if n else None for n in numbers)
    try:
        moment = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, min(second or 0, 59))  # noqa: DTZ001
        return moment - _offset(offset)
    except (ValueError, OverflowError):
        return None


def stamp(date: datetime) -> str:
    """A UTC instant as text of fixed width, so that text order is time order: `2026-11-23T08:00:00.000000Z`."""
    if date.tzinfo is not UTC:
        date = date.astimezone(UTC)
    return date.isoformat(timespec="microseconds")[:26] + "Z"


def _offset(text: str | None) -> timedelta:
    if not text or text == "Z":
        return timedelta()
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return -size if text[0] == "-" else size


def _clamp(number: int, bits: int) -> int:
    return max(0, min(number, (1 << bits) - 1))


def _hash(name: str, bits: int) -> int:
    digest = sha256(name.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits)
