"""Articles read back from their rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any

from archive.db.rows import SCALARS, inflate_html, unpack_evidence
from archive.model import Article, Json, Location

_BOOLEANS = {f.name for f in fields(Article) if "bool" in str(f.type)}
_CHUNK = 200

_LISTS = {
    "authors": ("article_authors", "name"),
    "tags": ("article_tags", "tag"),
    "images": ("article_images", "url"),
}


def _list_column(field: str) -> str:
    table, column = _LISTS[field]
    rows = f"SELECT {column} FROM {table} x WHERE x.capture = r.capture ORDER BY position"
    return f"(SELECT json_group_array({column}) FROM ({rows})) AS {field}"


_SELECT = f"""
    SELECT r.capture AS key, r.page, r.text, c.record_id, c.site, c.host, c.date AS captured,
           c.file, c.offset, c.length, coalesce(r.url, c.url) AS url, t.title, t.published, t.digest AS text_digest,
           {", ".join("r." + name for name in SCALARS)}, r.correction, {", ".join(map(_list_column, _LISTS))}, {{texts}}
    FROM article_rows r JOIN captures c ON c.id = r.capture JOIN texts t ON t.id = r.text
    WHERE r.capture IN ({{keys}})"""


GONE = (
    "(o.kind = 'error_status' AND o.reason IN ('404', '410')"
    " OR o.kind = 'not_article' AND o.reason IN ('soft-404', 'redirect-to-front-page'))"
)
"""On `outcomes o`: an answer that means that the article is no longer there. Other errors pass."""

_ABOUT = ("id", "site", "captured", "gone")
_MORE = ("comments_as_of", "pages", "whole_id")
_TEXTS = ("body", "body_html")


@dataclass(frozen=True, slots=True)
class Stored:
    """An article version as it was captured.

    `id` is the WARC record id; `captured` the UTC instant of the capture; `comments_as_of` that of the comment count,
    which a counting service may have given later than the page; `gone` the UTC instant since which the address answers
    404, 410 or "not found", None while it is there. `pages` are joined in it; the last of them was captured at `as_of`.
    `whole_id` is, where this capture is not whole without a subscription, the record id of the last one that was.
    """

    id: str
    site: str
    host: str
    captured: str
    location: Location
    article: Article
    text_digest: str
    comments_as_of: str | None = None
    gone: str | None = None
    pages: int = 1
    as_of: str = ""
    whole_id: str | None = None
    key: int = 0
    page: int = 0

    @classmethod
    def names(cls, *, body: bool = True) -> tuple[str, ...]:
        """The names of `as_dict`, for a list that may be empty."""
        article = (name for name in Article.names() if body or name not in _TEXTS)
        return (*_ABOUT, *article, *_MORE, "warc_file", "warc_offset", "text_digest")

    def as_dict(self, *, body: bool = True) -> dict[str, Json]:
        """All fields by their full names; a list may leave out the texts."""
        own = {name: getattr(self, name) for name in (*_ABOUT, *_MORE, "text_digest")}
        place = {"warc_file": self.location.file, "warc_offset": self.location.offset}
        values = own | self.article.as_dict() | place
        return {name: values[name] for name in self.names(body=body)}


def load(db: sqlite3.Connection, keys: Iterable[int], *, body: bool = True) -> Iterator[Stored]:
    """The articles of these captures, in the order of the keys; `body=False` leaves the texts empty."""
    keys = iter(keys)
    while chunk := list(islice(keys, _CHUNK)):
        texts = "t.body, r.body_html" if body else "'' AS body, x'' AS body_html"
        statement = _SELECT.format(texts=texts, keys=", ".join("?" * len(chunk)))
        cursor = db.execute(statement, chunk)
        names = [column[0] for column in cursor.description]
        by_key = {row[0]: _stored(dict(zip(names, row, strict=True))) for row in cursor}
        yield from (by_key[key] for key in chunk if key in by_key)


def current(db: sqlite3.Connection, stored: Stored) -> Stored:
    """The same with what other captures add: the count of a counting service or a feed, and whether the article is gone."""
    return _with_service_count(
        db, replace(stored, gone=gone_since(db, stored), whole_id=_whole_id(db, stored))
    )


def gone_since(db: sqlite3.Connection, stored: Stored) -> str | None:
    """The first error capture after the last good one, if the address answers with errors that mean "gone"."""
    row = db.execute(
        "SELECT min(c.date) FROM captures c JOIN outcomes o ON o.capture = c.id WHERE c.page = ? AND c.id > "
        f"(SELECT max(capture) FROM article_rows WHERE page = ?) AND {GONE}",
        (stored.page, stored.page),
    ).fetchone()
    return None if row is None else row[0]


def _whole_id(db: sqlite3.Connection, stored: Stored) -> str | None:
    if not stored.article.paywalled:
        return None
    row = db.execute(
        "SELECT c.record_id FROM article_rows r JOIN captures c ON c.id = r.capture "
        "WHERE r.page = ? AND r.capture < ? AND r.paywalled IS NOT 1 ORDER BY r.capture DESC LIMIT 1",
        (stored.page, stored.key),
    ).fetchone()
    return None if row is None else row[0]


def with_evidence(db: sqlite3.Connection, stored: Stored) -> Stored:
    """The same with the candidates of every field."""
    row = db.execute("SELECT data FROM evidence WHERE capture = ?", (stored.key,)).fetchone()
    if row is None:
        return stored
    return replace(stored, article=replace(stored.article, evidence=unpack_evidence(row[0], stored.article)))


def _with_service_count(db: sqlite3.Connection, stored: Stored) -> Stored:
    article = stored.article
    if article.comment_count is not None:
        return replace(stored, comments_as_of=stored.captured)
    row = db.execute(
        "SELECT w.value, w.qualifier, w.source, w.open, c.date FROM service_counts w JOIN captures c ON c.id = w.capture "
        "WHERE w.system = ? AND w.thread = ? OR w.page = ? ORDER BY w.capture DESC LIMIT 1",
        (article.comments_system, article.comments_thread, stored.page),
    ).fetchone()
    if row is None:
        return stored
    value, qualifier, source, is_open, date = row
    opened = article.comments_open if is_open is None else bool(is_open)
    counted = replace(
        article,
        comment_count=value,
        comment_count_qualifier=qualifier,
        comment_count_source=source,
        comments_open=opened,
    )
    return replace(stored, article=counted, comments_as_of=date)


def _stored(row: dict[str, Any]) -> Stored:
    for name in _LISTS:
        row[name] = tuple(json.loads(row[name]))
    for name in _BOOLEANS:
        row[name] = None if row[name] is None else bool(row[name])
    row["body_html"] = inflate_html(row["body_html"], row["body"]) if row["body_html"] else ""
    article = Article(**{f.name: row[f.name] for f in fields(Article) if f.name in row})
    return Stored(
        id=row["record_id"],
        site=row["site"],
        host=row["host"],
        captured=row["captured"],
        location=Location(row["file"], row["offset"], row["length"]),
        article=article,
        text_digest=row["text_digest"],
        as_of=row["captured"],
        key=row["key"],
        page=row["page"],
    )
