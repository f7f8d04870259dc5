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
BYLINE, SECTION, TAGS, CLOCK, CRUMBS = 1, 2, 4, 8, 16
"""What an element's class or id says it holds."""
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by|by-?line|author|authors|autor|autoren|auteur|writer|reporter|journalist|contributor|creator|nombre-autor|firma)"
    r"(?:s|[_-]?(?:name|names|info|link|text|list|wrap(?:per)?|block|meta))?(?:$|[\s_-])",
    re.I,
)
_NOT_BYLINE = re.compile(
    r"comment|bio|related|avatar|image|photo|social|box|more|recommend|desc|follow|widget|card|teaser|date|footer",
    re.I,
)
_SECTION = re.compile(
    r"(?:^|\s)(?:(?:[a-z]+[_-]{1,2})?(?:entry|post|article|news|meta|story|item|single)[_-]{0,2}(?:category|categories|section|rubrik|rubric|ressort)"
    r"|cat-links|td-category|meta_category|category-name|section-name|rubrik|rubrique|rubric)(?:$|\s)",
    re.I,
)
_TAGS = re.compile(
    r"(?:^|\s|[_-])(?:tags?|tag-?list|tags-?links|keywords?|schlagworte|mots-?cles|etiquetas)"
    r"(?:[_-](?:title|list|links|items?|box|wrap(?:per)?|container|block|news|content|body))?(?:$|\s)",
    re.I,
)
_NOT_TAGS = re.compile(
    r"cloud|popular|trend|related|script|price|nav|menu|widget|hot|ad-?tag|title-tag|heading", re.I
)
_CLOCK = re.compile(
    r"(?:^|\s)(?:(?:date-?)?today(?:s?[_-]?(?:date|day))?|top[_-]?date|date[_-]?top|(?:header|head|masthead|site|page)[_-]?date"
    r"|current[_-]?(?:date|time|day)|(?:live|real|server|digital)?[_-]?clock|server[_-]?time|now|date[_-]?now|td[_-]?date)(?:$|\s)",
    re.I,
)
_CRUMBS = re.compile(r"bread-?_?crumb|(?:^|[\s_-])crumbs?(?:$|[\s_-])|rootline|ariane|migas", re.I)
_LIKELY = re.compile(
    r"by|aut|writer|reporter|journalist|contributor|creator|firma|categ|section|rubri|ressort|cat-l|tag|keyw|schlagw|"
    r"mots|etiq|date|clock|now|today|server|crumb|rootline|ariane|migas",
    re.I,
)
_KNOWN: dict[str, int] = {}
_KNOWN_LIMIT = 20_000


class Marked:
    """The page's elements whose class (or id) says what they hold, by kind, in document order."""

    def __init__(self, tree: Tree) -> None:
        self._found: list[tuple[int, int]] = []
        known = _KNOWN
        for i, attrs in enumerate(tree.attrs):
            if not attrs:
                continue
            names = attrs.get("class") or attrs.get("id")
            if names:
                kinds = known.get(names)
                if kinds is None:
                    kinds = _judge(names)
                if kinds:
                    self._found.append((i, kinds))

    def of(self, kind: int, start: int = 0, end: int | None = None) -> list[int]:
        """Nodes of a kind from `start` to `end`."""
        return [i for i, kinds in self._found if kinds & kind and i >= start and (end is None or i < end)]


def carriers(tree: Tree, start: int, end: int) -> list[int]:
    """Nodes from `start` to `end` with an attribute that may hold a machine-readable moment."""
    first = max(0, start)
    return [
        i for i, attrs in enumerate(tree.attrs[first:end], first) if attrs and not _CARRIERS.isdisjoint(attrs)
    ]


def _judge(names: str) -> int:
    if len(_KNOWN) >= _KNOWN_LIMIT:
        _KNOWN.clear()
    short = names[:200]
    kinds = 0
    if _LIKELY.search(short):
        kinds |= BYLINE if _BYLINE.search(short) and not _NOT_BYLINE.search(short) else 0
        kinds |= SECTION if _SECTION.search(short) else 0
        kinds |= TAGS if _TAGS.search(short) and not _NOT_TAGS.search(short) else 0
        kinds |= CLOCK if _CLOCK.search(short) else 0
        kinds |= CRUMBS if _CRUMBS.search(short) else 0
    _KNOWN[names] = kinds
    return kinds
