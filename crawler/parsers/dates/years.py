"""Years as they are printed: short or whole, and the calendar that a year's number belongs to."""

from __future__ import annotations

from crawler.parsers.dates.marks import Marks

EARLIEST, LATEST = 1800, 2039


def year_of(marks: Marks, i: int, calendar: str, *, short: bool = False) -> int | None:
    """The Gregorian (or the calendar's own) year of a number mark."""
    text = marks.marks[i].text
    value = int(text)
    if len(text) == 2 and short:
        if calendar == "jalali":
            return value + (1300 if value >= 40 else 1400)
        if calendar == "buddhist":
            return value + 2500
        return value + (2000 if value < 50 else 1900)
    return value if len(text) in (3, 4) else None


def calendar_of(year: int, language: str, stated: str | None = None) -> str | None:
    """The calendar a year number belongs to, None where no calendar has such a year now."""
    if stated in ("hijri", "jalali", "bikram", "ethiopic"):
        return stated
    if EARLIEST <= year <= LATEST:
        return "gregorian"
    if 1300 <= year <= 1450:
        return "hijri" if language in ("ar", "ur", "ms", "id") and year > 1390 else "jalali"
    if 2400 <= year <= 2600:
        return "buddhist"
    if 2040 <= year <= 2100 and language in ("ne", "mai", "new"):
        return "bikram"
    return None
