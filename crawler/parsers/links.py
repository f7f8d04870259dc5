"""Where else the article is: canonical, AMP and next-page addresses, its pictures, and whether it is behind a paywall."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archive.model import Candidate
from crawler.parsers.addresses import absolute

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_IMAGES = 40

_FALSE = frozenset({"false", "no", "0", "locked", "paid", "premium"})
_TRUE = frozenset({"true", "yes", "1", "free", "unlocked", "metered"})


def link_candidates(page: Page) -> Iterator[Candidate]:
    """Candidates for canonical_url, amp_url and next_url, the surest of each field first."""
    for field, rel in (("canonical_url", "canonical"), ("amp_url", "amphtml"), ("next_url", "next")):
        for href, i in page.links.get(rel, ())[:2]:
            sure = 0.95 if page.tree.tags[i] == "link" else 0.7
            yield Candidate(field, href, page.tree.get(i, "href"), f"link.{rel}", page.tree.path(i), sure)
    for content, i in page.meta.get("og:url", ())[:1]:
        if href := absolute(page.base, content):
            yield Candidate("canonical_url", href, content, "og:url", page.tree.path(i), 0.6)


def images(page: Page, figures: list[str]) -> tuple[str, ...]:
    """Absolute addresses of the article's pictures: stated ones first, then those that stand in the text."""
    own = page.structured.article
    stated = list(_image_urls(own.data.get("image"), page)) if own else []
    social = [content for content, _ in page.meta.get("og:image", ())]
    urls = (absolute(page.base, url) for url in [*social, *stated, *figures])
    return tuple(dict.fromkeys(url for url in urls if url))[:MAX_IMAGES]


def _image_urls(value: Any, page: Page, depth: int = 0) -> Iterator[str]:
    value = page.structured.resolve(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and depth < 3:
        yield from _image_urls(
            value.get("url") or value.get("contentUrl") or value.get("@id"), page, depth + 1
        )
    elif isinstance(value, list) and depth < 3:
        for item in value[:MAX_IMAGES]:
            yield from _image_urls(item, page, depth + 1)


def paywall(page: Page) -> Candidate | None:
    """Whether the page says that its article is not free: schema.org's `isAccessibleForFree`, content-tier metas."""
    own = page.structured.article
    if own and own.data.get("isAccessibleForFree") is not None:
        raw = str(own.data["isAccessibleForFree"])
        if raw.lower() in _FALSE | _TRUE:
            closed = raw.lower() in _FALSE
            return Candidate(
                "paywalled", closed, raw, f"{own.syntax}.isAccessibleForFree", own.where, 0.95, True
            )
    for name in ("article:content_tier", "cxense:article:contentaccess"):
        for content, i in page.meta.get(name, ())[:1]:
            if content.lower() in _FALSE | _TRUE:
                closed = content.lower() in _FALSE
                return Candidate("paywalled", closed, content, name, page.tree.path(i), 0.8, True)
    return None
