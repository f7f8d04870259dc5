"""Training pages written anew as other sites and other years would have them, so that the trees learn more than the sites
at hand: only a paragraph or two of the text left among all the rest, class names gone, elements of before HTML 5, no data.

What is done to a page hangs on its address alone, so that the training stays deterministic.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from benchmarks.body_pages import Sample, sample
from benchmarks.gold import SHINGLE, Item, shingles, tokens
from crawler.parsers.decode import decode

WEIGHT = 0.5
"""What a rewritten page counts in training, beside 1 for a page as it was published."""
SHORT = {"wcxb_articles": 0.2}
"""Share of a set's pages that are cut short, where it is not half: guides in many boxes say little when cut."""
_NEW = frozenset("article main section header footer aside nav figure figcaption time hgroup".split())
_PIECES = frozenset("p li blockquote h2 h3 h4 pre dd dt div td".split())
_HOLDERS = _PIECES | frozenset("ul ol table section article h1 h5 h6".split())
_ELEMENTS = lxml.etree.Element
_UTF8 = lxml.html.HTMLParser(encoding="utf-8")
_MICRODATA = ("itemprop", "itemtype", "itemscope", "role")

Rewriting = Callable[[HtmlElement, Item, random.Random], None]


def variants(pages: Iterable[Sample]) -> Iterator[Sample]:
    """The pages rewritten, those in which something of the text is left, at their lower weight."""
    for page in pages:
        html = rewritten(page.item)
        found = sample(replace(page.item, html=html)) if html else None
        if found is not None and found.labels.any():
            yield replace(found, weights=found.weights * WEIGHT)


def rewritten(item: Item) -> bytes | None:
    """A page's markup anew; None where nothing was changed."""
    chance = random.Random(item.url)
    root = lxml.html.document_fromstring(decode(item.html, None)[0].encode(), parser=_UTF8)
    done = [work for work, share in _shares(item.set).items() if chance.random() < share]
    for work in done:
        work(root, item, chance)
    return b"\xef\xbb\xbf" + lxml.html.tostring(root, encoding="utf-8") if done else None


def _shares(name: str) -> dict[Rewriting, float]:
    return {_cut_short: SHORT.get(name, 0.5), _without_names: 0.5, _aged: 0.25, _without_data: 0.4}


def _cut_short(root: HtmlElement, item: Item, chance: random.Random) -> None:
    """Leaves up to four pieces in a row of the text, mostly the first ones."""
    gold = item.gold["body"]
    found = list(_pieces_of(root, gold))
    long = [e for e in found if len(_words(e)) >= SHINGLE]
    if len(long) < 3:
        return
    count = chance.choice((1, 1, 2, 2, 3, 4))
    start = 0 if chance.random() < 0.7 else chance.randrange(len(long) - 1)
    kept = set(long[start : start + count])
    for e in found:
        if e not in kept:
            e.drop_tree()


def _pieces_of(root: HtmlElement, gold: str) -> Iterator[HtmlElement]:
    """The innermost elements of text that the gold text has: by their shingles, short ones by being a line of it."""
    known = shingles(gold).keys()
    lines = {" ".join(tokens(line)) for line in gold.splitlines()}
    for e in root.iter(*_PIECES):
        words = _words(e) if not any(True for _ in e.iterdescendants(*_HOLDERS)) else []
        if len(words) >= SHINGLE:
            here = shingles(" ".join(words)).keys()
            if 2 * len(here & known) >= len(here):
                yield e
        elif words and " ".join(words) in lines:
            yield e


def _words(e: HtmlElement) -> list[str]:
    return tokens(str(e.text_content()))


def _without_names(root: HtmlElement, item: Item, chance: random.Random) -> None:
    """Some or all class names and ids go, each everywhere."""
    share = chance.choice((0.3, 0.6, 1.0))
    gone: dict[str, bool] = {}
    for e in root.iter(_ELEMENTS):
        for name in ("class", "id"):
            value = e.get(name)
            if value and gone.setdefault(value, chance.random() < share):
                del e.attrib[name]


def _aged(root: HtmlElement, item: Item, chance: random.Random) -> None:
    """What HTML 5 brought becomes a `<div>`."""
    for e in root.iter(_ELEMENTS):
        if e.tag in _NEW:
            e.tag = "div"
        for name in _MICRODATA:
            e.attrib.pop(name, "")


def _without_data(root: HtmlElement, item: Item, chance: random.Random) -> None:
    for e in list(root.iter("script")):
        if "json" in (e.get("type") or ""):
            e.drop_tree()
    for e in root.iter(_ELEMENTS):
        for name in _MICRODATA[:-1]:
            e.attrib.pop(name, "")
