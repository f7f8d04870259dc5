"""A page as flat lists, made in one walk over one HTML5 parse; everything else reads these lists.

Nodes are numbered in document order. Node `i` has its descendants in `range(i + 1, ends[i])`, so "inside" is a
comparison of numbers, and no reader ever recurses: a page nested 100,000 deep is as flat as any other.
Comments, the contents of `<template>` and of drawings, and white space at the edges of blocks are not in the tree.
Limits against hostile pages are in `limits.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.parsers.limits import is_calm, tame

Attrs = dict[str, str | None]
Element = tuple[str, str | None, str | None]
"""An element by its name, class and id, as they are written."""

TEXT = "#text"
SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math", "textarea"}
)
BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select "
    "summary table tbody td tfoot th thead title tr ul".split()
)
MAX_NODES = 250_000
_CHILDLESS = frozenset({"template", "svg", "math"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements that hold nothing (HTML, 13.1.2)."""
_EMPTY: Attrs = {}
_IDENT = re.compile(r"[A-Za-z_][\w-]*\Z")

_TEXT_ID, _COMMENT_ID = 2, 4
_KNOWN_IDS = 256
"""lexbor numbers the elements of HTML and SVG; above them a number is an address, another one in each document."""
_KINDS: dict[int, tuple[str, bool, bool]] = {}
"""lexbor's number → the element's name, whether it is a block, whether it can hold anything: one string a name makes
comparing names cheap."""


def fold(text: str) -> str:
    """White space (Unicode's, no-break spaces included) folded to single blanks, ends trimmed."""
    return " ".join(text.split())


def _kind(node: LexborNode) -> tuple[str, bool, bool]:
    name = node.tag or ""
    found = name, name in BLOCKS, name not in _CHILDLESS and name not in _VOID
    if name and node.tag_id < _KNOWN_IDS:
        _KINDS[node.tag_id] = found
    return found


@lru_cache(maxsize=8_192)
def _selector(classes: str) -> str:
    """The first two of an element's classes, as far as they can be written in a CSS path."""
    return "".join([f".{c}" for c in classes.split()[:2] if _IDENT.match(c)])


