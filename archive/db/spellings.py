"""Words whose parts are written apart, joined by a zero-width non-joiner (U+200C), or together: one word to a reader.

Persian writes «می‌خواهد» and «کتاب‌ها» so, and as often «میخواهد» and «می خواهد»; Urdu, Kurdish and Indian scripts have
the like. The index holds the parts, so that «کتاب» finds «کتاب‌ها», and behind the text each such word in one piece, so
that «میخواهد» finds it too. A word that is asked for with its parts apart is looked for in both forms.
"""

from __future__ import annotations

import functools
import re

from archive.db.fold import fold, words

JOINT = "\u200c"
_END = "\ue000"
"""Stands between a text and its words in one piece, so that no phrase reaches over. Nobody can type it: private use."""

_LEADING = r"ن?می"
_TRAILING = r"ها(?:ی|یی|یم|یت|یش|یمان|یتان|یشان)?|تر(?:ین)?"
_APART = re.compile(rf"\s(?:({_LEADING}) ([\u0621-\u06d3]++)|([\u0621-\u06d3]++) ({_TRAILING}))(?!\S)")
"""In folded text behind a space: the parts that Persian writes apart from verbs and nouns."""
_HINTS = "یهت"
"""Letters without which none of them can be: any other script is done with at the speed of memory."""
_LETTERS = re.compile("[\u0600-\u0dff]")


def indexed(text: str) -> str:
    """What the index holds of a text: folded, and behind it its words of several parts in one piece, each once."""
    folded = fold(text)
    if text.isascii():
        return folded
    apart = _APART.finditer(" " + folded) if any(hint in folded for hint in _HINTS) else ()
    joined = dict.fromkeys([*_joined(text), *map(_whole, apart)])
    return f"{folded} {_END} {' '.join(joined)}" if joined else folded


def together(text: str) -> tuple[str, ...]:
    """The folded words of a text that is asked for, in one piece each; empty if no word has parts."""
    if JOINT in text:
        return _in_one_piece(text)
    parts = words(text)
    pair = _APART.fullmatch(" " + " ".join(parts)) if len(parts) == 2 else None
    return (_whole(pair),) if pair else ()


def pattern(word: str) -> str:
    """A regular expression that finds the folded word in folded text, also in parts where its script has them."""
    letters = map(re.escape, word)
    return " ?".join(letters) if _LETTERS.search(word) else re.escape(word)


def _joined(text: str) -> list[str]:
    if JOINT not in text:
        return []
    return [word for piece in text.split() if JOINT in piece for word in _in_one_piece(piece)]


@functools.lru_cache(maxsize=20_000)
def _in_one_piece(word: str) -> tuple[str, ...]:
    return tuple(words(word.replace(JOINT, "")))


def _whole(found: re.Match[str]) -> str:
    return "".join(part for part in found.groups() if part)
