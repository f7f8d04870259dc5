"""Print version and stated id of the page's article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from archive.model import Candidate
from crawler.parsers.addresses import absolute
from crawler.parsers.dates.names import lines_of
from crawler.parsers.dates.numerals import fold as folded
from crawler.parsers.tree import Attrs

if TYPE_CHECKING:
    from crawler.parsers.page import Page

_PRINT = re.compile(
    r"(?<![a-z])print(?![a-z-]*ed)|drucken|imprim|stampa|/druk|yazdir|tulosta|skriv-?ut", re.I
)


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
