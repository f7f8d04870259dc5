"""Pure: one capture and what the extractor made of it, as rows of the projection's tables."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from hashlib import sha256
from operator import attrgetter
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from archive.db import evidence
from archive.db.deflate import deflate
from archive.db.keys import page_key, parse_moment, stamp, text_key
from archive.db.spellings import indexed
from archive.model import Article, Candidate, CaptureRow, Counts, Failed, Json, NotArticle, Outcome

Value: TypeAlias = str | int | float | bytes | None
Row: TypeAlias = tuple[Value, ...]

_ELSEWHERE = {
    "url",
    "title",
    "published",
    "authors",
    "tags",
    "body",
    "body_html",
    "images",
    "evidence",
    "correction",
}
_FIELDS = frozenset(Article.names())
SCALARS = tuple(f.name for f in fields(Article) if f.name not in _ELSEWHERE)
"""Fields of `archive.model.Article` that `article_rows` has under the same names, in the same order."""

_scalars = attrgetter(*SCALARS)

FEED = "feed"
"""The system of counts that feeds state of their items; the thread is the item's address."""

MAX_INTEGER = (1 << 63) - 1
"""The largest integer SQLite holds: a larger comment count is nonsense from the page, kept as this."""


_COMMENT_PAGE = re.compile(r"(?<=/)comment-page-\d{1,5}/?(?=[?#]|\Z)|(?<=[?&])cpage=\d{1,5}(?:&|\Z)")
_USUAL_HOST = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]+)?/", re.ASCII)


@dataclass(frozen=True, slots=True)
class Error:
    """An outcome that needs no extractor: a status that says all. `kind` as in the table `outcomes`."""

    kind: str
    reason: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one capture by table, and its text folded for the search index."""

    capture: int
    tables: dict[str, list[Row]] = field(default_factory=dict)
    folded: tuple[str, str, str] | None = None


def rows(
    key: int, row: CaptureRow, site: str | None, outcome: Outcome | Error | None, extractor: str = ""
) -> Rows:
    """All rows of a capture under its `key`; `site` is the crawl's name for the publication, if it has one.

    `extractor` is the version of the extractor as a whole: where it differs from the current one, a row is stale. No
    outcome: a capture that nothing is extracted from (pictures, scripts, robots.txt).
    """
    host = urlsplit_host(row.url)
    page = page_key(row.url)
    tables: dict[str, list[Row]] = {"captures": [_capture(key, row, page, host, site or host)]}
    if outcome is None:
        return Rows(key, tables)
    tables["outcomes"] = [_outcome(key, outcome, extractor)]
    if isinstance(outcome, Counts):
        tables["service_counts"] = _service_counts(key, outcome)
    elif isinstance(outcome, NotArticle) and outcome.evidence:
        tables["evidence"] = [(key, evidence.pack(outcome.evidence, {"title": outcome.title}))]
    elif isinstance(outcome, Article):
        text = _text(outcome.title), _byline(outcome), clean(outcome.body)
        tables |= _article(key, row, page, site or host, outcome, text)
        return Rows(key, tables, folded_text(*text))
    return Rows(key, tables)


def text_digest(article: Article) -> str:
    """16 hex digits that are equal when headline, body, byline and publication time are: what makes a version."""
    parts = (article.title or "", *article.authors, article.published or "", article.body)
    whole = "\0".join(parts).encode("utf-8", "surrogatepass")
    return sha256(whole).hexdigest()[:16]


def inflate_html(data: bytes, body: str) -> str:
    """The inverse of the packing of `body_html`, which is deflated with the article's own text as the dictionary."""
    unpack = zlib.decompressobj(zdict=_dictionary(body))
    return (unpack.decompress(data) + unpack.flush()).decode("utf-8", "replace")


def deflate_html(html: str, body: str) -> bytes:
    """Markup around a text that is kept beside it: only the tags cost space (zlib with a preset dictionary)."""
    if not html:
        return b""
    return deflate(clean(html).encode("utf-8"), _dictionary(body))


