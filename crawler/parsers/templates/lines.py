"""Template lines: blocks that one line of a site's template has written have the same elements and classes around them."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.parsers.tree import TEXT, Tree

STEPS = 4
"""Elements of a line, the innermost last."""
_STABLE = re.compile(r"[A-Za-z_][A-Za-z_-]{0,60}\Z")
"""Names with digits in them are numbers of articles or come from a build, and differ from page to page."""


class Lines:
    """The lines of one page's elements: `article.post > div.entry-content > p`."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[int, str] = {}

    def of(self, node: int) -> str:
        """The line of an element (of a text: of the element around it)."""
        tree = self._tree
        if node >= 0 and tree.tags[node] == TEXT:
            node = tree.parents[node]
        known = self._known.get(node)
        if known is None:
            steps: list[str] = []
            i = node
            while i >= 0 and len(steps) < STEPS and tree.tags[i] not in ("body", "html"):
                attrs = tree.attrs[i]
                names = (attrs.get("class") or "", attrs.get("id") or "", attrs.get("itemprop") or "")
                steps.append(_step(tree.tags[i], *names) if attrs else tree.tags[i])
                i = tree.parents[i]
            known = self._known[node] = " > ".join(reversed(steps))
        return known


@lru_cache(maxsize=20_000)
def _step(tag: str, classes: str, ident: str, prop: str) -> str:
    """An element with up to three of its stable classes; without any, with its id or its property."""
    kept = [c for c in classes[:300].split() if _STABLE.match(c)][:3]
    if kept:
        return tag + "".join(f".{c}" for c in kept)
    if _STABLE.match(ident):
        return f"{tag}#{ident}"
    return f"{tag}[itemprop={prop}]" if _STABLE.match(prop) else tag
