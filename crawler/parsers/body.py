"""The article's text: which blocks of the page are its body, and the body as paragraphs.

Rules cut what is surely not the body (comments, captions, promotions, what follows a second article); the trees of
`body_model` judge the rest; then neighbours are smoothed, since a body is a run and not a scatter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.model import Candidate
from crawler.parsers.addresses import absolute
from crawler.parsers.blocks import Block, around_bit, hint_bit
from crawler.parsers.html_out import body_html

if TYPE_CHECKING:
    from crawler.parsers.page import Page


@dataclass(frozen=True, slots=True)
class Body:
    """`paragraphs` in order, `html` the same as clean markup, `images` the pictures among them (as written on the page).

    `confidence` is 0 to 1; `rule` and `where` tell where the text came from, `losers` where else there was some.
    """

    paragraphs: tuple[str, ...]
    html: str
    images: list[str]
    confidence: float
    rule: str
    where: str
    losers: tuple[Candidate, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


_ASIDE = sum(around_bit(t) for t in ("aside", "nav", "footer", "form", "figure", "figcaption", "dialog"))
_BAD = sum(
    hint_bit(h)
    for h in (
        "comment",
        "nav",
        "related",
        "ad",
        "share",
        "caption",
        "foot",
        "sell",
        "layer",
        "note",
        "tags",
        "bio",
    )
)


def read_body(page: Page, regions: Sequence[int] = ()) -> Body:
    """The body of a page; `regions` are nodes (the comment area) that are no part of it."""
    tree = page.tree
    blocks = [b for b in page.blocks if not any(tree.inside(b.first, r) for r in regions)]
    kept = _by_rules(page, blocks)
    where = tree.path(page.main)
    html = body_html(tree, kept, {}, lambda href: absolute(page.base, href))
    return Body(tuple(b.text for b in kept), html, [], 0.5, "body.rules", where)


def _by_rules(page: Page, blocks: list[Block]) -> list[Block]:
    tree, best = page.tree, page.densest
    start = page.headline[1] if page.headline else -1
    kept = []
    for b in blocks:
        inside = tree.inside(b.first, best) and b.first > start
        if not inside or b.around & _ASIDE or b.near & _BAD or b.linked > len(b.text) * 0.6:
            continue
        kept.append(b)
    return kept
