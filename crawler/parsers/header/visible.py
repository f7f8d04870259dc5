"""The visible text that can hold a header line: the blocks around the headline, and small ones that look like meta lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archive.normal import normalize
from crawler.parsers.blocks import Block, around_bit
from crawler.parsers.header.scan import CLOCK, Marked, carriers
from crawler.parsers.header.spacing import as_written, parted
from crawler.parsers.hints import hint_bit

if TYPE_CHECKING:
    from crawler.parsers.page import Page

RUNNING = 120
"""Characters of a block that is running text."""
UNTITLED = 90
"""Blocks looked at where no headline is marked up."""
MAX_FAR = 120
MAX_BLOCK = 300
MAX_LINES = 40
MAX_HEADERS = 20
BEFORE, AFTER = 10, 30
"""Blocks before and behind the headline that are looked at."""

_DIGIT = re.compile(r"\d")
_ELSEWHERE = hint_bit("comment") | hint_bit("related") | hint_bit("layer") | hint_bit("sell") | hint_bit("ad")
_OUTSIDE = hint_bit("nav") | hint_bit("foot") | hint_bit("cards") | hint_bit("aside")
_META = hint_bit("meta")
_BESIDE = range(-3, 7)
_NEAR = range(-5, 15)
"""Blocks about the headline whose class names are enough: "Ann Lee" in a byline, "Yesterday" in a date."""
_NAV = around_bit("nav")
_ASIDE, _ITEM = around_bit("aside"), around_bit("li")
_HEADING = around_bit("h1")
_SIDE = (
    around_bit("nav")
    | around_bit("aside")
    | around_bit("footer")
    | around_bit("blockquote")
    | around_bit("figcaption")
)
_BYLINE = re.compile(
    r"^\W{0,3}(?:by|(?:opinion|analysis|comment|review|words|story|text) by|(?:eine? )?(?:kommentar|analyse|gastbeitrag|reportage|interview) von|von|par|por|di|door|av|af|autor|text|oleh|نویسنده|بقلم|كتب|автор|yazan)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block. `zone`: "head" around the headline, "main" elsewhere; `distance` in blocks from the headline."""

    text: str
    block: Block
    zone: str
    distance: int = 0


