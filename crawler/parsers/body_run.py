"""From chances to a body: a body is a run of blocks and not a scatter.

Blocks of one look move together, subheads and list items stay with their text, and the body ends where another article
begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crawler.parsers.blocks import BODY_BIT, Block, around_bit
from crawler.parsers.body_boxes import one_column, without_boxes
from crawler.parsers.body_features import ENDINGS
from crawler.parsers.body_others import first_article
from crawler.parsers.body_twice import unrepeated
from crawler.parsers.hints import hint_bit

if TYPE_CHECKING:
    from crawler.parsers.page import Page

PULL = 0.15
"""How far a block's chance moves towards the mean of its like."""
SCANT = 250
LEAST = 0.05
"""A body of fewer characters than this is looked for again with a lower limit, down to this chance."""
DOUBTED = 0.8
LOWEST = 0.3
"""Expected F1 below which a page is a doubtful one, and the lowest cut there."""
DOUBTFUL = 0.1
FAR = 25
STRAY = 0.4
"""Blocks between two runs from which the smaller one is a stray, if it has less than this share of the largest's text."""
LIVE = 3
"""Entries with a time of their own from which a page is a live blog."""
ALIKE = 0.2
ITEM = 0.25
"""Chances that are enough for a sentence beside a kept one of its look, and for a list's item inside the body."""


def chosen(page: Page, blocks: list[Block], chances: Sequence[float]) -> list[Block]:
    """The body among `blocks`, given how likely each of them belongs to it."""
    smooth = _smoothed(page, blocks, chances)
    limit = _limit(page, blocks, smooth)
    kept = [c >= limit for c in smooth]
    _keep_company(page, blocks, smooth, kept)
    _keep_alike(page, blocks, smooth, kept)
    _leave_strays(blocks, kept)
    _keep_times(page, blocks, kept)
    found = [b for b, keep in zip(blocks, kept, strict=True) if keep]
    return unrepeated(first_article(page, one_column(page, without_boxes(page, found))))


def _smoothed(page: Page, blocks: list[Block], chances: Sequence[float]) -> list[float]:
    """Blocks written by one template line under one parent belong together: each moves towards their mean."""
    tree = page.tree
    groups: dict[tuple[int, str], list[float]] = {}
    keys = []
    for b, c in zip(blocks, chances, strict=True):
        key = (
            tree.parents[b.node] if b.node else 0,
            tree.tags[b.node] + (tree.attrs[b.node].get("class") or ""),
        )
        weight = min(len(b.text), 400)
        total = groups.setdefault(key, [0.0, 0.0])
        total[0] += weight * c
        total[1] += weight
        keys.append(key)
    return [(1 - PULL) * c + PULL * groups[k][0] / groups[k][1] for c, k in zip(chances, keys, strict=True)]


def _limit(page: Page, blocks: list[Block], chances: Sequence[float]) -> float:
    """0.5; lower where the trees doubt the page as a whole, and where nearly nothing would be left, since a page that was
    fetched for its article mostly has one."""
    text = sum(len(b.text) for b, c in zip(blocks, chances, strict=True) if c >= 0.5)
    if text >= SCANT:
        return _best_cut(blocks, chances)
    likeliest = max(
        (c for b, c in zip(blocks, chances, strict=True) if page.width * len(b.text) > 60), default=0.0
    )
    return max(LEAST, min(0.5, 0.5 * likeliest))


def _best_cut(blocks: list[Block], chances: Sequence[float]) -> float:
    """0.5; where that lets expect no good F1 by length of text, the cut below it that lets expect the best: half of that F1,
    roughly (Lipton et al. 2014)."""
    lengths = [len(b.text) for b in blocks]
    hits = [c * length for c, length in zip(chances, lengths, strict=True)]
    expected = sum(hits)
    sure = [k for k, c in enumerate(chances) if c >= 0.5]
    if 2 * sum(hits[k] for k in sure) >= DOUBTED * (expected + sum(lengths[k] for k in sure)):
        return 0.5
    kept = hit = best = 0.0
    cut = 0.5
    for k in sorted(range(len(hits)), key=lambda k: -chances[k]):
        kept += lengths[k]
        hit += hits[k]
        f1 = 2 * hit / (kept + expected)
        if f1 > best:
            best, cut = f1, chances[k]
    return max(LOWEST, min(0.5, cut)) if best < DOUBTED else 0.5


