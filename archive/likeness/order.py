"""Pure: who was first, as far as what is stated can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.db.keys import parse_moment
from archive.model import Article

EASTMOST, WESTMOST = timedelta(hours=14), timedelta(hours=12)
"""Zones reach from UTC+14 to UTC-12 (IANA tz: Pacific/Kiritimati, Etc/GMT+12)."""

_SPANS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "day": timedelta(days=1),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}


@dataclass(frozen=True, slots=True)
class Span:
    """The UTC time (without zone marks) in which something happened: from `start`, before `end`."""

    start: datetime
    end: datetime


def published(article: Article) -> Span | None:
    """When an article was published. A wall clock of unknown place may be that of any zone."""
    start = parse_moment(article.published or "")
    if start is None:
        return None
    length = _SPANS[article.published_precision or "day"]
    try:
        if article.published_zone_known:
            return Span(start, start + length)
        return Span(start - EASTMOST, start + length + WESTMOST)
    except OverflowError:
        return None


def first(spans: Sequence[Span | None]) -> int | None:
    """Which was surely before all the others that have a time; None where two may have been, or fewer than two are known."""
    known = sorted((span.start, span.end, i) for i, span in enumerate(spans) if span is not None)
    if len(known) < 2:
        return None
    _, end, winner = min(known, key=lambda one: one[1])
    return winner if all(end <= start for start, _, i in known if i != winner) else None
