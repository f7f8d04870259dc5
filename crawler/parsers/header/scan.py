"""One pass over a page's elements for what the header parsers ask by attribute; each distinct class string is judged once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Scan:
    """Nodes in document order: bylines by class or id, carriers of machine-readable moments."""

    bylines: list[int] = field(default_factory=list)
    carriers: list[int] = field(default_factory=list)


def scan(tree: Tree) -> Scan:
    found = Scan()
    known, bylines, carriers = _KNOWN, found.bylines, found.carriers
    for i, attrs in enumerate(tree.attrs):
        if not attrs:
            continue
        names = attrs.get("class") or attrs.get("id")
        if names:
            named = known.get(names)
            if named is None:
                named = _judge(names)
            if named:
                bylines.append(i)
            if len(attrs) == 1:
                continue
        if not _CARRIERS.isdisjoint(attrs):
            carriers.append(i)
    return found


def _judge(names: str) -> bool:
    if len(_KNOWN) >= _KNOWN_LIMIT:
        _KNOWN.clear()
    short = names[:200]
    low = short.lower()
    likely = any(part in low for part in _PARTS)
    result = likely and bool(_BYLINE.search(short)) and not _NOT_BYLINE.search(short)
    _KNOWN[names] = result
    return result
