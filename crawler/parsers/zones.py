"""Printed zones to offsets: for that date, by the tz database, and by the publisher's country where letters are shared.

IST is India's, Israel's or Ireland's time; without a country it says nothing, and the clock stays a wall clock.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.parsers.dates.names import lines_of

_OFFSET = re.compile(
    r"[ (\[,]{0,3}(?P<name>gmt|utc|ut|z)? ?(?P<sign>[+-]) ?(?P<h>\d{1,2})(?:(?P<colon>:)?(?P<m>\d\d))?(?![\d:]|-\d)"
)
_FIXED = re.compile(r"([+-])(\d\d):(\d\d)$")
_CITY_TIME = (
    re.compile(r"[ (\[,]{0,3}(?P<city>[^\W\d][\w .'-]{1,30}?)(?: local)? time\b"),
    re.compile(
        r"[ (\[,]{0,3}(?:به وقت(?: محلی)?|بتوقیت|بالتوقیت المحلی فی|hora (?:local )?de|heure (?:locale )?de|horario de|ora di|"
        r"ora locale di|local time in|time in) (?P<city>[^\W\d][^\d,.)|\]]{1,30})"
    ),
    re.compile(r"[ (\[,]{0,3}(?P<city>[^\W\d]{1,12})(?:时间|時間| ?시간)"),
)
_WIDEST = 14 * 60
_AT_HOME = dict.fromkeys(("hi", "mr", "gu", "kn", "ml", "te", "as", "or"), "IN") | {
    "he": "IL",
    "ga": "IE",
    "bn": "BD",
    "zh": "CN",
    "hy": "AM",
}
"""Languages whose newspapers share a country's clock: IST on a Hindi page is India's."""


def country_of(country: str | None, language: str) -> str | None:
    """The country by which shared letters are read: the publisher's, else the language's own."""
    return country or _AT_HOME.get(language)


def parse_offset(text: str, at: int) -> tuple[int, int] | None:
    """Minutes east of Greenwich and the index behind them, of `GMT+3`, `UTC+03:30`, `(+0545)` at `at` of folded text.

    A bare `-15:30` is the end of a range, so a bare offset needs four digits or a touching sign.
    """
    m = _OFFSET.match(text, at)
    if m is None:
        return None
    hours, minutes = int(m["h"]), int(m["m"] or 0)
    if not m["name"]:
        touching = m.start("sign") == at
        bracketed = text[at : m.start("sign")].strip() in ("(", "[")
        if (
            m["m"] is None
            or len(m["h"]) != 2
            or (m["sign"] == "-" and m["colon"] and not (touching or bracketed))
        ):
            return None
    total = hours * 60 + minutes
    if total > _WIDEST or minutes % 15:
        return None
    return (total if m["sign"] == "+" else -total), m.end()


def offset_of(choice: str, wall: datetime, country: str | None) -> int | None:
    """Minutes east of Greenwich of a zones.tsv choice at a naive wall clock; None where the country does not tell."""
    if "=" in choice:
        options = dict(part.split("=", 1) for part in choice.split())
        chosen = options.get(country or "", options.get("*"))
        return offset_of(chosen, wall, None) if chosen else None
    if fixed := _FIXED.match(choice):
        minutes = int(fixed[2]) * 60 + int(fixed[3])
        return minutes if fixed[1] == "+" else -minutes
    return tz_offset(choice, wall)


def tz_offset(name: str, wall: datetime) -> int | None:
    """Offset of a tz database zone at a wall clock (its first reading, where a clock is set back)."""
    try:
        delta = wall.replace(tzinfo=ZoneInfo(name)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        return None
    return int(delta / timedelta(minutes=1)) if delta is not None else None


@cache
def cities() -> dict[str, str]:
    """Folded city name → tz database zone, in many languages."""
    return {
        name: zone for zone, names in lines_of("crawler.parsers", "cities.tsv") for name in names.split("|")
    }


def city_zone(text: str, at: int) -> tuple[str, int] | None:
    """The zone of `Tehran local time` or `به وقت بغداد` at index `at` of folded text, and the index behind it."""
    for shape in _CITY_TIME:
        if m := shape.match(text, at):
            words = m["city"].strip().split(" ")
            for n in range(min(3, len(words)), 0, -1):
                if zone := cities().get(" ".join(words[:n])):
                    return zone, m.end()
    return None


def iso_offset(minutes: int) -> str:
    """+210 → `+03:30`."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
