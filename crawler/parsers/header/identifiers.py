"""Article ids: a label in a header line and the number (or `A-2014/551`) behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.parsers.dates.marks import Mark
from crawler.parsers.dates.numerals import plain_digits
from crawler.parsers.header.lines import HeaderText
from crawler.parsers.header.marked import Line

_ID = re.compile(
    r"[ \t:：#№=\-–.(\[/|]{0,6}(?:n[°ºo.]{1,2} ?)?([A-Za-z]{0,6}[-/_.]?\d[\w/_-]{0,30}(?:\.\d[\w-]*)*)", re.I
)
_COLON = (":", "：", "#", "№")
"""Behind a label of several words they tell it from a phrase, whatever stands before: `Section Politics News ID: 12`."""
MIN_BARE = 3
"""Digits of a number that stands behind a generic label without a sign: `NR 2` is a name."""
_GENERIC = frozenset(
    [
        "id",
        "code",
        "no",
        "ref",
        "reference",
        "number",
        "شماره",
        "کد",
        "رقم",
        "معرف",
        "شناسه",
        "编号",
        "編號",
        "kod",
        "nr",
        "código",
        "codice",
        "codi",
        "azonosító",
        "šifra",
        "ид",
        "identifier",
        "referencia",
        "référence",
        "kennung",
        "הערה",
    ]
)
"""Labels that also stand in other names: user ID, zip code, page number."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """An article id as printed, in ASCII digits, and its label as printed."""

    value: str
    label: str
    raw: str
    line: int


def find_identifiers(header: HeaderText) -> Iterator[Identifier]:
    """Ids in order. Journalists', pages' and issues' numbers have labels of their own and are none."""
    for i, mark in enumerate(header.marks.marks):
        if mark.kind == "L" and mark.value == "id" and (found := _identifier(header, i, mark)):
            yield found


def _identifier(header: HeaderText, i: int, mark: Mark) -> Identifier | None:
    line = header.line_of(i)
    if line is None or not _is_label(header, i, mark, line):
        return None
    m = _ID.match(header.text, _value_at(header, mark, line))
    if m is None or any(x.start <= m.start(1) < x.end and x.full for x in header.moments):
        return None
    value = plain_digits(m[1]).rstrip("-/._")
    bare = header.text[mark.end : m.start(1)].isspace()
    if mark.text in _GENERIC and bare and value.isdigit() and len(value) < MIN_BARE:
        return None
    return Identifier(value, header.text[mark.start : mark.end], m[1], line.number)


def _value_at(header: HeaderText, mark: Mark, line: Line) -> int:
    """Where the number begins: behind the label, or on the next line where the label has its line to itself (a table)."""
    alone = header.marks.classes[line.first : line.last].strip("c") == "L"
    after = header.text[mark.end : mark.end + 3].lstrip(" :：")
    return header.text.index("\n", mark.end) + 1 if alone and after.startswith("\n") else mark.end


def _is_label(header: HeaderText, i: int, mark: Mark, line: Line) -> bool:
    """A generic word ("ID", "code") names the article only where no other word goes before it."""
    words = header.words(line)
    if mark.text not in _GENERIC and (
        " " not in mark.text or header.text[mark.end :].lstrip(" ")[:1] in _COLON
    ):
        return words <= 25
    before = header.marks.classes[i - 1] if i > line.first else ""
    if before in ("u", "w"):
        return False
    if before == "L" and header.marks.marks[i - 1].value in (
        "notid",
        "reporter",
        "byline",
        "share",
        "source",
    ):
        return False
    return words <= (12 if mark.text in _GENERIC else 25)
