"""Articles of several pages put together: the first page with what its "next" links lead to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.db import find
from archive.db.load import Stored, load
from archive.db.rows import MAX_INTEGER

MAX_PAGES = 50
"""Pages of one article that are joined: a "next" link that never ends is a trap, not an article."""


def whole(db: sqlite3.Connection, keys: Sequence[int]) -> Iterator[Stored]:
    """The captures of one first page, in order, each with the pages behind it as they were until the next capture."""
    ends = [*keys[1:], None][: len(keys)]
    return (joined(db, stored, end) for stored, end in zip(load(db, keys), ends, strict=True))


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
