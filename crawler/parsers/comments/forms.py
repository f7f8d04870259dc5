"""The box to write a comment in, told from a comment: themes give both the same name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from crawler.parsers.comments import classes as c
from crawler.parsers.tree import SILENT, Tree, fold

if TYPE_CHECKING:
    from crawler.parsers.comments.scene import Scene

_NUMBER = re.compile(r"(?<!\w)\d")
_FORM = frozenset(("form", "textarea"))
_SHOWN = frozenset(("img", "svg", "video"))
MOST = 400
"""Nodes that are looked at: comments stand within each other."""


def is_box(scene: Scene, i: int, invites: Collection[int] = ()) -> bool:
    """Whether an element of a comment's name is the box to write one, or waits for a script to fill it: it is empty, or
    asks for words and says nothing about whose they are, or of when. `invites`: nodes of texts that ask for comments."""
    tree, end = scene.tree, min(scene.tree.ends[i], i + MOST)
    own = list(_beside_forms(tree, i, end))
    if any(tree.tags[j] == "time" or scene.flags(j) & c.PART for j in own):
        return False
    said = fold(" ".join(tree.texts[j] for j in own))
    if not said:
        return _SHOWN.isdisjoint(tree.tags[j] for j in own)
    asks = not _FORM.isdisjoint(tree.tags[i:end]) or any(i <= j < end for j in invites)
    return asks and not _NUMBER.search(said)


def _beside_forms(tree: Tree, i: int, end: int) -> Iterator[int]:
    """What stands in node `i`, up to `end`, outside its forms."""
    j = i + 1
    while j < end:
        if tree.tags[j] in SILENT or tree.tags[j] == "form":
            j = tree.ends[j]
            continue
        yield j
        j += 1
