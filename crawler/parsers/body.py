"""The article's text: which blocks of the page are its body, and the body as paragraphs.

Blocks that cannot be body (the comment area, what is not shown, forms) are left out; boosted trees judge the others by
how they look and where they stand (`body_features`, `body_model`); then neighbours are smoothed, since a body is a run and
not a scatter, and promotions, captions and correction notes inside the run go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.parsers.addresses import absolute
from crawler.parsers.blocks import Block, within
from crawler.parsers.body_features import features, neighbourhood
from crawler.parsers.body_model import Model, judge, shipped
from crawler.parsers.body_notices import readable
from crawler.parsers.body_run import chosen
from crawler.parsers.body_stated import Body, better_of, stated_body
from crawler.parsers.html_out import body_html, figure
from crawler.parsers.unglue import unglued

if TYPE_CHECKING:
    from crawler.parsers.page import Page
    from crawler.parsers.templates.model import Layout

MAX_BLOCKS = 6_000
"""Blocks of a page that are judged; the longest articles have some 800."""
ALL_LINK = 0.95
"""Share of a block's characters in links above which it is a link and no text."""
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
MAX_FIGURES = 200
FURNITURE = 0.1
"""Chance up to which a line that a layout knows is no body, whatever stands around it."""


def read_body(
    page: Page,
    regions: Sequence[int] = (),
    counters: Collection[str] = (),
    model: Model | None = None,
) -> Body:
    """The body of a page; `regions` are nodes (the comment area) that are no part of it, `counters` are printed comment
    counts, which old pages put right below the text; `model` tells how likely each block is body
    (the shipped one)."""
    blocks = candidates(page, regions)
    trees = model or shipped()
    chances = _without_theirs(page, regions, blocks, trees.judge(features(page, blocks)))
    return _body(page, blocks, counters, chances, "body.blocks", trees.calibrated)


def read_by_layout(
    page: Page, regions: Sequence[int], counters: Collection[str], layout: Layout
) -> Body | None:
    """The body as the layout of such pages tells it, the trees being asked about much text that it does not know;
    None where the page does not follow the layout. Tells the page which blocks are `quiet`."""
    blocks = candidates(page, regions)
    known = layout.judge(page, blocks)
    if not known.fits:
        return None
    page.quiet = frozenset(b.first for b, quiet in zip(blocks, known.quiet, strict=True) if quiet)
    chances = known.chances(None if known.alone else judge(features(page, blocks)))
    chances = _without_theirs(page, regions, blocks, chances)
    kept = [k for k, share in enumerate(known.shares) if share is None or share > FURNITURE]
    return _body(page, [blocks[k] for k in kept], counters, [chances[k] for k in kept], layout.rule, float)


def _body(
    page: Page,
    blocks: list[Block],
    counters: Collection[str],
    chances: Sequence[float],
    rule: str,
    calibrated: Callable[[float], float],
) -> Body:
    kept = readable(page, chosen(page, blocks, chances), counters)
    sure = round(calibrated(_expected(blocks, chances, kept)), 3) if kept else 0.0
    tree = page.tree
    figures, pictures = _figures(page, kept)
    html = body_html(tree, kept, figures, lambda href: absolute(page.base, href))
    where = tree.path(_around(page, kept)) if kept else ""
    found = Body(tuple(t for b in kept for t in unglued(page, b)), html, pictures, sure, rule, where)
    return better_of(found, stated_body(page, found))


def _expected(blocks: list[Block], chances: Sequence[float], kept: list[Block]) -> float:
    """The F1 by length of text that the trees themselves expect: what is kept against what is likely body."""
    likely = {b.last: len(b.text) * chance for b, chance in zip(blocks, chances, strict=True)}
    text = sum(len(b.text) for b in kept)
    return 2 * sum(likely[b.last] for b in kept) / (text + sum(likely.values()))


def _around(page: Page, kept: list[Block]) -> int:
    """The smallest element around all kept blocks."""
    first, last = kept[0].first, kept[-1].last
    return next((i for i in page.tree.ancestors(first) if page.tree.inside(last, i)), 0)


def _figures(page: Page, kept: list[Block]) -> tuple[dict[int, str], list[str]]:
    """Figures with their captions that stand among the kept blocks, by node, and their pictures' addresses."""
    tree = page.tree
    if not kept:
        return {}, []
    figures: dict[int, str] = {}
    pictures: list[str] = []
    around = _around(page, kept)
    for i in tree.all("figure")[:MAX_FIGURES]:
        image = next((j for j in range(i, tree.ends[i]) if tree.tags[j] == "img"), None)
        if image is None or not tree.inside(i, around) or i > kept[-1].last:
            continue
        src = absolute(page.base, tree.get(image, "src")) or absolute(page.base, tree.get(image, "data-src"))
        if src:
            caption = next((tree.text(j) for j in range(i, tree.ends[i]) if tree.tags[j] == "figcaption"), "")
            figures[i] = figure(tree, image, caption, src)
            pictures.append(src)
    return figures, pictures


def candidates(page: Page, regions: Sequence[int]) -> list[Block]:
    """The blocks that can be body: those outside the comment area (`regions` are its nodes), without the half of a page
    that is links far from its text."""
    low = neighbourhood(page)
    high = page.tree.ends[low]
    commented = within(page.tree, regions)
    return [
        b
        for b in page.blocks[:MAX_BLOCKS]
        if (low <= b.first < high or b.linked < ALL_LINK * len(b.text)) and not commented(b)
    ]


def _without_theirs(
    page: Page, regions: Sequence[int], blocks: list[Block], chances: Sequence[float]
) -> list[float]:
    """The chances, none for a heading right above the comments: it is theirs."""
    commented, tags = within(page.tree, regions), page.tree.tags
    theirs = {
        above.first
        for above, below in pairwise(page.blocks[:MAX_BLOCKS] if regions else ())
        if tags[above.node] in _HEADINGS and commented(below)
    }
    return [0.0 if b.first in theirs else chance for b, chance in zip(blocks, chances, strict=True)]
