"""The headlines of a front page or section page: links to articles, in the order a reader meets them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_LINKS = 20_000
MAX_TAGS = 60_000
"""Beyond these a page is none that people edit, and parsing it would take time quadratic in its depth."""
LEVELS = 40
"""Elements around a link that are looked at."""

_FRAME = frozenset(("nav", "footer", "header", "form", "template", "noscript"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE, _UNSPACED_SENTENCE = 25, 10
"""Characters of a link's text that make it a headline where its address is not known to be an article's."""


@dataclass(frozen=True, slots=True)
class Headline:
    """`position` counts from 1. `level` is that of the heading it stands in, None for a bare link."""

    position: int
    url: str
    title: str
    level: int | None


def headlines(source: str, url: str, is_article: Callable[[str], bool]) -> list[Headline]:
    """The distinct articles that the page at `url` leads to, each where it is met first, under its most prominent title.

    `is_article` tells what is known of an address. Of other links those are taken that stand in a heading of their own or
    read like a sentence and stay on the host; what stands in menus and page frames is not. An empty list for a page that
    is none (more than MAX_TAGS tags).
    """
    if source.count("<") > MAX_TAGS:
        return []
    tree = LexborHTMLParser(source)
    base = tree.css_first("base[href]")
    base_url = _absolute(url, base.attributes.get("href") if base else "") or url
    found: dict[str, Headline] = {}
    for link in tree.css("a[href]")[:MAX_LINKS]:
        target = _absolute(base_url, link.attributes.get("href"))
        title, level = _title(link)
        if not target or not title or _same(target, url):
            continue
        if is_article(target) or (_reads(title, level) and _host(target) == _host(url) and not _framed(link)):
            known = found.setdefault(target, Headline(len(found) + 1, target, title, level))
            if _prominence(title, level) > _prominence(known.title, known.level):
                found[target] = replace(known, title=title, level=level)
    return list(found.values())


def _absolute(base: str, href: str | None) -> str:
    """The address without fragment; "" for what no page can be got from."""
    try:
        target = urljoin(base, (href or "").strip()).partition("#")[0]
        return target if urlsplit(target).scheme in ("http", "https") and urlsplit(target).hostname else ""
    except ValueError:
        return ""


def _same(one: str, other: str) -> bool:
    return one.rstrip("/") == other.partition("#")[0].rstrip("/")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _title(link: LexborNode) -> tuple[str, int | None]:
    """The words of the heading in or around a link, else its own, else what its picture is said to show."""
    inner = link.css_first(", ".join(_HEADINGS))
    outer = next((node for node in _around(link) if node.tag in _HEADINGS), None)
    heading = inner or outer
    text = _words(inner or link)
    if not text and (image := link.css_first("img[alt]")):
        text = " ".join((image.attributes.get("alt") or "").split())
    return text[:1000], int((heading.tag or "h6")[1]) if heading else None


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _around(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around a node, the nearest first."""
    above = node.parent
    for _ in range(LEVELS):
        if above is None or above.tag in ("body", "html"):
            return
        yield above
        above = above.parent


def _framed(link: LexborNode) -> bool:
    return any(node.tag in _FRAME for node in _around(link))


def _reads(title: str, level: int | None) -> bool:
    if level is not None:
        return len(title) >= _UNSPACED_SENTENCE
    if _UNSPACED.search(title):
        return len(title) >= _UNSPACED_SENTENCE
    return len(title) >= _SENTENCE and title.count(" ") >= 3


def _prominence(title: str, level: int | None) -> tuple[int, int]:
    return (7 - level if level else 0, len(title))
