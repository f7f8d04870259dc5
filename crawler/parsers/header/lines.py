"""Header lines: what each date, number and word of the lines around a headline is there for.

A label decides a stamp's role (H5). A date without one is a stamp only where it stands alone between separators: dates
within sentences are events (H11), a date beside "Today" is the site's clock (H6), one under "Comments" is a reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from crawler.parsers.dates.moments import Moment
from crawler.parsers.header.marked import Line, MarkedLines
from crawler.parsers.header.weights import weight

_STAMPS = frozenset(("published", "updated", "date", "time"))
_RANGE = re.compile(r"dp?b$")
_CLOSING = frozenset(("comments", "related"))


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment with its role: published, updated, or "" (no label); `weight` is 0 to 1."""

    moment: Moment
    role: str
    weight: float
    line: int


class HeaderText(MarkedLines):
    """The lines of a text, read as header lines."""

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
            sure = weight(self, moment, line, role)
            if sure > 0:
                found.append(
                    Stamp(moment, role if role in ("published", "updated") else "", sure, line.number)
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
        return (text for _, text in self.labelled_lines(role))

    def labelled_lines(self, role: str) -> Iterator[tuple[int, str]]:
        """Line numbers and texts behind labels of a role, up to the next separator, label, date or line end."""
        marks = self.marks
        roles = (role, "posted") if role == "byline" else (role,)
        for i, mark in enumerate(marks.marks):
            if mark.kind != "L" or mark.value not in roles or not self._starts_segment(i):
                continue
            end = i + 1
            while end < len(marks.marks) and marks.classes[end] not in "sN" and not self._ends_label(end):
                end += 1
            text = self.text[mark.end : marks.marks[end - 1].end].strip(" :：-–,") if end > i + 1 else ""
            line = self.line_of(i)
            if line and (text := text or self._below(line)):
                yield line.number, text

    def _below(self, line: Line) -> str:
        """The next line, where a label has its line to itself: the cells of a table or list."""
        alone = self.marks.classes[line.first : line.last].rstrip("c") == "L"
        return self.lines[line.number + 1].strip() if alone and line.number + 1 < len(self.lines) else ""

    # -- roles ------------------------------------------------------------------------------------------------------

    def _role(self, moment: Moment, line: Line) -> str:
        label = self._label_before(moment, line) or self._label_after(moment, line)
        if label in ("published", "updated", "event", "footer", *_CLOSING):
            return label
        classes = self.marks.classes
        if "R" in classes[line.first : moment.first] or self.many_calendars(line):
            return "clock"
        if classes[moment.last : moment.last + 1] == "R":
            return "clock"
        if any(m.kind == "v" and m.text == "©" for m in self.marks.marks[line.first : line.last]):
            return "footer"
        if self._under_closing(line):
            return "comments"
        if not label and self._ends_range(moment, line):
            return "event"
        return label or ""

    def _ends_range(self, moment: Moment, line: Line) -> bool:
        """`10 - 12 June 2016` at the beginning of a line or segment: the days of an event."""
        classes = self.marks.classes
        m = _RANGE.search(classes, line.first, moment.first)
        if m is None or moment.date is None or not moment.day_span or moment.start != moment.day_span[0]:
            return False
        return self._starts_segment(m.start()) and self.marks.number(m.start()) < moment.date.day

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
                if role == "posted":
                    return "published"
                if role not in ("date", "time", "byline", "source", "section"):
                    return quiet
                quiet = role if role in ("date", "time") else quiet
            elif kind == "u":
                words += 1
            elif (kind in "sN" and not self._alone(i, line)) or (kind in "dynxzM" and self.in_moment(i)):
                return quiet
            i -= 1
        return quiet or (self._line_label(line) if i < line.first and words == 0 else "")

    def _alone(self, separator: int, line: Line) -> bool:
        """`Published | 3 May 2016`: a lone label before the separator still holds."""
        return all(k in "Lckbs" for k in self.marks.classes[line.first : separator])

    def _line_label(self, line: Line) -> str:
        """The role of a label that has the line before to itself."""
        before = [x for x in self.marked if x.number < line.number][-1:]
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

    def _under_closing(self, line: Line) -> bool:
        """Under a heading such as "Comments (3)" or "Related"."""
        for above in self.marked:
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

    def _starts_segment(self, i: int) -> bool:
        if i == 0 or self.marks.classes[i - 1] in "sN)p" or self.in_moment(i - 1):
            return True
        return self.marks.classes[i - 1] in "bkl" and self.in_moment(i - 2)  # "3 May 2024 - by Ann Lee"

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
        return self.in_moment(i)


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