class Visible:
    """Candidate lines of a page, those of the head first."""

    def __init__(self, page: Page, marked: Marked) -> None:
        self.page = page
        self._clocks = marked.of(CLOCK)
        at = page.headline[1] if page.headline else 0
        near = carriers(page, at - 200, at + 400)
        self._carriers = sorted({*near, *page.tree.all("time", "abbr")})

    @cached_property
    def _at(self) -> int:
        """The block that the headline stands in, or is followed by; -1 without a headline."""
        headline = self.page.headline
        if headline is None:
            return -1
        node, end = headline[1], self.page.tree.ends[headline[1]]
        for k, block in enumerate(self.page.blocks):
            if block.last >= node and block.first < end:
                return k
            if block.first >= end:
                return k
        return -1

    @cached_property
    def _middle(self) -> int:
        """What distances count from: the headline's block, on a page without one the first of running text."""
        if self._at >= 0:
            return self._at
        long = (k for k, b in enumerate(self.page.blocks) if len(b.text) > RUNNING > 2 * b.linked)
        return next(long, 0)

    @cached_property
    def lines(self) -> list[Line]:
        blocks, at = self.page.blocks, self._at
        if len(blocks) <= 12:
            return self._of_few(blocks)
        first, last = (max(0, at - BEFORE), at + AFTER) if at >= 0 else (0, UNTITLED)
        found = [
            line
            for k in range(first, min(last, len(blocks)))
            for line in self._lines_of(blocks[k], "head", k - self._middle)
        ]
        known = {id(line.block) for line in found}
        main, end = self.page.main, self.page.tree.ends[self.page.main] if self.page.main else 0
        for block in blocks:
            short = len(block.text) < 80 and main <= block.first < end
            if (short or block.near & _META) and id(block) not in known and self._may_speak(block):
                found += self._lines_of(block, "main", 99)
        return found[: MAX_LINES * 2]

    def _of_few(self, blocks: Sequence[Block]) -> list[Line]:
        """All lines of a small page; those of comments and other articles only where no others have a number."""
        found = [
            Line(text, b, "head", k - self._middle)
            for k, b in enumerate(blocks)
            if not self.is_clock(b)
            for text in self._split(b)
            if not self._is_headline(b, text)
        ]
        own = [x for x in found if not (x.block.near & _ELSEWHERE or x.block.around & (_NAV | _ASIDE))]
        return (own if any(_DIGIT.search(x.text) for x in own) else found)[:MAX_LINES]

    def _lines_of(self, block: Block, zone: str, distance: int) -> list[Line]:
        """The block's lines, none if it cannot be a meta line of the article."""
        if block.first in self.page.quiet:
            return []
        text = block.text
        beside = distance in _BESIDE or block.near & _META
        if len(text) > (MAX_BLOCK if beside and distance != 99 else MAX_FAR):
            return []
        spoken = _DIGIT.search(text) or (block.near & _META and distance in _NEAR) or _BYLINE.match(text)
        if not (spoken or self._carries(block) or self._is_name(block) or self._is_named(block)):
            return []
        if not self._may_hold(block, distance):
            return []
        if self.is_clock(block):
            return []
        return [Line(t, block, zone, distance) for t in self._split(block) if not self._is_headline(block, t)]

    def _may_speak(self, block: Block) -> bool:
        """The cheapest of what `_lines_of` asks."""
        text = block.text
        return bool(_DIGIT.search(text) or len(text) <= 30 or _BYLINE.match(text)) or self._carries(block)

    def _is_name(self, block: Block) -> bool:
        """A label in a cell of its own, whose value stands in the next one."""
        return len(block.text) <= 30 and (
            block.text[-1] in ":：" or self.page.tree.tags[block.node] in ("dt", "th")
        )

    def _is_named(self, block: Block) -> bool:
        """What stands behind such a label in a list of pairs."""
        return len(block.text) <= 60 and self.page.tree.tags[block.node] == "dd"

    def _carries(self, block: Block) -> bool:
        """Whether a `<time>` or its like stands in the block, whatever it shows ("yesterday")."""
        at = bisect_left(self._carriers, block.node)
        return at < len(self._carriers) and self._carriers[at] <= block.last

    def is_clock(self, block: Block) -> bool:
        """In, or around, an element over the headline whose class says that it shows today's date (H6)."""
        at = self.page.headline[1] if self.page.headline else len(self.page.tree)
        ends = self.page.tree.ends
        return any(
            i < at and (i <= block.first < ends[i] or block.first <= i <= block.last) for i in self._clocks
        )

    def in_masthead(self, node: int) -> bool:
        """Within a `<header>` that the headline stands behind."""
        at, tree = self.page.headline[1] if self.page.headline else 0, self.page.tree
        return node < at and any(
            node > i and node < tree.ends[i] <= at for i in tree.all("header")[:MAX_HEADERS]
        )

    def _may_hold(self, block: Block, distance: int) -> bool:
        """Not in a comment, a teaser or the page's frame; right around the headline class names are not believed, but
        a list's item that is mostly link, in an `<aside>`, is another article with its date."""
        if distance in _BESIDE:
            teaser = block.around & _ASIDE and block.around & _ITEM and 2 * block.linked > len(block.text)
            return not block.around & _NAV and not teaser
        if block.near & _ELSEWHERE or block.around & _SIDE:
            return False
        return bool(block.near & _META) or not block.near & _OUTSIDE

    def _split(self, block: Block) -> list[str]:
        """The lines of a block as a reader sees them; of preformatted text and bare text, those of the source."""
        tree = self.page.tree
        preformatted = tree.tags[block.node] == "pre" or len(self.page.blocks) <= 2
        if preformatted:
            raw = as_written(tree, block.first, block.last)
            lines = [" ".join(part.split()) for part in raw.split("\n")]
            return [normalize("NFC", t) for t in lines if t]
        return normalize("NFC", parted(tree, block.first, block.last, self._shown(block))).split("\n")

    def _shown(self, block: Block) -> str:
        """The block's text without what is not displayed, where a number is left without it."""
        tree, unseen = self.page.tree, self.page.undisplayed
        if not any(unseen[block.first : block.last + 1]) or unseen[block.node]:
            return block.text
        texts = (tree.texts[i] for i in range(block.first, block.last + 1) if not unseen[i])
        text = " ".join("".join(texts).split())
        return text if _DIGIT.search(text) else block.text

    def _is_headline(self, block: Block, text: str) -> bool:
        headline = self.page.headline
        if headline is None:
            return False
        tree = self.page.tree
        if tree.tags[headline[1]] in ("h1", "h2", "h3") and tree.inside(block.first, headline[1]):
            return True
        return text == headline[0] and not _DIGIT.search(text)
