"""Pure: how much two texts have in common, whatever was moved, cut or added.

A text is the set of its shingles (Broder 1997, "On the resemblance and containment of documents"): runs of WIDTH words
as the search index folds them, so that spelling variants, accents and punctuation make no difference. Scripts without
spaces between words are cut into letters there; a run of letters counts LETTERS of them.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from archive.db.fold import words

WIDTH = 4
"""Words of a shingle: shorter runs are common phrases, longer ones break at each small edit."""

LETTERS = 8
"""Letters of a shingle where words are not parted: about four words of Chinese."""

MIN_SHINGLES = 20
"""Of a shorter text nothing can be said: captions and one-line notices are alike without having been copied."""

MAX_CHARACTERS = 400_000
"""A longer text is compared by its beginning."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """`resemblance`: shingles in both of those in either (Jaccard). `containment`: of the shorter text's shingles."""

    resemblance: float
    containment: float


def shingles(text: str) -> frozenset[str]:
    """The shingles of a text; none for one that is too short to be compared."""
    parts = words(text[:MAX_CHARACTERS])
    single = sum(len(part) == 1 for part in parts)
    width = LETTERS if 2 * single > len(parts) else WIDTH
    found = frozenset(" ".join(parts[i : i + width]) for i in range(len(parts) - width + 1))
    return found if len(found) >= MIN_SHINGLES else frozenset()


def overlap(one: Set[str], other: Set[str]) -> Overlap:
    """How alike two sets of shingles are; of empty ones nothing is known, which counts as nothing in common."""
    if not one or not other:
        return Overlap(0.0, 0.0)
    both = len(one & other)
    return Overlap(both / (len(one) + len(other) - both), both / min(len(one), len(other)))
