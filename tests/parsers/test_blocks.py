"""What stands around a block, and what names say about it."""

from __future__ import annotations

import pytest

from crawler.parsers.blocks import BODY_BIT, around_bit, read_blocks
from crawler.parsers.hints import HINTS, hint_bit, hint_masks
from crawler.parsers.tree import Tree

NAMES = {
    'class="related-posts"': {"related", "story"},
    'class="main related  comments"': {"related", "comment"},
    'class="articleBody"': {"story", "prose", "text"},
    'class="article_body" id="Sidebar"': {"story", "prose", "aside", "text"},
    'class="hentry"': {"story"},
    'class="post-body entry-content"': {"story", "prose", "text"},
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


def test_names_of_the_pages_frame_are_told_of_what_stands_right_in_it_only() -> None:
    """Software says on `<body>` what the page as a whole has; deeper, that would be said of every block."""
    tree = Tree(
        "<body class='ads-on'><div class=wrap><div><p class=lead>in</p></div></div><p>right below</p></body>"
    )
    blocks = {b.text: b for b in read_blocks(tree, bytearray(len(tree)))}
    assert not blocks["in"].hints & hint_bit("ad")
    assert blocks["in"].hints & hint_bit("lead")
    assert blocks["right below"].near & hint_bit("ad")


def test_a_block_knows_what_is_marked_around_it() -> None:
    tree = Tree("<div role=main><div itemprop=articleBody><p>in</p></div><p>beside</p></div><p>out</p>")
    marks = {
        b.text: b.around & (BODY_BIT | around_bit("main")) for b in read_blocks(tree, bytearray(len(tree)))
    }
    assert marks == {"in": BODY_BIT | around_bit("main"), "beside": around_bit("main"), "out": 0}
