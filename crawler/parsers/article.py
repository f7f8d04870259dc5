"""One page in, one outcome out: puts together what the parsers read, each field with its evidence.

html → Page → comments (their area is no body) → body → header (its dateline stands in the body's first paragraph)
     → title, links → Article; or NotArticle with a reason; or Failed for a bug of ours
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from archive.model import Article, Candidate, Failed, NotArticle, Outcome
from crawler.parsers.body import read_body, read_by_layout
from crawler.parsers.body_stated import Body
from crawler.parsers.classify import not_article
from crawler.parsers.comments import CommentFacts, read_comments
from crawler.parsers.corrections import read_corrections
from crawler.parsers.evidence import bounded
from crawler.parsers.header import HeaderFacts, read_header
from crawler.parsers.language import without_region
from crawler.parsers.links import images, link_candidates, paywall
from crawler.parsers.media import is_page
from crawler.parsers.page import Page
from crawler.parsers.templates.model import Layouts
from crawler.parsers.titles import read_title
from crawler.sites import publication

EXTRACTOR = "newsark/6"
"""Name and version of the extractor; raise it when any field can come out differently."""

_HALF = re.compile("[\ud800-\udfff]")
_FIELDS = frozenset(f.name for f in fields(Article))


def extract(
    html: bytes,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    captured_at: datetime | None = None,
    layouts: Layouts | None = None,
) -> Outcome:
    """What the page says about its article. Pure: no clock, no network, no machine's zone. Never raises.

    `html` is the decoded entity body; `url` the page's address ("" if unknown); `headers` the answer's (for the charset
    and language); `captured_at` (aware) is what relative times and layouts with an end are read against;
    `layouts` what was learned of some sites' pages. A call that gives something else is told so in a `Failed`.
    """
    url = "" if url is None else url
    if wrong := _misuse(html, url, captured_at):
        return Failed(url if isinstance(url, str) else "", wrong, EXTRACTOR)
    try:
        html = bytes(html)
        if url and not is_page(html):
            return NotArticle(url, "other-media", extractor=EXTRACTOR)
        with _uncollected():
            known = Page(html, _readable(url), headers=headers, captured_at=captured_at)
            outcome = read_page(known, layouts or Layouts())
    except Exception as error:  # the page is kept; what broke is data, and `newsark status` counts it
        return Failed(url, f"{type(error).__name__}: {error}"[:300], EXTRACTOR)
    return _storable(outcome if outcome.url or not url else replace(outcome, url=url))


def _storable(outcome: Outcome) -> Outcome:
    """The outcome as text that can be written anywhere: halves of surrogate pairs, which JSON can hold and UTF-8 cannot,
    become U+FFFD."""
    values = ((f.name, getattr(outcome, f.name)) for f in fields(outcome) if f.name != "evidence")
    mended = {name: new for name, value in values if (new := _mended(value)) != value}
    return replace(outcome, **mended) if mended else outcome


def _mended(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_mended, value))
    return _HALF.sub("\ufffd", value) if isinstance(value, str) and not value.isascii() else value


def _misuse(html: object, url: object, captured_at: object) -> str:
    """What is wrong with a call, "" for nothing: told before the page is looked at, for one page as for all."""
    if not isinstance(html, bytes | bytearray | memoryview):
        return f"TypeError: a page is read from its bytes, as they came, not from {type(html).__name__}"
    if not isinstance(url, str):
        return f"TypeError: an address is text, not {type(url).__name__}"
    if captured_at is not None and not isinstance(captured_at, datetime):
        return f"TypeError: captured_at is a datetime, not {type(captured_at).__name__}"
    if captured_at is not None and captured_at.utcoffset() is None:
        return "ValueError: captured_at has no zone; give it one, for example UTC"
    return ""


def _readable(url: str) -> str:
    """The address, or none where it is one that nobody can take apart (`http://[`)."""
    try:
        urlsplit(url)
    except ValueError:
        return ""
    return url


@contextmanager
def _uncollected() -> Iterator[None]:
    """Holds Python's cycle collector while a page is read: reading makes thousands of objects and not one cycle, so
    looking for some finds nothing and takes a twentieth of the time. What a page took is freed with it all the same."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def read_page(page: Page, layouts: Layouts) -> Outcome:
    """The outcome of a page: by a learned layout where the page follows one, else by the generic parser."""
    known = _by_layout(page, layouts) if layouts.held(page) else None
    if known is None:
        comments = read_comments(page)
        return outcome_of(page, comments, read_body(page, comments.regions, printed_counts(comments)))
    return outcome_of(*known)


