"""A line as a string of one-letter classes, so that shapes of dates and times are short regular expressions.

    d number of 1-2 digits  n of 3  y of 4  x of 8  z any other          M month  W weekday  A part of the day
    T word before a time  H I S units  F hour sign  Y G J year, month, day signs  O ordinal  w a D small words
    E era  R "today"  L label  Z zone  u any other word
    k ,  p .  l /  b -  c :  q '  s other separator  ( )  N line feed  v any other sign

A class string has one letter a mark, and blanks are not marks: `28 / 11 / 2014` and `28/11/2014` are both `dldly`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from crawler.parsers.dates.names import Meaning, Token, lexicon, tokens

_SIGNS = {
    ",": "k",
    ".": "p",
    "/": "l",
    "-": "b",
    ":": "c",
    "'": "q",
    "(": "(",
    ")": ")",
    "\n": "N",
    "[": "(",
    "]": ")",
}
_SIGNS |= dict.fromkeys("|•·●▪■◆∙‧⋅»«>~;؛—", "s")
_NUMBERS = {1: "d", 2: "d", 3: "n", 4: "y", 8: "x"}
_BESIDE_DIGITS = "MAOHFISYGJDaE"
_ALONE = "LRZWMTAwEFYGJHISaDO"
_EVERYWHERE = frozenset("*")
_ROMAN = {
    form: (Meaning("M", "gregorian", _EVERYWHERE, number),)
    for number, form in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)
}
"""Months of `28.XI.2014`, `28 XI 2014`."""


class Mark(NamedTuple):
    """`meanings` are those of the chosen class; `text` is folded."""

    kind: str
    start: int
    end: int
    text: str
    meanings: tuple[Meaning, ...] = ()

    @property
    def value(self) -> str:
        return self.meanings[0].value


@dataclass(frozen=True, slots=True)
class Marks:
    """`classes[i]` is the class of `marks[i]`."""

    folded: str
    marks: list[Mark]
    classes: str
    language: str

    def number(self, i: int) -> int:
        return int(self.marks[i].text)

    def touching(self, i: int, j: int) -> bool:
        """No blank between marks `i` and `j`, which follow each other."""
        return self.marks[i].end == self.marks[j].start


def read_marks(folded: str, language: str | None) -> Marks:
    """`language` is a primary subtag (`en`), None where unknown."""
    found = tokens(folded)
    spoken = language or ""
    phrases = lexicon().phrases
    marks: list[Mark] = []
    i, n = 0, len(found)
    while i < n:
        text, start, end = found[i]
        i += 1
        if text in _ROMAN and _within_date(found, i - 1):
            marks.append(Mark("M", start, end, text, _ROMAN[text]))
        elif text in phrases and (named := _phrase(found, i - 1, spoken)):
            kind, last, kept = named
            end = found[last - 1].end
            marks.append(Mark(kind, start, end, folded[start:end], kept))
            i = last
        else:
            marks.append(Mark(_class_of(text), start, end, text))
    return Marks(folded, marks, "".join([m.kind for m in marks]), spoken)


def _phrase(found: list[Token], i: int, language: str) -> tuple[str, int, tuple[Meaning, ...]] | None:
    """The longest phrase that begins with token `i`: class, index behind it, meanings."""
    for end, meanings in lexicon().at(found, i):
        kind, kept = _choose(meanings, found, i, end, language)
        if kept:
            return kind, end, kept
    return None


def _within_date(found: list[Token], i: int) -> bool:
    """Whether token `i` stands between a number of one or two digits and one of four, in either order, parted by dots
    or blanks."""
    before = i - (2 if i > 1 and found[i - 1].text in ".-/" else 1)
    after = i + (2 if i + 2 < len(found) and found[i + 1].text in ".-/" else 1)
    if before < 0 or after >= len(found):
        return False
    day, year = sorted((found[before].text, found[after].text), key=len)
    return day.isdecimal() and len(day) < 3 and year.isdecimal() and len(year) == 4


@lru_cache(maxsize=4_000)
def _class_of(text: str) -> str:
    """The class of a token that is no phrase."""
    if text[0].isdecimal():
        return _NUMBERS.get(len(text), "z")
    if text in _SIGNS:
        return _SIGNS[text]
    return "v" if len(text) == 1 and not text.isalnum() else "u"


def _choose(
    meanings: list[Meaning], found: list[Token], i: int, end: int, language: str
) -> tuple[str, tuple[Meaning, ...]]:
    """The class that fits where the phrase stands, and the meanings of that class for this language."""
    if len(meanings) == 1:
        only = meanings[0]
        return (only.kind, (only,)) if _believed(only, language) else ("", ())
    usable = [m for m in meanings if _believed(m, language)]
    if not usable:
        return "", ()
    kinds = {m.kind for m in usable}
    if len(kinds) > 1:
        beside = _beside_digit(found, i, end)
        if beside and language:  # "Sat, 05/04/2019" is a weekday in English, not the Hausa September
            spoken = {m.kind for m in usable if language in m.languages}
            kinds = spoken if spoken and "M" not in spoken else kinds
        order = _BESIDE_DIGITS + _ALONE if beside else _ALONE
        kind = min(kinds, key=order.index)
    else:
        kind = next(iter(kinds))
    kept = [m for m in usable if m.kind == kind]
    own = [m for m in kept if m.speaks(language)] if language else []
    return kind, tuple(own or kept)


def _believed(meaning: Meaning, language: str) -> bool:
    """Months, labels and zones are believed in any language; a small Latin word only in its own."""
    if meaning.kind in "MLZ" or meaning.speaks(language):
        return True
    return meaning.foreign and (meaning.kind == "W" or not language or language in _LATIN)


_LATIN = frozenset(["en", "fr", "de", "es", "it", "pt", "tr", "az", "uz", "id", "ms", "nl", "sw"])
"""Languages that pages are wrongly said to be in: words in other scripts are believed there too."""


def _beside_digit(found: list[Token], i: int, end: int) -> bool:
    before = i - 1
    while before >= 0 and found[before].text in ".-/',":
        before -= 1
    after = end
    while after < len(found) and found[after].text in ".-/',":
        after += 1
    return (before >= 0 and found[before].text[0].isdecimal()) or (
        after < len(found) and found[after].text[0].isdecimal()
    )
