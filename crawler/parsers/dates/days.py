"""Shapes of dates: which marks of a line are a day.

Shapes are regular expressions over class strings (marks.py), tried in order at each mark; the first whose reader
(readers.py) gives a possible day wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crawler.parsers.dates import readers
from crawler.parsers.dates.marks import Marks
from crawler.parsers.dates.readers import Reader

_ORD = r"(?:[bpqc]?O)?D?J?"
_SHAPES: tuple[tuple[str, re.Pattern[str], Reader], ...] = tuple(
    (begins, re.compile(shape), reader)
    for begins, shape, reader in (
        ("E", r"E[dn]\(?(?P<y>y)\)?p?(?P<m>d)p(?P<d>d)p?", readers.bracketed),
        ("E", r"E[dn]\((?P<y>y)\)Y(?P<m>d)G(?P<d>d)J?", readers.bracketed),
        (
            "Eydn",
            r"(?P<e>E?)(?P<y>[ydn]|u(?=Y[d(]))Y(?:\(E?[ydnu]Y?\))?(?P<m>d)G(?P<d>d)[JD]?",
            readers.signs,
        ),
        (
            "d",
            rf"(?P<d>d){_ORD}[pkwblHq]{{0,3}}(?P<m>M)(?:l?M)?[pkwblqH]{{0,3}}a?[wk]?E?(?P<y>y)a?p?",
            readers.day_month_year,
        ),
        ("M", rf"(?P<m>M)[pq]?[kb]?w?(?P<d>d){_ORD}[pkwbl]{{0,2}}w?E?(?P<y>y)", readers.day_month_year),
        (
            "dM",
            r"(?<![^N])(?:(?P<d>d)p?N(?P<m>M)p?k?|(?P<M>M)p?N(?P<D>d)k?)N(?P<y>y)(?![^N])",
            readers.calendar_leaf,
        ),
        (
            "y",
            rf"(?P<y>y)[pbk]?[aY]?[pk]?w{{0,2}}(?P<m>M)[pqkwbl]{{0,2}}(?P<d>d){_ORD}p?",
            readers.day_month_year,
        ),
        ("y", r"(?P<y>y)[pbk]?[aY]?[pkb]?w?(?P<d>d)[pbOD]{0,2}w?(?P<m>M)q?", readers.day_month_year),
        ("y", r"(?P<a>y)(?P<s>[lbp])(?P<b>d)(?P=s)(?P<c>d)p?", readers.numeric),
        ("d", r"(?P<a>d)(?P<s>[lbp])(?P<b>d)(?P=s)(?P<c>[yd])a?", readers.numeric),
        ("x", r"(?P<x>x)(?=T?dcd|Tz)", readers.compact),
        ("n", r"(?P<a>n)(?P<s>[lbp])(?P<b>d)(?P=s)(?P<c>d)", readers.republic),
        (
            "d",
            rf"(?P<d>d){_ORD}[pb]?(?P<m>M)[pq]?[bql]?(?P<y>d)(?![cFHIA]|d(?!c|pd)|[pblO]d(?!c))",
            readers.short_year,
        ),
        ("M", r"(?P<m>M)[pqkwbl]{0,2}a?w?(?P<y>y)(?![cFHI])", readers.month),
        ("y", r"(?P<y>y)[pkb]?a?w?(?P<m>M)", readers.month),
        ("y", r"(?P<y>y)Y(?P<m>d)G", readers.month_signs),
        ("y", r"(?P<y>y)b(?P<m>d)", readers.month_number),
        ("d", r"(?P<m>d)G(?P<d>d)[JD]", readers.no_year),
        ("d", rf"(?P<d>d){_ORD}[pkwb]{{0,2}}(?P<m>M)[pq]?", readers.no_year),
        ("M", rf"(?P<m>M)[pq]?[kb]?w?(?P<d>d){_ORD}(?![cFHI]d)", readers.no_year),
    )
)
"""Classes that a shape begins with, the shape, and its reader, in the order in which they are tried."""
_BY_BEGINNING = {
    kind: tuple((shape, reader) for begins, shape, reader in _SHAPES if kind in begins) for kind in "dynxME"
}
_OF_NUMBERS = (readers.numeric, readers.republic)
"""Three numbers with a sign between: no day where they go on another number."""
_CTIME = re.compile(r"(?P<m>M)[pq]?(?P<d>d)[kT]?(?P<t>dcd(?:cd)?A?)[ZukA]{0,2}(?P<y>y)(?![c])")


@dataclass(frozen=True, slots=True)
class Day:
    """Marks `first` to `last` (exclusive). `value` is `2014-11-28`, `2014-11`, `--11-28`, or None where ambiguous."""

    first: int
    last: int
    value: str | None
    calendar: str = "gregorian"
    time: tuple[int, int] | None = None
    """Marks of a time that stands inside the date (`Nov 28 00:02:13 2014`)."""

    @property
    def full(self) -> bool:
        return self.value is not None and len(self.value) == 10

    @property
    def date(self) -> date | None:
        return date.fromisoformat(self.value) if self.value and len(self.value) == 10 else None


def find_days(marks: Marks, country: str | None) -> Iterator[Day]:
    """Days in order, not overlapping."""
    classes = marks.classes
    i, n = 0, len(classes)
    while i < n:
        if classes[i] in _BY_BEGINNING:
            found = _at(marks, i, country)
            if found is not None:
                yield found
                i = found.last
                continue
        i += 1


def _at(marks: Marks, i: int, country: str | None) -> Day | None:
    classes = marks.classes
    if (
        classes[i] == "M"
        and (m := _CTIME.match(classes, i))
        and (read := readers.day_month_year(marks, m, country))
    ):
        return Day(i, m.end(), read[0], read[1], m.span("t"))
    inside = i >= 2 and _touches_number(marks, i)
    if inside and classes[i - 1] == "c" and classes[i] == "d":
        return None
    for shape, reader in _BY_BEGINNING[classes[i]]:
        m = shape.match(classes, i)
        if m is None or (inside and reader in _OF_NUMBERS):
            continue
        if read := reader(marks, m, country):
            return Day(i, m.end(), read[0], read[1])
    return None


def _touches_number(marks: Marks, i: int) -> bool:
    """Mark `i` goes on a number before it: `1.2.3.4`, the minutes of a time, `-33-44`."""
    return (
        marks.classes[i - 1] in "lbpc"
        and marks.classes[i - 2] in "dnyxz"
        and marks.touching(i - 2, i - 1)
        and marks.touching(i - 1, i)
    )
