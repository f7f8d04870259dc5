"""Days of other calendars as Gregorian dates. Impossible days are None, never clipped.

Jalali by the arithmetic 33-year rule in the breaks of Borkowski ("The Persian calendar for 3000 years", 1996), exact
for 1178-1633 AP; lunar Hijri by the Umm al-Qura tables (1343-1500 AH); Bikram Sambat by Nepal's tables (1975-2100 BS);
Ethiopic by its 1461-day cycle.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate

_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192)
_UMM_AL_QURA_BEGINS = date(1924, 8, 1)
_BIKRAM_BEGINS = date(1918, 4, 13)
_ETHIOPIC_BEGINS = date(8, 8, 27).toordinal()
"""1 Meskerem 1 (29 August of the year 8 in the Julian calendar) as a proleptic Gregorian day."""


def gregorian(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nowruz(year: int) -> tuple[int, bool]:
    """The day of March on which a Jalali year begins, and whether the year is a leap year."""
    leaps, start = -14, _BREAKS[0]
    jump = 0
    for following in _BREAKS[1:]:
        jump = following - start
        if year < following:
            break
        leaps += jump // 33 * 8 + jump % 33 // 4
        start = following
    n = year - start
    leaps += n // 33 * 8 + (n % 33 + 3) // 4
    if jump % 33 == 4 and jump - n == 4:
        leaps += 1
    other = (year + 621) // 4 - ((year + 621) // 100 + 1) * 3 // 4 - 150
    if jump - n < 6:
        n = n - jump + (jump + 4) // 33 * 33
    leap = ((n + 1) % 33 - 1) % 4
    return 20 + leaps - other, leap == 0


def jalali(year: int, month: int, day: int) -> date | None:
    if not (1 <= year < _BREAKS[-1] and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    march, leap = _nowruz(year)
    if day > (31 if month <= 6 else 30 if month < 12 or leap else 29):
        return None
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date(year + 621, 3, 1) + timedelta(days=march - 1 + before + day - 1)


@cache
def _table(name: str) -> tuple[dict[int, tuple[int, ...]], dict[int, int]]:
    """Year → days of its months, and year → days before it."""
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()[1:]
    months: dict[int, tuple[int, ...]] = {}
    for line in lines:
        year, *days = line.split("\t")
        months[int(year)] = tuple(28 + int(c) for c in days[0]) if len(days) == 1 else tuple(map(int, days))
    starts = accumulate((sum(v) for v in months.values()), initial=0)
    return months, dict(zip(months, starts, strict=False))


def _by_table(name: str, begins: date, year: int, month: int, day: int) -> date | None:
    months, starts = _table(name)
    if year not in months or not 1 <= month <= 12 or not 1 <= day <= months[year][month - 1]:
        return None
    return begins + timedelta(days=starts[year] + sum(months[year][: month - 1]) + day - 1)


def hijri(year: int, month: int, day: int) -> date | None:
    """Umm al-Qura: official in Saudi Arabia, elsewhere a day either way."""
    return _by_table("umm_al_qura.tsv", _UMM_AL_QURA_BEGINS, year, month, day)


def bikram(year: int, month: int, day: int) -> date | None:
    return _by_table("bikram_sambat.tsv", _BIKRAM_BEGINS, year, month, day)


def ethiopic(year: int, month: int, day: int) -> date | None:
    leap = year % 4 == 3
    if not (1 <= year <= 9000 and 1 <= month <= 13 and 1 <= day <= (30 if month < 13 else 6 if leap else 5)):
        return None
    return date.fromordinal(_ETHIOPIC_BEGINS + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)


def buddhist(year: int, month: int, day: int) -> date | None:
    """Thailand's solar calendar since 1941: the Gregorian one, 543 years on."""
    return gregorian(year - 543, month, day)


CONVERT = {
    "gregorian": gregorian,
    "jalali": jalali,
    "hijri": hijri,
    "bikram": bikram,
    "ethiopic": ethiopic,
    "buddhist": buddhist,
}
