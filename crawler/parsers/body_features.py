"""What a block looks like, in numbers that know no language: its own shape, what stands around it, its neighbours.

The order of the numbers is the contract with the trained trees (`body_model.tsv`); `NAMES` spells it out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import accumulate, pairwise
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING

from crawler.parsers.blocks import AROUND, BODY_BIT, HIDDEN_BIT, Block
from crawler.parsers.hints import HINTS
from crawler.parsers.words import tokens

if TYPE_CHECKING:
    from crawler.parsers.page import Page

_TAGS = {
    "p": 0,
    "h1": 1,
    "h2": 2,
    "h3": 3,
    "h4": 4,
    "h5": 4,
    "h6": 4,
    "li": 5,
    "td": 6,
    "div": 7,
    "blockquote": 8,
}
_TAGS |= {
    "figcaption": 9,
    "section": 10,
    "article": 11,
    "pre": 12,
    "dd": 13,
    "dt": 13,
    "th": 14,
    "aside": 15,
    "body": 16,
    "tr": 17,
}
_OTHER_TAG = 20
ENDINGS = frozenset(".!?。！？…»”\"')।۔؟：:")
_WHOLE = (
    "length", "words", "plain", "commas", "ends", "position_in_page", "after_headline", "in_densest", "near_densest",
    "blocks", "page_text", "tag", "depth", "marked", "hidden", "repeated", "lines", "skipped",
    "long_before", "long_after", "since_long", "until_long", "since_heading", "signs",
)  # fmt: skip
"""Numbers of a block that are whole."""
_SHARES = (
    "link_share", "upper", "digits", "word_length", "position", "text_before", "title_share", "in_article_body",
    "parent_text", "parent_links", "grandparent_text", "grandparent_links", "like_share", "parent_density",
    "grandparent_density", "page_links", "parent_share",
)  # fmt: skip
_NEIGHBOUR = ("length", "ends", "tag", "in_densest", "link_share", "like_share")
_OFFSETS = (-2, -1, 1, 2)
LONG = 140
"""Characters from which a block without many links is running text."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SIGNS = ("©", "@", "|", "http", "»", "…", "...", ":", "?")
_NOBODY = [(-1, -1, -1, -1, -1.0, -1.0)] * 2
"""What two neighbours look like that are not there."""
_MASKS = {"around": AROUND, "near": HINTS, "hint": HINTS}

COLUMNS = (*_WHOLE, *_SHARES, *_MASKS, *(f"{o:+d}.{name}" for o in _OFFSETS for name in _NEIGHBOUR))
"""What a row holds. Masks are whole numbers of which a tree looks at one bit, named `mask.bit`."""
WHOLE = frozenset((*_WHOLE, *(f"{o:+d}.{name}" for o in _OFFSETS for name in _NEIGHBOUR[:4])))
"""The columns that hold whole numbers only."""
BITS = {f"{mask}.{name}": (mask, k) for mask, names in _MASKS.items() for k, name in enumerate(names)}
NAMES = (*(c for c in COLUMNS if c not in _MASKS), *BITS)
"""What a tree can look at: the columns and the masks' bits."""

Row = tuple[float, ...]


def features(page: Page, blocks: list[Block]) -> list[Row]:
    """One row of numbers a block, in the order of `COLUMNS`."""
    if not blocks:
        return []
    own = _Own(page, blocks).columns()
    masks = [[b.around for b in blocks], [b.near for b in blocks], [b.hints for b in blocks]]
    looks = list(zip(*(own[name] for name in _NEIGHBOUR), strict=True))
    seen = [*_NOBODY, *looks, *_NOBODY]
    plain = zip(*(own[name] for name in (*_WHOLE, *_SHARES)), *masks, strict=True)
    before, after = pairwise(seen), pairwise(seen[3:])
    return [row + a + b + c + d for row, (a, b), (c, d) in zip(plain, before, after, strict=False)]


def neighbourhood(page: Page) -> int:
    """The element around the one with the most running text, unless that is the whole page."""
    wide = max(0, page.tree.parents[page.densest])
    return page.densest if page.tree.tags[wide] in ("body", "html") else wide


