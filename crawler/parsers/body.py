"""The article's text: which blocks of the page are its body, and the body as paragraphs.

Blocks that cannot be body (the comment area, what is not shown, forms) are left out; boosted trees judge the others by
how they look and where they stand (`body_features`, `body_model`); then neighbours are smoothed, since a body is a run and
not a scatter, and promotions, captions and correction notes inside the run go.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.parsers.addresses import absolute
from crawler.parsers.blocks import BODY_BIT, Block, around_bit, hint_bit
from crawler.parsers.body_features import Row, features, neighbourhood
from crawler.parsers.body_model import judge
from crawler.parsers.body_stated import Body, better_of, stated_body
from crawler.parsers.html_out import body_html, figure
from crawler.parsers.unglue import unglued

if TYPE_CHECKING:
    from crawler.parsers.page import Page
    from crawler.parsers.templates.model import Layout

Judge = Callable[[Sequence[Row]], list[float]]

MAX_BLOCKS = 6_000
"""Blocks of a page that are judged; the longest articles have some 800."""
PULL = 0.3
"""How far a block's chance moves towards the mean of its like (leave-sites-out: 0.3 is best, 0.5 no worse)."""
ALL_LINK = 0.95
"""Share of a block's characters in links above which it is a link and no text."""
MAX_FIGURES = 200
SCANT = 250
LEAST = 0.05
"""A body of fewer characters than this is looked for again with a lower limit, down to this chance."""
DOUBTFUL = 0.1
FURNITURE = 0.1
"""Chance up to which a line that a layout knows is no body, whatever stands around it."""
ITEM = 0.25
"""A subhead, and a list's item, inside the body need no better chance than these."""


def read_body(
    page: Page,
    regions: Sequence[int] = (),
    counters: Collection[str] = (),
    judged: Judge = judge,
) -> Body:
    """The body of a page; `regions` are nodes (the comment area) that are no part of it, `counters` are printed comment
    counts, which old pages put right below the text; `judged` tells how likely each block is body."""
    blocks = candidates(page, regions)
    return _body(page, blocks, counters, judged(features(page, blocks)), "body.blocks")


def read_by_layout(
    page: Page, regions: Sequence[int], counters: Collection[str], layout: Layout
) -> Body | None:
    """The body as the layout of such pages tells it, the trees being asked about much text that it does not know;
    None where the page does not follow the layout."""
    blocks = candidates(page, regions)
    known = layout.judge(page, blocks)
    if not known.fits:
        return None
    chances = known.chances(None if known.alone else judge(features(page, blocks)))
    kept = [k for k, share in enumerate(known.shares) if share is None or share > FURNITURE]
    return _body(page, [blocks[k] for k in kept], counters, [chances[k] for k in kept], layout.rule)


def _body(
    page: Page, blocks: list[Block], counters: Collection[str], chances: Sequence[float], rule: str
) -> Body:
    kept = readable(page, chosen(page, blocks, chances), counters)
    by_block = dict(zip(map(id, blocks), chances, strict=True))
    sure = _sureness([(len(b.text), by_block[id(b)]) for b in kept])
    tree = page.tree
    figures, pictures = _figures(page, kept)
    html = body_html(tree, kept, figures, lambda href: absolute(page.base, href))
    where = tree.path(_around(page, kept)) if kept else ""
    found = Body(tuple(t for b in kept for t in unglued(page, b)), html, pictures, sure, rule, where)
    return better_of(found, stated_body(page))


def _sureness(kept: list[tuple[int, float]]) -> float:
    """The mean chance of the kept blocks by length: what the trees themselves expect of the precision."""
    text = sum(length for length, _ in kept)
    return round(sum(length * chance for length, chance in kept) / text, 3) if text else 0.0


def _around(page: Page, kept: list[Block]) -> int:
    """The smallest element around all kept blocks."""
    first, last = kept[0].first, kept[-1].last
    return next((i for i in page.tree.ancestors(first) if page.tree.inside(last, i)), 0)


def readable(page: Page, kept: list[Block], counters: Collection[str]) -> list[Block]:
    """Without what stands inside an article's text but is not it: the headline again (an `hgroup` holds nothing but
    headings and their subtitles, HTML 4.3.7), captions, advertisements' labels, notes of correction, and the count of comments below it."""
    heading = page.headline[0] if page.headline else ""
    subtitles = [(i, page.tree.ends[i]) for i in page.tree.all("hgroup")]
    kept = [b for b in kept if not any(start <= b.first < end for start, end in subtitles)]
    kept = [b for b in kept if not (_is_heading(b.text, heading) or _is_caption(page, b) or _is_notice(b))]
    while len(kept) > 1 and (kept[-1].text in counters or _is_counter(page, kept[-1])):
        kept.pop()
    return kept


