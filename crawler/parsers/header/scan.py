"""Elements by what their attributes say; each distinct class string is judged once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from crawler.parsers.attributes import EPOCHS, is_moment
from crawler.parsers.hints import hint_bit

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
    r"comment|bio|related|avatar|image|photo|social|box|more|recommend|desc|follow|widget|(?<!v)(?<!h-)card|teaser|date|footer",
)
_SECTION = re.compile(
    r"(?:^|\s)(?:(?:[a-z]+[_-]{1,2})?(?:entry|post|article|news|meta|story|item|single)[_-]{0,2}(?:category|categories|section|rubrik|rubric|ressort)"
    r"|cat-links|td-category|meta_category|category|category-name|section-name|rubrik|rubrique|rubric)(?:$|\s)",
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
    r"|current[_-]?(?:date|time|day)|(?:live|real|server|digital)?[_-]?clock|server[_-]?time|now|date[_-]?now|td[_-]?date"
    r"|masthead|top-?bar|site-?header)(?:$|\s)",
)
_CRUMBS = re.compile(r"bread-?_?crumb|(?:^|[\s_-])crumbs?(?:$|[\s_-])|rootline|ariane|migas")
_LIKELY = tuple(
    (kind, tuple(words.split()))
    for kind, words in (
        (BYLINE, "by aut writer reporter journalist contributor creator firma"),
        (SECTION, "categ section rubri ressort cat-l"),
        (TAGS, "tag keyw schlagw mots etiq"),
        (CLOCK, "date clock now today current server masth topb top-b siteh site-h"),
        (CRUMBS, "crumb rootline ariane migas"),
    )
)
"""One of these is in every name that the kind's pattern knows."""
_PATTERNS = (
    (BYLINE, _BYLINE, _NOT_BYLINE),
    (SECTION, _SECTION, None),
    (TAGS, _TAGS, _NOT_TAGS),
    (CLOCK, _CLOCK, None),
    (CRUMBS, _CRUMBS, None),
)
_KNOWN: dict[str, int] = {}
"""Kinds of the names met: pages of a site have the same ones."""
KNOWN_LIMIT, LONGEST = 20_000, 200


class Marked:
    """Elements around a page's texts whose class (or id) says what they hold, by kind, in document order.

    Looked at are the texts about the headline, and elsewhere those whose surroundings have a telling name at all.
    """

    def __init__(self, page: Page) -> None:
        tree = page.tree
        own = (
            (i, kinds)
            for names, kinds in _speaking(tree.by_name)
            for i in tree.by_name[names]
            if (tree.get(i, "class") or tree.get(i, "id")) == names
        )
        near = _Near(page)
        self._found = sorted((i, kinds) for i, kinds in own if near.touches(i))

    def of(self, kind: int, start: int = 0, end: int | None = None) -> list[int]:
        """Nodes of a kind from `start` to `end`."""
        return [i for i, kinds in self._found if kinds & kind and i >= start and (end is None or i < end)]


class _Near:
    """Whether elements stand around, or within, the texts that are looked at."""

    def __init__(self, page: Page) -> None:
        self.tree, self.blocks = page.tree, page.blocks
        self.at = page.headline[1] if page.headline else 0
        self.firsts = [b.first for b in page.blocks]

    def touches(self, i: int) -> bool:
        """By the text that the element is part of, or the first one of each of its parts that is looked at."""
        behind = bisect_right(self.firsts, i)
        if behind:
            block = self.blocks[behind - 1]
            if i < min(block.last, block.first + MOST) and self._is_read(behind - 1):
                return True
        end = bisect_left(self.firsts, self.tree.ends[i], behind)
        k = behind
        while k < end:
            if not self._is_read(k):
                k += 1
                continue
            top = self._climb(self.firsts[k], i)
            if top == i:
                return True
            k = bisect_left(self.firsts, self.tree.ends[top], k + 1)
        return False

    def _is_read(self, number: int) -> bool:
        block = self.blocks[number]
        beside = number < FIRST or -BEFORE < block.first - self.at < BEHIND
        return beside or bool(block.near & _TELLING)

    def _climb(self, node: int, goal: int) -> int:
        """The outermost of the nearest elements around `node`, or `goal` where it is one of them."""
        for _ in range(LEVELS):
            node = self.tree.parents[node]
            if node == goal:
                break
        return node


_CARRYING = (*EPOCHS, "itemprop", "property")


def carriers(page: Page, start: int, end: int) -> list[int]:
    """Nodes from `start` to `end` with an attribute that may hold a machine-readable moment."""
    tree = page.tree
    nodes = (tree.with_attr(name) for name in _CARRYING)
    found = {i for having in nodes for i in having if start <= i < end}
    titled = (i for i in tree.with_attr("title") if start <= i < end and tree.tags[i] not in _LINKED)
    return sorted(found.union(i for i in titled if is_moment(tree.attrs[i]["title"] or "")))


_LINKED = ("a", "img", "iframe")
"""Elements whose `title` names something else."""


def _speaking(names: Collection[str]) -> list[tuple[str, int]]:
    """The names that say what their elements hold, and what."""
    known = _KNOWN
    if unknown := [name[:LONGEST] for name in names if name[:LONGEST] not in known]:
        if len(known) > KNOWN_LIMIT:
            known.clear()
            unknown = [name[:LONGEST] for name in names]
        known.update(dict.fromkeys(unknown, 0))
        known.update(_judged(unknown))
    return [(name, kinds) for name in names if (kinds := known[name[:LONGEST]])]


def _judged(names: list[str]) -> Iterator[tuple[str, int]]:
    """One of `_LIKELY` is sought in all names at once: of a page's hundreds of names a few have one."""
    short = [name.lower() + "\n" for name in names]
    ends = list(accumulate(map(len, short)))
    text = "".join(short)
    found: dict[int, int] = {}
    for kind, words in _LIKELY:
        for likely in words:
            at = text.find(likely)
            while at >= 0:
                number = bisect_right(ends, at)
                found[number] = found.get(number, 0) | kind
                at = text.find(likely, ends[number])
    for number, likely_kinds in found.items():
        yield names[number], _kinds(short[number][:-1], likely_kinds)


def _kinds(short: str, likely: int) -> int:
    """The kinds of a name, out of those that are `likely`."""
    kinds = 0
    for kind, pattern, other in _PATTERNS:
        if likely & kind and pattern.search(short) and not (other and other.search(short)):
            kinds |= kind
    return kinds
