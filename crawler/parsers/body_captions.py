"""Captions of pictures, by markup or, where that says nothing, by the credit in the words beside a picture."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from crawler.parsers.blocks import Block, around_bit
from crawler.parsers.tree import Tree

if TYPE_CHECKING:
    from crawler.parsers.page import Page

_CAPTIONED = 60
"""Nodes of a table that holds a picture and its caption, at most."""
_FRAME = 40
"""Nodes of another element that does, and how many elements above the text it stands, at most."""
_ABOVE = 3
_LONGEST = 350
_REST = 30
"""Characters of a caption without markup that tells it, and of what else its frame holds, at most."""


def is_caption(page: Page, block: Block) -> bool:
    """A `<figcaption>`, the one line of a small table made for a picture (as before 2010), or words with a credit that
    share a frame with a picture and with nothing else."""
    if block.around & _CAPTION or _in_table(page, block):
        return True
    return len(block.text) <= _LONGEST and _shares_frame(page, block) and bool(_CREDIT.search(block.text))


def _in_table(page: Page, block: Block) -> bool:
    tree = page.tree
    if not block.around & _TABLE or len(block.text) > 200:
        return False
    table = next(i for i in tree.ancestors(block.first) if tree.tags[i] == "table")
    if tree.ends[table] - table > _CAPTIONED:
        return False
    return "img" in tree.tags[table : tree.ends[table]] and tree.text(table) == block.text.replace("\n", " ")


def _shares_frame(page: Page, block: Block) -> bool:
    tree, node = page.tree, block.node
    if tree.tags[node] in _NO_CAPTIONS or _has_picture(tree, node):
        return tree.tags[node] in _FRAMES and _fills(page, block, node)
    for _ in range(_ABOVE):
        node = tree.parents[node]
        if node < 0 or tree.ends[node] - node > _FRAME:
            return False
        if _has_picture(tree, node):
            return tree.tags[node] in _FRAMES and _fills(page, block, node)
    return False


def _has_picture(tree: Tree, node: int) -> bool:
    images = tree.all("img")
    at = bisect_left(images, node)
    return at < len(images) and images[at] < tree.ends[node]


def _fills(page: Page, block: Block, node: int) -> bool:
    """Whether an element holds a picture and hardly any text but the block's."""
    tree = page.tree
    small = tree.ends[node] - node <= _FRAME and _has_picture(tree, node)
    return small and len(tree.text(node)) <= len(block.text) + _REST


_CAPTION = around_bit("figcaption")
_TABLE = around_bit("table")
_FRAMES = frozenset({"div", "span", "a", "center", "section"})
_NO_CAPTIONS = frozenset({"h2", "h3", "h4", "li"})
_CREDIT = re.compile(
    r"\b(?:photos?|fotos?|fotografía|photographie|crédits?|crédito|credit|bild(?:er)?|kuva|images?|imagen|immagine|picture|courtesy|"
    r"zdjęcie|fot|снимка|фото|φωτ(?:ο|ογραφία)?|fotoğraf|צילום|عکس|تصویر|تصوير|الصورة|ภาพ|फोटो|写真|撮影|图|ảnh)\b"
    r"[^.:：/|]{0,20}(?:[.:：/|]|\bby\b|\bof\b|\bde\b)|＝|[摄撮]$|©|"
    r"[（(\[][^()\[\]]{0,60}\b(?:AP|AFP|Reuters|Getty|EPA|dpa|EFE|ANSA|Photo|Foto|Shutterstock|Pixabay|Unsplash)\b[^()\[\]]{0,30}[)）\]]",
    re.I,
)
"""How a picture's credit reads."""
