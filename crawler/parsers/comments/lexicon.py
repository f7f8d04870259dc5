"""The words of `words.tsv`: which form says what in which language, and which of them a text has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.parsers.comments.text import normal

COUNTED = ("noun", "reply", "weak", "dual")
"""Kinds of forms that name comments."""

_UNSPACED = frozenset({"ja", "zh", "th", "ko", "bn", "km", "lo", "my"})
"""Languages whose words are not parted by blanks, or whose counters and particles stick to them."""

LETTERS = re.compile(r"[^\W\d_]+")
_GLUED = re.compile("[\u0900-\u0963\u0966-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts in which a form is not looked for as a word: no blanks, or vowel signs that are no letters to `re`."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: `kinds` of its normal forms, `also` the second kind of those that have two ("über"), `values` of
    its number words, `begun`: beginning → its forms.
    """

    language: str
    kinds: dict[str, str]
    also: dict[str, str]
    values: dict[str, int]
    begun: dict[str, tuple[str, ...]]
    unspaced: bool

    def form_at(self, plain: str, at: int) -> str:
        """The longest form that stands at this place of a normal text as a word of its own; "" for none."""
        if self.unspaced:
            return next((form for form in self.begun.get(plain[at], ()) if plain.startswith(form, at)), "")
        if at and plain[at - 1].isalpha():
            return ""
        letters = LETTERS.match(plain, at)
        for form in self.begun.get(letters[0] if letters else plain[at], ()):
            if plain.startswith(form, at) and not plain[at + len(form) : at + len(form) + 1].isalnum():
                return form
        return ""


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
def certain() -> frozenset[str]:
    """The normal forms that name comments whatever stands beside them, and the English ones for replies."""
    rows = ((language, *row) for language, found in _rows().items() for row in found)
    return frozenset(
        form for language, form, kind in rows if kind == "noun" or (kind == "reply" and language == "en")
    )


@cache
def lexicon(language: str) -> Lexicon:
    kinds: dict[str, str] = {}
    also: dict[str, str] = {}
    values: dict[str, int] = {}
    own = [form for form, kind in _rows().get(language, ()) if kind in COUNTED]
    for form, kind in _rows().get(language, ()):
        if kind == "words":
            form, _, value = form.partition("=")
            values[form] = int(value)
        if kind == "no" and any(noun in form for noun in own):
            kind = "none"  # "kommentaare pole": says all by itself
        if kinds.setdefault(form, kind) != kind:
            also[form] = kind if kind == "verb" else also.get(form, kind)
    values |= {form: {"one": 1, "two": 2}[kind] for form, kind in kinds.items() if kind in ("one", "two")}
    unspaced = language in _UNSPACED
    return Lexicon(language, kinds, also, values, _by_beginning(kinds, unspaced), unspaced)


def _by_beginning(kinds: dict[str, str], unspaced: bool) -> dict[str, tuple[str, ...]]:
    """First letter, or first word where words are parted → forms, the longest first."""
    begun: dict[str, list[str]] = {}
    for form in sorted(kinds, key=len, reverse=True):
        letters = None if unspaced else LETTERS.match(form)
        begun.setdefault(letters[0] if letters else form[0], []).append(form)
    return {beginning: tuple(forms) for beginning, forms in begun.items()}


@dataclass(frozen=True, slots=True)
class Name:
    """A form that names comments, invites the first one or says that there will be no more. `weak`: in all its languages
    only a weak name; `sure`: in one at least a certain one.
    """

    form: str
    languages: tuple[str, ...]
    weak: bool
    sure: bool
    glued: bool


@cache
def _names() -> tuple[Name, ...]:
    found: dict[str, dict[str, str]] = {}
    for language, rows in _rows().items():
        for form, kind in rows:
            if kind in (*COUNTED, "first", "shut"):
                found.setdefault(form, {}).setdefault(language, kind)
    return tuple(
        Name(
            form,
            tuple(kinds),
            set(kinds.values()) == {"weak"},
            "noun" in kinds.values(),
            _GLUED.search(form) is not None,
        )
        for form, kinds in found.items()
    )


@cache
def _by_word() -> dict[str, tuple[Name, ...]]:
    """The telling word of a form → the names that have it."""
    found: dict[str, list[Name]] = {}
    for name in _names():
        if not name.glued:
            found.setdefault(_telling(name.form), []).append(name)
    return {word: tuple(names) for word, names in found.items()}


@cache
def _by_start() -> tuple[dict[str, tuple[Name, ...]], re.Pattern[str]]:
    """First letter → glued names, and a pattern of those letters."""
    found: dict[str, list[Name]] = {}
    for name in _names():
        if name.glued:
            found.setdefault(name.form[0], []).append(name)
    return {start: tuple(names) for start, names in found.items()}, re.compile(f"[{''.join(found)}]")


_COMMON = frozenset(("be", "the"))
"""Words of pages that have no comments, too: where a form has another word, that one is looked for."""


def _telling(form: str) -> str:
    """The word of a form whose presence is asked first: the longest that is not common."""
    return max(LETTERS.findall(form), key=lambda word: (word not in _COMMON, len(word)), default=form)


_APART = str.maketrans({c: c if c.isalpha() else " " for c in map(chr, range(128))})


def words_of(plain: str) -> list[str]:
    """The words (runs of letters) of a normal text."""
    return plain.translate(_APART).split() if plain.isascii() else LETTERS.findall(plain)


def named_in(plain: str) -> Iterator[tuple[int, Name]]:
    """Where a normal text, of one label or of a whole page, names comments."""
    index = _by_word()
    for word in index.keys() & words_of(plain):
        for name in index[word]:
            yield from ((at, name) for at in _standing(plain, name.form))
    if not plain.isascii() and _GLUED.search(plain):
        started, starts = _by_start()
        for match in starts.finditer(plain):
            at = match.start()
            yield from ((at, name) for name in started[match[0]] if plain.startswith(name.form, at))


def _standing(plain: str, form: str) -> Iterator[int]:
    """Where a form stands as a word of its own."""
    at = plain.find(form)
    while at >= 0:
        end = at + len(form)
        if not plain[end : end + 1].isalpha() and not (at and plain[at - 1].isalpha()):
            yield at
        at = plain.find(form, end)