_CAPTIONED = 60
"""Nodes of a table that holds a picture and its caption, at most."""


def _is_caption(page: Page, block: Block) -> bool:
    """A `<figcaption>`, or the one line of a small table made for a picture (as before 2010)."""
    if block.around & _CAPTION:
        return True
    tree = page.tree
    if not block.around & _TABLE or len(block.text) > 200:
        return False
    table = next(i for i in tree.ancestors(block.first) if tree.tags[i] == "table")
    if tree.ends[table] - table > _CAPTIONED:
        return False
    return "img" in tree.tags[table : tree.ends[table]] and tree.text(table) == block.text.replace("\n", " ")


def _is_counter(page: Page, block: Block) -> bool:
    """A last line such as "[ 12 Comments ]": few words around a number, in no list or paragraph of its own."""
    text = block.text
    short = len(text) < 40 and text.count(" ") <= 4 and text[-1] not in ".!?"
    return short and page.tree.tags[block.node] in ("td", "div", "center") and bool(re.search(r"\d", text))


def _is_heading(text: str, heading: str) -> bool:
    """The headline, alone or with short lines (names, dates) below it."""
    first, _, below = text.partition("\n")
    return bool(heading) and first == heading and len(below) < 200


def _is_notice(block: Block) -> bool:
    if block.near & _CORRECTION:
        return True
    text = block.text
    return (len(text) < 40 and bool(_AD_LABEL.match(text))) or bool(_CORRECTED.match(text))


_CORRECTION = hint_bit("correction")
_CAPTION = around_bit("figcaption")
_TABLE = around_bit("table")
_AD_LABEL = re.compile(
    r"(?:advertisements?|advertising|ad|sponsored|anzeige|werbung|publicit[ée]|publicidad|pubblicit[àa]|publicidade|reklama?|"
    r"reklam|advertentie|annons|annonse|annonce|mainos|hirdet[ée]s|реклама|διαφήμιση|تبلیغات|آگهی|إعلان|اعلان|広告|广告|廣告|광고|"
    r"विज्ञापन|iklan|quảng cáo)\b[\W\d]*\Z",
    re.I,
)
_CORRECTED = re.compile(
    r"(?:corrections?|clarification|corrigendum|erratum|berichtigung|korrektur|rectificatif|correctif|correcci[óo]n|rettifica|"
    r"errata corrige|corre[çc][ãa]o|d[üu]zeltme|исправление|поправка|اصلاحیه|تصحیح|تصحيح|تصويب|訂正|更正|정정)\s*(?:\([^)]{0,40}\))?\s*[:：–—.-]",
    re.I,
)
"""How the labels of advertisements and of correction notes begin, where no class name tells."""


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
    ends = page.tree.ends
    inside = sorted(set(regions))
    within = list(accumulate((ends[r] for r in inside), max))  # regions may hold each other
    low = neighbourhood(page)
    high = ends[low]

    def commented(i: int) -> bool:
        before = bisect_right(inside, i) - 1
        return before >= 0 and i < within[before]

    return [
        b
        for b in page.blocks[:MAX_BLOCKS]
        if (low <= b.first < high or b.linked < ALL_LINK * len(b.text)) and not commented(b.first)
    ]


def chosen(page: Page, blocks: list[Block], chances: Sequence[float]) -> list[Block]:
    """The body among `blocks`, given how likely each of them belongs to it."""
    smooth = _smoothed(page, blocks, chances)
    limit = _limit(blocks, smooth)
    kept = [c >= limit for c in smooth]
    _keep_company(page, blocks, smooth, kept)
    found = [b for b, keep in zip(blocks, kept, strict=True) if keep]
    return _first_article(page, found)


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
    tree = page.tree
    if not found or page.headline is None:
        return found
    node = page.headline[1]
    looks = (tree.tags[node], tree.attrs[node].get("class") or "")
    own = [a for a in tree.ancestors(node) if tree.tags[a] == "article"]
    if looks[0] != "h1":
        return found
    alike = [j for j in tree.all("h1") if looks[1] == (tree.attrs[j].get("class") or "")]
    for i in tree.all("article"):
        another = i > found[0].first and not (own and tree.inside(i, own[-1]))
        if another and bisect_left(alike, i) < bisect_left(alike, tree.ends[i]):
            return [b for b in found if b.first < i]
    return found
