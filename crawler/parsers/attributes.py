"""Which elements carry the attributes that the parsers ask for: one look at each element for all of them."""

from __future__ import annotations

from crawler.parsers.tree import Tree

EPOCHS = (
    "data-timestamp",
    "data-time",
    "data-published",
    "data-publish-date",
    "data-epoch",
    "data-unixtime",
    "data-date",
    "data-utime",
    "data-datetime",
    "data-created",
    "data-seconds",
    "data-dateline",
)
"""Attributes in which scripts keep a moment."""
_WANTED = frozenset((*EPOCHS, "itemprop", "itemscope", "typeof", "hidden", "aria-hidden", "style"))


def carrying(tree: Tree) -> dict[str, list[int]]:
    """Attribute name → the elements that have it, in document order; names that none has are missing."""
    found: dict[str, list[int]] = {}
    common = _WANTED.isdisjoint
    for i, attrs in enumerate(tree.attrs):
        if attrs and not common(attrs):
            for name in attrs:
                if name in _WANTED:
                    found.setdefault(name, []).append(i)
    return found