def clean(text: str) -> str:
    """Text that SQLite and UTF-8 can hold: lone surrogates replaced, NUL characters taken out."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def urlsplit_host(url: str) -> str:
    """The host in lower case without port; empty where the address has none."""
    if usual := _USUAL_HOST.match(url):
        return usual[1]
    try:
        return clean(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _dictionary(body: str) -> bytes:
    return body[-32768:].encode("utf-8")[-32768:] or b" "


def _capture(key: int, row: CaptureRow, page: int, host: str, site: str) -> Row:
    where = row.location
    return (
        *(key, row.record_id, page, clean(row.url), host, site, stamp(row.date), row.kind, row.status),
        *(
            _text(row.mime),
            _text(row.digest),
            row.truncated,
            where.file,
            where.offset,
            where.length,
            row.refers_to,
        ),
    )


def _outcome(key: int, outcome: Outcome | Error, extractor: str) -> Row:
    match outcome:
        case Article():
            return (key, "article", None, None, None, extractor, None)
        case NotArticle():
            return (key, "not_article", clean(outcome.reason), _text(outcome.title), None, extractor, None)
        case Failed():
            return (key, "failed", clean(outcome.error), None, None, extractor, None)
        case Counts():
            return (key, "counts", None, None, None, extractor, None)
        case Error():
            target = _text(outcome.target)
            page = page_key(target) if target else None
            return (key, outcome.kind, clean(outcome.reason), None, target, None, page)


def _article(
    key: int, row: CaptureRow, page: int, site: str, article: Article, written: tuple[str | None, str, str]
) -> dict[str, list[Row]]:
    """`written` are the article's own headline, byline and body, cleaned."""
    digest = text_digest(article)
    published = parse_moment(article.published)
    text = text_key(page, digest, published)
    scalars = [None if value is None else _scalar(value) for value in _scalars(article)]
    moment = published or row.date.replace(tzinfo=None)
    lists = {"authors": article.authors, "tags": article.tags, "images": article.images}
    tables: dict[str, list[Row]] = {
        "texts": [(text, page, digest, _text(article.published), *written)],
        "article_rows": [
            (
                *(
                    key,
                    text,
                    page,
                    _other_page(_with_all_comments(article.canonical_url or row.url), page, row.url),
                    _other_page(article.next_url, page, row.url),
                ),
                *(
                    site,
                    moment.isoformat(timespec="seconds"),
                    None if article.url == row.url else clean(article.url),
                ),
                *scalars,
                deflate_html(article.body_html, written[2]),
                _text(article.correction),
                _other_page(article.print_url, page, row.url),
                _other_page(article.amp_url, page, row.url),
            )
        ],
        "evidence": [(key, pack_evidence(article))] if article.evidence else [],
    }
    for name, values in lists.items():
        tables[f"article_{name}"] = [(key, place, clean(value)) for place, value in enumerate(values)]
    return tables


def stated(article: Article, names: Iterable[str]) -> dict[str, Json]:
    """The article's values as they are stored, for the fields that evidence speaks of and articles have."""
    return {name: _stated(getattr(article, name)) for name in set(names) & _FIELDS}


def _stated(value: Any) -> Json:
    if isinstance(value, str):
        return clean(value)
    return [clean(one) for one in value] if isinstance(value, tuple) else value


def pack_evidence(article: Article) -> bytes:
    return evidence.pack(article.evidence, stated(article, (c.field for c in article.evidence)))


def unpack_evidence(data: bytes, article: Article) -> tuple[Candidate, ...]:
    return evidence.unpack(data, stated(article, _FIELDS))


def _service_counts(key: int, answer: Counts) -> list[Row]:
    """One row a thread; of a thread named twice in one answer the last wins, as in the page's own script."""
    by_thread = {(c.system, c.thread): c for c in answer.counts}
    return [
        (
            key,
            clean(c.system),
            clean(c.thread),
            _scalar(c.value),
            c.qualifier,
            _scalar(c.open),
            clean(c.source),
            page_key(c.thread) if c.system == FEED else None,
        )
        for c in by_thread.values()
    ]


def _byline(article: Article) -> str:
    return "; ".join(map(clean, article.authors))


def folded_text(title: str | None, byline: str, body: str) -> tuple[str, str, str]:
    """What the search index holds of a text: headline, byline, body."""
    return indexed(clean(title or "")), indexed(byline), indexed(body)


def _with_all_comments(url: str) -> str:
    """The article's own address, of a page of its comments (WordPress: `…/comment-page-2/`, `?p=7&cpage=2`), which has the
    article too and calls itself canonical."""
    return _COMMENT_PAGE.sub("", url, count=1).rstrip("?&")


def _other_page(url: str | None, page: int, own: str) -> int | None:
    if not url or url == own:
        return None
    other = page_key(url)
    return None if other == page else other


def _scalar(value: object) -> Value:
    if value is None:
        return None
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return max(-MAX_INTEGER, min(value, MAX_INTEGER))
    return value if isinstance(value, float) else None


def _text(text: str | None) -> str | None:
    return None if text is None else clean(text)
