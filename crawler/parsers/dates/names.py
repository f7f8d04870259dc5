"""The words of dates in all languages at once: phrases, as tokens of folded text, to what they mean.

Which meaning holds is decided where the phrase stands: by the page's language first, by agreement of all languages
else. *listopada* is October to a Croatian page and November to a Polish one; without a language it is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from archive.normal import normalize
from crawler.parsers.dates.numerals import fold

_CJK = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff"
_STOPS = (
    r"\s\d!-/:-@\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4-\u00b9\u00bb-\u00bf\u2010-\u2067\u3001-\u3004\u3008-\u301f"
    r"\u060c\u061b\u061f\u0964\u0965\u066a-\u066d\u30fb\uff00-\uff0f\ufe30-\ufe6f"
)
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
TOKEN = re.compile(
    rf"\d+|(?P<han>[〇零一二三四五六七八九十百]{{1,12}})(?=\s?[年月日號号時时点點分秒])|(?<=\d)[년월일시분초]|[{_CJK}]|[^{_STOPS}{_CJK}]+|\n|\S"
)
"""Numbers, words with their marks, single Han characters, line feeds, single signs; `三十一` before 日 is a number."""

SILENT = frozenset((".", "'", "׳", "״", '"'))
"""Tokens that abbreviations have between their letters or not."""

_HARAKAT = re.compile("[\u064b-\u065f\u0670\u0640]")


class Token(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of a phrase. `kind` is the class letter of words.tsv, M month, W weekday, L label, Z zone."""

    kind: str
    value: str
    languages: frozenset[str]
    number: int = 0
    foreign: bool = False
    """In another script than Latin, or long: believed whatever the page's language is said to be."""

    def speaks(self, language: str) -> bool:
        return language in self.languages or "*" in self.languages


Phrases = dict[str, list[tuple[tuple[str, ...], list[Meaning]]]]


def tokens(folded: str) -> list[Token]:
    if folded.isascii():
        return [Token(m[0], m.start(), m.end()) for m in TOKEN.finditer(folded)]
    found = [
        Token(han_number(m[0]) if m.lastgroup else m[0], m.start(), m.end()) for m in TOKEN.finditer(folded)
    ]
    if _HARAKAT.search(folded):
        found = [Token(_HARAKAT.sub("", t), a, b) for t, a, b in found if _HARAKAT.sub("", t)]
    return found


def han_number(text: str) -> str:
    """`三十一` → 31, `一百零三` → 103, `二〇一六` → 2016; of anything else the digits as they stand."""
    digits = text.translate(_HAN_DIGITS)
    if hundreds := re.fullmatch(r"(\d?)百0?(\d?十)?(\d?)", digits):
        tens = hundreds[2] or ""
        return str(int(hundreds[1] or 1) * 100 + int(tens[:-1] or bool(tens)) * 10 + int(hundreds[3] or 0))
    if re.fullmatch(r"\d?十\d?", digits):
        tens, _, ones = digits.partition("十")
        return f"{tens or 1}{ones or 0}"
    return digits.replace("十", "").replace("百", "") or "0"


def lines_of(package: str, name: str) -> Iterator[list[str]]:
    """The rows of one of our tables, comments left out."""
    for line in files(package).joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


class Lexicon:
    """Phrases by first token, longest first."""

    def __init__(self) -> None:
        self.phrases: Phrases = {}
        self._by_key: dict[tuple[str, ...], list[Meaning]] = {}

    def add(self, forms: str, kind: str, value: str, languages: Iterable[str], number: int = 0) -> None:
        spoken = frozenset(languages)
        for form in forms.split("|"):
            key = tuple(t.text for t in tokens(fold(normalize("NFC", form))) if t.text not in SILENT)
            if not key:
                continue
            foreign = any(ord(c) > 0x036F for c in form) or (kind == "W" and len(form) > 4)
            meanings = self._by_key.get(key)
            if meanings is None:
                meanings = self._by_key[key] = []
                self.phrases.setdefault(key[0], []).append((key, meanings))
            meanings.append(Meaning(kind, value, spoken, number, foreign))

    def sort(self) -> Lexicon:
        for found in self.phrases.values():
            found.sort(key=lambda entry: -len(entry[0]))
        return self

    def phrases_of(self, word: str) -> list[tuple[tuple[str, ...], list[Meaning]]]:
        """Phrases of the one folded word `word`."""
        return [(key, found) for key, found in self.phrases.get(word, ()) if len(key) == 1]

    def at(self, found: list[Token], i: int) -> Iterator[tuple[int, list[Meaning]]]:
        """Phrases beginning with token `i`, longest first: index behind the last token, meanings."""
        for key, meanings in self.phrases.get(found[i].text, ()):
            end = _matches(key, found, i)
            if end:
                yield end, meanings


def _matches(key: tuple[str, ...], found: list[Token], i: int) -> int:
    j, n = i, len(found)
    for word in key:
        while j < n and j > i and found[j].text in SILENT:
            j += 1
        if j >= n or found[j].text != word:
            return 0
        j += 1
    return j


@cache
def lexicon() -> Lexicon:
    """Months, weekdays, words of time, labels and zones."""
    book = Lexicon()
    here = "crawler.parsers.dates"
    for language, calendar, *months in lines_of(here, "months.tsv"):
        for number, forms in enumerate(months, 1):
            book.add(forms, "M", calendar, (language,), number)
    for language, *days in lines_of(here, "weekdays.tsv"):
        for number, forms in enumerate(days):
            book.add(forms, "W", "", (language,), number)
    for kind, value, languages, forms in lines_of(here, "words.tsv"):
        book.add(forms, kind, value, languages.split(","))
    for role, forms in lines_of("crawler.parsers", "labels.tsv"):
        book.add(forms, "L", role, "*")
    for forms, choice in lines_of("crawler.parsers", "zones.tsv"):
        book.add(forms, "Z", choice, "*")
    return book.sort()
