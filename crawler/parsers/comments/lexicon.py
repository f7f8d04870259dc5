"""The words of `words.tsv`: which form says what in which language, compiled once a language, when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.parsers.comments.numbers import NUMBER
from crawler.parsers.comments.text import normal

COUNTED = ("noun", "reply", "weak", "dual")
"""Kinds of forms that name comments."""

_UNSPACED = frozenset({"ja", "zh", "th", "ko", "bn"})
"""Languages whose words are not parted by blanks, or whose counters and particles stick to them."""

_WORD = re.compile(r"[^\W\d_]+")
_GLUED = re.compile("[\u0900-\u0963\u0966-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: `kinds` of its normal forms, `values` of its number words, `tokens` a pattern over both."""

    language: str
    kinds: dict[str, str]
    values: dict[str, int]
    tokens: re.Pattern[str]
    unspaced: bool


@cache
def _rows() -> dict[str, list[tuple[str, str]]]:
    """Language → (form, kind), in the order of the file; forms as `text.normal` spells them."""
    rows: dict[str, list[tuple[str, str]]] = {}
    text = files("crawler.parsers.comments").joinpath("words.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            language, kind, forms = line.split("\t")
            rows.setdefault(language, []).extend((normal(form), kind) for form in forms.split("|"))
    return rows


def languages() -> tuple[str, ...]:
    """Language codes (ISO 639) that have words."""
    return tuple(_rows())


@cache
def nouns() -> dict[str, tuple[str, ...]]:
    """Every normal form that names comments → the languages it belongs to."""
    found: dict[str, list[str]] = {}
    for language, rows in _rows().items():
        for form, kind in rows:
            if kind in COUNTED and language not in found.setdefault(form, []):
                found[form].append(language)
    return {form: tuple(named) for form, named in found.items()}


@cache
def lexicon(language: str) -> Lexicon:
    kinds: dict[str, str] = {}
    values: dict[str, int] = {}
    for form, kind in _rows().get(language, ()):
        if kind == "words":
            form, _, value = form.partition("=")
            values[form] = int(value)
        if kind == "no" and any(noun in form for noun, named in nouns().items() if language in named):
            kind = "none"  # "kommentaare pole": says all by itself
        kinds.setdefault(form, kind)
    values |= {form: {"one": 1, "two": 2}[kind] for form, kind in kinds.items() if kind in ("one", "two")}
    return Lexicon(language, kinds, values, _tokens(kinds, language in _UNSPACED), language in _UNSPACED)


_QUOTES = r"“[^”]{0,400}[”“]|„[^“”]{0,400}[“”]|«[^»]{0,400}»|‹[^›]{0,300}›|「[^」]{0,300}」|『[^』]{0,300}』|《[^》]{0,300}》|〈[^〉]{0,300}〉|\"[^\"]{1,400}\"|(?<!\w)'[^']{3,300}'(?!\w)"


def _tokens(kinds: dict[str, str], unspaced: bool) -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in sorted(kinds, key=len, reverse=True)) or r"(?!)"
    form = f"(?P<form>{forms})" if unspaced else rf"(?P<form>(?<![^\W\d_])(?:{forms})(?![^\W_]))"
    word = r"(?P<word>\w)" if unspaced else r"(?P<word>\w+(?:'\w+)?)"
    return re.compile(rf"(?P<quote>{_QUOTES})|{form}|{NUMBER}|{word}|(?P<mark>[^\w\s])")


@cache
def _by_quick_word() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Quick word → the forms it stands in, with their languages."""
    found: dict[str, dict[str, list[str]]] = {}
    for language, rows in _rows().items():
        for form, kind in rows:
            if kind in (*COUNTED, "first"):
                word = form if _GLUED.search(form) else _telling(form)
                named = found.setdefault(word, {}).setdefault(form, [])
                if language not in named:
                    named.append(language)
    return {w: tuple((f, tuple(ls)) for f, ls in forms.items()) for w, forms in found.items()}


def named_forms(plain: str) -> list[tuple[str, tuple[str, ...]]]:
    """Forms that name comments in a normal text, with their languages."""
    index = _by_quick_word()
    words = hints(plain)
    if _GLUED.search(plain):
        words |= {form for form in _quick()[2] if form in plain}
    return [(form, named) for word in words for form, named in index.get(word, ()) if form in plain]


@cache
def _quick() -> tuple[frozenset[str], re.Pattern[str], frozenset[str]]:
    """Single words that every spaced form of a noun or a "first" has one of; glued forms, as a pattern and a set."""
    words: set[str] = set()
    glued: set[str] = set()
    for form, _ in _needed():
        (glued if _GLUED.search(form) else words).add(form)
    first = {_telling(form) for form in words if _WORD.search(form)}
    return frozenset(first), re.compile("|".join(map(re.escape, sorted(glued, key=len)))), frozenset(glued)


_COMMON = frozenset(("be", "the"))
"""Words of pages that have no comments, too: where a form has another word, that one is looked for."""


def _telling(form: str) -> str:
    """The word of a form whose presence is asked first: the longest that is not common."""
    return max(_WORD.findall(form), key=lambda word: (word not in _COMMON, len(word)), default=form)


def _needed() -> Iterator[tuple[str, str]]:
    return ((form, kind) for rows in _rows().values() for form, kind in rows if kind in (*COUNTED, "first"))


def hints(text: str) -> frozenset[str]:
    """Which quick words occur in a (long, many-label) lower-case text: empty when nothing in it can be a statement."""
    words, glued, _ = _quick()
    found = words.intersection(_WORD.findall(text))
    return found | frozenset(glued.findall(text)) if _GLUED.search(text) else found
