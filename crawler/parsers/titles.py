"""The article's headline as readers see it: found on the page by its likeness to what the page calls itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.parsers.words import containment, likeness

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_HEADLINE = 400
"""Characters; what is longer is a paragraph in a heading's clothes."""


def find_headline(page: Page) -> tuple[str, int] | None:
    """The heading most like `<title>`, `og:title` and the structured headline; the first `<h1>` where none is like them."""
    stated = [t for t in (page.title_tag, page.meta_first("og:title", "twitter:title")) if t]
    best: tuple[float, int, str] | None = None
    for rank, i in enumerate(_headings(page)):
        text = page.tree.text(i)
        if not text or len(text) > MAX_HEADLINE:
            continue
        score = _score(page, i, text, stated) - rank * 0.01
        if best is None or score > best[0]:
            best = (score, i, text)
    return (best[2], best[1]) if best and best[0] > 0.25 else None


def _headings(page: Page) -> list[int]:
    tree = page.tree
    return (tree.all("h1")[:8] + tree.all("h2")[:12])[:16]


def _score(page: Page, i: int, text: str, stated: list[str]) -> float:
    like = max((max(likeness(text, s), containment(text, s) * 0.95) for s in stated), default=0.0)
    own = 0.3 if page.tree.tags[i] == "h1" else 0.0
    return like + own - (0.5 if page.hidden(i) else 0.0)
