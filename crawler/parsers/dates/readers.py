"""Readers of shapes: which day the marks of one shape are, in which calendar, of which year.

Order of day and month in numeric dates goes by country, else by language (CLDR's short dates); where neither tells, a date
that could be read both ways is ambiguous and stands for no day.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.parsers.dates.calendars import CONVERT
from crawler.parsers.dates.marks import Marks
from crawler.parsers.dates.years import EARLIEST, LATEST, calendar_of, year_of

YEAR_FIRST = frozenset(["zh", "ja", "ko", "hu", "lt", "sv", "mn", "eu", "fa", "ps", "ckb", "dz", "bo"])
MONTH_FIRST = frozenset(["US", "PH", "FM", "MH", "PW", "GU", "AS", "PR"])
_SOLAR = frozenset(["fa", "ps", "ckb", "mzn", "glk", "lrc"])

Reader = Callable[[Marks, "re.Match[str]", str | None], "tuple[str | None, str] | None"]


def _day(year: int, month: int, day: int, language: str, stated: str | None = None) -> tuple[str, str] | None:
    calendar = calendar_of(year, language, stated)
    found = CONVERT[calendar](year, month, day) if calendar else None
    if found is None or calendar is None or not EARLIEST <= found.year <= LATEST:
        return None
    return found.isoformat(), calendar


def _months(marks: Marks, i: int) -> list[tuple[str, int]]:
    """Readings of a month name: (calendar, number), without repeats."""
    return list(dict.fromkeys((m.value, m.number) for m in marks.marks[i].meanings))


def _named(
    marks: Marks, day: int, month: int, year: int, *, short: bool = False
) -> tuple[str | None, str] | None:
    """A day with a month's name."""
    found = []
    for calendar, number in _months(marks, month):
        thai = calendar == "gregorian" and marks.language == "th" and short
        value = year_of(marks, year, "buddhist" if thai else calendar, short=short)
        if value is None or (calendar == "gregorian" and value < 1700):
            continue
        if calendar == "hijri" and not 1300 <= value <= 1500:
            continue
        if calendar == "jalali" and not 1200 <= value <= 1500:
            continue
        kind = calendar if calendar != "gregorian" else None
        if result := _day(value, number, marks.number(day), marks.language, kind):
            found.append(result)
    if len({value for value, _ in found}) > 1:
        return None, "gregorian"
    return found[0] if found else None


