"""What a publication had before it was archived: the addresses that its site file says its past can be found at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from crawler.discovery import wordpress
from crawler.discovery.addresses import Refused, resolve
from crawler.discovery.model import Kind, Link
from crawler.sites.model import Backfill

_STEPS = (("%d", 10), ("%j", 10), ("%m", 7), ("%b", 7), ("%B", 7), ("%Y", 4), ("%y", 4))
"""The finest field of a dated address, and the characters of an ISO 8601 date that tell its periods apart."""

_SITEMAP = re.compile(r"\.xml(?:\.gz)?(?:\?|\Z)", re.I)


@dataclass(frozen=True, slots=True)
class Past:
    """From one day to another, both included."""

    since: date
    until: date


def links(backfill: Backfill, past: Past) -> Iterator[Link]:
    """Where to begin, the newest first; everything is looked at after what is new."""
    if backfill.wordpress:
        yield wordpress.posts_link(backfill.wordpress, past.since, past.until)
    for template in backfill.archives:
        yield from _dated(template, past)
    if backfill.ids:
        for number in range(backfill.last_id, backfill.first_id - 1, -1):
            yield from _link(backfill.ids.replace("{id}", str(number)), "article")


def _dated(template: str, past: Past) -> Iterator[Link]:
    """One page a day, month or year, whichever is the finest that the address names; XML is a sitemap."""
    kind: Kind = "sitemap" if _SITEMAP.search(template) else "section"
    length = next((length for field, length in _STEPS if field in template.replace("%-", "%")), 0)
    day, before = past.until, ""
    while day >= past.since:
        if (period := day.isoformat()[:length]) != before or not length:
            before = period
            yield from _link(day.strftime(template), kind, day)
        if not length or day == date.min:
            return
        day -= timedelta(days=1)


def _link(url: str, kind: Kind, day: date | None = None) -> Iterator[Link]:
    try:
        at = datetime.combine(day, time.min, UTC) if day else None
        yield Link(resolve(url, ""), kind, "P", published=at, priority=1)
    except Refused:
        return
