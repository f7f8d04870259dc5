"""The articles of an endless page, and which of them is the page's own (R2)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.page import Page

_ADDRESS_ATTRIBUTES = (
    "data-url",
    "data-href",
    "data-permalink",
    "data-canonical",
    "data-article-url",
    "data-page-url",
    "itemid",
    "data-link",
    "data-uri",
    "data-path",
    "data-share-url",
)

_TAGS = frozenset(("article", "div", "section", "main"))

Unit = tuple[int, bool | None]
"""An article's node, and whether it is the page's own (None: it does not say)."""


def read_units(page: Page, own: frozenset[str]) -> list[Unit]:
    """The articles of an endless page in document order; none on a page of one article."""
    tree = page.tree
    heads = tree.all("h1", "h2")
    around = {j for h in heads for j in tree.ancestors(h) if tree.tags[j] in _TAGS} if len(heads) > 1 else ()
    found: list[Unit] = []
    tags = ("h1",) if "h1" in tree.by_tag else ("h2",)
    end = 0
    for i in sorted(around):
        if i < end:
            continue
        attrs = tree.attrs[i]
        stated = next((attrs[k] for k in _ADDRESS_ATTRIBUTES if attrs.get(k)), None)
        if tree.tags[i] == "article" or (stated and "/" in stated):
            inner = heads[bisect_right(heads, i) : bisect_left(heads, tree.ends[i])]
            if stated or any(tree.tags[h] in tags for h in inner):
                found.append((i, _states_own(page, own, stated, inner[0])))
                end = tree.ends[i]
    return found if len(found) > 1 else []


def _states_own(page: Page, own: frozenset[str], stated: str | None, heading: int) -> bool | None:
    tree = page.tree
    outer = tree.parents[heading]
    linked = (j for j in (*range(heading, tree.ends[heading]), outer) if tree.tags[j] == "a")
    href = stated or next((tree.get(j, "href") for j in linked), "")
    key = same_page_key(absolute(page.base, href)) if href else ""
    return key in own if key and own else None


def of_another_article(page: Page, units: list[Unit], i: int) -> bool:
    """Whether node `i` stands in, or behind, an article that is not the page's own."""
    if not units:
        return False
    inside = (u for u, _ in units if page.tree.inside(i, u))
    before = (u for u, _ in reversed(units) if u < i)
    mine = next(inside, next(before, units[0][0]))
    own = [u for u, is_own in units if is_own]
    if own:
        return mine not in own
    stated = dict(units)[mine]
    return stated is False or (stated is None and mine != units[0][0])
