"""Shapes of times of day, in the marks of a line: 15:12, 8.30pm, 08h30, 15u12, 오후 2:20, 17時05分, 0830 GMT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.parsers.dates.marks import Marks

DOTTED = frozenset(
    [
        "fi",
        "da",
        "nb",
        "nn",
        "no",
        "sv",
        "it",
        "id",
        "ms",
        "et",
        "de",
        "hr",
        "sr",
        "bs",
        "sl",
        "pl",
        "ro",
        "lv",
        "lt",
        "is",
        "fo",
        "ca",
        "gl",
        "sq",
        "mt",
        "tr",
        "el",
    ]
)
"""Languages that write 15.12 for a time."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Marks `first` to `last` (exclusive). `weak`: means a time only beside a date. Hour 24 is the end of a day."""

    first: int
    last: int
    hour: int
    minute: int
    second: int | None = None
    weak: bool = False

    @property
    def minutes(self) -> int:
        return self.hour * 60 + self.minute


_COLON = re.compile(r"(?:(?P<a>A)p?)?(?P<h>d)c(?P<m>d)(?:c(?P<s>d)(?:[pk][ndz])?)?(?![c][d])H?(?P<b>A?)H?")
_DOT = re.compile(r"(?P<a>A?)(?P<h>d)p(?P<m>d)(?:p(?P<s>d))?(?P<z>H?)(?P<b>A?)(?![plb]?[dy])")
_UNIT = re.compile(r"(?P<a>A?)(?P<h>d)H(?P<m>d)?I?(?:(?P<s>d)S)?(?P<b>A?)")
_SIGNS = re.compile(r"(?P<a>A?)(?P<h>d)F(?:(?P<m>d)I?(?:(?P<s>d)S?)?|(?P<half>u))?(?P<b>A?)")
_PROSE = re.compile(r"(?P<a>A?)(?P<h>d)(?P<and>u)(?P<m>d)I(?P<b>A?)(?P<s>)")
"""Persian and Arabic prose: `ساعت ۱۴ و ۳۰ دقیقه`."""
_HOUR = re.compile(r"(?P<a>)(?P<h>d)(?P<b>A)(?P<m>$)?(?P<s>$)?")
_FOUR = re.compile(r"y(?=H|[kb(]{0,2}Z)|(?<=T)y")
_BARE_HOUR = re.compile(r"d(?=[Nsk()]|$)")
_HOUR_WORDS = frozenset(
    [
        "ore",
        "alle ore",
        "klo",
        "kl",
        "klokken",
        "klockan",
        "saat",
        "ساعت",
        "الساعه",
        "pukul",
        "godz",
        "kell",
        "lúc",
        "luc",
    ]
)
"""Words before an hour without minutes: `ore 9`."""
_SAID = {"noon": 12, "midnight": 0}
_SIX = re.compile(r"(?<=xT)z")
"""ISO's basic form: `20141128T151207Z`."""


def find_clocks(marks: Marks, taken: set[int]) -> Iterator[Clock]:
    """Times in order. `taken` are marks that belong to dates."""
    classes = marks.classes
    i, n = 0, len(classes)
    while i < n:
        found = _at(marks, i, taken) if classes[i] in "dyzA" and i not in taken else None
        if found is None or not taken.isdisjoint(range(found.first, found.last)):
            i += 1
            continue
        yield found
        i = found.last


