"""The lines of a header text as marks, with the moments that stand in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from archive.normal import normalize
from crawler.parsers.dates.days import Day, find_days
from crawler.parsers.dates.marks import Marks
from crawler.parsers.dates.moments import Moment, marks_of, moments_of


@dataclass(frozen=True, slots=True)
class Line:
    """Marks `first` to `last` (exclusive) of line number `number`."""

    number: int
    first: int
    last: int


class MarkedLines:
    """All spans are indices into `self.text` (normal form C)."""

    def __init__(self, text: str, language: str | None, country: str | None) -> None:
        self.text = normalize("NFC", text)
        self.marks: Marks = marks_of(self.text, language)
        self.country = country
        self.marked = list(self._split())
        self.moments: list[Moment] = moments_of(self.marks, country)

    @cached_property
    def lines(self) -> list[str]:
        """Lines as printed, by number."""
        return self.text.split("\n")

    def _split(self) -> Iterator[Line]:
        start, number = 0, 0
        for i, kind in enumerate(self.marks.classes + "N"):
            if kind == "N":
                if i > start:
                    yield Line(number, start, i)
                start, number = i + 1, number + 1

    def line_of(self, i: int) -> Line | None:
        """The line of mark `i`."""
        return next((line for line in self.marked if line.first <= i < line.last), None)

    def words(self, line: Line | None) -> int:
        """How many words of a line are nothing we know."""
        return self.marks.classes.count("u", line.first, line.last) if line else 99

    def in_moment(self, i: int) -> bool:
        """Whether mark `i` belongs to a date or time."""
        return any(m.first <= i < m.last for m in self.moments)

    def many_calendars(self, line: Line) -> bool:
        """A row of three and more dates in several calendars is a masthead (H6)."""
        days = [d for d in self._days if line.first <= d.first < line.last]
        return len(days) >= 3 and len({d.calendar for d in days}) >= 2

    @cached_property
    def _days(self) -> list[Day]:
        return [d for d in find_days(self.marks, self.country) if d.full]
