"""From chances to a body: a body is a run of blocks and not a scatter.

Blocks of one look move together, subheads and list items stay with their text, and the body ends where another article
begins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crawler.parsers.blocks import BODY_BIT, Block, around_bit, hint_bit

if TYPE_CHECKING:
    from crawler.parsers.page import Page
    from crawler.parsers.tree import Tree

PULL = 0.15
"""How far a block's chance moves towards the mean of its like."""
SCANT = 250
LEAST = 0.05
"""A body of fewer characters than this is looked for again with a lower limit, down to this chance."""
DOUBTFUL = 0.1
OWN_TEXT = 400
"""Characters of an article from which it is a text of its own, and not only a frame of its headline."""
FAR = 25
STRAY = 0.4
"""Blocks between two runs from which the smaller one is a stray, if it has less than this share of the largest's text."""
LIVE = 3
"""Entries with a time of their own from which a page is a live blog."""
REPEATED = 40
WHOLE_TEXT = 2_000
"""Characters of a text above which it is no chance that it stands there twice, and of one that may be the whole article."""
ITEM = 0.25
"""A subhead, and a list's item, inside the body need no better chance than these."""


def chosen(page: Page, blocks: list[Block], chances: Sequence[float]) -> list[Block]:
    """The body among `blocks`, given how likely each of them belongs to it."""
    smooth = _smoothed(page, blocks, chances)
    limit = _limit(blocks, smooth)
    kept = [c >= limit for c in smooth]
    _keep_company(page, blocks, smooth, kept)
    _leave_strays(blocks, kept)
    _keep_times(page, blocks, kept)
    found = [b for b, keep in zip(blocks, kept, strict=True) if keep]
    return _unrepeated(_first_article(page, found))


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


def _limit(blocks: list[Block], chances: Sequence[float]) -> float:
    """0.5; lower where nearly nothing would be left, since a page that was fetched for its article mostly has one."""
    text = sum(len(b.text) for b, c in zip(blocks, chances, strict=True) if c >= 0.5)
    if text >= SCANT:
        return 0.5
    likeliest = max((c for b, c in zip(blocks, chances, strict=True) if len(b.text) > 60), default=0.0)
    return max(LEAST, min(0.5, 0.5 * likeliest))


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


def _unrepeated(found: list[Block]) -> list[Block]:
    """Without paragraphs that were there before (other than the one just before, as in verse), and long blocks that hold
    what the others hold: some pages carry their text twice, for print or for those who paid."""
    seen: set[str] = set()
    fresh: list[Block] = []
    before = ""
    for b in found:
        if len(b.text) <= REPEATED or b.text not in seen or b.text == before:
            fresh.append(b)
            seen.add(b.text)
        before = b.text
    large = {id(b) for b in fresh if len(b.text) > WHOLE_TEXT}
    if not large or len(large) == len(fresh):
        return fresh
    rest = "".join("".join(b.text.split()) for b in fresh if id(b) not in large)
    return [b for b in fresh if id(b) not in large or not _is_told(b.text, rest)]


def _is_told(text: str, rest: str) -> bool:
    """Whether `rest` (without blanks) has what stands at three places of a text."""
    parts = (text[at : at + 120] for at in (len(text) // 4, len(text) // 2, 3 * len(text) // 4))
    return all("".join(part.split())[:60] in rest for part in parts)


def _stands_aside(block: Block) -> bool:
    return bool(block.around & _ASIDE or block.near & _FOREIGN or 2 * block.linked > len(block.text))


def _is_subhead(page: Page, block: Block) -> bool:
    """A heading, or a paragraph that is all bold."""
    tags = page.tree.tags
    bold = block.first == block.last and tags[page.tree.parents[block.first]] in ("b", "strong")
    return tags[block.node] in _SUBHEADS or (bold and len(block.text) < 200)


_ASIDE = sum(map(around_bit, ("aside", "nav", "footer", "form", "figure", "figcaption", "dialog")))
_FOREIGN = sum(
    map(hint_bit, ("comment", "nav", "related", "ad", "share", "caption", "sell", "layer", "bio", "tags"))
)
_SUBHEADS = frozenset({"h2", "h3", "h4", "h5"})


def _first_article(page: Page, found: list[Block]) -> list[Block]:
    """Cuts at a second article: endless pages put the next story with a headline of its own below the first."""
    if not found or page.headline is None:
        return found
    tree = page.tree
    node = page.headline[1]
    own = [a for a in tree.ancestors(node) if tree.tags[a] == "article"]
    found = _without_others(page, found, own)
    if tree.tags[node] != "h1":
        return found
    alike = [j for j in tree.all("h1") if _looks_like(tree, j, node)]
    for i in tree.all("article"):
        another = i > found[0].first and not (own and tree.inside(i, own[-1]))
        if another and bisect_left(alike, i) < bisect_left(alike, tree.ends[i]):
            return [b for b in found if b.first < i] or found
    return found


def _without_others(page: Page, found: list[Block], own: list[int]) -> list[Block]:
    """Without the articles that follow the one with the headline, where that one has a text of its own."""
    if not own:
        return found
    end = page.tree.ends[own[-1]]
    if sum(len(b.text) for b in found if own[-1] < b.first < end) < OWN_TEXT:
        return found
    return [b for b in found if b.first < end or not b.around & _ARTICLE]


def _looks_like(tree: Tree, one: int, other: int) -> bool:
    """Whether two headings are of one style: both without classes, or with one in common."""
    first, second = ((tree.attrs[i].get("class") or "").split() for i in (one, other))
    return first == second or not set(first).isdisjoint(second)


_ARTICLE = around_bit("article")