class Tree:
    """The flat lists. `tags[i]` is the lower-case name or `#text`; `texts[i]` is a text node's own text, else ""."""

    __slots__ = ("__dict__", "attrs", "ends", "parents", "tags", "texts")

    def __init__(
        self, html: str, encoded: bytes | None = None, apart: frozenset[Element] = frozenset()
    ) -> None:
        """`encoded`: the UTF-8 bytes that `html` was decoded from, where there are such: saves encoding it again.
        `apart`: elements that are left empty."""
        self.tags: list[str] = []
        self.attrs: list[Attrs] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.texts: list[str] = []
        if encoded is None or not is_calm(encoded):
            tamed = tame(html)
            encoded = encoded if tamed is html else None
        self._read(LexborHTMLParser(tamed if encoded is None else encoded), apart)

    def _read(  # noqa: C901 - one flat loop: a call for each node costs as much as its work
        self, document: LexborHTMLParser, apart: frozenset[Element]
    ) -> None:
        tags, attrs, parents, ends, texts = self.tags, self.attrs, self.parents, self.ends, self.texts
        opened: list[tuple[LexborNode, int, bool]] = []
        node, current, count, parted, parts = document.root, -1, 0, True, False
        while node is not None and count < MAX_NODES:
            kind = node.tag_id
            if kind == _TEXT_ID:
                text = node.text_content or ""
                if not parted or not text.isspace():
                    parted = False
                    tags.append(TEXT)
                    attrs.append(_EMPTY)
                    parents.append(current)
                    texts.append(text)
                    count += 1
                    ends.append(count)
            elif kind != _COMMENT_ID:
                tag, is_block, holds = _KINDS.get(kind) or _kind(node)
                own = node.attributes
                tags.append(tag)
                attrs.append(own)
                parents.append(current)
                texts.append("")
                count += 1
                ends.append(count)
                if is_block:
                    parted = True
                if not holds:
                    parted = parted and tag not in _CHILDLESS
                elif not apart or (tag, own.get("class"), own.get("id")) not in apart:
                    child = node.first_child
                    if child is not None:
                        opened.append((node, current, parts))
                        node, current, parts = child, count - 1, is_block
                        continue
            if not opened:
                return
            node = node.next
            while node is None:
                ends[current] = count
                parted = parted or parts
                node, current, parts = opened.pop()
                if not opened:
                    return
                node = node.next
        for i in (current, *self.ancestors(current)) if current >= 0 else ():
            ends[i] = count

    def __len__(self) -> int:
        return len(self.tags)

    @cached_property
    def by_tag(self) -> dict[str, list[int]]:
        """Tag name → its nodes in document order."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for i, tag in enumerate(self.tags):
            found[tag].append(i)
        return dict(found)

    def all(self, *names: str) -> list[int]:
        """Nodes of these tags in document order."""
        found = [self.by_tag.get(name, []) for name in names]
        return found[0] if len(found) == 1 else sorted(i for part in found for i in part)

    @cached_property
    def _by_attr(self) -> dict[str, list[int]]:
        """Attribute name → the nodes that have it, in document order."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for i, attrs in enumerate(self.attrs):
            for name in attrs:
                found[name].append(i)
        return found

    @property
    def attr_names(self) -> Iterable[str]:
        """The names of all attributes on the page."""
        return self._by_attr

    def with_attr(self, name: str) -> list[int]:
        """Nodes that have this attribute, in document order."""
        return self._by_attr.get(name) or []

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        """The value of a `class`, and of an `id`, → the nodes that have it."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for name in ("class", "id"):
            for i in self.with_attr(name):
                found[self.attrs[i][name] or ""].append(i)
        return dict(found)

    def get(self, i: int, name: str) -> str:
        """An attribute's value, "" where it is missing or empty."""
        return self.attrs[i].get(name) or ""

    def has_class(self, i: int, name: str) -> bool:
        return name in (self.attrs[i].get("class") or "").split()

    def children(self, i: int) -> Iterator[int]:
        j, end = i + 1, self.ends[i]
        while j < end:
            yield j
            j = self.ends[j]

    def ancestors(self, i: int) -> Iterator[int]:
        """From the parent up to the root."""
        i = self.parents[i]
        while i >= 0:
            yield i
            i = self.parents[i]

    def inside(self, i: int, container: int) -> bool:
        return container <= i < self.ends[container]

    def text(self, i: int) -> str:
        """The folded text a reader sees in node `i`: blocks and `<br>` part words, scripts are silent."""
        tags, texts, ends = self.tags, self.texts, self.ends
        parts: list[str] = []
        j, end = i, ends[i]
        while j < end:
            tag = tags[j]
            if tag == TEXT:
                parts.append(texts[j])
            elif tag in SILENT and j != i:
                j = ends[j]
                continue
            elif tag in BLOCKS:
                parts.append(" ")
            j += 1
            if parts and tag == TEXT and j < end and self._closes_block(j - 1, j):
                parts.append(" ")
        return fold("".join(parts))

    def _closes_block(self, last: int, following: int) -> bool:
        """Whether a block element ends between node `last` and the node after it."""
        p = self.parents[last]
        while p >= 0 and self.ends[p] <= following:
            if self.tags[p] in BLOCKS:
                return True
            p = self.parents[p]
        return False

    def raw(self, i: int) -> str:
        """The unfolded text of everything in node `i`, scripts included (for script and style elements)."""
        return "".join(self.texts[i : self.ends[i]])

    @cached_property
    def _paths(self) -> dict[int, str]:
        return {}

    def path(self, i: int) -> str:
        """A CSS path to node `i`, short and stable: up to the nearest id, classes where they tell apart."""
        found = self._paths.get(i)
        if found is None:
            found = self._paths[i] = self._path(i)
        return found

    def _path(self, i: int) -> str:
        steps: list[str] = []
        while i >= 0 and len(steps) < 6:
            if self.tags[i] == TEXT:
                i = self.parents[i]
                continue
            attrs = self.attrs[i]
            ident = attrs.get("id")
            if ident and _IDENT.match(ident):
                steps.append(f"{self.tags[i]}#{ident}")
                break
            names = attrs.get("class")
            steps.append(self.tags[i] + ((names and _selector(names)) or self._nth(i)))
            i = self.parents[i]
        return " > ".join(reversed(steps))

    def _nth(self, i: int) -> str:
        parent = self.parents[i]
        if parent < 0:
            return ""
        same = self._siblings(parent)[self.tags[i]]
        return "" if len(same) == 1 else f":nth-of-type({bisect_left(same, i) + 1})"

    @cached_property
    def _families(self) -> dict[int, dict[str, list[int]]]:
        return {}

    def _siblings(self, parent: int) -> dict[str, list[int]]:
        """The children of a node by their tag: a page's `<head>` is asked for dozens of times."""
        found = self._families.get(parent)
        if found is None:
            found = self._families[parent] = {}
            for i in self.children(parent):
                found.setdefault(self.tags[i], []).append(i)
        return found
