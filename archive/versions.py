"""The distinct texts of an article, and how long each of them stood."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from archive.db import find, lineage
from archive.db.load import Stored
from archive.db.whole import whole
from archive.model import Json


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an article: headline, byline, publication time, body and notes of correction.

    `first_seen` and `last_seen` are UTC instants of captures that show it; `captures` is how many do without another
    text in between (a text that comes back is a version again). `id` is the WARC record id of the first of them.
    """

    id: str
    url: str
    first_seen: str
    last_seen: str
    captures: int
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    body: str
    correction: str | None

    def as_dict(self) -> dict[str, Json]:
        names = (name for name in self.__slots__ if name != "authors")
        return {name: getattr(self, name) for name in names} | {"authors": list(self.authors)}


def versions(db: sqlite3.Connection, name: str) -> Iterator[Version]:
    """The versions of the article that goes by this name, oldest first."""
    page = find.main_page(db, find.page_of(db, name))
    for _, same in groupby(captured(db, page), key=_text):
        group = list(same)
        yield _version(group[0], group[-1], len(group))


def captured(db: sqlite3.Connection, page: int) -> Iterator[Stored]:
    """Every capture of the article that is now at this page, whole, oldest first; its other forms left out."""
    own = ", ".join(map(str, lineage.pages(db, page)))
    keys = db.execute(
        f"SELECT capture FROM article_rows WHERE page IN ({own}) "
        f"AND (canonical_page IS NULL OR canonical_page NOT IN ({own})) ORDER BY capture"
    )
    return whole(db, [key for (key,) in keys])


def _text(stored: Stored) -> tuple[object, ...]:
    own = stored.article
    return own.title, own.authors, own.published, own.body, own.correction


def _version(first: Stored, last: Stored, count: int) -> Version:
    own = first.article
    return Version(
        first.id,
        own.url,
        first.as_of,
        last.captured,
        count,
        own.title,
        own.authors,
        own.published,
        own.body,
        own.correction,
    )
