"""Two versions of a text, sentence by sentence: what stayed, what went, what came. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_SENTENCES = 3_000

# Ends of sentences: Latin, Arabic, CJK and Devanagari marks with closing quotes behind them; a line's end ends one too.
_END = re.compile(r"(?<=[.!?؟۔।…])([\"'”’»)\]]*)\s+|(?<=[。！？])|\n+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence; `changed` says that the other side has no such sentence at this place, `ends` that a paragraph ends."""

    text: str
    changed: bool
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides in full; `same` counts the sentences that stayed."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    same: int


def sentences(text: str) -> list[str]:
    """The sentences in order; "" stands for a paragraph's end."""
    out: list[str] = []
    for line in text.split("\n"):
        last = 0
        for found in _END.finditer(line):
            out.append(line[last : found.start()] + (found[1] or ""))
            last = found.end()
        out += (line[last:], "")
    folded = [" ".join(sentence.split()) for sentence in out]
    kept = [s for n, s in enumerate(folded) if s or (n and folded[n - 1])]
    return kept[:MAX_SENTENCES]


def compare(before: str, after: str) -> Comparison:
    """The longest common order of sentences stays; the rest of each side is marked."""
    old, new = sentences(before), sentences(after)
    kept_old: set[int] = set()
    kept_new: set[int] = set()
    for block in SequenceMatcher(
        None, old, new, autojunk=len(old) + len(new) > MAX_SENTENCES
    ).get_matching_blocks():
        kept_old.update(range(block.a, block.a + block.size))
        kept_new.update(range(block.b, block.b + block.size))
    same = sum(bool(old[n]) for n in kept_old)
    return Comparison(_pieces(old, kept_old), _pieces(new, kept_new), same)


def _pieces(side: Sequence[str], kept: set[int]) -> tuple[Piece, ...]:
    return tuple(
        Piece(sentence, n not in kept, n + 1 == len(side) or not side[n + 1])
        for n, sentence in enumerate(side)
        if sentence
    )