def _by_layout(page: Page, layouts: Layouts) -> tuple[Page, CommentFacts, Body] | None:
    """The page without what holds nothing of any article there, its comments and its body."""
    quick = page.without(layouts.apart(page))
    layout = layouts.of(quick)
    if layout is None:
        return None
    comments = read_comments(quick)
    body = read_by_layout(quick, comments.regions, printed_counts(comments), layout)
    return (quick, comments, body) if body else None


def printed_counts(comments: CommentFacts) -> set[str]:
    """Comment counts as the page shows them."""
    return {c.raw for c in comments.candidates if c.field == "comment_count"}


def outcome_of(page: Page, comments: CommentFacts, body: Body) -> Outcome:
    """The article, or why the page is none, once its comments and its body are known."""
    header = read_header(page, body.paragraphs[0] if body.paragraphs else None)
    title, titles = read_title(page)
    stamps = (header.published, header.updated, header.article_id, header.dateline_text)
    marks = (*stamps, header.authors, header.print_link_present)
    evident = (
        any(marks)
        or bool(comments.candidates or comments.comments_system)
        or comments.comments_open is not None
    )
    reason = not_article(page, body, evident=evident)
    if reason:
        return NotArticle(page.url, str(reason.value), title, EXTRACTOR, bounded([reason, *titles]))
    values, found = _page_facts(page, body)
    notes = read_corrections(page, comments.regions)
    values["correction"] = "\n".join(note.raw for note in notes) or None
    found = [*titles, *header.candidates, *comments.candidates, *found, *notes]
    values |= {"title": title} | _facts(header) | _facts(comments)
    site = publication(page.url)
    if site is not None:
        _override(values, found, page, site)
    return Article(page.url, **values, extractor=EXTRACTOR, evidence=bounded(found))


def _facts(part: HeaderFacts | CommentFacts) -> dict[str, Any]:
    return {f.name: getattr(part, f.name) for f in fields(part) if f.name in _FIELDS}


def _page_facts(page: Page, body: Body) -> tuple[dict[str, Any], list[Candidate]]:
    """Language, links, pictures, paywall and body, with their candidates."""
    values: dict[str, Any] = {
        "language": without_region(page.language),
        "images": images(page, body.images),
        "body": body.text,
        "body_html": body.html,
        "confidence": body.confidence,
    }
    found = [
        Candidate(
            "body",
            f"{len(body.paragraphs)} paragraphs",
            body.text[:120],
            body.rule,
            body.where,
            body.confidence,
            True,
        )
    ]
    found += body.losers
    for candidate in link_candidates(page):
        first = candidate.field not in values
        values.setdefault(candidate.field, candidate.value)
        found.append(replace(candidate, chosen=first))
    if closed := paywall(page):
        values["paywalled"] = closed.value
        found.append(closed)
    return values, found


def _override(values: dict[str, Any], found: list[Candidate], page: Page, site: ModuleType) -> None:
    """What the publication's own file says differently: its values win, the generic ones stay as losers."""
    rule = f"site:{site.__name__.rpartition('.')[2]}"
    if (zone := getattr(site, "ZONE", None)) and not values.get("published_zone_known"):
        values["assumed_zone"] = zone
    for field in _FIELDS:
        reader = getattr(site, field, None)
        value = reader(page) if callable(reader) else None
        if value is None:
            continue
        values[field] = tuple(value) if isinstance(value, list) else value
        for i, candidate in enumerate(found):
            if candidate.field == field and candidate.chosen:
                found[i] = replace(candidate, chosen=False)
        shown = list(value) if isinstance(value, tuple) else value
        found.append(Candidate(field, shown, str(value), f"{rule}.{field}", "", 1.0, True))
