"""Dates and times in one piece of text, joined to moments with the zone that is printed beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive.model import Precision
from crawler.parsers.dates.clocks import Clock, find_clocks
from crawler.parsers.dates.days import Day, find_days
from crawler.parsers.dates.marks import Marks, read_marks
from crawler.parsers.dates.numerals import fold
from crawler.parsers.dates.zoned import BETWEEN_CLOCKS, second_clock, stated_zone, wall_clock
from crawler.parsers.language import written_region
from crawler.parsers.zones import iso_offset

MAX_TEXT = 4_000
"""Characters looked at: stamps are short."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a time, or both. Spans are indices into the text that was searched (Unicode normal form C).

    `day` is `2014-11-28`, `2014-11` or `--11-28`; None for a bare time and, with `ambiguous`, for 03/04/2015 where
    day and month cannot be told apart. `offset` is in minutes east of Greenwich, None where no zone is stated.
    `uncertain` marks a lunar day that another country may count a day apart.
    """

    start: int
    end: int
    day: str | None
    clock: Clock | None = None
    offset: int | None = None
    zone: str | None = None
    day_span: tuple[int, int] | None = None
    time_span: tuple[int, int] | None = None
    weekday_span: tuple[int, int] | None = None
    weekday_consistent: bool | None = None
    calendar: str = "gregorian"
    ambiguous: bool = False
    first: int = 0
    last: int = 0

    @property
    def uncertain(self) -> bool:
        return self.calendar == "hijri"

    @property
    def full(self) -> bool:
        """Whether the day is a whole date."""
        return self.day is not None and len(self.day) == 10

    @property
    def date(self) -> date | None:
        return date.fromisoformat(self.day) if self.day and len(self.day) == 10 else None

    @property
    def precision(self) -> Precision | None:
        if self.day is None or self.day.startswith("--"):
            return None
        if len(self.day) == 7:
            return "month"
        if self.clock is None:
            return "day"
        return "minute" if self.clock.second is None else "second"

    @property
    def iso(self) -> str | None:
        """ISO 8601 cut at the stated precision, with an offset only where a zone is stated. 24:00 is the next day's 00:00."""
        if self.precision is None or self.day is None:
            return None
        if self.clock is None or len(self.day) == 7:
            return self.day
        clock = self.clock
        day = date.fromisoformat(self.day) + timedelta(days=clock.hour // 24)
        text = f"{day}T{clock.hour % 24:02}:{clock.minute:02}"
        text += "" if clock.second is None else f":{clock.second:02}"
        return text + ("" if self.offset is None else iso_offset(self.offset))


def find_moments(text: str, *, language: str | None = None, country: str | None = None) -> list[Moment]:
    """Moments of `text` in order. `language` is BCP 47 (its region is the country where none is given)."""
    return moments_of(marks_of(text, language), country or written_region(language))


def marks_of(text: str, language: str | None) -> Marks:
    return read_marks(fold(text[:MAX_TEXT]), (language or "").replace("_", "-").split("-")[0].lower() or None)


def moments_of(marks: Marks, country: str | None) -> list[Moment]:
    days = _one_day_twice(marks, list(find_days(marks, country)))
    taken = {i for d in days for i in range(d.first, d.last) if not d.time or not d.time[0] <= i < d.time[1]}
    clocks = list(find_clocks(marks, taken))
    found: list[Moment] = []
    used: set[int] = set()
    for at, day in enumerate(days):
        before = days[at - 1].last if at else 0
        after = days[at + 1].first if at + 1 < len(days) else len(marks.marks)
        clock = (
            _clock_of(marks, day, clocks, used, before, after)
            if day.full or day.value is None or day.value[0] == "-"
            else None
        )
        found.append(_moment(marks, day, clock, clocks, used, country))
    for clock in clocks:
        if clock.first not in used and not clock.weak and not _is_length(marks, clock):
            found.append(_moment(marks, None, clock, clocks, used, country))
    return sorted(found, key=lambda m: m.start)


_SAME_DAY = re.compile(r"[kpbs()lwuWaTv]{0,5}$")


def _one_day_twice(marks: Marks, days: list[Day]) -> list[Day]:
    """A lunar (or Jalali) date beside the Gregorian one of the same day, give or take two: the Gregorian stands.

    The pair becomes one day, unless a time stands between.
    """
    kept: list[Day] = []
    for day in days:
        last = kept[-1] if kept else None
        if last and _are_one(marks, last, day):
            chosen = day if day.calendar == "gregorian" else last
            kept[-1] = replace(chosen, first=last.first, last=day.last)
            continue
        kept.append(day)
    return kept


def _are_one(marks: Marks, last: Day, day: Day) -> bool:
    if last.date is None or day.date is None or last.calendar == day.calendar:
        return False
    near = abs((last.date - day.date).days) <= 2
    return near and bool(_SAME_DAY.match(marks.classes[last.last : day.first]))


_GAP_AFTER = re.compile(r"[kpbslcdwaATLWZ()vNRqO]{0,8}$")
_BRACKETED = re.compile(r"\([uGJW]\)")
"""A weekday of one sign: `（金）`."""
_ROLES_BETWEEN = ("date", "time")


def _clock_of(
    marks: Marks, day: Day, clocks: list[Clock], used: set[int], before: int, after: int
) -> Clock | None:
    """The time printed with a day: inside it, after it, or before it."""
    if day.time:
        return next((c for c in clocks if day.time[0] <= c.first < day.time[1]), None)
    for clock in clocks:
        if clock.first in used or not day.last <= clock.first < after:
            continue
        if _joins(marks, day.last, clock.first) and _same_line(marks, day, clock):
            return _zoned_before(marks, day, clocks, used) or clock
        break
    for clock in reversed(clocks):
        if clock.first in used or clock.last > day.first or clock.first < before or _is_length(marks, clock):
            continue
        if _joins(marks, clock.last, day.first):
            return _first_of_two(marks, clock, clocks, used)
        if marks.classes[clock.last : day.first].strip("kbsl()") in (
            "Z",
            "Zvd",
            "Zvdcd",
            "Zbd",
            "vdcd",
            "vy",
            "ZWk",
        ):
            return clock
        break
    return None


def _is_length(marks: Marks, clock: Clock) -> bool:
    """`Duration 03:12`: how long something takes."""
    i = len(marks.classes[: clock.first].rstrip("c")) - 1
    return i >= 0 and marks.classes[i] == "L" and marks.marks[i].value == "readtime"


def _zoned_before(marks: Marks, day: Day, clocks: list[Clock], used: set[int]) -> Clock | None:
    """`1:00 PM EDT May 1, 2014 (17:00 GMT)`: the local clock stands before the day, another zone's behind it."""
    found = (c for c in clocks if c.last < day.first and c.first not in used)
    return next((c for c in found if marks.classes[c.last : day.first] in ("Z", "Zk")), None)


def _first_of_two(marks: Marks, clock: Clock, clocks: list[Clock], used: set[int]) -> Clock:
    """The local one of two clocks that stand before their date."""
    for other in clocks:
        between = marks.classes[other.last : clock.first]
        if (
            other.last <= clock.first
            and other.first not in used
            and len(between) < 5
            and BETWEEN_CLOCKS.fullmatch(between)
        ):
            return other
    return clock


def _joins(marks: Marks, first: int, last: int) -> bool:
    gap = _BRACKETED.sub("", marks.classes[first:last])
    if "d" in gap or gap.count("N") > 2 or not _GAP_AFTER.match(gap):
        return False
    return all(marks.marks[i].value in _ROLES_BETWEEN for i in range(first, last) if marks.classes[i] == "L")


def _same_line(marks: Marks, day: Day, clock: Clock) -> bool:
    """A time on the next line belongs to the date only if that line says nothing else."""
    if "N" not in marks.classes[day.last : clock.first]:
        return True
    return marks.classes[clock.last : clock.last + 1] in ("", "N", "s", "(", "Z", "k", "L")


def _moment(
    marks: Marks,
    day: Day | None,
    clock: Clock | None,
    clocks: list[Clock],
    used: set[int],
    country: str | None,
) -> Moment:
    firsts = [x.first for x in (day, clock) if x]
    lasts = [x.last for x in (day, clock) if x]
    first, last = min(firsts), max(lasts)
    offset, zone = None, None
    if clock is not None:
        used.add(clock.first)
        wall = wall_clock(day, clock)
        offset, zone, last = stated_zone(marks, day, clock, wall, country, last)
        if other := second_clock(marks, clock, clocks, used, wall, country, last):
            offset, zone, last = (
                (other[0], other[1], other[2]) if offset is None else (offset, zone, other[2])
            )
        used.update(c.first for c in clocks if first <= c.first < last)
    weekday, consistent, first, last = _weekday(marks, day, first, last)
    span = marks.marks
    return Moment(
        start=span[first].start,
        end=span[last - 1].end,
        day=day.value if day else None,
        clock=clock,
        offset=offset,
        zone=zone,
        day_span=(span[day.first].start, span[day.last - 1].end) if day else None,
        time_span=(span[clock.first].start, span[clock.last - 1].end) if clock else None,
        weekday_span=weekday,
        weekday_consistent=consistent,
        calendar=day.calendar if day else "gregorian",
        ambiguous=day is not None and day.value is None,
        first=first,
        last=last,
    )


def _weekday(
    marks: Marks, day: Day | None, first: int, last: int
) -> tuple[tuple[int, int] | None, bool | None, int, int]:
    """The weekday printed beside the day: its span, whether it is that day's, and the marks widened over it."""
    if day is None:
        return None, None, first, last
    n = len(marks.marks)
    for step, start in ((-1, day.first - 1), (1, day.last), (-1, first - 1), (1, last)):
        i = start
        skipped = 0
        while 0 <= i < n and marks.classes[i] in "kplb()sTw" and skipped < 3:
            i, skipped = i + step, skipped + 1
        if 0 <= i < n and marks.classes[i] == "W" and not day.first <= i < day.last:
            mark = marks.marks[i]
            numbers = {m.number for m in mark.meanings}
            found = day.date
            consistent = (found.weekday() in numbers) if found else None
            return (mark.start, mark.end), consistent, min(first, i), max(last, i + 1)
    return None, None, first, last
