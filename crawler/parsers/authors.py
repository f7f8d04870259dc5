"""Authors: people and named desks out of bylines, split and cleaned; never the site, an address or a role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from archive.normal import normalize
from crawler.parsers.byline_words import (
    ALONE,
    BRACKETS,
    BY,
    COLLECTIVE,
    COMMA,
    CREDENTIALS,
    EDGES,
    EMAIL,
    FOR,
    FOR_PAPER,
    FROM,
    LINKING,
    NOT_A_NAME,
    OFFICE,
    PARTICLES,
    PICTURED,
    PREFIX,
    ROLE,
    SENTENCE,
    SITE_BEHIND,
    SPLIT,
)
from crawler.parsers.datelines import is_agency
from crawler.parsers.dates.names import lexicon
from crawler.parsers.dates.numerals import fold
from crawler.parsers.entities import unescape
from crawler.parsers.zones import cities

if TYPE_CHECKING:
    from crawler.parsers.header.lines import HeaderText

MAX_NAME = 70
MAX_AUTHORS = 20


def split_names(text: str, site: Iterable[str] = (), *, stated: bool = False) -> list[str]:
    """Names in a byline, in order, without prefixes, addresses, roles, and the site's own name.

    `stated`: the page says in a machine's words that this is an author, so that desks and agencies (`dpa`, `BBC News`)
    are taken as they are; a printed byline must look like names.
    """
    return list(_split_names(text, tuple(site), stated))


@lru_cache(maxsize=500)
def _split_names(text: str, site: tuple[str, ...], stated: bool) -> tuple[str, ...]:
    """A page says the same names in three and four places."""
    if not stated and not (text := PICTURED.sub("", text, count=1)):
        return ()
    text = EMAIL.sub(" ", unescape(normalize("NFC", text[:600])))
    text = " ".join(BRACKETS.sub(" ", text).split())
    text = PREFIX.sub("", text.split(" | ")[0] if stated else _printed_head(text))
    own = _own_names(site)
    text = OFFICE.sub("", text)
    names = [n for part in SPLIT.split(text) for n in _commas(part)]
    found = (_without_paper(clean_name(n, stated=stated), own) for n in names)
    cleaned = [n for n in found if n]
    kept = [n for n in cleaned if not _is_site(n, own) and (stated or _looks_printed(n) or is_agency(n))]
    people = [n for n in kept if not is_agency(n)]
    if kept and not people:  # `Le Figaro et AFP` in Le Figaro
        kept = [n for n in cleaned if n in kept or _is_site(n, own)]
    elif not kept and not stated and len(names) == 1:
        people = [n for n in (c.removeprefix("the ") for c in cleaned if not _is_site(c, own)) if _is_desk(n)]
    kept = [n for n in people if fold(n) not in cities()] or people or kept
    return tuple(dict.fromkeys(kept))[:MAX_AUTHORS]


_DESK = re.compile(r"[A-Z]{3,5}\Z")
"""Initials behind "By", alone: a desk."""


def _is_desk(name: str) -> bool:
    return bool(_DESK.match(name)) or (name.istitle() and COLLECTIVE.search(name) is not None)


_TRAILING = re.compile(r"(?<=\w)\s+(?:on|at|le|am|vom|el|em|il|op|den|på|dne)$", re.I)
"""The word before a date that followed the names."""
_CUT = re.compile(
    r"\s[|•·]\s|\d|[\s,/]+(?:photos?|photographs|pictures|video|graphics?|illustrations?) by\b|,?\s(?:fotos?|photos?|bild(?:er)?|kuvat?|video|grafik|illustration(?:en)?)\s?:|(?<!\w)(?:published|posted|updated|last updated)\b",
    re.I,
)


def _printed_head(text: str) -> str:
    """A printed byline up to its date, label or next column."""
    text = PREFIX.sub("", text)
    cut = _CUT.search(text)
    head = (text[: cut.start()] if cut else text).strip(" ,–—-|")
    words = head.split(" ")
    if cut is None or not cut[0].isdigit() or len(words) < 3:
        return _TRAILING.sub("", head)
    readings = (m for _, found in lexicon().phrases_of(fold(words[-1].strip(".,"))) for m in found)
    return " ".join(words[:-1]) if any(m.kind in "MW" for m in readings) else head


def _commas(part: str) -> list[str]:
    """`A B, C D` are two people; `Lee, Ann` is one; `A B, Paris` is one and a place."""
    pieces = [p for p in COMMA.split(part) if p]
    single = all(" " not in p and p[:1].isupper() and not ROLE.search(p) for p in pieces)
    if len(pieces) == 2 and single:
        return [f"{pieces[1]} {pieces[0]}"]
    if len(pieces) < 2:
        return pieces
    return [
        p for i, p in enumerate(pieces) if i == 0 or (" " in p and not ROLE.search(p) and not _is_whence(p))
    ]


_WHENCE = re.compile(r"(?:da|dal|dalla|do|de|em|en|in|à|aus|from|desde|från|fra|w|z|из|в)\s+(?=\w)")


def _is_whence(part: str) -> bool:
    """`da Bruxelles`, `do Rio de Janeiro`: where somebody reports from."""
    m = _WHENCE.match(part.strip())
    return m is not None and fold(part.strip()[m.end() :]) in cities()


def clean_name(text: str, *, stated: bool = False) -> str | None:
    """One name, or None for what is no name."""
    name = CREDENTIALS.sub("", PREFIX.sub("", text).strip(EDGES))
    if stated:
        name = _for_nobody(name)
    else:
        name = FOR.sub("", FROM.sub(r"\1", SITE_BEHIND.sub("", name)))
    person = ROLE.sub("", name).strip(EDGES)
    if (len(person.split()) > 1 and not COLLECTIVE.search(person)) or not stated:
        name = person
    if (
        ALONE.match(name)
        or not 2 <= len(name) <= MAX_NAME
        or NOT_A_NAME.search(name)
        or not any(c.isalpha() for c in name)
    ):
        return None
    words = name.split()
    if len(words) > 7 or SENTENCE.search(name):
        return None
    if name.isupper() and len(words) > 1 and max(name) < "\u0130":
        name = " ".join(w if "." in w else w.title() for w in words)
    lower = [w for w in name.split() if w[0].islower() and w.lower() not in PARTICLES]
    if lower and name.isascii() and not stated and not is_agency(name):
        return None
    return name


def _for_nobody(name: str) -> str:
    """A stated person without whom they write for; "Institute for the Study of War" stays."""
    person = FOR_PAPER.sub("", name)
    return person if is_person(person) else name


def _without_paper(name: str | None, own: Iterable[str]) -> str | None:
    """`Ann Lee Harbour Times` in the Harbour Times is Ann Lee."""
    if name is None:
        return None
    low = fold(name)
    paper = next(
        (s for s in own if len(s) > 4 and low.endswith(" " + s) and low.count(" ", 0, len(low) - len(s)) > 1),
        "",
    )
    return name[: len(name) - len(paper)].strip(EDGES) if paper else name


@lru_cache(maxsize=200)
def _own_names(site: tuple[str, ...]) -> dict[str, str]:
    """Folded names of the site, and each without its signs and article."""
    return {low: re.sub(r"\W", "", low).removeprefix("the") for s in site if s for low in (fold(s),)}


def _is_site(name: str, own: dict[str, str]) -> bool:
    bare = re.sub(r"\W", "", fold(name)).removeprefix("the")
    return bool(bare) and bare in own.values()


_BYLINE = re.compile(rf"^(?:{BY})\s*[:：]?\s+(?=\S)|^(?:{BY})\s*[:：]", re.I)


def byline_authors(header: HeaderText, rank: Callable[[int], int] = int) -> Iterator[str]:
    """Names in the first line of a header text that has a byline; `rank` orders lines by number."""
    for _, raw in sorted(header.labelled_lines("byline"), key=lambda found: rank(found[0])):
        names = split_names(raw) if len(raw) <= 160 else []
        if names:
            yield from names
            return


def is_byline(label: str) -> bool:
    """Whether a label is one of bylines: "Written by", "Verfasst von"."""
    return bool(label) and ALONE.fullmatch(label.strip(EDGES)) is not None


def is_person(name: str) -> bool:
    """Whether a name is printed as a person's, and not as a desk's or a paper's."""
    return _looks_printed(name) and not COLLECTIVE.search(name)


def _looks_printed(name: str) -> bool:
    """A person's name as printed: two to five words, capitals where the script has them."""
    words = name.split()
    if not 1 < len(words) <= 5 or ":" in name:
        return not name.isascii() and len(words) == 1 and 2 <= len(name) <= 5 and not name[0].islower()
    if words[0] in LINKING:
        return False
    return all(
        w[0].isupper() or not w[0].islower() or w.lower() in PARTICLES or "\u10d0" <= w[0] <= "\u10ff"
        for w in words
    )  # Georgian is written in small letters only
