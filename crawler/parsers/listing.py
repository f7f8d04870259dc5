"""Whether a page is a list of articles: a section, tag, author or front page.

Most of its text then stands in teasers: boxes that each hold one linked headline, and little else. An article with a
box of related ones has its own text outside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.blocks import Block
from crawler.parsers.words import containment, extent

if TYPE_CHECKING:
    from crawler.parsers.page import Page

FEW, MANY = 2, 4
"""Teasers that a list has at least: a few where the page has no running text of its own, many where it has some. One is
enough where the page's own headline is none ("Politics")."""

LINKS = 6
"""Links in the body of a page without running text that make it a list of links; a few do where it has no headline."""

HEADLINE = 20
"""Characters of a linked headline at least: shorter ones are sections and topics."""

TEASER = 800
"""Characters of a teaser at most; a larger box is an article whose headline links to itself."""

LONG = 80
"""Characters of a paragraph that counts as running text."""

OWN, OWN_NAMED = 400, 150
"""Characters of running text outside all teasers that a list of articles has at most: a section's description. Less where
the page is called by a headline of some length: sections have names, articles headlines."""

RUN = 3
"""Paragraphs of running text side by side, no heading between them, that no list of teasers has."""


_PAGED = re.compile(r"(?:/page[/-]?|[?&](?:page|pg|p|paged|start|offset)=)\d+/?(?:$|[&#])", re.I)
"""An address of a list's later pages, of which the last may hold one teaser only."""


def is_listing(page: Page, body_html: str) -> bool:
    """Whether teasers hold nearly all running text, or there is none and what was read as the body is links."""
    heads = list(_linked_headlines(page))
    if any(same_page_key(address) in page.addresses for _, address in heads):
        return False  # the page's own headline, linked to itself
    boxes = list(_teasers(page, [head for head, _ in heads]))
    own = sum(_own_text(page, boxes))
    nameless = page.headline is None or len(page.headline[0]) < HEADLINE
    if not own and body_html.count("<a ") >= (FEW if nameless else LINKS):
        return True
    if _longest_run(page) >= RUN:
        return False
    few = 1 if nameless or _PAGED.search(page.url) else FEW
    most = OWN if nameless or not _is_named(page) else OWN_NAMED
    return own < most if len(boxes) >= MANY else not own and len(boxes) >= few


def _is_named(page: Page) -> bool:
    """Whether the page is called by its headline, and the headline leads nowhere."""
    assert page.headline is not None
    text, node = page.headline
    linked = any(page.tree.tags[i] == "a" for i in range(node, page.tree.ends[node]))
    return not linked and page.tree.tags[node] == "h1" and containment(text, page.title_tag) > 0.8


def _own_text(page: Page, boxes: list[tuple[int, int]]) -> Iterator[int]:
    """The lengths of the paragraphs of running text that stand in no teaser; `boxes` are in order and apart."""
    starts = [start for start, _ in boxes]
    for block in page.blocks:
        if length := _running(block):
            at = bisect_right(starts, block.node) - 1
            if at < 0 or block.node >= boxes[at][1]:
                yield length


def _longest_run(page: Page) -> int:
    """How many paragraphs of running text stand side by side in one element at most."""
    longest = run = 0
    home = -1
    for block in page.blocks:
        parent = page.tree.parents[block.node] if block.node else -1
        if not _running(block):
            home, run = -1, 0
            continue
        run = run + 1 if parent == home else 1
        home, longest = parent, max(longest, run)
    return longest


def _running(block: Block) -> int:
    """A paragraph's length in Latin letters; 0 for what is no running text."""
    if block.linked >= 0.5 * len(block.text):
        return 0
    length = extent(block.text)
    return length if length > LONG else 0


def _teasers(page: Page, heads: list[int]) -> Iterator[tuple[int, int]]:
    """The node ranges of the boxes around linked headlines, each as large as it can be without holding another one."""
    for number, head in enumerate(heads):
        before = heads[number - 1] if number else -1
        after = heads[number + 1] if number + 1 < len(heads) else len(page.tree)
        box = head
        for node in page.tree.ancestors(head):
            if node <= before or page.tree.ends[node] > after:
                break
            box = node
        if len(page.tree.text(box)) <= TEASER:
            yield box, page.tree.ends[box]


def _linked_headlines(page: Page) -> Iterator[tuple[int, str]]:
    """Headings of some length that are a link or hold one, and its address."""
    tree = page.tree
    for head in tree.all("h1", "h2", "h3", "h4", "h5"):
        inside = (i for i in range(head + 1, tree.ends[head]) if tree.tags[i] == "a")
        around = (i for i in tree.ancestors(head) if tree.tags[i] == "a")
        link = next(inside, None) or next(around, None)
        address = absolute(page.base, tree.get(link, "href")) if link else ""
        if address and len(tree.text(head)) >= HEADLINE:
            yield head, address
