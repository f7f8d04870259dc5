"""What feeds and sitemaps state of pages: kept with them, and where it tells of a change, the page is queued.

Times are seconds since 1970, given by the caller, who also holds the transaction.
"""

from __future__ import annotations

import sqlite3
from hashlib import blake2b

from crawler.discovery.model import Link
from crawler.frontier import policy
from crawler.frontier.model import REVISIT

_AT_REST = (2, 3)
"""States of pages that are neither queued nor in flight: captured, given up."""


def said(link: Link) -> policy.Said:
    """What a link's source states of the page."""
    title = None
    if link.title and link.hop == "S":
        title = int.from_bytes(blake2b(link.title.encode("utf-8", "replace"), digest_size=6).digest(), "big")
    updated = None if link.updated is None else int(link.updated.timestamp())
    return policy.Said(updated, link.comment_count, title)


def take_in(db: sqlite3.Connection, key: int, link: Link, now: float, since: float) -> str | None:
    """Keeps what is stated of the page `key`; its host, if the page was queued for it. `since` is the start of the crawl."""
    row = db.execute(
        "select updated, comments, title, state, host, looked from urls where key = ?", (key,)
    ).fetchone()
    if row is None:
        return None
    known, new = policy.Said(*row[:3]), said(link)
    state, host, looked = row[3:]
    if (merged := known.merged(new)) == known:
        return None
    db.execute(
        "update urls set updated = ?, comments = ?, title = ? where key = ?",
        (merged.updated, merged.comments, merged.title, key),
    )
    if state not in _AT_REST or not policy.tells_of_change(known, new):
        return None
    if (looked or 0.0) >= max(since, now - policy.FRESH_ENOUGH):
        db.execute("update urls set due = min(due, ?) where key = ?", (now, key))
        return None
    db.execute("update urls set state = 0, priority = ?, due = ? where key = ?", (REVISIT, now, key))
    return str(host)
