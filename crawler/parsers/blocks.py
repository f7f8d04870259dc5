"""The page as a row of text blocks: what stands between two block borders (or two `<br>`), with what surrounds it.

One walk over the tree. A block knows its text, how much of it is link, the element it stands in, and by bit masks which
kinds of elements and which hints in class names lie around it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from crawler.parsers.hints import hint_bit, hint_masks
from crawler.parsers.tables import data_cells
from crawler.parsers.tree import BLOCKS, SILENT, TEXT, Tree

AROUND = tuple(
    "article main section aside nav footer header form figure table ul ol blockquote figcaption dl li td p details "
    "center dialog h1".split()
)
_AROUND_BIT = {tag: 1 << k for k, tag in enumerate(AROUND)}
HIDDEN_BIT = 1 << len(AROUND)
BODY_BIT = 1 << len(AROUND) + 1
"""Marked up as the body: `itemprop=articleBody` and its like."""

_SKIPPED = SILENT | frozenset("select button option legend datalist canvas audio video menu title".split())
_EMPHASIS = frozenset({"b", "strong", "i", "em"})
_BREAK = "\0"  # no page has one: limits.tame
_UNSEEN = hint_bit("unseen")
_BODY_PROPERTIES = ("articleBody", "text", "mainContentOfPage")

_IS_TEXT, _IS_BLOCK, _IS_LINK, _IS_BREAK, _IS_SKIPPED, _IS_CELL = range(6)
_ROLES = {
    **dict.fromkeys(BLOCKS, _IS_BLOCK),
    **dict.fromkeys(_SKIPPED, _IS_SKIPPED),
    TEXT: _IS_TEXT,
    "a": _IS_LINK,
    "br": _IS_BREAK,
}
"""What a node does to the walk; inline elements have no role."""


@dataclass(slots=True)
class Block:
    """One text block. `node` is the innermost block element around it, `first` and `last` are its text nodes' ends.

    `linked` counts characters inside links. `around` and `hints` are masks over all ancestors, `near` over the nearest
    three; `depth` counts block elements.
    """

    text: str
    node: int
    first: int
    last: int
    linked: int
    around: int
    near: int
    hints: int
    depth: int


def within(tree: Tree, nodes: Iterable[int]) -> Callable[[Block], bool]:
    """Tells of a block whether it stands in one of some elements, which may hold each other."""
    starts = sorted(set(nodes))
    ends = list(accumulate((tree.ends[i] for i in starts), max))

    def inside(block: Block) -> bool:
        before = bisect_right(starts, block.first) - 1
        return before >= 0 and block.first < ends[before]

    return inside


def around_bit(tag: str) -> int:
    return _AROUND_BIT[tag]


def read_blocks(tree: Tree, hidden: bytearray) -> list[Block]:
    """The page's text blocks in document order. `hidden` marks the nodes that are not shown."""
    return list(map(_block, _Walk(tree, hidden).run()))


_Place = tuple[int, int, int, int, int, int, int, int]
"""An open block element: its end, its node, masks around it, its own hints, its parent's and grandparent's, those of all
around it, and its depth."""
_Piece = tuple[list[str], _Place, int, int, int]
"""A block before its text is joined: parts, place, first and last text node, characters in links."""


