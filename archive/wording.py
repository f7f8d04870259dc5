"""Pure: two wordings of one text compared word by word, letter by letter where a script writes no spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

Run: TypeAlias = tuple[Literal["=", "-", "+"], str]

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, Kana and Han: scripts without spaces between words (as archive/db/fold.py; Korean has them)."""

_SIGNS: tuple[Literal["=", "-", "+"], ...] = ("-", "+", "=")

MAX_UNITS = 2000
"""Words or letters: the time of a diff grows with the square."""

_UNIT = re.compile(rf"\s*([{UNSPACED}][\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*|[^\s{UNSPACED}]+)")


def units(text: str) -> list[tuple[str, str]]:
    """The words of a text, or its letters, each with the space before it (one, or none)."""
    return [(match[1], " " if match.start(1) > match.start() else "") for match in _UNIT.finditer(text)]


def word_diff(before: str, after: str) -> list[Run]:
    """Runs of words that stayed, went and came, in reading order. White space is folded, and stands before a run's words.

    What lies between the first and the last difference is compared whole where it is longer than MAX_UNITS.
    """
    old, new = units(before), units(after)
    runs: list[Run] = []
    for tag, a, b, c, d in _compared([word for word, _ in old], [word for word, _ in new]):
        if tag == "equal":
            both = zip(old[a:b], new[c:d], strict=True)
            runs.append(("=", "".join(max(one, other) + word for (word, one), (_, other) in both)))
            continue
        if a < b:
            runs.append(("-", "".join(space + word for word, space in old[a:b])))
        if c < d:
            runs.append(("+", "".join(space + word for word, space in new[c:d])))
    return runs


def for_readers(runs: Iterable[Run]) -> list[Run]:
    """The same, without the words that two different sentences have by chance: what stayed between changes counts as changed
    where it is shorter than what went or came on both sides of it.

    After the semantic cleanup of Google's diff-match-patch.
    """
    parts = [("", "", "")]  # what went, what came, what stayed behind both
    for sign, text in runs:
        went, came, stayed = parts[-1]
        if sign == "=":
            parts[-1] = (went, came, stayed + text)
            parts.append(("", "", ""))
        else:
            parts[-1] = (went + text, came, stayed) if sign == "-" else (went, came + text, stayed)
    at = 1
    while at < len(parts):
        (went, came, stayed), (next_went, next_came, rest) = parts[at - 1 : at + 1]
        if len(stayed) <= min(max(len(went), len(came)), max(len(next_went), len(next_came))):
            parts[at - 1 : at + 1] = [(went + stayed + next_went, came + stayed + next_came, rest)]
            at = max(1, at - 1)
        else:
            at += 1
    return [(sign, text) for part in parts for sign, text in zip(_SIGNS, part, strict=True) if text]


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Opcodes as difflib gives them, what both begin and end with taken off before."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    end, new_end = len(old) - tail, len(new) - tail
    if head:
        yield "equal", 0, head, 0, head
    if max(end, new_end) - head > MAX_UNITS:
        yield "replace", head, end, head, new_end
    else:
        matcher = SequenceMatcher(None, old[head:end], new[head:new_end], autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            yield tag, a + head, b + head, c + head, d + head
    if tail:
        yield "equal", end, len(old), new_end, len(new)
