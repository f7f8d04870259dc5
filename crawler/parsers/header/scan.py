"""Elements by what their attributes say; each distinct class string is judged once."""

from __future__ import annotations

import re

from crawler.parsers.tree import Tree

EPOCH_ATTRS = (
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
_CARRIERS = frozenset((*EPOCH_ATTRS, "itemprop"))
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by|by-?line|author|authors|autor|autoren|auteur|writer|reporter|journalist|contributor|creator|nombre-autor|firma)"
    r"(?:s|[_-]?(?:name|names|info|link|text|list|wrap(?:per)?|block|meta))?(?:$|[\s_-])",
    re.I,
)
_NOT_BYLINE = re.compile(
    r"comment|bio|related|avatar|image|photo|social|box|more|recommend|desc|follow|widget|card|teaser|date|footer",
    re.I,
)
_PARTS = ("by", "aut", "writer", "reporter", "journalist", "contributor", "creator", "firma")
_KNOWN: dict[str, bool] = {}
_KNOWN_LIMIT = 20_000


def bylines(tree: Tree, start: int = 0, end: int | None = None) -> list[int]:
    """Nodes from `start` to `end` whose class or id names a byline, in document order."""
    found: list[int] = []
    known = _KNOWN
    first = max(0, start)
    for i, attrs in enumerate(tree.attrs[first:end], first):
        if not attrs:
            continue
        names = attrs.get("class") or attrs.get("id")
        if names:
            named = known.get(names)
            if named is None:
                named = _judge(names)
            if named:
                found.append(i)
    return found


def carriers(tree: Tree, start: int, end: int) -> list[int]:
    """Nodes from `start` to `end` with an attribute that may hold a machine-readable moment."""
    first = max(0, start)
    return [
        i for i, attrs in enumerate(tree.attrs[first:end], first) if attrs and not _CARRIERS.isdisjoint(attrs)
    ]


def _judge(names: str) -> bool:
    if len(_KNOWN) >= _KNOWN_LIMIT:
        _KNOWN.clear()
    short = names[:200]
    low = short.lower()
    likely = any(part in low for part in _PARTS)
    result = likely and bool(_BYLINE.search(short)) and not _NOT_BYLINE.search(short)
    _KNOWN[names] = result
    return result
