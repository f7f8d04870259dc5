"""The body out of page state left in scripts, for pages whose text is put together by the reader's browser.

State holds much else: teasers, other articles, menus. Taken is only text that goes on from what the page shows, or stands
in an object that has the page's own headline.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crawler.parsers.words import tokens

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_VISITED = 60_000
MAX_DEEP = 40
MAX_GATHERED = 300_000
"""Values of a page's state that are looked at, how deep, and how many are looked into for their text."""
PARAGRAPH = 60
FEW = 3
"""Characters of a paragraph that counts, and such paragraphs in a text that is taken for a body."""
_TEXTS = frozenset(
    {
        "text",
        "value",
        "content",
        "html",
        "data",
        "children",
        "body",
        "paragraph",
        "nodes",
        "elements",
        "blocks",
    }
)
_BODIES = frozenset(
    {
        "articlebody",
        "body",
        "bodytext",
        "bodyhtml",
        "content",
        "contenthtml",
        "text",
        "html",
        "story",
        "storybody",
    }
)
_LINKED = frozenset({"url", "href", "headline", "title", "link", "slug"})


def state_texts(page: Page, shown: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Texts (paragraphs parted by line ends, maybe with markup) that may be the body, each with where it stands."""
    headline = tokens(page.headline[0]) if page.headline else []
    known = ["".join(p.split())[:PARAGRAPH] for p in shown if len(p) >= PARAGRAPH]
    for state, where in page.structured.states:
        for text, titled in _candidates(state, headline):
            squeezed = "".join(text.split())
            if titled or any(k in squeezed for k in known):
                yield text, where


def _candidates(state: Any, headline: list[str]) -> Iterator[tuple[str, bool]]:
    """Long texts and rows of paragraphs of a state, and whether an object around them has the headline."""
    waiting: list[tuple[Any, int, bool]] = [(state, 0, False)]
    budget = [MAX_GATHERED]
    for _ in range(MAX_VISITED):
        if not waiting:
            return
        value, depth, titled = waiting.pop()
        if isinstance(value, dict):
            near = titled or any(_is_title(v, headline) for v in value.values())
            for name, inner in value.items():
                if isinstance(inner, str) and len(inner) >= FEW * PARAGRAPH and name.lower() in _BODIES:
                    yield inner, near
            waiting += [
                (v, depth + 1, near)
                for v in value.values()
                if depth < MAX_DEEP and isinstance(v, dict | list)
            ]
        elif isinstance(value, list):
            paragraphs = [_gathered(v, 0, budget) for v in value[:2000]]
            if sum(len(p) >= PARAGRAPH for p in paragraphs) >= FEW and not _are_links(value):
                yield "\n".join(p for p in paragraphs if p), titled
            else:
                waiting += [
                    (v, depth + 1, titled) for v in value if depth < MAX_DEEP and isinstance(v, dict | list)
                ]


def _is_title(value: Any, headline: list[str]) -> bool:
    return bool(headline) and isinstance(value, str) and len(value) < 400 and tokens(value) == headline


def _are_links(value: list[Any]) -> bool:
    """Whether the members are teasers: each with an address or a headline of its own."""
    return 2 * sum(isinstance(v, dict) and not _LINKED.isdisjoint(v) for v in value) > len(value)


def _gathered(value: Any, depth: int, budget: list[int]) -> str:
    """The text of one member of a row: rich text is a tree of objects whose leaves hold it."""
    budget[0] -= 1
    if isinstance(value, str):
        return value
    if depth > 12 or budget[0] < 0:
        return ""
    if isinstance(value, list):
        return "".join(_gathered(v, depth + 1, budget) for v in value[:500])
    if isinstance(value, dict):
        return "".join(_gathered(v, depth + 1, budget) for name, v in value.items() if name.lower() in _TEXTS)
    return ""