class _Walk:
    """The walk over the tree: collects the texts of one block at a time."""

    def __init__(self, tree: Tree, hidden: bytearray) -> None:
        self.tree, self.hidden, self.masks = tree, hidden, hint_masks(tree)
        self.marked = _marked(tree)

    def run(self) -> Iterator[_Piece]:  # noqa: C901 - one flat loop: a call for each node costs as much as its work
        tree, hidden = self.tree, self.hidden
        ends, texts, roles, masks = tree.ends, tree.texts, _roles(tree), self.masks
        tags, marked, bits = tree.tags, self.marked, _AROUND_BIT.get
        place: _Place = (len(roles), 0, 0, 0, 0, 0, 0, 0)
        outer: list[_Place] = []
        parts: list[str] = []
        count = end = len(roles)
        broad = count // 2
        i, link_end, first, last, linked = 0, 0, -1, -1, 0
        while i < count:
            kind = roles[i]
            if i >= end or kind == _IS_BLOCK:
                if first >= 0:
                    yield parts, place, first, last, linked
                    parts, first, linked = [], -1, 0
                elif parts:
                    parts.clear()
                while i >= end:
                    place = outer.pop()
                    end = place[0]
            if kind == _IS_TEXT:
                text = texts[i]
                if not text.isspace():
                    if first < 0:
                        first = i
                    elif first == i - 1 and self.runs_on(i):
                        yield parts, place, first, last, linked
                        parts, first, linked = [], i, 0
                    last = i
                    if i < link_end:
                        linked += len(text.strip())
                parts.append(text)
            elif kind == _IS_BLOCK:
                if ends[i] > i + 1:
                    outer.append(place)
                    end, mine = ends[i], masks[i]
                    _, _, around, own, parent, _, hints, depth = place
                    around |= bits(tags[i], 0)
                    if i in marked:
                        around |= marked[i]
                    if hidden[i]:
                        around |= HIDDEN_BIT
                    place = (
                        end,
                        i,
                        around,
                        mine,
                        own,
                        parent,
                        hints | mine if end - i < broad else hints,
                        depth + 1,
                    )
            elif kind is None:
                if masks[i] & _UNSEEN and not hidden[i]:
                    i = ends[i]
                    continue
            elif kind == _IS_LINK:
                link_end = max(link_end, ends[i])
            elif kind == _IS_BREAK:
                if _ends_paragraph(parts) and first >= 0:
                    yield parts, place, first, last, linked
                    parts, first, linked = [], -1, 0
                elif parts:
                    parts.append(_BREAK)
            elif kind == _IS_CELL:
                if first >= 0:
                    parts.append(" | ")
            else:
                parts.append(" ")
                i = ends[i]
                continue
            i += 1
        if first >= 0:
            yield parts, place, first, last, linked

    def runs_on(self, i: int) -> bool:
        """Whether text `i` sticks to an emphasised line before it without a blank: `<p><b>A heading</b>Some text`.

        Old markup closes headings and quotes so; single letters and words are drop caps.
        """
        tree = self.tree
        before = tree.parents[i - 1]
        line, text = tree.texts[i - 1], tree.texts[i]
        return (
            tree.tags[before] in _EMPHASIS
            and tree.parents[before] == tree.parents[i]
            and len(line) > 15
            and not line[-1].isspace()
            and (text[0].isupper() or text[0] in '“"«„‘')
        )


def _marked(tree: Tree) -> dict[int, int]:
    """The bits of the nodes that are marked up as the body or as the page's main part."""
    found = {i: BODY_BIT for i in tree.with_attr("itemprop") if tree.attrs[i]["itemprop"] in _BODY_PROPERTIES}
    for i in tree.with_attr("role"):
        if tree.attrs[i]["role"] == "main":
            found[i] = found.get(i, 0) | _AROUND_BIT["main"]
    return found


def _roles(tree: Tree) -> list[int | None]:
    """Each node's role. A table's row of plain short cells is one block: its numbers say nothing one by one."""
    roles = list(map(_ROLES.get, tree.tags))
    for i in data_cells(tree):
        roles[i] = _IS_CELL
    return roles


def _ends_paragraph(parts: list[str]) -> bool:
    """Whether a `<br>` behind `parts` is the second in a row: one is a line break, two part paragraphs."""
    while parts and parts[-1].isspace():
        parts.pop()
    return bool(parts) and parts[-1] == _BREAK


def _block(piece: _Piece) -> Block:
    parts, (_, node, around, own, parent, grandparent, hints, depth), first, last, linked = piece
    joined = "".join(parts) if len(parts) > 1 else parts[0]
    if _BREAK in joined:
        text = "\n".join(line for part in joined.split(_BREAK) if (line := " ".join(part.split())))
    else:
        text = " ".join(joined.split())
    linked = min(linked, len(text))
    return Block(text, node, first, last, linked, around, own | parent | grandparent, hints, depth)
