"""Other articles on an article's page: where they begin, the body ends."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.parsers.blocks import Block, around_bit, within

if TYPE_CHECKING:
    from crawler.parsers.page import Page
    from crawler.parsers.tree import Tree

OWN_TEXT = 400
"""Characters of an article from which it is a text of its own, and not only a frame of its headline."""
A_TEXT = 100
"""Characters above a like, linked headline from which they are the first article of several."""


def first_article(page: Page, found: list[Block]) -> list[Block]:
    """Cuts at a second article: endless pages put the next story with a headline of its own below the first."""
    found = _without_teasers(page, found)
    if not found or page.headline is None:
        return found
    tree = page.tree
    node = page.headline[1]
    own = [a for a in tree.ancestors(node) if tree.tags[a] == "article"]
    found = _without_others(page, found, own)
    found = _without_posts(page, found)
    if tree.tags[node] != "h1":
        return found
    alike = [j for j in tree.all("h1") if _looks_like(tree, j, node)]
    for i in tree.all("article"):
        another = i > found[0].first and not (own and tree.inside(i, own[0]))
        if another and bisect_left(alike, i) < bisect_left(alike, tree.ends[i]):
            return [b for b in found if b.first < i] or found
    return found


def _without_others(page: Page, found: list[Block], own: list[int]) -> list[Block]:
    """Without the articles that follow the one with the headline, where that one has a text of its own."""
    if not own:
        return found
    end = page.tree.ends[own[-1]]
    if sum(len(b.text) for b in found if own[-1] < b.first < end) < OWN_TEXT:
        return found
    return [b for b in found if b.first < end or not b.around & _ARTICLE]


def _without_posts(page: Page, found: list[Block]) -> list[Block]:
    """Cuts at the next post of a row: a headline of the first one's look that is a link, in a box of the first one's look."""
    tree, node = page.tree, page.headline[1] if page.headline else 0
    firsts = [b.first for b in found]
    sums = [0, *accumulate(len(b.text) for b in found)]

    def before(other: int) -> int:
        return sums[bisect_left(firsts, other)]

    for i in tree.all(tree.tags[node]) if tree.tags[node] in ("h1", "h2", "h3") else ():
        if node < i <= found[-1].last and _looks_like(tree, i, node) and _is_link(tree, i):
            box, other = _boxes(tree, node, i)
            apart = box != node and other != i and tree.tags[box] == tree.tags[other]
            if apart and _looks_like(tree, box, other) and before(other) >= A_TEXT:
                return [b for b in found if b.first < other]
    return found


def _without_teasers(page: Page, found: list[Block]) -> list[Block]:
    """Without boxes of one look, side by side, that hold nothing but a linked headline and a few lines on where it leads; in
    guides, such boxes are most of the text."""
    tree = page.tree
    rows: dict[tuple[int, str, str], list[int]] = {}
    for i in tree.all("h2", "h3", "h4", "h5"):
        box = tree.parents[i]
        if _is_link(tree, i) and all(
            j == i or tree.tags[j] not in _HEADINGS for j in range(box, tree.ends[box])
        ):
            look = tree.parents[box], tree.tags[box], tree.attrs[box].get("class") or ""
            rows.setdefault(look, []).append(box)
    theirs = within(tree, (box for row in rows.values() if len(row) > 1 for box in row))
    own = [b for b in found if not theirs(b)]
    text = sum(len(b.text) for b in own)
    return own if text >= OWN_TEXT and 2 * text > sum(len(b.text) for b in found) else found


def _is_link(tree: Tree, heading: int) -> bool:
    return tree.tags[tree.parents[heading]] == "a" or "a" in tree.tags[heading : tree.ends[heading]]


def _boxes(tree: Tree, one: int, other: int) -> tuple[int, int]:
    """The outermost elements around two nodes that hold only one of them."""
    while tree.parents[one] >= 0 and not tree.inside(other, tree.parents[one]):
        one = tree.parents[one]
    while tree.parents[other] >= 0 and not tree.inside(one, tree.parents[other]):
        other = tree.parents[other]
    return one, other


def _looks_like(tree: Tree, one: int, other: int) -> bool:
    """Whether two elements are of one style: both without classes, or with one in common."""
    first, second = ((tree.attrs[i].get("class") or "").split() for i in (one, other))
    return first == second or not set(first).isdisjoint(second)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_ARTICLE = around_bit("article")
