"""How surely a moment in a header line is a stamp: one alone between separators is, one within a sentence is an event (H11)."""

from __future__ import annotations

from crawler.parsers.dates.moments import Moment
from crawler.parsers.header.marked import Line, MarkedLines

MAX_BEFORE_LABEL = 5
_NAMING = frozenset(("byline", "posted", "source", "section", "published", "date", "time"))
_FURNITURE = frozenset(("id", "print", "views", "readtime"))


def weight(text: MarkedLines, moment: Moment, line: Line, role: str) -> float:
    """How surely a moment is a stamp; 0: part of a sentence."""
    if role in ("published", "updated"):
        return 1.0
    left, sign = _left(text, moment, line)
    right = _right(text, moment, line)
    if role == "date" and left == 0 and right <= 4:
        return 0.9
    if left == 0 and right == 0:
        return 0.8 if moment.day else 0.3
    long_line = line.last - line.first > 80
    if left == 0 and right <= (8 if _is_furnished(text, line) else 3) and not long_line:
        return 0.5
    if right == 0 and left <= 4 and sign and not long_line:
        return 0.5
    if left <= 3 and right <= 2 and moment.full and _is_furnished(text, line) and not long_line:
        return 0.5
    if left <= 2 and right <= 3 and moment.clock is not None and moment.full and not long_line:
        return 0.3
    if right == 0 and left <= 3 and moment.clock is not None and moment.day and not long_line:
        return 0.3
    return 0.0


def _is_furnished(text: MarkedLines, line: Line) -> bool:
    """Other things of a header line stand beside: an id, a print link, counters."""
    return any(m.kind == "L" and m.value in _FURNITURE for m in text.marks.marks[line.first : line.last])


def _left(text: MarkedLines, moment: Moment, line: Line) -> tuple[int, bool]:
    """Words before a moment within its segment, and whether a sign parts them from it."""
    classes, marks = text.marks.classes, text.marks.marks
    i, words = moment.first - 1, 0
    sign = i >= line.first and classes[i] in "kbl("
    if i >= line.first and classes[i] == "p" and i > line.first and len(marks[i - 1].text) > 3:
        return 0, True
    while i >= line.first:
        if classes[i] == "s" or text.in_moment(i):
            break
        if classes[i] == "L":
            if marks[i].value in _NAMING and not _is_spoken(text, i, line):
                return 0, True
            if marks[i].value in ("views", "readtime", "share", "print", "id", "notid"):
                break
        words += _is_word(text, i) or (classes[i] in "wTa" and not words and i > line.first)
        i -= 1
    if i < line.first and words and _wire_credit(text, line, moment):
        return 0, True
    return words, sign


def _is_spoken(text: MarkedLines, i: int, line: Line) -> bool:
    """Whether "by" or "source" at mark `i` is a word of a sentence: too many stand before it, before "dated" any."""
    if text.marks.marks[i].text == "dated":
        return any(_is_word(text, j) for j in range(line.first, i))
    if text.marks.marks[i].value not in ("byline", "source", "section"):
        return False
    words = (j for j in range(line.first, i) if text.marks.classes[j] == "u" and _is_word(text, j))
    return sum(1 for _ in words) > MAX_BEFORE_LABEL


def _wire_credit(text: MarkedLines, line: Line, moment: Moment) -> bool:
    """`(Xinhua) 15:40, December 31, 2023`: one bracket before the stamp."""
    kinds = text.marks.classes[line.first : moment.first]
    return kinds.startswith("(") and kinds.rstrip("kb").endswith(")") and len(kinds) < 8


def _right(text: MarkedLines, moment: Moment, line: Line) -> int:
    classes, marks = text.marks.classes, text.marks.marks
    i, words = moment.last, 0
    while i < line.last:
        kind = classes[i]
        if kind in {"s", "L"} or text.in_moment(i):
            break
        if kind == "v" and marks[i].text in "+#@":
            break
        words += kind == "u" and _is_word(text, i)
        i += 1
    return words


def _is_word(text: MarkedLines, i: int) -> bool:
    """Whether an unknown word begins at mark `i`: Han characters side by side are one, and so is an address."""
    classes, marks = text.marks.classes, text.marks
    if classes[i] != "u":
        return classes[i] == "L"
    while i and marks.touching(i - 1, i) and classes[i - 1] in "uplcv":
        i -= 1
        if classes[i] == "u":
            return False
    return True
