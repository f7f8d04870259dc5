"""The zone printed beside a time: behind it, behind its date, before both, or told by a second clock."""

from __future__ import annotations

import re
from datetime import datetime

from crawler.parsers.dates.clocks import Clock
from crawler.parsers.dates.days import Day
from crawler.parsers.dates.marks import Marks
from crawler.parsers.zones import city_zone, country_of, offset_of, parse_offset

BETWEEN_CLOCKS = re.compile(r"[Zsklb()TpvuW]*")
"""Marks that may stand between two clocks of one instant."""


def wall_clock(day: Day | None, clock: Clock) -> datetime | None:
    found = day.date if day else None
    return datetime(found.year, found.month, found.day, clock.hour % 24, clock.minute) if found else None  # noqa: DTZ001


def stated_zone(
    marks: Marks, day: Day | None, clock: Clock, wall: datetime | None, country: str | None, last: int
) -> tuple[int | None, str | None, int]:
    """Offset, printed zone, and the mark behind it: behind the time, behind the date, or before both."""
    country = country_of(country, marks.language)
    ends = [clock.last] + ([day.last] if day and day.last > clock.last else [])
    for end in ends:
        if found := _zone_at(marks, end, wall, country):
            return found[0], found[1], max(last, found[2])
    for start in {clock.first, min(clock.first, day.first) if day else clock.first}:
        i = start - 1
        if marks.classes.endswith(("(Z)c", "(Z)"), 0, start):  # "Published (HKT): 2019-06-12 15:30"
            i = marks.classes.rindex("Z", 0, start)
        while i >= 0 and marks.classes[i] in "TAk(":
            i -= 1
        if i >= 0 and marks.classes[i] == "Z":
            mark = marks.marks[i]
            return _offset(mark.value, wall, country), mark.text, last
    return None, None, last


_BEFORE_ZONE = "(kbswTHAp"


def _zone_at(
    marks: Marks, i: int, wall: datetime | None, country: str | None
) -> tuple[int | None, str, int] | None:
    if i > len(marks.marks) or i == 0:
        return None
    at = marks.marks[i - 1].end
    j = i
    while j < len(marks.marks) and j < i + 3 and marks.classes[j] in _BEFORE_ZONE:
        j += 1
    for start in dict.fromkeys((at, marks.marks[j].start if j < len(marks.marks) else at)):
        if stated := parse_offset(marks.folded, start):
            return stated[0], marks.folded[start : stated[1]].strip(" ([,"), _index(marks, i, stated[1])
    if j < len(marks.marks) and marks.classes[j] == "Z" and (j - i < 2 or marks.classes[i] == "("):
        mark = marks.marks[j]
        if stated := parse_offset(marks.folded, mark.start):
            return stated[0], marks.folded[mark.start : stated[1]], _index(marks, j, stated[1])
        return _offset(mark.value, wall, country), mark.text, j + 1
    if wall is not None and (city := city_zone(marks.folded, at)):
        return (
            _offset(city[0], wall, country),
            marks.folded[at : city[1]].strip(" ([,"),
            _index(marks, i, city[1]),
        )
    return None


def _offset(choice: str, wall: datetime | None, country: str | None) -> int | None:
    if wall is None:
        return None
    return offset_of(choice, wall, country)


def _index(marks: Marks, i: int, char: int) -> int:
    """The mark behind character `char`, from mark `i` on."""
    while i < len(marks.marks) and marks.marks[i].start < char:
        i += 1
    return i


def second_clock(
    marks: Marks,
    clock: Clock,
    clocks: list[Clock],
    used: set[int],
    wall: datetime | None,
    country: str | None,
    last: int,
) -> tuple[int, str, int] | None:
    """Two clocks of one instant (`LOC20:15 17:15 GMT`): the second one's zone gives the first one's offset."""
    country = country_of(country, marks.language)
    for other in clocks:
        if other.first <= clock.first or other.first in used:
            continue
        between = marks.classes[clock.last : other.first]
        if len(between) > 5 or not BETWEEN_CLOCKS.fullmatch(between):
            return None
        found = _zone_at(marks, other.last, wall, country)
        if found is None or found[0] is None:
            return None
        difference = clock.minutes - other.minutes + found[0]
        difference = (difference + 720) % 1440 - 720
        if difference % 15:
            return None
        used.add(other.first)
        return difference, found[1], max(last, found[2])
    return None
