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
    words = {w for b in page.blocks if b is not block for w in _WORDS.findall(b.text)}
    left, right = block.text[: glue.start()], block.text[glue.start() :]
    ends, begins = _WORDS.findall(left)[-1:], _WORDS.findall(right)[:1]
    parted = right[0] in '“"«' or words.issuperset(begins)
    return [left, right] if ends and parted and (ends[0] in words or len(ends[0]) > 6) else [block.text]
