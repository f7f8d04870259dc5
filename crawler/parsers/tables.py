"""Tables of data, told from pages laid out by tables: rows of plain short cells."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.parsers.tree import BLOCKS, Tree

CELLS = frozenset({"td", "th"})
MAX_NODES = 120
MAX_TEXT = 90
"""Nodes of a row of data, and characters of one text in it, at most: layouts have larger ones."""
_PARTING = (BLOCKS | {"br"}) - CELLS


def data_cells(tree: Tree) -> Iterator[int]:
    """The cells of all rows of data: at least two in a row, with no block or line break in them."""
    tags, texts = tree.tags, tree.texts
    for row in tree.all("tr"):
        end = tree.ends[row]
        if not 4 < end - row <= MAX_NODES:
            continue
        inside = range(row + 1, end)
        cells = [i for i in inside if tags[i] in CELLS]
        if (
            len(cells) > 1
            and _PARTING.isdisjoint(tags[row + 1 : end])
            and max(len(texts[i]) for i in inside) <= MAX_TEXT
        ):
            yield from cells
