"""Header lines: what each date, number and word of the lines around a headline is there for.

A label decides a stamp's role (H5). A date without one is a stamp only where it stands alone between separators: dates
within sentences are events (H11), a date beside "Today" is the site's clock (H6), one under "Comments" is a reader's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from unicodedata import normalize

from crawler.parsers.dates.days import Day, find_days
from crawler.parsers.dates.marks import Marks
from crawler.parsers.dates.moments import Moment, marks_of, moments_of

MAX_LINE = 400
"""Characters of a line that is still read as a header line."""

_STAMPS = frozenset(("published", "updated", "date", "time"))
_FURNITURE = frozenset(("id", "print", "views", "readtime"))
_CLOSING = frozenset(("comments", "related"))


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment with its role: published, updated, or "" (no label); `weight` is 0 to 1."""

    moment: Moment
    role: str
    weight: float
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """Marks `first` to `last` (exclusive) of line number `number`."""

    number: int
    first: int
    last: int


class HeaderText:
    """The lines of `text`, read as header lines. All spans are indices into `self.text` (normal form C)."""

    def __init__(self, text: str, language: str | None, country: str | None) -> None:
        self.text = normalize("NFC", text)
        self.marks: Marks = marks_of(self.text, language)
        self.country = country
        self._lines = list(self._split())
        self.moments = moments_of(self.marks, country)

    @cached_property
    def lines(self) -> list[str]:
        """Lines as printed, by number."""
        return self.text.split("\n")

    @cached_property
    def stamps(self) -> list[Stamp]:
        """Stamps in order; ambiguous and yearless ones are among them."""
        found: list[Stamp] = []
        for moment in self.moments:
            line = self.line_of(moment.first)
            if line is None:
                continue
            role = self._role(moment, line)
            if role in ("clock", "event", *_CLOSING, "footer"):
                continue
            weight = self._weight(moment, line, role)
            if weight > 0:
                found.append(
                    Stamp(moment, role if role in ("published", "updated") else "", weight, line.number)
                )
        return _with_times(found)

    @property
    def is_furniture(self) -> bool:
        """The site's clock, an update, a copyright line or an event, whatever date stands in it."""
        roles = ("updated", "footer", "event", *_CLOSING)
        return (
            "R" in self.marks.classes
            or "©" in self.text
            or any(m.kind == "L" and m.value in roles for m in self.marks.marks)
        )

    @cached_property
    def prints(self) -> bool:
        """Whether a header line offers a print version."""
        return any(
            mark.kind == "L" and mark.value == "print" and self.words(self.line_of(i)) <= 6
            for i, mark in enumerate(self.marks.marks)
        )

    def labelled(self, role: str) -> Iterator[str]:
        """Texts behind labels of a role, up to the next separator, label, date or line end."""
        marks = self.marks
        for i, mark in enumerate(marks.marks):
            if mark.kind != "L" or mark.value != role or not self._starts_segment(i):
                continue
            end = i + 1
            while end < len(marks.marks) and marks.classes[end] not in "sN" and not self._ends_label(end):
                end += 1
            if end > i + 1:
                text = self.text[mark.end : marks.marks[end - 1].end].strip(" :：-–,")
                if text:
                    yield text

    # -- lines ------------------------------------------------------------------------------------------------------

    def _split(self) -> Iterator[Line]:
        start, number = 0, 0
        for i, kind in enumerate(self.marks.classes + "N"):
            if kind == "N":
                if i > start:
                    yield Line(number, start, i)
                start, number = i + 1, number + 1

    def line_of(self, i: int) -> Line | None:
        """The line of mark `i`."""
        return next((line for line in self._lines if line.first <= i < line.last), None)

    def words(self, line: Line | None) -> int:
        """How many words of a line are nothing we know."""
        return self.marks.classes.count("u", line.first, line.last) if line else 99

    # -- roles ------------------------------------------------------------------------------------------------------

    def _role(self, moment: Moment, line: Line) -> str:
        label = self._label_before(moment, line) or self._label_after(moment, line)
        if label in ("published", "updated", "event", "footer", *_CLOSING):
            return label
        classes = self.marks.classes
        if "R" in classes[line.first : moment.first] or self._many_calendars(line):
            return "clock"
        if classes[moment.last : moment.last + 1] == "R":
            return "clock"
        if any(m.kind == "v" and m.text == "©" for m in self.marks.marks[line.first : line.last]):
            return "footer"
        if self._under_closing(line):
            return "comments"
        return label or ""

    def _label_before(self, moment: Moment, line: Line) -> str:
        """The role of the label that a moment stands behind, in its segment or alone on the line before."""
        marks, classes = self.marks, self.marks.classes
        i, words, quiet = moment.first - 1, 0, ""
        while i >= line.first and words <= 5:
            kind = classes[i]
            if kind == "L":
                role = marks.marks[i].value
                if role in ("published", "updated", "event", "footer", "related", "comments"):
                    return role
                if role not in ("date", "time", "byline", "source", "section"):
                    return quiet
                quiet = role if role in ("date", "time") else quiet
            elif kind == "u":
                words += 1
            elif (kind in "sN" and not self._alone(i, line)) or (kind in "dynxzM" and self._in_moment(i)):
                return quiet
            i -= 1
        return quiet or (self._line_label(line) if i < line.first and words == 0 else "")

    def _alone(self, separator: int, line: Line) -> bool:
        """`Published | 3 May 2016`: a lone label before the separator still holds."""
        return all(k in "Lckbs" for k in self.marks.classes[line.first : separator])

    def _line_label(self, line: Line) -> str:
        """The role of a label that has the line before to itself."""
        before = [x for x in self._lines if x.number < line.number][-1:]
        if not before or line.number - before[0].number > 2:
            return ""
        kinds = self.marks.classes[before[0].first : before[0].last].strip("ckbps")
        label = self.marks.marks[before[0].first]
        return (
            label.value
            if kinds == "L" and label.kind == "L" and label.value in ("published", "updated", "event")
            else ""
        )

    def _label_after(self, moment: Moment, line: Line) -> str:
        """`2016-05-03 14:20 입력`: a label right behind, that has nothing of its own."""
        classes, marks = self.marks.classes, self.marks.marks
        i = moment.last
        while i < line.last and classes[i] in "(b":
            i += 1
        if i >= line.last or classes[i] != "L" or marks[i].value not in ("published", "updated"):
            return ""
        rest = classes[i + 1 : line.last].lstrip(")p")
        return marks[i].value if not rest or rest[0] in "sk" else ""

    def _in_moment(self, i: int) -> bool:
        return any(m.first <= i < m.last for m in self.moments)

    def _many_calendars(self, line: Line) -> bool:
        """A row of three and more dates in several calendars is a masthead (H6)."""
        days = [d for d in self._days if line.first <= d.first < line.last]
        return len(days) >= 3 and len({d.calendar for d in days}) >= 2

    @cached_property
    def _days(self) -> list[Day]:
        return [d for d in find_days(self.marks, self.country) if d.full]

    def _under_closing(self, line: Line) -> bool:
        """Under a heading such as "Comments (3)" or "Related"."""
        for above in self._lines:
            if above.number >= line.number:
                return False
            kinds = self.marks.classes[above.first : above.last]
            first = self.marks.marks[above.first]
            if first.kind == "L" and first.value in _CLOSING and kinds.strip("Ldncv()w") in ("", "c"):
                return above.number > 0 or "(" in kinds
            if len(kinds) <= 4 and any(
                m.kind == "L" and m.value in _CLOSING for m in self.marks.marks[above.first : above.last]
            ):
                return above.number > 0
        return False

    # -- weights ----------------------------------------------------------------------------------------------------

    def _weight(self, moment: Moment, line: Line, role: str) -> float:
        """How surely a moment is a stamp; 0: part of a sentence."""
        if role in ("published", "updated"):
            return 1.0
        left, sign = self._left(moment, line)
        right = self._right(moment, line)
        if role == "date" and left == 0 and right <= 4:
            return 0.9
        if left == 0 and right == 0:
            return 0.8 if moment.day else 0.3
        long_line = line.last - line.first > 80
        if left == 0 and right <= (8 if self._is_furnished(line) else 3) and not long_line:
            return 0.5
        if right == 0 and left <= 4 and sign and not long_line:
            return 0.5
        if right == 0 and left <= 3 and moment.clock is not None and moment.day and not long_line:
            return 0.3
        return 0.0

    def _is_furnished(self, line: Line) -> bool:
        """Other things of a header line stand beside: an id, a print link, counters."""
        return any(m.kind == "L" and m.value in _FURNITURE for m in self.marks.marks[line.first : line.last])

    def _left(self, moment: Moment, line: Line) -> tuple[int, bool]:
        """Words before a moment within its segment, and whether a sign parts them from it."""
        classes, marks = self.marks.classes, self.marks.marks
        i, words = moment.first - 1, 0
        sign = i >= line.first and classes[i] in "kbl("
        if i >= line.first and classes[i] == "p" and i > line.first and len(marks[i - 1].text) > 3:
            return 0, True
        while i >= line.first:
            if classes[i] == "s" or self._in_moment(i):
                break
            if classes[i] == "L":
                if marks[i].value in ("byline", "source", "section", "published", "date", "time"):
                    return 0, True
                if marks[i].value in ("views", "readtime", "share", "print", "id", "notid"):
                    break
            words += classes[i] in "uL" or (classes[i] in "wTa" and not words)
            i -= 1
        if i < line.first and words and self._wire_credit(line, moment):
            return 0, True
        return words, sign

    def _wire_credit(self, line: Line, moment: Moment) -> bool:
        """`(Xinhua) 15:40, December 31, 2023`: one bracket before the stamp."""
        kinds = self.marks.classes[line.first : moment.first]
        return kinds.startswith("(") and kinds.rstrip("kb").endswith(")") and len(kinds) < 8

    def _right(self, moment: Moment, line: Line) -> int:
        classes, marks = self.marks.classes, self.marks.marks
        i, words = moment.last, 0
        while i < line.last:
            kind = classes[i]
            if kind in {"s", "L"} or self._in_moment(i):
                break
            if kind == "v" and marks[i].text in "+#@":
                break
            words += kind == "u"
            i += 1
        return words

    def _starts_segment(self, i: int) -> bool:
        return i == 0 or self.marks.classes[i - 1] in "sN)p" or self._in_moment(i - 1)

    def _ends_label(self, i: int) -> bool:
        mark = self.marks.marks[i]
        if mark.kind == "L":
            return mark.value in _STAMPS or mark.value in (
                "id",
                "print",
                "views",
                "readtime",
                "share",
                "source",
            )
        return self._in_moment(i)


def _with_times(stamps: list[Stamp]) -> list[Stamp]:
    """A time that stands apart from its date (`Date: … | ID: … | Time: …`) goes to it."""
    days = [s for s in stamps if s.moment.day]
    for bare in stamps:
        if bare.moment.day or bare.role == "updated" or bare.moment.clock is None:
            continue
        near = [
            s for s in days if abs(s.line - bare.line) <= 3 and s.moment.clock is None and s.role != "updated"
        ]
        if len(near) == 1 and near[0].moment.full and bare.weight >= 0.3:
            owner = near[0]
            joined = replace(
                owner.moment,
                clock=bare.moment.clock,
                offset=bare.moment.offset,
                zone=bare.moment.zone,
                time_span=bare.moment.time_span,
            )
            return [replace(s, moment=joined) if s is owner else s for s in stamps if s is not bare]
    return stamps
