"""Full-text search over articles: an article comes once, however many of its versions and forms hold the words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from archive.db import find
from archive.db import search as fts
from archive.db.conditions import conditions_of, limited
from archive.db.load import load
from archive.model import Json


@dataclass(frozen=True, slots=True)
class Hit:
    """A search hit; `marked` is the snippet's text with the terms found between the marks asked for."""

    id: str
    site: str
    url: str
    title: str | None
    published: str | None
    snippet: str
    captured: str
    is_current: bool

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


def search(
    db: sqlite3.Connection,
    text: str,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    language: str | None = None,
    limit: int | None = 20,
    ranked: bool = False,
    mark: tuple[str, str] = ("", ""),
) -> Iterator[Hit]:
    """Articles whose headline, byline or text holds all these words; newest first, or best match first if `ranked`.

    `"some words"` side by side, `word*` beginnings, `-word` without, `OR`, `title:word`, `author:word`. Letters are
    compared folded (archive/db/fold.py). An article comes once, with its newest version that matches; `is_current`
    tells whether that is the latest. `mark` is put around what was found in the snippet.
    """
    query = fts.parse(text)
    conditions, values = conditions_of(db, site=site, since=since, until=until, language=language)
    search = _Search(db, query, "".join(f" AND r.{c}" for c in conditions), values)
    texts = fts.best(db, query) if ranked else fts.newest(db, query)
    return islice(search.hits(texts, mark), limited(limit))


@dataclass(frozen=True, slots=True)
class _Search:
    """One search under way; `condition` narrows `article_rows r`, with these values."""

    db: sqlite3.Connection
    query: fts.Query
    condition: str
    values: list[str]

    def hits(self, texts: Iterator[int], mark: tuple[str, str]) -> Iterator[Hit]:
        """The articles of these texts, each once."""
        seen: set[int] = set()
        statement = f"SELECT max(r.capture), r.page FROM article_rows r WHERE r.text = ?{self.condition}"
        for text in texts:
            key, page = self.db.execute(statement, (text, *self.values)).fetchone()
            if key is None or (main := find.main_page(self.db, page)) in seen:
                continue
            seen.add(main)
            last = find.latest(self.db, main)
            if main != page:  # a print or AMP form: its article is listed, not it
                key = last or key
            elif last != key:
                key = self._newest(page, key)
            yield self._hit(key, mark, is_current=key == last)

    def _newest(self, page: int, key: int) -> int:
        """The newest version of this page, from `key` on, that holds the words."""
        rows = self.db.execute(
            "SELECT max(r.capture), d.id FROM article_rows r JOIN search_documents d ON d.text = r.text "
            f"WHERE r.page = ? AND r.capture > ?{self.condition} GROUP BY d.id ORDER BY 1 DESC",
            (page, key, *self.values),
        ).fetchall()
        matching = "SELECT 1 FROM search_index WHERE search_index MATCH ? AND rowid = ?"
        expression = self.query.expression()
        return next((k for k, doc in rows if self.db.execute(matching, (expression, doc)).fetchone()), key)

    def _hit(self, key: int, mark: tuple[str, str], *, is_current: bool) -> Hit:
        (stored,) = load(self.db, [key])
        own = stored.article
        return Hit(
            id=stored.id,
            site=stored.site,
            url=own.url,
            title=own.title,
            published=own.published,
            snippet=fts.snippet(self.query, own.body, mark=mark),
            captured=stored.captured,
            is_current=is_current,
        )
