"""What a block looks like, in numbers that know no language: its own shape, what stands around it, its neighbours.

The order of the numbers is the contract with the trained trees (`body_model.tsv`); `NAMES` spells it out.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from operator import itemgetter
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING

from crawler.parsers.blocks import AROUND, BODY_BIT, HIDDEN_BIT, HINTS, Block
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
}
_OTHER_TAG = 20
_ENDINGS = frozenset(".!?。！？…»”\"')।۔؟：:")
_OWN = (
    "length", "words", "link_share", "plain", "commas", "ends", "upper", "digits", "word_length", "position", "text_before",
    "after_headline", "in_densest", "near_densest", "blocks", "page_text", "tag", "depth", "marked", "hidden", "title_share",
    "repeated", "in_article_body", "parent_text", "parent_links", "grandparent_text", "grandparent_links", "like_share",
    "parent_density", "grandparent_density", "lines",
)  # fmt: skip
_NEIGHBOUR = ("length", "link_share", "ends", "tag", "like_share", "in_densest")
_OFFSETS = (-2, -1, 1, 2)
NAMES = (
    *_OWN,
    *(f"around.{a}" for a in AROUND),
    *(f"near.{h}" for h in HINTS),
    *(f"hint.{h}" for h in HINTS),
    *(f"{o:+d}.{name}" for o in _OFFSETS for name in _NEIGHBOUR),
)
_NOBODY = (-1.0,) * len(_NEIGHBOUR)


def features(page: Page, blocks: list[Block]) -> list[list[float]]:
    """One row of numbers a block, in the order of `NAMES`."""
    own = _Own(page, blocks).rows()
    picked = list(map(_PICKED, own))
    padded = [_NOBODY, _NOBODY, *picked, _NOBODY, _NOBODY]
    bits: dict[tuple[int, int, int], list[float]] = {}
    rows = []
    for at, (block, row) in enumerate(zip(blocks, own, strict=True)):
        key = (block.around, block.near, block.hints)
        masks = bits.get(key)
        if masks is None:
            masks = bits[key] = _bits(*key)
        rows.append([*row, *masks, *padded[at], *padded[at + 1], *padded[at + 3], *padded[at + 4]])
    return rows


_PICKED = itemgetter(*map(_OWN.index, _NEIGHBOUR))


_BYTE = [tuple(float(byte >> k & 1) for k in range(8)) for byte in range(256)]
"""A byte → its bits, the lowest first."""


def _bits(around: int, near: int, hints: int) -> list[float]:
    return [*_spread(around)[: len(AROUND)], *_spread(near)[: len(HINTS)], *_spread(hints)[: len(HINTS)]]


def _spread(mask: int) -> tuple[float, ...]:
    """The lower 32 bits of a mask."""
    byte = _BYTE
    return (
        *byte[mask & 255],
        *byte[mask >> 8 & 255],
        *byte[mask >> 16 & 255],
        *byte[mask >> 24 & 255],
    )


class _Own:
    """The numbers that need the page as a whole: sums over containers, densities, likeness."""

    def __init__(self, page: Page, blocks: list[Block]) -> None:
        self.page, self.blocks = page, blocks
        self.firsts = [b.first for b in blocks]
        self.texts = [0, *accumulate(len(b.text) for b in blocks)]
        self.links = [0, *accumulate(b.linked for b in blocks)]
        self.total = max(1, self.texts[-1] - self.links[-1])
        self.sums: dict[int, tuple[float, float]] = {}
        self.title = set(tokens(page.title_tag))
        article = page.structured.article
        self.stated = "".join(tokens_long(article.text("articleBody"))) if article else ""
        self.alike: dict[tuple[str, str], int] = {}
        self.copies: dict[str, int] = {}
        self.kinds = [self.kind(b) for b in blocks]
        for b, kind in zip(blocks, self.kinds, strict=True):
            self.copies[b.text] = self.copies.get(b.text, 0) + 1
            if len(b.text) > 40:
                self.alike[kind] = self.alike.get(kind, 0) + len(b.text) - b.linked

    def kind(self, b: Block) -> tuple[str, str]:
        """Blocks of one element name and class are written by one template line."""
        return self.page.tree.tags[b.node], self.page.tree.attrs[b.node].get("class") or ""

    def around(self, node: int) -> tuple[float, float]:
        """Characters in a container, and the share of them in links."""
        known = self.sums.get(node)
        if known is None:
            low = bisect_left(self.firsts, node)
            high = bisect_left(self.firsts, self.page.tree.ends[node])
            text, linked = self.texts[high] - self.texts[low], self.links[high] - self.links[low]
            known = self.sums[node] = (float(text), linked / text if text else 0.0)
        return known

    def rows(self) -> list[list[float]]:
        page, parents, tags = self.page, self.page.tree.parents, self.page.tree.tags
        densest, density, total = page.densest, page.density, self.total
        wide = max(0, parents[densest])
        if tags[wide] in ("body", "html"):
            wide = densest
        inner, outer = page.tree.ends[densest], page.tree.ends[wide]
        count = len(self.blocks)
        start = bisect_left(self.firsts, page.headline[1]) if page.headline else -1
        rows = []
        for at, b in enumerate(self.blocks):
            text, node = b.text, b.node
            parent = max(0, parents[node])
            above = max(0, parents[parent])
            length, plain = len(text), len(text) - b.linked
            words = text.count(" ") + 1
            rows.append([
                length, words, b.linked / length, plain, _commas(text), float(text[-1] in _ENDINGS),
                *_begins(text[:40]), length / words, at / count, (self.texts[at] - self.links[at]) / total,
                float(max(-60, min(60, at - start))) if start >= 0 else -99.0,
                float(densest <= b.first < inner), float(wide <= b.first < outer), count, total,
                _TAGS.get(tags[node], _OTHER_TAG), b.depth, float(b.around & BODY_BIT > 0),
                float(b.around & HIDDEN_BIT > 0), *self.said(text, self.copies[text]),
                *self.around(parent), *self.around(above), self.alike.get(self.kinds[at], 0) / total,
                density.get(parent, 0.0) / total, density.get(above, 0.0) / total, text.count("\n"),
            ])  # fmt: skip
        return rows

    def said(self, text: str, copies: int) -> tuple[float, int, float]:
        """Share of a short block's words that the page's title has; how often the page says it; whether it stands in the
        structured `articleBody`, -1 where there is none."""
        short = len(text) < 200
        words = tokens(text[:200]) if short or self.stated else []
        share = sum(map(self.title.__contains__, words)) / len(words) if short and words else 0.0
        squeezed = "".join(words)
        return share, copies, float(bool(squeezed) and squeezed in self.stated) if self.stated else -1.0


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
