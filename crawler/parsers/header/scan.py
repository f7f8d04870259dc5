"""Elements by what their attributes say; each distinct class string is judged once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.parsers.attributes import EPOCHS
from crawler.parsers.blocks import hint_bit

if TYPE_CHECKING:
    from crawler.parsers.page import Page

FIRST = 15
"""Blocks of the masthead."""
BEFORE, BEHIND = 100, 250
"""Nodes about the headline that are looked at whatever their names are."""
LEVELS, MOST = 6, 60
"""Elements around a text, and nodes within a block, that are looked at."""
_TELLING = hint_bit("meta") | hint_bit("tags") | hint_bit("bio")

BYLINE, SECTION, TAGS, CLOCK, CRUMBS = 1, 2, 4, 8, 16
"""What an element's class or id says it holds."""
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by|by-?line|author|authors|autor|autoren|auteur|writer|reporter|journalist|contributor|creator|nombre-autor|firma)"
    r"(?:s|[_-]?(?:name|names|info|link|text|list|wrap(?:per)?|block|meta))?(?:$|[\s_-])",
)
_NOT_BYLINE = re.compile(
    r"comment|bio|related|avatar|image|photo|social|box|more|recommend|desc|follow|widget|card|teaser|date|footer",
)
_SECTION = re.compile(
    r"(?:^|\s)(?:(?:[a-z]+[_-]{1,2})?(?:entry|post|article|news|meta|story|item|single)[_-]{0,2}(?:category|categories|section|rubrik|rubric|ressort)"
    r"|cat-links|td-category|meta_category|category-name|section-name|rubrik|rubrique|rubric)(?:$|\s)",
)
_TAGS = re.compile(
    r"(?:^|\s|[_-])(?:tags?|tag-?list|tags-?links|keywords?|schlagworte|mots-?cles|etiquetas)"
    r"(?:[_-](?:title|list|links|items?|box|wrap(?:per)?|container|block|news|content|body))?(?:$|\s)",
)
_NOT_TAGS = re.compile(
    r"cloud|popular|trend|related|script|price|nav|menu|widget|hot|ad-?tag|title-tag|heading", re.I
)
_CLOCK = re.compile(
    r"(?:^|\s)(?:(?:date-?)?today(?:s?[_-]?(?:date|day))?|top[_-]?date|date[_-]?top|(?:header|head|masthead|site|page)[_-]?date"
    r"|current[_-]?(?:date|time|day)|(?:live|real|server|digital)?[_-]?clock|server[_-]?time|now|date[_-]?now|td[_-]?date)(?:$|\s)",
)
_CRUMBS = re.compile(r"bread-?_?crumb|(?:^|[\s_-])crumbs?(?:$|[\s_-])|rootline|ariane|migas")
_LIKELY = tuple(
    "by aut writer reporter journalist contributor creator firma categ section rubri ressort cat-l tag keyw schlagw mots "
    "etiq date clock now today server crumb rootline ariane migas".split()
)
"""One of these is in every name that any of the patterns knows."""
_KNOWN: dict[str, int] = {}
_KNOWN_LIMIT = 20_000


class Marked:
    """Elements around a page's texts whose class (or id) says what they hold, by kind, in document order.

    Looked at are the texts about the headline, and elsewhere those whose surroundings have a telling name at all.
    """

    def __init__(self, page: Page) -> None:
        tree = page.tree
        found: dict[int, int] = {}
        at = page.headline[1] if page.headline else 0
        parents, attrs = tree.parents, tree.attrs
        for number, block in enumerate(page.blocks):
            beside = number < FIRST or -BEFORE < block.first - at < BEHIND
            if not beside and not block.near & _TELLING:
                continue
            node = parents[block.first]
            for _ in range(LEVELS):
                if node <= 0 or node in found:
                    break
                names = attrs[node].get("class") or attrs[node].get("id")
                found[node] = _kinds(names) if names else 0
                node = parents[node]
            for node in range(block.first, min(block.last, block.first + MOST)):
                if attrs[node] and node not in found:
                    names = attrs[node].get("class") or attrs[node].get("id")
                    found[node] = _kinds(names) if names else 0
        self._found = sorted((i, kinds) for i, kinds in found.items() if kinds)

    def of(self, kind: int, start: int = 0, end: int | None = None) -> list[int]:
        """Nodes of a kind from `start` to `end`."""
        return [i for i, kinds in self._found if kinds & kind and i >= start and (end is None or i < end)]


def carriers(page: Page, start: int, end: int) -> list[int]:
    """Nodes from `start` to `end` with an attribute that may hold a machine-readable moment."""
    nodes = (page.tree.with_attr(name) for name in (*EPOCHS, "itemprop"))
    return sorted({i for having in nodes for i in having if start <= i < end})


def _kinds(names: str) -> int:
    kinds = _KNOWN.get(names)
    return _judge(names) if kinds is None else kinds


def _judge(names: str) -> int:
    if len(_KNOWN) >= _KNOWN_LIMIT:
        _KNOWN.clear()
    short = names[:200].lower()
    kinds = 0
    if any(map(short.__contains__, _LIKELY)):
        kinds |= BYLINE if _BYLINE.search(short) and not _NOT_BYLINE.search(short) else 0
        kinds |= SECTION if _SECTION.search(short) else 0
        kinds |= TAGS if _TAGS.search(short) and not _NOT_TAGS.search(short) else 0
        kinds |= CLOCK if _CLOCK.search(short) else 0
        kinds |= CRUMBS if _CRUMBS.search(short) else 0
    _KNOWN[names] = kinds
    return kinds
