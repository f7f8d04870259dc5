"""Whether a paragraph is a header line and nothing else: `By Ann Lee, 9 June 2021` where it stands with the text."""

from __future__ import annotations

from crawler.parsers.authors import split_names
from crawler.parsers.bylines_bare import bare_authors
from crawler.parsers.header.lines import HeaderText

LONGEST = 100
BESIDE = 3
"""Words of a place or a role beside a byline's names."""


def is_header_line(text: str, language: str | None, country: str | None) -> bool:
    """A stamp, a byline, or both, with hardly a word beside them."""
    if len(text) > LONGEST or text[-1] in "!?…:":
        return False
    header = HeaderText(text, language, country)
    words = sum(m.kind == "u" and not header.in_moment(i) for i, m in enumerate(header.marks.marks))
    if not words:
        return bool(header.stamps)
    named = [n for _, raw in header.labelled_lines("byline") for n in split_names(raw)]
    led = bool(named) and header.marks.marks[0].kind == "L"
    names = named if led else bare_authors(header)
    return bool(names) and words <= sum(len(n.split()) for n in names) + (BESIDE if led else 0)
