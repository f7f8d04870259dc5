"""What goes in and out of the frontier: a page to fetch, and what a fetch has shown."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.discovery.model import Kind

KINDS: tuple[Kind, ...] = ("feed", "sitemap", "article", "section", "requisite", "page", "alternate", "count")
"""Their places are the numbers in the database: append only."""

SOURCE, ARTICLE, REVISIT, SECTION, REQUISITE, PAGE, BACKFILL = range(7)
"""Priorities; the smaller the sooner."""

PRIORITY: dict[Kind, int] = {
    "feed": SOURCE,
    "sitemap": SOURCE,
    "article": ARTICLE,
    "section": SECTION,
    "requisite": REQUISITE,
    "page": PAGE,
    "alternate": BACKFILL,
    "count": REQUISITE,
}

MAX_HOPS = 50
"""Steps kept of a hop path; also the longest chain of redirects together with the links that led to it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One address to fetch now. `hops` is its path from a start address, `via` the page it was found on.

    `etag`, `modified`, `record` and `digest` are those of the last capture, for asking whether it has changed; all are
    None for a first fetch and where this look is to be unconditional.
    """

    key: int
    url: str
    host: str
    kind: Kind
    priority: int
    hops: str
    via: str | None
    found: float
    published: float | None
    looks: int
    unchanged: int
    etag: str | None
    modified: str | None
    record: str | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """What one fetch has shown. `at` is seconds since 1970; `digest` and `record` are those of the capture that holds
    the body (for a 304, of the one it refers to). `status` is None where no answer came."""

    at: float
    status: int | None
    record: str | None = None
    digest: str | None = None
    etag: str | None = None
    modified: str | None = None
