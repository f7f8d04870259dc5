"""What stands in a dateline's brackets: an agency, maybe with its reporter or its day."""

from __future__ import annotations

import re

from crawler.parsers.datelines_places import is_city, opens_sentence
from crawler.parsers.datelines_wires import is_agency

BRACKET = re.compile(
    r"\(\s*([^()\[\]\n（）]{1,60}?)\s*\)|(?<![\w/])/\s*([^/()\n]{2,40}?)\s*/|\[\s*([^\[\]\n]{1,40}?)\s*\]|（([^（）\n]{1,40})）"
)
_CORRESPONDENT = re.compile(r"^(?:(?:(?:соб|спец|улас)\.\s?)?(?:корр|кор|кар|corr)(?:\.\s*|\s+)|/\s*)", re.I)
_DAY_BEHIND = re.compile(r"[\s,]+\d{1,2}[./-]\d{1,2}[./-]?$")


def content(m: re.Match[str]) -> str:
    return next((g for g in m.groups() if g is not None), "").strip()


def signer(m: re.Match[str]) -> str:
    """The agency in a bracket, without "correspondent of", its reporter and its day."""
    return _undated(_unsigned(_CORRESPONDENT.sub("", content(m)).strip()))


def _undated(name: str) -> str:
    """The agency of `(TTXVN 12/2)`, without its day."""
    agency = _DAY_BEHIND.sub("", name)
    return agency if agency != name and is_agency(agency) else name


def _unsigned(name: str) -> str:
    """The agency of `(Novy Region, Ivan Petrov)`, without its reporter."""
    agency, comma, who = name.partition(", ")
    signed = comma and len(who.split()) == 2 and who.istitle() and agency_shape(agency)
    return agency if signed and not is_city(who) else name


def agency_shape(name: str) -> bool:
    """Could be an agency: one to four words without digits, capital letters first or no case at all."""
    words = name.split()
    if not 1 <= len(words) <= 4 or not 2 <= len(name) <= 40:
        return False
    first = words[0]
    if first[0].isdigit() or (len(words) == 1 and any(c.isdigit() for c in name)):
        return False
    if first[0].islower():
        return len(words) == 1 and 2 <= len(name) <= 5
    return not any(c in name for c in '?!;"«»“”') and not opens_sentence(first.lower())
