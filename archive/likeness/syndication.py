"""Who ran the same story: the near-duplicates of an article in other publications, and what each of them changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from archive.changes import Change, changes
from archive.db import find, lineage
from archive.db.load import Stored
from archive.db.whole import MAX_PAGES
from archive.errors import NotFound
from archive.likeness.order import first, published
from archive.likeness.shingles import Overlap, overlap, shingles
from archive.likeness.signatures import Signatures, pages_of
from archive.model import Json
from archive.versions import captured

MIN_CONTAINMENT = 0.4
"""Share of the shorter text's shingles that the longer one has too, from which on it is the same story's text.

Reports that quote one statement share a tenth, of the local press's stock phrases up to three tenths; a text of which every
second sentence was written anew keeps two fifths (benchmarks/syndication.py).
"""

MAX_CANDIDATES = 1000
"""Pages that are compared word by word; the likeliest come first."""

MAX_VERSIONS = 12
"""Texts of one article that are compared: its first ones, since a copy is made early."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One publication's text of the story.

    `stored` is its version that is nearest to the article asked for, `overlap` what the two have in common, `edits` the
    headline and the sentences that differ from it (`before` is the article asked for, of which there are none).
    `published_first` is true of the one that was surely published first, false where another surely was, None where
    that cannot be told; of `captured_first` the archive knows.
    """

    stored: Stored
    first_seen: str
    overlap: Overlap
    is_asked: bool
    published_first: bool | None
    captured_first: bool
    edits: tuple[Change, ...] = ()

    @property
    def agency(self) -> str | None:
        """The agency that the text is credited to."""
        return self.stored.article.agency

    def as_dict(self) -> dict[str, Json]:
        own = self.stored.article
        return {
            "site": self.stored.site,
            "url": own.url,
            "title": own.title,
            "id": self.stored.id,
            "asked": self.is_asked,
            "published": own.published,
            "published_zone_known": own.published_zone_known,
            "first_seen": self.first_seen,
            "published_first": self.published_first,
            "captured_first": self.captured_first,
            "agency": self.agency,
            "resemblance": round(self.overlap.resemblance, 3),
            "containment": round(self.overlap.containment, 3),
            "edits": [change.as_dict() for change in self.edits],
        }


@dataclass(frozen=True, slots=True)
class _Text:
    """A version with its shingles."""

    stored: Stored
    shingles: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Story:
    """One article's versions that can be compared, oldest first; `dated` is the first capture that states a time."""

    page: int
    first_seen: str
    dated: Stored
    texts: tuple[_Text, ...]


def syndication(db: sqlite3.Connection, signatures: Signatures, name: str) -> list[Telling]:
    """The article that goes by this name and its copies in other publications, in the order they were first captured.

    `signatures` must have followed the projection (Signatures.follow): what it has not seen is not found. Only the
    article itself where nobody else ran it, or where it is too short to tell (MIN_SHINGLES).
    """
    asked = _story(db, _head(db, find.page_of(db, name)))
    if asked is None:
        raise NotFound(f"{name}: no capture of it as an article of its own")
    found = [(asked, asked.texts[0], asked.texts[0], Overlap(1.0, 1.0)), *_copies(db, signatures, asked)]
    found.sort(key=lambda one: (one[0].first_seen, one[0].page))
    leader = first([published(story.dated.article) for story, *_ in found])
    return [
        Telling(
            stored=theirs.stored,
            first_seen=story.first_seen,
            overlap=shared,
            is_asked=story is asked,
            published_first=None if leader is None else i == leader,
            captured_first=i == 0 and len(found) > 1,
            edits=() if story is asked else _edits(ours.stored, theirs.stored),
        )
        for i, (story, ours, theirs, shared) in enumerate(found)
    ]


def _copies(
    db: sqlite3.Connection, signatures: Signatures, asked: _Story
) -> Iterator[tuple[_Story, _Text, _Text, Overlap]]:
    texts = _texts_at(db, lineage.pages(db, asked.page))
    site = asked.texts[0].stored.site
    for page in _heads(db, pages_of(db, signatures.alike(texts))):
        story = _story(db, page)
        if story is None or story.texts[0].stored.site == site:
            continue
        ours, theirs = max(product(asked.texts, story.texts), key=_nearness)
        shared = overlap(ours.shingles, theirs.shingles)
        if shared.containment >= MIN_CONTAINMENT:
            yield story, ours, theirs, shared


def _nearness(pair: tuple[_Text, _Text]) -> tuple[float, float]:
    shared = overlap(pair[0].shingles, pair[1].shingles)
    return shared.resemblance, shared.containment


def _story(db: sqlite3.Connection, page: int) -> _Story | None:
    stories = list(captured(db, page))
    if not stories:
        return None
    texts: dict[tuple[str | None, str], Stored] = {}
    for stored in stories:
        texts.setdefault((stored.article.title, stored.article.body), stored)
    compared = tuple(_Text(one, shingles(one.article.body)) for one in list(texts.values())[:MAX_VERSIONS])
    dated = next((one for one in stories if one.article.published), stories[0])
    return _Story(page, stories[0].captured, dated, compared)


def _texts_at(db: sqlite3.Connection, pages: Sequence[int]) -> list[str]:
    """The texts that stood at these pages, and at those that their "next" links lead to."""
    reached = list(pages)
    for page in reached:
        rows = db.execute(
            "SELECT DISTINCT next_page FROM article_rows WHERE page = ? AND next_page > 0", (page,)
        )
        reached += [following for (following,) in rows if following not in reached]
        if len(reached) >= MAX_PAGES:
            break
    marks = ", ".join("?" * len(reached))
    return [
        body for (body,) in db.execute(f"SELECT body FROM texts WHERE page IN ({marks}) ORDER BY id", reached)
    ]


def _heads(db: sqlite3.Connection, pages: Iterable[int]) -> Iterator[int]:
    """The pages under which the articles of these pages are listed, each once."""
    seen: set[int] = set()
    for count, page in enumerate(pages):
        if count == MAX_CANDIDATES:
            return
        head = _head(db, page)
        if head not in seen:
            seen.add(head)
            yield head


def _head(db: sqlite3.Connection, page: int) -> int:
    """Where the article is listed: of an other form or an old address the present one, of a following page the first."""
    head = find.main_page(db, page)
    for _ in range(MAX_PAGES):
        row = None
        if not lineage.is_head(db, head):
            row = db.execute(
                "SELECT b.page FROM article_rows b JOIN texts h ON h.id = b.text WHERE b.next_page = ?1 AND b.page <> ?1 AND "
                "h.title IN (SELECT t.title FROM texts t WHERE t.page = ?1) LIMIT 1",
                (head,),
            ).fetchone()
        if row is None:
            break
        head = find.main_page(db, row[0])
    return head


def _edits(asked: Stored, copy: Stored) -> tuple[Change, ...]:
    found = changes(asked.article, copy.article)
    return tuple(change for change in found if change.kind in ("headline", "body"))
