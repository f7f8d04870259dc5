"""Addresses that are one article: those it moved away from, by a redirect or by naming another address as canonical."""

from __future__ import annotations

import sqlite3

MAX_PAGES = 10
"""Addresses one article is followed through: a longer chain is a trap."""

_BEFORE = """
    SELECT m.page FROM outcomes o JOIN captures m ON m.id = o.capture
    JOIN article_rows a ON a.page = m.page AND a.capture < m.id JOIN texts t ON t.id = a.text
    WHERE o.target_page = ?1 AND m.page <> ?1 AND t.title IN
        (SELECT h.title FROM article_rows b JOIN texts h ON h.id = b.text WHERE b.page = ?1)
    UNION
    SELECT n.page FROM article_rows n JOIN article_rows a ON a.page = n.page AND a.capture < n.capture
    WHERE n.canonical_page = ?1 AND n.page <> ?1 AND a.canonical_page IS NULL"""

_AFTER = """
    SELECT o.target_page FROM captures m JOIN outcomes o ON o.capture = m.id JOIN article_rows b ON b.page = o.target_page
    JOIN texts h ON h.id = b.text
    WHERE m.page = ?1 AND o.target_page <> ?1
      AND m.id > (SELECT max(capture) FROM article_rows WHERE page = ?1)
      AND h.title = (SELECT t.title FROM article_rows r JOIN texts t ON t.id = r.text WHERE r.page = ?1
                     ORDER BY r.capture DESC LIMIT 1)
    ORDER BY m.id DESC LIMIT 1"""


_ONWARD = """
    SELECT o.target_page FROM captures m JOIN outcomes o ON o.capture = m.id
    WHERE m.page = ?1 AND o.target_page IS NOT NULL
    UNION SELECT canonical_page FROM article_rows WHERE page = ?1 AND canonical_page IS NOT NULL
    UNION SELECT page FROM article_rows WHERE next_page = ?1
    UNION SELECT r.page FROM outcomes o JOIN captures m ON m.id = o.capture JOIN article_rows r ON r.next_page = m.page
    WHERE o.target_page = ?1"""

MAX_ONWARD = 100
"""Pages that one may lead to: more than an article is read over, and an end to any trap."""


def onward(db: sqlite3.Connection, page: int) -> list[int]:
    """The page itself, and all whose article it may be a part or a former address of."""
    found = [page]
    for one in found:
        found += [p for (p,) in db.execute(_ONWARD, (one,)) if p not in found]
        if len(found) >= MAX_ONWARD:
            break
    return found


def pages(db: sqlite3.Connection, page: int) -> list[int]:
    """The page itself, then those whose article is now there, nearest first."""
    found = [page]
    for one in found:
        found += [p for (p,) in db.execute(_BEFORE, (one,)) if p not in found]
        if len(found) >= MAX_PAGES:
            break
    return found[:MAX_PAGES]


def moved_to(db: sqlite3.Connection, page: int) -> int | None:
    """Where the article of this page is now, if its address redirects to a page that has it."""
    row = db.execute(_AFTER, (page,)).fetchone()
    return None if row is None else int(row[0])


def is_head(db: sqlite3.Connection, page: int) -> bool:
    """Whether an article is listed under this page: no other form of one, no following page, none that has moved."""
    return db.execute("SELECT 1 FROM latest_articles WHERE page = ? LIMIT 1", (page,)).fetchone() is not None
