"""Numbers whose element says what they count: counters, numbers beside icons, `data-…count` attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.parsers.comments import classes as c
from crawler.parsers.comments.facts import Label
from crawler.parsers.comments.grammar import Statement
from crawler.parsers.comments.label_text import icon_of, label_text
from crawler.parsers.comments.numbers import Number, bare_number
from crawler.parsers.comments.owners import leads_to_own
from crawler.parsers.comments.phrases import read_phrase
from crawler.parsers.comments.scene import Scene
from crawler.parsers.comments.text import normal
from crawler.parsers.tree import TEXT

MAX_SIZE = 40
"""Nodes of an element that can be one counter with its icon."""
_DIGIT = re.compile(r"\d")
_WIDE = frozenset(("body", "main", "article", "section"))


def read_counters(scene: Scene) -> Iterator[Label]:
    """Bare numbers in counter elements, beside icons, and in attributes."""
    for i, name in scene.survey.numbered:
        value = scene.tree.get(i, name)
        number = bare_number(normal(value))
        if number and _stands(scene, i, number):
            yield Label(_counted(number), i, value, name)
    for i in scene.widgets.counters:
        number = bare_number(normal(label_text(scene, i)), scene.page.language)
        if number and number.value:
            yield Label(_counted(number), i, label_text(scene, i), "counter")
    for i in _links(scene):
        text = label_text(scene, i)
        if number := bare_number(_unnamed(normal(text)), scene.page.language):
            yield Label(_counted(number), i, text, "counter")
        elif not scene.tree.text(i) and (label := _titled_zero(scene, i) or _counted_link(scene, i)):
            yield label
    yield from _titled(scene)
    for i in scene.named(c.COUNTER | c.ICON):
        if scene.tree.ends[i] - i <= MAX_SIZE and not scene.flags(i) & (c.PART | c.FORM):
            yield from _around(scene, i)
    for i in _numbered_drawings(scene):
        if label := _beside_drawing(scene, i):
            yield label


def _titled(scene: Scene) -> Iterator[Label]:
    """A number whose element has the word for it in an attribute: `<a title="Comments">12</a>`."""
    tree, language = scene.tree, scene.page.language
    for i, name in scene.survey.titled:
        number = bare_number(normal(label_text(scene, i)), language)
        said = read_phrase(tree.get(i, name), language) if number else None
        if number and said and said.kind in ("bare", "invite") and not said.slack and said.named != "weak":
            yield Label(_counted(number), i, f"{tree.get(i, name)} {label_text(scene, i)}", "counter")


def _titled_zero(scene: Scene, link: int) -> Label | None:
    """A link without words whose title says that there are none: `<a href="#comments" title="No comments"><i>`."""
    for name in ("title", "aria-label"):
        said = read_phrase(scene.tree.get(link, name)[:MAX_SIZE], scene.page.language)
        if said and said.kind == "zero" and not said.slack:
            return Label(said, link, scene.tree.get(link, name), name)
    return None


def _counted_link(scene: Scene, link: int) -> Label | None:
    """A link without words that has its number in an attribute: `<a href="#comments" data-count="12"><i>`."""
    number = bare_number(normal(scene.tree.get(link, "data-count")[:MAX_SIZE]))
    return (
        Label(_counted(number), link, scene.tree.get(link, "data-count"), "data-count")
        if number and number.value
        else None
    )


def _links(scene: Scene) -> Iterator[int]:
    """Links to the comments further down on the page (not to the twelfth of them: `#comment-12`)."""
    ends = scene.tree.ends
    for i, href in scene.fragments:
        if len(href) > 2 and not href[-1].isdigit() and ends[i] - i <= MAX_SIZE and leads_to_own(scene, i):
            yield i


def _numbered_drawings(scene: Scene) -> Iterator[int]:
    """Drawings in a small element that has a number, too: a short text with a digit."""
    parents, ends, texts = scene.tree.parents, scene.tree.ends, scene.tree.texts
    for i in scene.tree.all("svg", "img"):
        parent = parents[i]
        if parent >= 0 and ends[parent] - parent < MAX_SIZE:
            beside = texts[parent : ends[parent]]
            if _DIGIT.search("".join(beside)) and any(len(t) < MAX_SIZE and _DIGIT.search(t) for t in beside):
                yield i


def _stands(scene: Scene, i: int, number: Number) -> bool:
    """Whether a number is a statement: zeros of elements that a script defines (`<comment-app>`) are not."""
    return number.value > 0 or "-" not in scene.tree.tags[i]


def _counted(number: Number) -> Statement:
    return Statement("count", number.value, number.qualifier)


def _around(scene: Scene, i: int) -> Iterator[Label]:
    """The number in a counter, or in the elements around an icon."""
    tree, language = scene.tree, scene.page.language
    counts, icon = scene.flags(i) & c.COUNTER, scene.flags(i) & c.ICON
    if not icon and not _DIGIT.search("".join(tree.texts[i : tree.ends[i]])):
        return
    node = i
    for _ in range(3):
        if node < 0 or tree.ends[node] - node > MAX_SIZE or tree.tags[node] in _WIDE:
            yield from _behind_icon(scene, i) if icon else ()
            return
        text = label_text(scene, node)
        named = _unnamed(normal(text))
        if counts if node == i else icon:
            number = bare_number(named, language)
            if number and _stands(scene, node, number):
                yield Label(_counted(number), node, text, "counter")
                return
            if counts and number is None and (said := _led_by_number(scene, node, named)):
                yield Label(said, node, text, "counter")
                return
        found = read_phrase(text, language) if icon and node != i and len(text) < 80 else None
        if found and found.kind == "count":
            yield Label(found, node, text, "icon")
            return
        if not icon or (named and node != i):
            return
        node = tree.parents[node]


def _behind_icon(scene: Scene, i: int) -> Iterator[Label]:
    """The number right behind an icon that no small element holds together: `<article>… <i class="fa fa-comment"></i> 12`."""
    tree, after = scene.tree, scene.tree.ends[i]
    if after < len(tree) and tree.tags[after] == TEXT and not tree.texts[after].strip():
        after += 1
    if after >= len(tree) or tree.parents[after] != tree.parents[i] or tree.ends[after] - after > 3:
        return
    text = tree.texts[after].strip() if tree.tags[after] == TEXT else label_text(scene, after)
    if tree.tags[after] in _BESIDE and (number := bare_number(normal(text), scene.page.language)):
        yield Label(_counted(number), after, text, "counter")


_BESIDE = frozenset((TEXT, "span", "b", "strong", "em", "a", "small", "sup"))


def _led_by_number(scene: Scene, i: int, named: str) -> Statement | None:
    """`48 <span>with 30 posters</span>`, `0 <span>on Harvest</span>`: the element's name is the noun."""
    tree = scene.tree
    first = next((j for j in range(i, tree.ends[i]) if tree.tags[j] == TEXT and tree.texts[j].strip()), None)
    if first is None or scene.flags(i) & (c.ITEM | c.LIST) or scene.is_area(i) or "comment" in named:
        return None
    if tree.ends[tree.parents[first]] == first + 1 or not bare_number(normal(tree.texts[first])):
        return None
    said = read_phrase(f"comments {named}", scene.page.language)
    return said if said and said.kind == "count" and said.slack < 3 else None


def _unnamed(plain: str) -> str:
    return plain.replace("comments", "").strip()


def _beside_drawing(scene: Scene, i: int) -> Label | None:
    """A number in the small element around a drawn icon whose class does not tell that it is one."""
    tree = scene.tree
    parent = tree.parents[i]
    if scene.flags(i) or icon_of(scene, i) != "comments":
        return None
    text = label_text(scene, parent)
    found = read_phrase(text, scene.page.language) if len(text) < 80 else None
    if found and found.kind == "count":
        return Label(found, parent, text, "icon")
    return next(_behind_icon(scene, i), None)