def _keep_company(page: Page, blocks: list[Block], chances: Sequence[float], kept: list[bool]) -> None:
    """Doubtful subheads and list items are kept with the kept blocks of their parent, and plain blocks that follow kept
    ones inside what the page itself marks as its body.

    A subhead is kept before kept text; as the last one only where the parent is marked as the body.
    """
    parents, tags = page.tree.parents, page.tree.tags
    homes = {parents[b.node]: k for k, b in enumerate(blocks) if kept[k]}
    for k, b in enumerate(blocks):
        if kept[k] or chances[k] < DOUBTFUL:
            continue
        home = parents[b.node]
        if k > 0 and kept[k - 1] and b.around & blocks[k - 1].around & BODY_BIT and not _stands_aside(b):
            kept[k] = True
            continue
        follows = k > 0 and kept[k - 1] and parents[blocks[k - 1].node] == home
        if tags[b.node] == "li":
            enough = b.around & BODY_BIT > 0 or chances[k] > ITEM
            kept[k] = enough and (follows or k < homes.get(home, -1))
        elif _is_subhead(page, b):
            kept[k] = k < homes.get(home, -1) or (follows and b.around & BODY_BIT > 0)


def _keep_alike(page: Page, blocks: list[Block], chances: Sequence[float], kept: list[bool]) -> None:
    """Doubtful sentences that stand next to a kept block of the same look, in the same place, are kept with it."""
    doubtful = [
        k
        for k, b in enumerate(blocks)
        if not kept[k] and chances[k] >= ALIKE and b.text[-1] in ENDINGS and not _stands_aside(b)
    ]
    near = [(k, j) for k in doubtful for j in (k - 1, k + 1) if 0 <= j < len(blocks) and kept[j]]
    for k in [k for k, j in near if _look(page, blocks[k]) == _look(page, blocks[j])]:
        kept[k] = True


def _look(page: Page, block: Block) -> tuple[int, object, object]:
    """Where a block stands and how it looks; an element that holds nothing but the block counts as its look."""
    tree, node = page.tree, block.node
    home = max(0, tree.parents[node])
    own = tree.tags[node], tree.attrs[node].get("class")
    if tree.ends[home] > tree.ends[node] + 1 or home < node - 2:
        return home, own, None
    return max(0, tree.parents[home]), own, (tree.tags[home], tree.attrs[home].get("class"))


def _keep_times(page: Page, blocks: list[Block], kept: list[bool]) -> None:
    """The times of a live blog's entries stay with them: several elements of one look, each a `<time>` and kept text."""
    entries: dict[tuple[str, str], dict[int, int]] = {}
    for k in range(len(blocks) - 1) if page.tree.all("time") else ():
        if any(kept[k + 1 : k + 3]) and _is_time(page, blocks[k]):
            following = blocks[k + 1] if kept[k + 1] else blocks[k + 2]
            entry = _around_both(page, blocks[k], following)
            look = page.tree.tags[entry], page.tree.attrs[entry].get("class") or ""
            entries.setdefault(look, {}).setdefault(entry, k)
    for found in entries.values():
        if len(found) >= LIVE:
            for k in found.values():
                kept[k] = True


def _is_time(page: Page, block: Block) -> bool:
    tree = page.tree
    short = block.first == block.last and len(block.text) <= 40
    return short and "time" in (tree.tags[block.node], tree.tags[tree.parents[block.first]])


def _around_both(page: Page, one: Block, other: Block) -> int:
    """The smallest element around two blocks."""
    inside = (i for i in page.tree.ancestors(one.first) if page.tree.inside(other.first, i))
    return next(inside, 0)


def _leave_strays(blocks: list[Block], kept: list[bool]) -> None:
    """What stands far from the largest run of kept blocks is no part of it: dialogs, notes on privacy, offers."""
    runs: list[list[int]] = []
    for k in (k for k, keep in enumerate(kept) if keep):
        if runs and k - runs[-1][-1] <= FAR:
            runs[-1].append(k)
        else:
            runs.append([k])
    texts = [sum(len(blocks[k].text) for k in run) for run in runs]
    for run, text in zip(runs, texts, strict=True):
        if text < STRAY * max(texts):
            for k in run:
                kept[k] = False


def _stands_aside(block: Block) -> bool:
    return bool(block.around & _ASIDE or block.near & _FOREIGN or 2 * block.linked > len(block.text))


def _is_subhead(page: Page, block: Block) -> bool:
    """A heading, a term before its definition, or a paragraph that is all bold."""
    tags = page.tree.tags
    bold = block.first == block.last and tags[page.tree.parents[block.first]] in ("b", "strong")
    return tags[block.node] in _SUBHEADS or (bold and len(block.text) < 200)


_ASIDE = sum(map(around_bit, ("aside", "nav", "footer", "form", "figure", "figcaption", "dialog")))
_FOREIGN = sum(
    map(hint_bit, ("comment", "nav", "related", "ad", "share", "caption", "sell", "layer", "bio", "tags"))
)
_SUBHEADS = frozenset({"h2", "h3", "h4", "h5", "dt"})
