"""When to look at a page again: pure decisions over what is known of it. Times are seconds since 1970, UTC.

The interval follows the page's age and its own history: news changes in its first hours, and a page that has changed
before will change again (Cho and Garcia-Molina, "Estimating frequency of change", 2003). Site settings bound it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.discovery.model import Kind, Link
from crawler.sites.model import RevisitBounds

AGE_SHARE = 0.25
"""A page as old as t is looked at again after t/4: hourly on its first evening, weekly after a month."""
PATIENCE = 1.5
"""Each look in a row without a change lengthens the interval by this."""
MOST_PATIENT = 8
DISTRUST = 25
"""Every so many looks in a row without a change, ask unconditionally: some servers answer 304 to everything. So 4 % of the
looks at unchanged pages cost a body."""
FRESH_ENOUGH = 900.0
"""Seconds for which a resumed crawl does not ask its feeds and sections again, and no crawl a page that a feed tells of."""

_NUMBERED = re.compile(r"//[^/]*/.*\d")


@dataclass(frozen=True, slots=True)
class History:
    """What the looks at one page have shown. `unchanged` counts the latest looks in a row without a change."""

    found: float
    looks: int = 0
    unchanged: int = 0
    published: float | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What feeds and sitemaps state of a page; None is not stated. `title` is a hash."""

    updated: int | None = None
    comments: int | None = None
    title: int | None = None

    def merged(self, newer: Said) -> Said:
        pairs = ((self.updated, newer.updated), (self.comments, newer.comments), (self.title, newer.title))
        return Said(*(old if new is None else new for old, new in pairs))


def interval(kind: Kind, history: History, bounds: RevisitBounds, now: float) -> float:
    """Seconds until the next look at a page that was looked at just now."""
    shortest, longest = bounds.shortest.total_seconds(), bounds.longest.total_seconds()
    if kind == "requisite" or history.gone:
        return longest
    born = history.found if history.published is None else min(history.published, history.found)
    wait = AGE_SHARE * max(0.0, now - born) * PATIENCE ** min(history.unchanged, MOST_PATIENT)
    if history.looks > 1 and not history.unchanged:
        wait /= 2 * PATIENCE
    return min(longest, max(shortest, wait))


def conditional(unchanged: int) -> bool:
    """Whether to send validators after so many looks in a row without a change."""
    return unchanged % DISTRUST != DISTRUST - 1


def tells_of_change(before: Said, now: Said) -> bool:
    """Whether a source now states something else than it did. What was never stated before tells nothing."""
    pairs = ((before.updated, now.updated), (before.comments, now.comments), (before.title, now.title))
    return any(old is not None and new is not None and old != new for old, new in pairs)


def always_due(link: Link) -> bool:
    """Whether this is looked at in every crawl: start addresses, feeds, sitemaps and sections, numbered lists excepted.

    What is new stands on the first page of a list; the pages behind it are looked at as articles are.
    """
    if link.priority and link.kind != "sitemap":
        return False  # of the past
    if link.hop == "P" or link.kind in ("sitemap", "feed"):
        return True
    return link.kind == "section" and not _NUMBERED.search(link.url)
