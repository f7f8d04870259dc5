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
from crawler.parsers.tree import Tree

if TYPE_CHECKING:
    from crawler.parsers.page import Page

_PRINT = re.compile(
    r"(?<![a-z])print(?![a-z-]*ed)|drucken|imprim|stampa|/druk|yazdir|tulosta|skriv-?ut", re.I
)


_PATH = re.compile(r"^[^?]*(?:/|^)print(?:[/?]|\.\w+(?:\?|$)|$)|[?&]print=")
_PRESSED = frozenset({"a", "button"})


@cache
def _print_labels() -> frozenset[str]:
    """The labels in lower case, as they are written and folded."""
    rows = lines_of("crawler.parsers", "labels.tsv")
    forms = [form.lower() for role, forms in rows if role == "print" for form in forms.split("|")]
    return frozenset((*forms, *map(folded, forms)))


def print_links(page: Page) -> Iterator[tuple[str | None, Candidate]]:
    """Links and buttons to a print version: the address where it is one, None for a script's."""
    tree = page.tree
    for i in tree.with_attr("media"):
        if tree.get(i, "media") == "print" and "alternate" in tree.get(i, "rel"):
            url = absolute(page.base, tree.get(i, "href"))
            yield url or None, Candidate("print_url", url or None, "", "link.alternate", tree.path(i), 0.9)
    named, told = _candidates(tree)
    for i in sorted(named | told):
        href = tree.get(i, "href")
        url = absolute(page.base, href) if not href.lower().startswith("javascript") else ""
        if len(href) > 400 or (url and _is_frame(page, i)):
            continue
        trust = 0.8 if i in named else 0.6
        raw = tree.text(i)[:80]
        yield url or None, Candidate("print_url", url or None, raw, "link.print", tree.path(i), trust)


def _candidates(tree: Tree) -> tuple[set[int], set[int]]:
    """Links with a print version's label (in their first or second node), and those whose class, title or path say so.

    One plain loop: a page has hundreds of links, and none or one of these.
    """
    labels, texts, attrs, last = _print_labels(), tree.texts, tree.attrs, len(tree) - 1
    named: set[int] = set()
    told: set[int] = set()
    for i in (*tree.all("a"), *tree.all("button")):
        text = (texts[i + 1] or (texts[i + 2] if i + 1 < last else "")) if i < last else ""
        if 0 < len(text) < 80 and text.strip().lower() in labels and tree.ends[i] - i <= 6:
            named.add(i)
        href = attrs[i].get("href")
        if href and "print" in href and _PATH.search(href[:400].lower()):
            told.add(i)
    names = [value for value in tree.by_name if "rin" in value and _PRINT.search(value[:200])]
    told.update(i for value in names for i in tree.by_name[value] if tree.get(i, "class") == value)
    told.update(i for i in tree.with_attr("title") if _says_print(tree.get(i, "title")))
    return named, {i for i in told if tree.tags[i] in _PRESSED}


def _says_print(value: str) -> bool:
    return "rin" in value and _PRINT.search(value[:200]) is not None


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
