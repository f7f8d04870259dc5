"""Texts that the page's markup has stuck together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.parsers.blocks import Block

if TYPE_CHECKING:
    from crawler.parsers.page import Page

_GLUED = re.compile(r"(?<=[^\W\d_A-Z])(?=[“\"«]?[A-Z][^\W_]{0,40}[ ,])")
_WORDS = re.compile(r"[^\W\d_]+")


def unglued(page: Page, block: Block) -> list[str]:
    """The texts of a block: a last list item that nobody closed has the next paragraph stuck to it ("… in YorkThe mayor
    said …"), which shows by both halves of the glued word being words of the page or too long for a name's half."""
    glue = _GLUED.search(block.text) if page.tree.tags[block.node] == "li" else None
    if glue is None or glue.start() < 15 or len(block.text) - glue.start() < 60:
        return [block.text]
    own, spread = words_of(block), page.spread
    left, right = block.text[: glue.start()], block.text[glue.start() :]
    ends, begins = _WORDS.findall(left)[-1:], _WORDS.findall(right)[:1]
    parted = right[0] in '“"«' or all(spread[w] > (w in own) for w in begins)
    known = ends and (spread[ends[0]] > (ends[0] in own) or len(ends[0]) > 6)
    return [left, right] if parted and known else [block.text]


def words_of(block: Block) -> set[str]:
    """The different words of a block, as they are written."""
    return set(_WORDS.findall(block.text))
