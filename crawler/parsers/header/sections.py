"""Section, tags, print version and stated id of the page's article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from archive.model import Candidate
from crawler.parsers.addresses import absolute
from crawler.parsers.dates.names import lines_of
from crawler.parsers.dates.numerals import fold as folded
from crawler.parsers.header.credits import in_article
from crawler.parsers.tree import Attrs, fold

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_TAGS = 60
_SECTION_METAS = (
    "article:section",
    "parsely-section",
    "cxenseparse:recs:category",
    "section",
    "sailthru.section",
    "dc.subject.section",
    "category",
)
_TAG_SPLIT = re.compile(r"\s*[,;،]\s*")
_CATEGORY = re.compile(
    r"/(?:category|categories|section|sections|rubrik|ressort|topics?|archive|seccion)/", re.I
)
_PRINT = re.compile(
    r"(?<![a-z])print(?![a-z-]*ed)|drucken|imprim|stampa|/druk|yazdir|tulosta|skriv-?ut", re.I
)


def section_candidates(page: Page) -> Iterator[Candidate]:
    node = page.structured.article
    if node is not None:
        value = node.data.get("articleSection")
        first = next((v for v in value if isinstance(v, str)), None) if isinstance(value, list) else value
        if isinstance(first, str) and first.strip():
            yield Candidate(
                "section", fold(first)[:120], first, f"{node.syntax}.articleSection", node.where, 0.9
            )
    for name in _SECTION_METAS:
        for content, _ in page.meta.get(name, ())[:1]:
            if content and not content.startswith("http"):
                yield Candidate("section", fold(content)[:120], content, f"meta.{name}", f"meta[{name}]", 0.8)
    for i in page.tree.all("a"):
        rel = page.tree.get(i, "rel")
        if "category" in rel and (text := page.tree.text(i)) and in_article(page, i):
            yield Candidate("section", text[:120], text, "rel.category", page.tree.path(i), 0.7)
            break
    if found := _category_link(page):
        yield found


def _category_link(page: Page) -> Candidate | None:
    """A link to a category within the article's own element, outside navigation."""
    tree = page.tree
    articles = tree.all("article")
    at = page.headline[1] if page.headline else -1
    home = next((a for a in articles if tree.inside(at, a)), None)
    if home is None:
        return None
    for i in tree.all("a"):
        if tree.inside(i, home) and _CATEGORY.search(tree.get(i, "href")):
            text = tree.text(i)
            if 1 < len(text) <= 40 and not any(tree.tags[k] in ("nav", "p", "li") for k in tree.ancestors(i)):
                return Candidate("section", text, text, "link.category", tree.path(i), 0.6)
    return None


def tag_candidates(page: Page) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    tree = page.tree
    shown = [(tree.text(i), i) for _, i in page.links.get("tag", ())[:MAX_TAGS] if tree.tags[i] == "a"]
    yield from _tags(
        [t for t, i in shown if _in_tags(page, i)], "rel.tag", tree.path(shown[0][1]) if shown else "", 0.9
    )
    metas = page.meta.get("article:tag", ())
    yield from _tags([c for c, _ in metas], "meta.article:tag", "meta[article:tag]", 0.85)
    node = page.structured.article
    if node is not None and node.data.get("keywords"):
        value = node.data["keywords"]
        words = (
            value if isinstance(value, list) else _TAG_SPLIT.split(value) if isinstance(value, str) else []
        )
        yield from _tags([w for w in words if isinstance(w, str)], f"{node.syntax}.keywords", node.where, 0.8)
    for name in ("news_keywords", "parsely-tags", "sailthru.tags", "keywords"):
        stated = page.meta.get(name, ())[:1]
        for content, _ in stated:
            yield from _tags(_TAG_SPLIT.split(content), f"meta.{name}", f"meta[{name}]", 0.6)


def _in_tags(page: Page, i: int) -> bool:
    tree = page.tree
    return not any(tree.tags[k] in ("nav", "aside") for k in tree.ancestors(i))


def _tags(
    words: list[str], rule: str, where: str, trust: float
) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    kept = tuple(dict.fromkeys(w for word in words if 0 < len(w := fold(word).strip(" #")) <= 80))[:MAX_TAGS]
    if kept:
        yield kept, Candidate("tags", list(kept), ", ".join(kept)[:300], rule, where, trust)


@cache
def _print_labels() -> frozenset[str]:
    rows = lines_of("crawler.parsers", "labels.tsv")
    return frozenset(folded(form) for role, forms in rows if role == "print" for form in forms.split("|"))


def print_links(page: Page) -> Iterator[tuple[str | None, Candidate]]:
    """Links and buttons to a print version: the address where it is one, None for a script's."""
    tree = page.tree
    tags, texts, count = tree.tags, tree.texts, len(tree)
    for i in tree.all("a", "button"):
        attrs = tree.attrs[i]
        href = attrs.get("href") or ""
        text = texts[i + 1] if i + 1 < count and tags[i + 1] == "#text" else ""
        if not text.strip() and 2 < tree.ends[i] - i <= 6:
            text = texts[i + 2] if tags[i + 2] == "#text" else ""
        named = len(text) <= 40 and _is_print_label(text)
        if not named and not _says_print(attrs, href):
            continue
        url = absolute(page.base, href) if not href.lower().startswith("javascript") else ""
        if len(href) > 400 or (url and _is_frame(page, i)):
            continue
        raw = text.strip()[:80]
        yield (
            url or None,
            Candidate("print_url", url or None, raw, "link.print", tree.path(i), 0.8 if named else 0.6),
        )


_LABELS: dict[str, bool] = {}


def _is_print_label(text: str) -> bool:
    """Each distinct link text is judged once."""
    known = _LABELS.get(text)
    if known is None:
        if len(_LABELS) > 20_000:
            _LABELS.clear()
        known = _LABELS[text] = folded(text.strip()) in _print_labels()
    return known


def _says_print(attrs: Attrs, href: str) -> bool:
    """Class, title or path say so, in the words of `_PRINT`."""
    for name in ("class", "title", "rel"):
        value = attrs.get(name)
        if value and "rin" in value and _PRINT.search(value[:200]):
            return True
    return "print" in href and "print" in href[:400].lower().split("?")[0].split("/")


def _is_frame(page: Page, i: int) -> bool:
    tree = page.tree
    return any(tree.tags[k] in ("nav", "footer") for k in tree.ancestors(i))


def identifiers(page: Page) -> Iterator[Candidate]:
    """An id that the page's own structured node states."""
    node = page.structured.article
    if node is None:
        return
    value = node.data.get("identifier")
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, int) or (
        isinstance(value, str) and re.fullmatch(r"[A-Za-z]{0,4}-?\d{1,15}", value.strip())
    ):
        yield Candidate(
            "article_id", str(value).strip(), str(value), f"{node.syntax}.identifier", node.where, 0.6
        )
