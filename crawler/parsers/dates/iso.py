"""Machine-readable moments: ISO 8601 in its usual spellings, RFC 822 and Unix epochs, cut at the stated precision."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from crawler.parsers.dates.moments import find_moments
from crawler.parsers.dates.numerals import fold

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d\d?/\d\d?|\d{8})(?:(?:[t_ ]|, | - ){1,2}(?P<h>\d{1,2}):?(?P<m>\d\d)(?::?(?P<s>\d\d)(?:[.,]\d{1,9})?)?"
    r" ?(?P<ap>[ap]\.?m\.?)? ?(?P<z>z|utc|gmt|[+-] ?\d\d?:?\d{0,2})?)?(?P<rest>.*)$",
    re.S,
)
_DIGITS = re.compile(r"(?P<day>(?:19|20)\d{6})(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)?(?P<ap>)(?P<z>)(?P<rest>)$")
_MONTH = re.compile(r"(\d{4})-(\d\d)$")
_EPOCH = re.compile(r"[12]\d{9}(?:\d{3})?$")
_EARLIEST, _LATEST = 1990, 2039
MAX_CHARS = 80


@lru_cache(maxsize=500)
def read_machine(text: str, *, language: str | None = None, country: str | None = None) -> str | None:
    """ISO 8601 of a machine-readable value, with an offset only where it states one. None for anything else.

    An epoch (seconds or milliseconds) is an instant: `+00:00`.
    """
    text = fold(text[:MAX_CHARS]).strip().strip("\"'[]")
    if _EPOCH.match(text):
        return from_epoch(int(text[:10]))
    if (m := _DIGITS.match(text) or _ISO.match(text)) and (found := _from_iso(m)):
        return found
    if (m := _MONTH.match(text)) and 1 <= int(m[2]) <= 12:
        return text
    moments = [m for m in find_moments(text, language=language or "en", country=country) if m.precision]
    return moments[0].iso if moments else None


def from_epoch(seconds: int) -> str | None:
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return when.strftime("%Y-%m-%dT%H:%M:%S+00:00") if _EARLIEST <= when.year <= _LATEST else None


def _from_iso(m: re.Match[str]) -> str | None:
    digits = re.findall(r"\d+", m["day"])
    if len(digits) == 1:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    try:
        day = datetime(int(digits[0]), int(digits[1]), int(digits[2]))  # noqa: DTZ001
    except ValueError:
        return None
    if not 1800 <= day.year <= _LATEST:
        return None
    text = day.strftime("%Y-%m-%d") if day.year >= 1000 else ""
    if m["h"] is None:
        return text if not m["rest"].strip(" tz:.-") or not m["rest"].strip()[:1].isdigit() else None
    hour, minute = int(m["h"]), int(m["m"])
    if m["ap"]:
        hour = hour % 12 + (12 if m["ap"][0] == "p" else 0)
    if hour > 23 or minute > 59:
        return text
    text += f"T{hour:02}:{minute:02}" + (f":{m['s']}" if m["s"] and int(m["s"]) < 60 else "")
    return text + _offset(m["z"])


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    if zone[0] not in "+-":
        return "+00:00"
    digits = re.sub(r"\D", "", zone)
    hours, minutes = (
        int(digits[:2] if len(digits) != 3 else digits[:1]),
        int(digits[-2:]) if len(digits) > 2 else 0,
    )
    return f"{zone[0]}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else ""
