"""Articles of several pages put together: the first page with what its "next" links lead to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.db import find
from archive.db.load import Stored, load
from archive.db.rows import MAX_INTEGER

MAX_PAGES = 50
"""Pages of one article that are joined: a "next" link that never ends is a trap, not an article."""


_BEHIND = """
    WITH RECURSIVE behind(page, number) AS (
        SELECT next_page, 2 FROM article_rows
        WHERE capture IN (SELECT value FROM json_each(?1)) AND next_page IS NOT NULL
        UNION SELECT r.next_page, b.number + 1 FROM behind b JOIN article_rows r ON r.page = b.page
        WHERE r.next_page IS NOT NULL AND b.number < ?2
    )
    SELECT capture, page FROM article_rows WHERE page IN (SELECT page FROM behind) ORDER BY capture"""


def whole(db: sqlite3.Connection, keys: Sequence[int]) -> Iterator[Stored]:
    """The captures of one first page, in order, each with the pages behind it as they were then."""
    return (joined(db, one, end) for one, end in zip(load(db, keys), _ends(db, keys), strict=True))


def _ends(db: sqlite3.Connection, keys: Sequence[int]) -> list[int | None]:
    """For each capture of the first page the key from which on pages behind it are captured together with the next one.

    A crawl may come by the second page before the first. So the captures of all pages are parted into rounds, in none of
    which a page comes twice; what is of one round belongs together.
    """
    behind = db.execute(_BEHIND, (json.dumps(list(keys)), MAX_PAGES)).fetchall() if keys else []
    heads = set(keys)
    pages = sorted([*((key, 0) for key in keys), *(pair for pair in behind if pair[0] not in heads)])
    starts: dict[int, int] = {}
    start, met = 0, set[int]()
    for key, page in pages:
        if not met or page in met:
            start, met = key, set()
        met.add(page)
        starts[key] = start
    return [*(starts[key] for key in keys[1:]), None][: len(keys)]


def joined(db: sqlite3.Connection, stored: Stored, before: int | None = None) -> Stored:
    """The article with the pages that its "next" links lead to, as long as they carry the same headline.

    Of each page the last capture with a key below `before` counts, the last of all by default. `captured` stays that of
    the first page, `as_of` is the latest of all.
    """
    parts = [stored]
    while (url := parts[-1].article.next_url) and len(parts) < MAX_PAGES:
        following = _at(db, url, stored.article.title, {part.page for part in parts}, before)
        if following is None:
            break
        parts.append(following)
    if len(parts) == 1:
        return stored
    notes = dict.fromkeys(note for part in parts if (note := part.article.correction))
    article = replace(
        stored.article,
        body="\n\n".join(part.article.body for part in parts),
        correction="\n".join(notes) or None,
    )
    as_of = max(part.captured for part in parts)
    return replace(stored, article=article, pages=len(parts), as_of=as_of)


def _at(
    db: sqlite3.Connection, url: str, title: str | None, known: set[int], before: int | None
) -> Stored | None:
    """The last capture with this headline: a crawl may come by the second page, renamed, before it sees the first."""
    for page in find.pages_of(db, url):
        row = db.execute(
            "SELECT max(r.capture) FROM article_rows r JOIN texts t ON t.id = r.text "
            "WHERE r.page = ? AND r.capture < ? AND t.title IS ?",
            (page, MAX_INTEGER if before is None else before, title),
        ).fetchone()
        if page not in known and row[0] is not None:
            return next(load(db, [row[0]]), None)
    return None
