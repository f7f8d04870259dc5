"""What stands around a block, and what names say about it."""

from __future__ import annotations

import pytest

from crawler.parsers.blocks import BODY_BIT, HINTS, around_bit, hint_masks, read_blocks
from crawler.parsers.tree import Tree

NAMES = {
    'class="related-posts"': {"related", "story"},
    'class="main related  comments"': {"related", "comment"},
    'class="articleBody"': {"story", "prose"},
    'class="article_body" id="Sidebar"': {"story", "prose", "aside"},
    'id="more"': {"related"},
    'id="furthermore"': set(),
    'class=""': set(),
    f'class="{"x" * 300} comments"': set(),
    f'class="comments {"x" * 300}"': {"comment"},
}


@pytest.mark.parametrize("names", NAMES)
def test_hints_are_what_each_of_the_names_says(names: str) -> None:
    tree = Tree(f"<div {names}>x</div><div>y</div>")
    first, second = tree.all("div")
    masks = hint_masks(tree)
    assert {hint for k, hint in enumerate(HINTS) if masks[first] >> k & 1} == NAMES[names]
    assert masks[second] == 0


def test_a_block_knows_what_is_marked_around_it() -> None:
    tree = Tree("<div role=main><div itemprop=articleBody><p>in</p></div><p>beside</p></div><p>out</p>")
    marks = {
        b.text: b.around & (BODY_BIT | around_bit("main")) for b in read_blocks(tree, bytearray(len(tree)))
    }
    assert marks == {"in": BODY_BIT | around_bit("main"), "beside": around_bit("main"), "out": 0}
