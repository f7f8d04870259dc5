"""The body as a page's data states it: `articleBody`, or page state left in scripts; used where the page shows less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from archive.model import Candidate
from crawler.parsers.body_state import state_texts
from crawler.parsers.entities import unescape

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MUCH_MORE = 2.0
"""How many times the shown text the stated one must be to be taken instead: teasers show a paragraph or two."""
LEAST_STATED = 300
SCANT = 1_500
"""Characters of shown text up to which the page's script state is searched: a long text is there already."""


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


def better_of(shown: Body, stated: Body | None) -> Body:
    """The shown body, unless the stated one has much more text; the other one is kept as the loser."""
    if stated is None:
        return shown
    if len(stated.text) < MUCH_MORE * len(shown.text):
        return shown
    loser = Candidate(
        "body",
        f"{len(shown.paragraphs)} paragraphs",
        shown.text[:120],
        shown.rule,
        shown.where,
        shown.confidence,
    )
    return replace(stated, images=shown.images, losers=(loser,))


def stated_body(page: Page, shown: Body) -> Body | None:
    """The longest text that structured data or script state gives as this article's body."""
    found = list(_structured(page))
    if not found and len(shown.text) < SCANT:
        found = [(text, "state", where) for text, where in state_texts(page, shown.paragraphs)]
    best = max(found, key=lambda f: len(f[0]), default=None)
    if best is None or len(best[0]) < LEAST_STATED:
        return None
    text, rule, where = best
    paragraphs = _paragraphs(text)
    html = "\n".join(f"<p>{escape(p, quote=False)}</p>" for p in paragraphs)
    return Body(paragraphs, html, [], 0.6, rule, where)


def _structured(page: Page) -> Iterator[tuple[str, str, str]]:
    own = page.structured.article
    if own is not None:
        text = own.data.get("articleBody")
        if isinstance(text, str):
            yield text, f"{own.syntax}.articleBody", own.where


_BREAK = re.compile(r"(?i)<(?:/p|br\s*/?|/h[1-6]|/li|/div|/blockquote)\s*>|\n\s*\n|\r\n|\n")
_TAG = re.compile(r"<[^<>]{0,2000}>")


def _paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs of a text that may hold markup, escaped once or twice."""
    text = unescape(text) if "&lt;" in text else text
    parts = (" ".join(unescape(_TAG.sub(" ", part)).split()) for part in _BREAK.split(text))
    return tuple(p for p in parts if p)