class _Own:
    """The numbers that need the page as a whole: sums over containers, densities, likeness."""

    def __init__(self, page: Page, blocks: list[Block]) -> None:
        self.page, self.blocks = page, blocks
        every = page.blocks
        self.firsts = [b.first for b in every]
        self.texts = [0, *accumulate([len(b.text) for b in every])]
        self.links = [0, *accumulate([b.linked for b in every])]
        self.total = max(1, self.texts[-1] - self.links[-1])
        self.sums: dict[int, tuple[float, float]] = {}
        article = page.structured.article
        self.stated = "".join(tokens_long(article.text("articleBody"))) if article else ""

    def around(self, node: int) -> tuple[float, float]:
        """Characters in a container, and the share of them in links."""
        known = self.sums.get(node)
        if known is None:
            low = bisect_left(self.firsts, node)
            high = bisect_left(self.firsts, self.page.tree.ends[node], low)
            text, linked = self.texts[high] - self.texts[low], self.links[high] - self.links[low]
            known = self.sums[node] = (float(text), linked / text if text else 0.0)
        return known

    def columns(self) -> dict[str, list[float]]:
        blocks, texts = self.blocks, [b.text for b in self.blocks]
        lengths = list(map(len, texts))
        words = [text.count(" ") + 1 for text in texts]
        columns: dict[str, list[float]] = {
            "length": [*lengths],
            "words": [*words],
            "plain": [length - b.linked for length, b in zip(lengths, blocks, strict=True)],
            "commas": [*map(_commas, texts)],
            "ends": [int(text[-1] in ENDINGS) for text in texts],
            "depth": [b.depth for b in blocks],
            "marked": [int(b.around & BODY_BIT > 0) for b in blocks],
            "hidden": [int(b.around & HIDDEN_BIT > 0) for b in blocks],
            "lines": [text.count("\n") for text in texts],
            "link_share": [b.linked / length for length, b in zip(lengths, blocks, strict=True)],
            "word_length": [length / count for length, count in zip(lengths, words, strict=True)],
        }
        copies = Counter(texts)
        columns["repeated"] = [copies[text] for text in texts]
        columns["upper"], columns["digits"] = map(
            list, zip(*(_begins(text[:40]) for text in texts), strict=True)
        )
        columns["signs"] = [
            sum(map(text.__contains__, _SIGNS)) if length < 400 else 0
            for text, length in zip(texts, lengths, strict=True)
        ]
        return columns | self.places() | self.containers() | self.likeness(texts) | self.company(lengths)

    def company(self, lengths: list[int]) -> dict[str, list[float]]:
        """Running text and headings before and after a block: how much within five blocks, how far the nearest."""
        blocks, tags = self.blocks, self.page.tree.tags
        long = [
            int(length > LONG and 4 * b.linked < length) for length, b in zip(lengths, blocks, strict=True)
        ]
        sums = [0] * 5 + [0, *accumulate(long)]
        sums += [sums[-1]] * 5
        count = len(long)
        headings = [int(tags[b.node] in _HEADINGS) for b in blocks]
        return {
            "long_before": [sums[k + 5] - sums[k] for k in range(count)],
            "long_after": [sums[k + 11] - sums[k + 6] for k in range(count)],
            "since_long": _since(long),
            "until_long": _since(long[::-1])[::-1],
            "since_heading": _since(headings),
        }

    def places(self) -> dict[str, list[float]]:
        """Where blocks stand: in the page, after its headline, in the element with the most running text."""
        page, tree, total, firsts = self.page, self.page.tree, self.total, [b.first for b in self.blocks]
        densest, wide = page.densest, neighbourhood(page)
        at = [bisect_left(self.firsts, first) for first in firsts]
        count = len(at)
        start = bisect_left(self.firsts, page.headline[1]) if page.headline else None
        inner, outer = tree.ends[densest], tree.ends[wide]
        return {
            "position_in_page": [*at],
            "position": [k / len(self.firsts) for k in at],
            "text_before": [(self.texts[k] - self.links[k]) / total for k in at],
            "after_headline": [-99 if start is None else max(-60, min(60, k - start)) for k in at],
            "in_densest": [int(densest <= first < inner) for first in firsts],
            "near_densest": [int(wide <= first < outer) for first in firsts],
            "tag": [_TAGS.get(tree.tags[b.node], _OTHER_TAG) for b in self.blocks],
            "blocks": [len(self.firsts)] * count,
            "page_text": [total] * count,
            "page_links": [self.links[-1] / (self.texts[-1] or 1)] * count,
            "skipped": [0, *(k - j - 1 for j, k in pairwise(at))],
        }

    def containers(self) -> dict[str, list[float]]:
        """The elements around: how much text and link they hold, and how dense they are in running text."""
        parents, density, total = self.page.tree.parents, self.page.density, self.total
        above = [max(0, parents[b.node]) for b in self.blocks]
        higher = [max(0, parents[node]) for node in above]
        near, far = list(map(self.around, above)), list(map(self.around, higher))
        return {
            "parent_text": [text for text, _ in near],
            "parent_share": [
                len(b.text) / (text or 1.0) for b, (text, _) in zip(self.blocks, near, strict=True)
            ],
            "parent_links": [links for _, links in near],
            "grandparent_text": [text for text, _ in far],
            "grandparent_links": [links for _, links in far],
            "parent_density": [density.get(node, 0.0) / total for node in above],
            "grandparent_density": [density.get(node, 0.0) / total for node in higher],
        }

    def likeness(self, texts: list[str]) -> dict[str, list[float]]:
        """Shares of the page's text in blocks of the same look; words of the title; what data says the body is."""
        tags, attrs = self.page.tree.tags, self.page.tree.attrs
        kinds = [(tags[b.node], attrs[b.node].get("class")) for b in self.blocks]
        alike: dict[tuple[str, str | None], int] = {}
        for b, kind in zip(self.blocks, kinds, strict=True):
            if len(b.text) > 40:
                alike[kind] = alike.get(kind, 0) + len(b.text) - b.linked
        title = frozenset(tokens(self.page.title_tag))
        said = [self.said(text, title) for text in texts]
        return {
            "like_share": [alike.get(kind, 0) / self.total for kind in kinds],
            "title_share": [share for share, _ in said],
            "in_article_body": [stated for _, stated in said],
        }

    def said(self, text: str, title: frozenset[str]) -> tuple[float, float]:
        """Share of a short block's words that the page's title has; whether it stands in the structured `articleBody`,
        -1 where there is none."""
        short = len(text) < 200
        if not (short or self.stated):
            return 0.0, -1.0
        words = tokens(text[:200])
        share = sum(map(title.__contains__, words)) / len(words) if short and words else 0.0
        if not self.stated:
            return share, -1.0
        squeezed = "".join(words)
        return share, float(bool(squeezed) and squeezed in self.stated)


def _since(marks: list[int]) -> list[float]:
    """Places since the last mark before each place, 30 at most."""
    last, found = -30, []
    for k, mark in enumerate(marks):
        found.append(min(30, k - last))
        if mark:
            last = k
    return [*found]


def _commas(text: str) -> int:
    commas = text.count(",")
    return commas if text.isascii() else commas + text.count("，") + text.count("、") + text.count("،")


def _begins(head: str) -> tuple[float, float]:
    """Shares of capitals and of digits among a block's first letters."""
    length = len(head)
    if head.isascii():
        letters = head.encode()
        capitals = length - len(letters.translate(None, _CAPITALS))
        return capitals / length, (length - len(letters.translate(None, _DIGITS))) / length
    return sum(map(str.isupper, head)) / length, sum(map(str.isdigit, head)) / length


_CAPITALS, _DIGITS = ascii_uppercase.encode(), digits.encode()


def tokens_long(text: str) -> list[str]:
    """`tokens` of a text of any length."""
    return [t for at in range(0, len(text), 900) for t in tokens(text[at : at + 900])]
