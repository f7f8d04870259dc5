"""What of a site's pages need not be read: elements that hold nothing of any article (menus, side columns, feet), and for
the header, lines that never state any of it.

Which these are is guessed from where the parsers find what they look for (`survey`, `telling`), and then tried out
(`proven`): a page read without them must give the same article as the whole page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace

from archive.model import Article, Candidate, Outcome
from crawler.parsers.blocks import Block
from crawler.parsers.page import Page
from crawler.parsers.templates.model import Layout, Layouts
from crawler.parsers.tree import Element, Tree

Read = Callable[[Page, Layouts], Outcome]

LEAST_NODES = 8
"""Nodes that an element must have on average to be worth leaving apart."""
MOST = 60
"""Elements of a layout that are left apart, those that hold most."""
_HOLDERS = frozenset(
    "div section aside nav footer header ul ol dl table tbody tr td form figure article center fieldset".split()
)
_TELLING = frozenset({"nav", "aside", "footer", "form"})
"""These say enough without a class or an id."""
_SPELT = re.compile(r'<([a-z][a-z0-9-]*)(?: class="([^"]*)")?(?: id="([^"]*)")?>\Z')
MAX_NAME = 300
MAX_TELLING, MAX_SHORT = 300, 300
"""Characters beyond which a block is no header line, and how many shorter ones are looked at."""
_TAG = re.compile(r"[^.#:]*")


def spelt(element: Element) -> str:
    """As in a page's source: `<div class="side left" id="menu">`."""
    tag, names, ident = element
    return f"<{tag}{_attribute('class', names)}{_attribute('id', ident)}>"


def element_of(text: str) -> Element:
    """From its spelling. ValueError for anything else."""
    found = _SPELT.match(text)
    if found is None:
        raise ValueError(f'{text} is no element; write for example <div class="menu">')
    return found[1], found[2], found[3]


def _attribute(name: str, value: str | None) -> str:
    return "" if value is None else f' {name}="{value}"'


def survey(tree: Tree, used: Iterable[range]) -> tuple[dict[Element, int], frozenset[Element]]:
    """Outermost elements that hold none of the nodes in `used`, with the number of nodes they hold; and those that do."""
    needed = _needed(tree, used)
    empty: Counter[Element] = Counter()
    full: set[Element] = set()
    i = 0
    while i < len(tree):
        element = _element(tree, i)
        if element is None:
            i += 1
        elif bisect_left(needed, i) < bisect_left(needed, tree.ends[i]):
            full.add(element)
            i += 1
        elif tree.ends[i] - i >= LEAST_NODES:
            empty[element] += tree.ends[i] - i
            i = tree.ends[i]
        else:
            i += 1
    return dict(empty), frozenset(full)


def _needed(tree: Tree, used: Iterable[range]) -> list[int]:
    """The nodes in use and those of structured data, in order."""
    nodes = {i for span in used for i in span}
    nodes |= {
        i for name in ("itemprop", "rel") for i in tree.with_attr(name) if tree.tags[i] not in ("a", "link")
    }
    nodes |= {i for i in tree.all("script") if "json" in tree.get(i, "type")}
    return sorted(nodes)


def _element(tree: Tree, i: int) -> Element | None:
    """The element's spelling, if many pages can have it."""
    tag = tree.tags[i]
    if tag not in _HOLDERS:
        return None
    names, ident = tree.attrs[i].get("class"), tree.attrs[i].get("id")
    if not (names or ident or tag in _TELLING):
        return None
    return None if '"' in f"{names}{ident}" or len(f"{names}{ident}") > MAX_NAME else (tag, names, ident)


def telling(page: Page, blocks: Sequence[Block], header: Iterable[Candidate]) -> list[Block]:
    """The blocks that the header's evidence has something from, winners and losers."""
    tree, found = page.tree, list(header)
    short = [b for b in blocks if len(b.text) <= MAX_TELLING][:MAX_SHORT]
    said = {t for c in found if c.rule.startswith("header-line") for t in (c.raw, str(c.value)) if len(t) > 2}
    places = {c.where for c in found if c.where}
    tags = {_TAG.match(where.rpartition(" > ")[2])[0] for where in places}  # type: ignore[index]

    def tells(block: Block) -> bool:
        inner = (i for i in range(block.node, block.last + 1) if tree.tags[i] in tags)
        return any(text in block.text for text in said) or any(tree.path(i) in places for i in inner)

    return [block for block in short if tells(block)]


def proven(layouts: tuple[Layout, ...], pages: Iterable[Page], read: Read) -> tuple[Layout, ...]:
    """The layouts, with what makes reading faster as far as each of the pages reads as before: elements left apart, and
    the lines that alone are looked at for the header."""
    for page in pages:
        trial = _Trial(page, layouts, read)
        elements = sorted(Layouts(layouts).apart(page), key=spelt)
        if trial.values(layouts, elements) == trial.true:
            continue
        wrong = trial.wrong(elements)
        layouts = tuple(replace(layout, apart=layout.apart - wrong) for layout in layouts)
        if trial.values(layouts, set(elements) - wrong) != trial.true:
            layouts = _headless(layouts)
    return layouts


def _headless(layouts: tuple[Layout, ...]) -> tuple[Layout, ...]:
    return tuple(replace(layout, header=frozenset()) for layout in layouts)


class _Trial:
    """One page, read with and without what its layouts leave out; `true` is what it states without."""

    def __init__(self, page: Page, layouts: tuple[Layout, ...], read: Read) -> None:
        self.page, self.read, self.whole = page, read, _headless(layouts)
        self.true = self.values(self.whole, ())

    def wrong(self, elements: list[Element]) -> frozenset[Element]:
        """Those without which the article reads differently, found by halving."""
        if not elements or self.values(self.whole, elements) == self.true:
            return frozenset()
        if len(elements) == 1:
            return frozenset(elements)
        half = len(elements) // 2
        found = self.wrong(elements[:half]) | self.wrong(elements[half:])
        if self.values(self.whole, set(elements) - found) == self.true:
            return found
        kept: set[Element] = set()  # some that do no harm alone do so together
        for element in elements:
            if self.values(self.whole, {*kept, element}) == self.true:
                kept.add(element)
        return frozenset(elements) - kept

    def values(self, layouts: tuple[Layout, ...], apart: Iterable[Element]) -> object:
        """What the page states when these elements are left apart."""
        trying = Layouts(tuple(replace(layout, apart=frozenset(apart)) for layout in layouts))
        outcome = self.read(self.page.without(frozenset()), trying)
        if not isinstance(outcome, Article):
            return outcome
        return [getattr(outcome, f.name) for f in fields(outcome) if f.name not in ("confidence", "evidence")]