def _at(marks: Marks, i: int, taken: set[int]) -> Clock | None:
    classes = marks.classes
    if (
        i
        and classes[i - 1] in "cv"
        and classes[i] == "d"
        and marks.touching(i - 1, i)
        and i > 1
        and classes[i - 2] == "d"
    ):
        return None
    if m := _COLON.match(classes, i):
        return _clock(marks, m) if len(marks.marks[m.start("m")].text) == 2 else None
    for shape in (_SIGNS, _UNIT):
        if m := shape.match(classes, i):
            return _clock(marks, m, weak=m["m"] is None and not m["b"] and not m["a"] and shape is _UNIT)
    if (m := _PROSE.match(classes, i)) and marks.marks[m.start("and")].text == "و":
        return _clock(marks, m)
    if (m := _DOT.match(classes, i)) and _is_dotted_time(marks, m, taken):
        return _clock(marks, m)
    if classes[i] == "A" and (said := _SAID.get(marks.marks[i].text)) is not None:
        return Clock(i, i + 1, said, 0, weak=True)
    if (
        i
        and classes[i - 1] == "T"
        and marks.marks[i - 1].text in _HOUR_WORDS
        and _BARE_HOUR.match(classes, i)
    ):
        return Clock(i, i + 1, marks.number(i), 0, weak=True) if marks.number(i) < 24 else None
    if m := _HOUR.match(classes, i):
        return _clock(marks, m) if len(marks.marks[i].text) <= 2 else None
    if (m := _FOUR.match(classes, i)) and marks.number(i) < 2400 and marks.number(i) % 100 < 60:
        value = marks.number(i)
        return Clock(i, i + 1, value // 100, value % 100)
    if _SIX.match(classes, i) and len(marks.marks[i].text) == 6:
        hour, minute, second = (int(marks.marks[i].text[k : k + 2]) for k in (0, 2, 4))
        return Clock(i, i + 1, hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None
    return None


def _is_dotted_time(marks: Marks, m: re.Match[str], taken: set[int]) -> bool:
    """8.30pm, kl 15.12, 15.12 Uhr; bare 15.12 only where the language writes so and a date stands beside it."""
    h, minute = m.start("h"), m.start("m")
    if (
        len(marks.marks[minute].text) != 2
        or not marks.touching(h, h + 1)
        or not marks.touching(h + 1, minute)
    ):
        return False
    if m["b"] or m["z"] or m["a"] or marks.classes[m.end() : m.end() + 1] == "Z":
        return True
    if h and (
        marks.classes.endswith(("T", "Tp"), 0, h)
        or _is_time_label(marks, h - 1)
        or _is_time_label(marks, h - 2)
    ):
        return True
    near = any(j in taken for j in range(h - 3, h)) or any(j in taken for j in range(m.end(), m.end() + 3))
    return near and (marks.language in DOTTED or marks.language == "")


def _is_time_label(marks: Marks, i: int) -> bool:
    return i >= 0 and marks.classes[i] == "L" and marks.marks[i].value == "time"


def _clock(marks: Marks, m: re.Match[str], *, weak: bool = False) -> Clock | None:
    hour = marks.number(m.start("h"))
    minute = marks.number(m.start("m")) if m["m"] else 0
    second = marks.number(m.start("s")) if m["s"] else None
    if "half" in m.re.groupindex and m["half"]:
        if marks.marks[m.start("half")].text != "半":
            return Clock(m.start(), m.start("half"), hour, 0) if hour < 24 else None
        minute = 30
    part = m["b"] or m["a"]
    if part:
        name = marks.marks[m.start("b") if m["b"] else m.start("a")].value
        hour = _with_part(hour, name)
    ends_day = hour == 24 and minute == 0 and not second
    if (hour > 23 and not ends_day) or minute > 59 or (second or 0) > 59:
        return None
    return Clock(m.start(), m.end(), hour, minute, second, weak)


def _with_part(hour: int, part: str) -> int:
    """The hour of 24. A 24-hour time with a superfluous "PM" (13:21 PM) is kept as it is."""
    if part == "am":
        return 0 if hour == 12 else hour
    if part == "pm":
        return hour + 12 if hour < 12 else hour
    if part == "noon":
        return hour + 12 if 1 <= hour <= 5 else hour
    if part == "night":
        return 0 if hour == 12 else hour + 12 if 6 <= hour < 12 else hour
    return hour
