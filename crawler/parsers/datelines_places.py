"""What can be a place in a dateline, and how its name is cleaned."""

from __future__ import annotations

import re
from functools import cache

from crawler.parsers.dates.names import lexicon, lines_of, tokens
from crawler.parsers.dates.numerals import fold
from crawler.parsers.zones import cities


@cache
def _words(kind: str) -> frozenset[str]:
    rows = lines_of("crawler.parsers", "place_words.tsv")
    return next(frozenset(words.split("|")) for name, words in rows if name == kind)


def _is_label(word: str) -> bool:
    """`Source: Reuters` is no report from a city of that name."""
    found = tokens(word)
    phrases = lexicon().at(found, 0) if found else ()
    return any(m.kind == "L" for end, meanings in phrases if end == len(found) for m in meanings)


def opens_sentence(word: str) -> bool:
    """Whether a folded word begins sentences rather than places."""
    return word in _words("openers")


def is_weekday(part: str) -> bool:
    return fold(part) in _weekdays()


@cache
def _weekdays() -> frozenset[str]:
    rows = lines_of("crawler.parsers.dates", "weekdays.tsv")
    return frozenset(fold(f) for _, *days in rows for forms in days for f in forms.split("|") if len(f) > 2)


def is_city(place: str) -> bool:
    return (
        all(fold(part.strip()) in cities() for part in place.split("/"))
        or fold(place.replace(".", "")) in cities()
    )


def clean_city(text: str) -> str:
    """Country in square brackets, state in round ones and a trailing "in" dropped; capitals softened."""
    city = re.sub(r"\s*[\[(][^\])]*[\])]?\s*", " ", text).strip(" .,،-–—/")
    city = re.sub(r"\s+(?:في|فی|در|à|am|den|il|le|on)$", "", city)
    if city.isupper() and len(city) > 2:
        city = re.sub(r"[^\W\d_]+", lambda m: m[0][0] + m[0][1:].replace("İ", "i").lower(), city)
        city = re.sub(r"'(S)\b", "'s", city)
    return city


def without_reporter(place: str) -> str:
    """`Bakı. Ali Aliyev` and `Ali VELİ/İZMİR` name a reporter beside a known city: the city."""
    if is_city(place):
        return place
    city, dot, name = place.partition(". ")
    if dot and " " in name and is_city(city):
        return city
    name, slash, city = place.rpartition("/")
    return city if slash and " " in name.strip() and is_city(city) and not is_city(name) else place


def place_with_article(city: str) -> bool:
    """`La Paz`, `Le Mans`, `Den Haag`: one capital word behind an article."""
    words = city.split()
    return len(words) == 2 and fold(words[0]) in _ARTICLES and city.istitle()


_ARTICLES = frozenset(("la", "le", "el", "il", "los", "las", "les", "al", "den", "the"))


def place_shape(city: str) -> bool:
    """One to four words, each a name or a particle, the first no word that opens sentences."""
    words = city.replace("/", " ").split()
    if (
        not 1 <= len(words) <= 4
        or len(city) > 40
        or any(c.isdigit() or c == ":" for c in city)
        or not city[0].isalpha()
    ):
        return False
    first = fold(words[0])
    if (first in _words("openers") or _is_label(first)) and not is_city(city):
        return False
    return all(not w[0].islower() or w in _words("particles") for w in words if w[0].isalpha())
