"""Comparing short texts, in every script: where words are not spaced, letters are compared."""

from __future__ import annotations

import re
from functools import lru_cache

from archive.normal import normalize

_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans({c: c.lower() if c.isalnum() else " " for c in map(chr, range(128))})
"""Every ASCII character: for one that a table does not have, `translate` raises and catches an error of its own."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def extent(text: str) -> int:
    """A text's length in Latin letters: a Han or kana character says as much as three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_HAN.findall(text))


def width(text: str) -> int:
    """How many Latin letters a character of a text stands for: 3 where half of it is Han or kana."""
    return 3 if not text.isascii() and 2 * len(_HAN.findall(text)) > len(text) else 1


def tokens(text: str) -> list[str]:
    """Words in lower case; the letters themselves in scripts that do not part words."""
    text = text[:1000]
    if text.isascii():
        return text.translate(_PLAIN).split()
    text = normalize("NFKC", text).casefold()
    if _UNSPACED.search(text):
        text = _UNSPACED.sub(r" \g<0> ", text)
    return _WORD.findall(text)


@lru_cache(maxsize=256)
def distinct(text: str) -> frozenset[str]:
    """The tokens of a text; a page's titles and headings are compared many times over."""
    return frozenset(tokens(text))


def likeness(a: str, b: str) -> float:
    """Share of common words, 0 to 1 (Dice's coefficient over distinct words)."""
    if a == b:
        return 1.0 if a else 0.0
    x, y = distinct(a[:1000]), distinct(b[:1000])
    return 2 * len(x & y) / (len(x) + len(y)) if x and y else 0.0


def containment(part: str, whole: str) -> float:
    """Share of `part`'s words that `whole` has."""
    x = distinct(part[:1000])
    return len(x & distinct(whole[:1000])) / len(x) if x else 0.0
