"""One look over a page's attributes and scripts: which elements can matter to the comment readers at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crawler.parsers.comments import classes as c
from crawler.parsers.tree import Tree

_COUNT_ATTRIBUTE = re.compile(
    r"^data-(?:[\w-]*(?:comm?ents?|replies|messages)[\w-]*(?:count|num|total)[\w-]*|(?:count|num|total)[\w-]*comm?ents?)$",
    re.I,
)
_WIDGET_ATTRIBUTE = re.compile(
    r"disqus|dsq|coral|spot-?im|spot-id|talk-id|commento|cusdis|ghost-comment", re.I
)
_PLAIN_COUNTS = ("data-count", "data-total", "count", "total")
"""Attributes that count what their element is named after."""
_DIGIT = re.compile(r"\d")
_LABELS = ("aria-label", "title")
_OTHER_LABELS = (
    *((None, name) for name in ("data-title", "data-tooltip", "data-original-title", "data-tip")),
    ("input", "value"),
    ("img", "alt"),
)
"""(tag, attribute) of further texts that are shown, or shown when pointed at."""
_NAMES = ("data-testid", "data-test-id", "data-test", "data-qa", "data-cy")
"""Attributes that name elements for tests, on pages whose classes are generated."""
_MARKUP = ("itemprop", "property", "content")
MAX_DESCRIPTION = 120
MAX_COUNTER, MAX_TITLE = 12, 30
"""Nodes of an element that is a number with its icon; characters of its text and of its attribute."""


@dataclass(frozen=True, slots=True)
class Survey:
    """`named`: elements whose class or id speaks of comments, in document order. `hot`: those that some widget uses.
    `described`: (node, attribute) of short texts with a digit in `aria-label`, `title` and their like. `titled`: those
    without one, of an element that is little more than a number. `numbered`: of `data-…count`.
    `marked`: elements with markup of comment counts. `mentions`: what stands around each "omment" in its scripts.
    `tested`: element → flags of the name it has for tests.
    """

    named: tuple[int, ...]
    hot: tuple[int, ...]
    described: tuple[tuple[int, str], ...]
    titled: tuple[tuple[int, str], ...]
    numbered: tuple[tuple[int, str], ...]
    marked: tuple[int, ...]
    mentions: str
    tested: dict[int, int]


def read_survey(tree: Tree) -> Survey:
    attrs, names = tree.attrs, list(tree.attr_names)
    speaking = c.speaking(tree.by_name)
    named = {i for value in speaking for i in tree.by_name[value]}
    tested = _tested(tree)
    named |= tested.keys()
    named |= {i for tag, nodes in tree.by_tag.items() if "-" in tag and "comment" in tag for i in nodes}
    hot = {i for value, flags in speaking.items() if flags & c.WIDGET for i in tree.by_name[value]}
    hot |= {i for name in names if _names_widget(name) for i in tree.with_attr(name)}
    counting = [(i, name) for name in names if _names_count(name) for i in tree.with_attr(name)]
    counting += [(i, name) for name in _PLAIN_COUNTS for i in tree.with_attr(name) if i in named]
    return Survey(
        tuple(sorted(named)),
        tuple(sorted(hot)),
        tuple(_described(tree)),
        tuple((i, name) for name in _LABELS for i in tree.with_attr(name) if _titles_number(tree, i, name)),
        tuple((i, name) for i, name in counting if 0 < len(attrs[i][name] or "") < 20),
        tuple(_marked(tree)),
        _mentions(tree),
        tested,
    )


def _tested(tree: Tree) -> dict[int, int]:
    values = ((i, tree.get(i, name)) for name in _NAMES for i in tree.with_attr(name))
    return {i: c.flags(value) for i, value in values if "omm" in value}


def _described(tree: Tree) -> Iterator[tuple[int, str]]:
    attrs = tree.attrs
    for name in _LABELS:
        yield from ((i, name) for i in tree.with_attr(name) if _describes(attrs[i][name]))
    for tag, name in _OTHER_LABELS:
        for i in tree.by_tag.get(tag, ()) if tag else tree.with_attr(name):
            value = attrs[i].get(name)
            pressed = tag != "input" or attrs[i].get("type") in ("button", "submit")
            if value and len(value) < MAX_TITLE and pressed and _DIGIT.search(value):
                yield i, name


@lru_cache(maxsize=20_000)
def _names_count(name: str) -> bool:
    return _COUNT_ATTRIBUTE.match(name[:80]) is not None and "ghost" not in name


@lru_cache(maxsize=20_000)
def _names_widget(name: str) -> bool:
    return _WIDGET_ATTRIBUTE.search(name[:80]) is not None


def _describes(text: str | None) -> bool:
    return text is not None and len(text) < MAX_DESCRIPTION and _DIGIT.search(text) is not None


def _titles_number(tree: Tree, i: int, name: str) -> bool:
    end = tree.ends[i]
    if not 1 < end - i <= MAX_COUNTER or len(tree.attrs[i][name] or "") > MAX_TITLE:
        return False
    text = "".join(tree.texts[i:end]).strip()
    return 0 < len(text) < MAX_TITLE and _DIGIT.search(text) is not None


def _marked(tree: Tree) -> list[int]:
    values = ((i, tree.get(i, name)) for name in _MARKUP for i in tree.with_attr(name))
    return sorted(
        {i for i, value in values if "Count" in value or "UserComments" in value or "num_replies" in value}
    )


def _mentions(tree: Tree) -> str:
    """Scripts can have a megabyte, their mentions of comments are a few lines: those are searched instead."""
    found: set[str] = set()
    for i in tree.by_tag.get("script", ()):
        for text in tree.texts[i + 1 : tree.ends[i]]:
            at = text.find("omment")
            while at >= 0:
                found.add(text[max(0, at - 16) : at + 22])
                at = text.find("omment", at + 6)
    return "\n".join(found)