def day_month_year(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    return _named(marks, m.start("d"), m.start("m"), m.start("y"))


def calendar_leaf(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    """Day, month and year a line each, as a leaf of a calendar has them."""
    named = m["d"] is not None
    return _named(marks, m.start("d" if named else "D"), m.start("m" if named else "M"), m.start("y"))


def short_year(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    year = m.start("y")
    if len(marks.marks[year].text) != 2:
        return None
    return _named(marks, m.start("d"), m.start("m"), year, short=True)


def numeric(marks: Marks, m: re.Match[str], country: str | None) -> tuple[str | None, str] | None:
    """Three numbers with one sign between them."""
    at = [m.start(name) for name in ("a", "b", "c")]
    if _goes_on(marks, at[2] + 1, m["s"]):
        return None
    texts = [marks.marks[i].text for i in at]
    if len(texts[2]) < 3 and _is_hour(marks, at[2]):
        return None
    numbers = [int(t) for t in texts]
    if era := _era_before(marks, at[0]):
        return _day(era + numbers[0], numbers[1], numbers[2], "")
    if len(texts[0]) == 4:
        return _day(numbers[0], numbers[1], numbers[2], marks.language)
    if len(texts[2]) == 4:
        calendar = calendar_of(numbers[2], marks.language)
        if calendar in ("gregorian", "buddhist"):
            country = "US" if _is_kuna(marks, m.end()) else country
            return _ordered(numbers[0], numbers[1], numbers[2], m["s"], marks.language, country)
        return _day(numbers[2], numbers[1], numbers[0], marks.language)
    solar = marks.language in _SOLAR and m["s"] == "l" and numbers[0] >= 80 and len(texts[0]) == 2
    if not solar and (
        len(texts[2]) != 2
        or (any(len(t) != 2 for t in texts) and (marks.language in YEAR_FIRST or m["s"] == "b"))
    ):
        return None
    return _two_digit_year(numbers, m["s"], marks.language, country)


_ERAS = {"r": 2018, "h": 1988, "s": 1925}


def _era_before(marks: Marks, i: int) -> int:
    """The year before the first of the era whose letter touches a number: `H26.11.28`; 0 for none."""
    lettered = marks.language == "ja" and i > 0 and marks.touching(i - 1, i)
    return _ERAS.get(marks.marks[i - 1].text, 0) if lettered else 0


def _is_kuna(marks: Marks, i: int) -> bool:
    """`11/10/2014 LOC20:15`: the month first, as the one agency writes that marks its local time so."""
    return i < len(marks.marks) and marks.marks[i].text == "loc"


def _is_hour(marks: Marks, i: int) -> bool:
    """`3.5. 14:20`: the last number is the hour of a time."""
    touching = (
        marks.classes[i + 1 : i + 3] == "cd" and marks.touching(i, i + 1) and marks.touching(i + 1, i + 2)
    )
    return touching and not marks.touching(i - 1, i)


def _goes_on(marks: Marks, i: int, sign: str) -> bool:
    """`1.2.3.4`: the same sign and another number follow without blanks."""
    if marks.classes[i : i + 1] != sign or marks.classes[i + 1 : i + 2] not in ("d", "n", "y"):
        return False
    return marks.touching(i - 1, i) and marks.touching(i, i + 1)


def _two_digit_year(
    numbers: list[int], sign: str, language: str, country: str | None
) -> tuple[str | None, str] | None:
    a, b, c = numbers
    if language in _SOLAR and (a >= 80 or a < 10 or c <= 31) and (a > 31 or a < 10):
        return _day(a + (1300 if a >= 40 else 1400), b, c, language, "jalali")
    if language in YEAR_FIRST or (a > 31 and b <= 12):
        return _day(a + (2000 if a < 50 else 1900), b, c, language)
    if language == "th":
        return _day(c + 2500, b, a, language)
    return _ordered(a, b, c + (2000 if c < 50 else 1900), sign, language, country)


def _ordered(
    a: int, b: int, year: int, sign: str, language: str, country: str | None
) -> tuple[str | None, str] | None:
    """Day and month in the country's order; ambiguous where English comes without a country."""
    as_day_first = _day(year, b, a, language)
    as_month_first = _day(year, a, b, language)
    if country in MONTH_FIRST and sign != "p":
        return as_month_first or as_day_first
    if sign == "p" or country or language not in ("en", ""):
        return as_day_first or (as_month_first if language in ("en", "") or country in MONTH_FIRST else None)
    if as_day_first and as_month_first and as_day_first != as_month_first:
        return None, "gregorian"
    return as_day_first or as_month_first


def signs(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    """2014年11月28日 with an era or without."""
    year = 1 if m["y"] not in "dny" else marks.number(m.start("y"))
    era = marks.marks[m.start("e")] if m["e"] else None
    text = marks.marks[m.start("y")].text
    if era is not None:
        year += int(era.value)
    elif len(text) == 2:
        year += 2000
    elif len(text) == 3:
        year += 1911
    return _day(year, marks.number(m.start("m")), marks.number(m.start("d")), "")


def republic(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    """103/11/28 on a Chinese page: years of the Republic of China."""
    if marks.language != "zh":
        return None
    a, b, c = (marks.number(m.start(name)) for name in ("a", "b", "c"))
    return _day(a + 1911, b, c, "")


def compact(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    """20141128 before a time."""
    text = marks.marks[m.start("x")].text
    return _day(int(text[:4]), int(text[4:6]), int(text[6:]), marks.language)


def bracketed(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    year, month, day = (marks.number(m.start(name)) for name in ("y", "m", "d"))
    return _day(year, month, day, "")


def month(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    found = [n for calendar, n in _months(marks, m.start("m")) if calendar == "gregorian"]
    year = marks.number(m.start("y"))
    if len(found) != 1:
        return None
    year -= 543 if 2400 <= year <= 2600 else 0
    return (f"{year:04}-{found[0]:02}", "gregorian") if EARLIEST <= year <= LATEST else None


def month_signs(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    year, month = marks.number(m.start("y")), marks.number(m.start("m"))
    return (f"{year:04}-{month:02}", "gregorian") if 1 <= month <= 12 and EARLIEST <= year <= LATEST else None


def month_number(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    """2021-03 behind a label or alone in its segment: elsewhere it is a season or a number."""
    before = marks.classes[: m.start()].rstrip("c")[-1:]
    after = marks.classes[m.end() : m.end() + 1]
    short = len(marks.marks[m.start("m")].text) < 2
    if short or before not in ("", "L", "N", "s") or after not in ("", "N", "s"):
        return None
    return month_signs(marks, m, None)


def no_year(marks: Marks, m: re.Match[str], _: str | None) -> tuple[str | None, str] | None:
    day = marks.number(m.start("d"))
    if _is_anothers(marks, m):
        return None
    if m["m"] in "dyn":
        months = [("gregorian", marks.number(m.start("m")))]
    else:
        months = _months(marks, m.start("m"))
    kept = [n for calendar, n in months if calendar == "gregorian"]
    if len(kept) != 1 or not 1 <= day <= 31 or not 1 <= kept[0] <= 12:
        return None
    return f"--{kept[0]:02}-{day:02}", "gregorian"


def _is_anothers(marks: Marks, m: re.Match[str]) -> bool:
    """`La Paz, 3 may`: the day belongs to the month behind it, not to a month of another language before it."""
    if m["m"] != "M" or m.start("m") > m.start("d") or marks.classes[m.end() : m.end() + 1] != "M":
        return False
    return not any(x.speaks(marks.language) for x in marks.marks[m.start("m")].meanings)
