"""Boxes that are no part of the text, told by what they are for: to leave an address, to be closed, to stand beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING

from crawler.parsers.blocks import Block, around_bit, within
from crawler.parsers.hints import hint_bit

if TYPE_CHECKING:
    from crawler.parsers.page import Page

PROMPT = 500
"""Latin letters that a box asking for an address may hold: a heading, what one gets, how one gets rid of it."""
MAX_FIELDS = 200
COLUMN = 0.6
"""Share of the text from which a cell is the column that holds it."""
LEAST_BODY = 200
LEAST_NOTE = 40
"""Latin letters outside offers and dialogs, and outside side bars, from which they are the text, and the boxes none of it."""
TIMES = 5
"""How many times the text outside of it a side bar may have."""


def without_boxes(page: Page, found: list[Block]) -> list[Block]:
    """Without offers of newsletters, and without dialogs on cookies and side bars that stand outside of what holds the rest."""
    if found and (prompts := _prompts(page)):
        asked = within(page.tree, prompts)
        rest = [b for b in found if not asked(b)]
        found = rest if page.width * _length(rest) >= LEAST_BODY else found
    found = _without_far(page, found, lambda b: b.hints & _LAYER > 0, LEAST_BODY)
    return _without_far(page, found, lambda b: bool(b.hints & _SIDE or b.around & _ASIDE), LEAST_NOTE, TIMES)


def _without_far(
    page: Page, found: list[Block], boxed: Callable[[Block], bool], least: int, times: float = inf
) -> list[Block]:
    """Without boxed blocks outside of what holds the others, if these have `least` letters and the boxes no more than so
    many `times` their text: names also stand on what holds the article itself."""
    rest = [b for b in found if not boxed(b)]
    if len(rest) == len(found):
        return found
    text = _length(rest)
    if page.width * text < least or _length(found) - text > times * text:
        return found
    start, end = _home(page, rest)
    return [b for b in found if not boxed(b) or start <= b.first < end]


def _length(blocks: list[Block]) -> int:
    return sum(len(b.text) for b in blocks)


def one_column(page: Page, found: list[Block]) -> list[Block]:
    """The blocks of the widest column, where a table lays out the page: most of the text in one cell of a row."""
    tree = page.tree
    rows: dict[int, Counter[int]] = {}
    for b in found if any(b.around & _CELL for b in found) else ():
        for i in (b.node, *tree.ancestors(b.node)) if b.around & _CELL else ():
            if tree.tags[i] == "td":
                rows.setdefault(tree.parents[i], Counter())[i] += len(b.text)
    whole = _length(found)
    wide = {row: cells.most_common(1)[0] for row, cells in rows.items() if len(cells) > 1}
    kept = {row: cell for row, (cell, text) in wide.items() if text >= COLUMN * whole}
    gone = [i for row, cell in kept.items() for i in rows[row] if i != cell]
    aside = within(tree, gone)
    return [b for b in found if not aside(b)]


def _home(page: Page, rest: list[Block]) -> tuple[int, int]:
    """From where to where the element goes that holds all of the blocks and what stands beside them; if that is the whole
    page, the blocks themselves."""
    tree, last = page.tree, rest[-1].last
    home = next((i for i in tree.ancestors(rest[0].node) if tree.inside(last, i)), 0)
    return (rest[0].first, last) if tree.tags[home] in ("body", "html") else (home, tree.ends[home])


def _prompts(page: Page) -> list[int]:
    """Elements with a field for an e-mail address: sites put them between paragraphs."""
    fields = [i for i in page.tree.all("input")[:MAX_FIELDS] if _asks_for_mail(page, i)]
    if not fields:
        return []
    firsts = [b.first for b in page.blocks]
    return [box for i in fields if (box := _box(page, i, firsts)) is not None]


def _asks_for_mail(page: Page, field: int) -> bool:
    attrs = page.tree.attrs[field]
    if attrs.get("type") == "email":
        return True
    said = (attrs.get(name) or "" for name in ("name", "id", "placeholder"))
    return attrs.get("type") in (None, "", "text") and any("mail" in value[:100].lower() for value in said)


def _box(page: Page, field: int, firsts: list[int]) -> int | None:
    """The largest element around a field that holds little text and nothing of the article's frame."""
    tree, found = page.tree, None
    held = page.headline[1] if page.headline else page.densest
    for i in tree.ancestors(field):
        if tree.tags[i] in _FRAMES or tree.inside(held, i):
            return found
        low, high = bisect_left(firsts, i), bisect_left(firsts, tree.ends[i])
        if page.width * sum(len(b.text) for b in page.blocks[low:high]) > PROMPT:
            return found
        found = i
    return found


_FRAMES = frozenset({"body", "html", "main", "article"})
_CELL = around_bit("td")
_LAYER, _SIDE = hint_bit("layer"), hint_bit("aside")
_ASIDE = around_bit("aside")
