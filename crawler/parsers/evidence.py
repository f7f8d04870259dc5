"""Evidence: for each field the value that won and the losers, bounded in number and length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from archive.model import Candidate

MAX_RAW = 300
"""Characters of the printed text that are kept."""
MAX_LOSERS = 5
"""Losing candidates kept for one field."""


def bounded(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Winners first within each field, then the surest losers; fields in the order they came."""
    by_field: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_field.setdefault(candidate.field, []).append(candidate)
    kept: list[Candidate] = []
    for found in by_field.values():
        losers = sorted((c for c in found if not c.chosen), key=lambda c: -c.confidence)
        kept += [_short(c) for c in found if c.chosen]
        kept += [_short(c) for c in losers[:MAX_LOSERS]]
    return tuple(kept)


def _short(candidate: Candidate) -> Candidate:
    value = candidate.value
    cut = value[:MAX_RAW] if isinstance(value, str) else value
    if cut == value and len(candidate.raw) <= MAX_RAW:
        return candidate
    return replace(candidate, value=cut, raw=candidate.raw[:MAX_RAW])
