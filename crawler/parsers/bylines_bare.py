"""Names without a byline's word, in a segment of their own beside the date: `Ann Lee | 3 May`.

A section or a place may stand there too: a name has two or three words in capitals, none of which sections, papers or
places are called by. Scripts without capitals do not tell the two apart.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from crawler.parsers.authors import clean_name, is_person
from crawler.parsers.dates.names import lines_of
from crawler.parsers.dates.numerals import fold
from crawler.parsers.zones import cities

if TYPE_CHECKING:
    from crawler.parsers.header.lines import HeaderText

MOST_SEGMENTS = 4
"""Segments of a line that is a header line and no menu."""
_KNOWN = re.compile("[dnyxzLMWRZ]")
"""Marks that no name has."""
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,2}")


def bare_authors(header: HeaderText, line_range: range | None = None) -> list[str]:
    """The name in a line with a full date that is a stamp; in lines of `line_range` only."""
    for stamp in header.stamps:
        if stamp.moment.day is None or (line_range is not None and stamp.line not in line_range):
            continue
        segments = _segments(header, stamp.line)
        names = [n for text in segments if (n := _person(text))] if 1 < len(segments) <= MOST_SEGMENTS else []
        if len(names) == 1:
            return names
    return []


def _segments(header: HeaderText, number: int) -> list[str]:
    """The texts of a line between its separators; "" for one with a date, a label or another word that we know."""
    line = next(x for x in header.marked if x.number == number)
    marks, classes = header.marks.marks, header.marks.classes
    cuts = [i for i in range(line.first, line.last) if classes[i] == "s"]
    spans = [
        (a, b) for a, b in zip([line.first, *(i + 1 for i in cuts)], [*cuts, line.last], strict=True) if a < b
    ]
    return [
        "" if _KNOWN.search(classes, a, b) else header.text[marks[a].start : marks[b - 1].end]
        for a, b in spans
    ]


def _person(text: str) -> str | None:
    """The name that a segment is, maybe with a role behind a comma."""
    name, comma, role = text.partition(", ")
    if not _PERSON.fullmatch(name) or (comma and clean_name(role)):
        return None
    words = name.split()
    capital = all(w[0].isupper() for w in words) and not name.isupper()
    if not capital or not is_person(name) or fold(name) in cities():
        return None
    return None if any(fold(w.strip(".")) in _words() for w in words) else clean_name(name)


@cache
def _words() -> frozenset[str]:
    """Words of sections and places, and all month and weekday names."""
    rows = lines_of("crawler.parsers", "section_words.tsv")
    return frozenset(fold(w) for _, words in rows for w in words.split("|"))
