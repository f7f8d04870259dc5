"""Statements about comments wherever a page makes them: in visible labels and in the attributes that describe them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter

from crawler.parsers.comments import classes as c
from crawler.parsers.comments.counters import read_counters
from crawler.parsers.comments.facts import Label
from crawler.parsers.comments.label_text import MAX_TEXT, label_text
from crawler.parsers.comments.lexicon import named_in
from crawler.parsers.comments.lines import read_line, read_lines, total_near
from crawler.parsers.comments.numbers import bare_number
from crawler.parsers.comments.owners import leads_to_own
from crawler.parsers.comments.phrases import read_phrase
from crawler.parsers.comments.scene import HEADINGS, Scene
from crawler.parsers.comments.text import folded, normal
from crawler.parsers.tree import SILENT, TEXT, Tree

MAX_CLIMB, MAX_WIDE = 4, 140
MAX_LABELS = 400
"""Labels judged on one page; real pages have under 60."""
MAX_MENU = 60
"""Nodes of a menu that may still lead to the article's comments."""
MAX_LABEL, MAX_BEGINNING, MAX_BARE = 160, 90, 40
"""Characters of a label that is not a heading (a heading may quote a title), and those in which comments are named."""
_DIGIT = re.compile(r"\d")
_TOPS = frozenset(("body", "html", "main", "table", "tbody", "thead"))
_HEADS = frozenset((*HEADINGS, "legend", "summary", "caption"))

Text = tuple[int, str, str]
"""A text's node (the parent of a text node), the attribute it is the value of ("" for printed text), the text."""


def read_labels(scene: Scene) -> list[Label]:
    """All statements of a page in document order, wherever they stand."""
    found = {label.node: label for label in read_counters(scene)}
    for node, attribute, text in _naming(scene):
        label = _described(scene, node, attribute, text) if attribute else _climb(scene, node)
        if label and not (attribute and label.node in found):
            found[label.node] = label
    return [found[node] for node in sorted(found)]


def _naming(scene: Scene) -> list[Text]:
    """The texts of the page that name comments: all are searched at once, most pages have a handful."""
    tree = scene.tree
    texts, parents = tree.texts, tree.parents
    nodes = _outside_menus(tree)
    plain: list[Text] = []
    rest: list[Text] = []
    for i in nodes:
        text = texts[i]
        if len(text) <= MAX_LABEL and not text.isspace():
            head = text[:MAX_BEGINNING]
            (plain if head.isascii() else rest).append((parents[i], "", head))
    titled = [
        j for i in scene.headings for j in range(i + 1, tree.ends[i]) if MAX_LABEL < len(texts[j]) <= MAX_TEXT
    ]
    others = [(parents[j], "", texts[j][:MAX_BEGINNING]) for j in titled]
    others += [(i, name, tree.get(i, name)) for i, name in scene.survey.described]
    for other in others:
        (plain if other[2].isascii() else rest).append(other)
    named = sorted({*_hits(scene, plain), *_hits(scene, rest)})
    return named[:MAX_LABELS]


def _outside_menus(tree: Tree) -> list[int]:
    """The text nodes that do not stand in large menus."""
    nodes = tree.by_tag.get(TEXT, [])
    kept: list[int] = []
    start = 0
    for i in tree.all("nav", "select"):
        if tree.ends[i] - i > MAX_MENU and i >= start:
            kept += nodes[bisect_left(nodes, start) : bisect_left(nodes, i)]
            start = tree.ends[i]
    return kept + nodes[bisect_left(nodes, start) :] if start else nodes


def _hits(scene: Scene, texts: list[Text]) -> Iterator[Text]:
    """Those of the texts that name comments. They are joined by NUL, which no parsed page holds."""
    whole = folded("\0".join([text for _, _, text in texts]))
    strong: dict[int, bool] = {}
    at, last = 0, 0
    for place, name in sorted(named_in(whole), key=itemgetter(0)):
        at, last = at + whole.count("\0", last, place), place
        strong[at] = strong.get(at, False) or not name.weak
    for k, sure in strong.items():
        if scene.tree.tags[texts[k][0]] in SILENT:
            continue
        node, _, text = texts[k]
        if (
            sure
            or (len(text) < MAX_BARE and _DIGIT.search(text))
            or scene.tree.tags[node] in HEADINGS
            or scene.near(node, c.AREA | c.COUNTER | c.HEADING, MAX_CLIMB + 2)
            or leads_to_own(scene, node)
        ):
            yield texts[k]


def _described(scene: Scene, node: int, attribute: str, text: str) -> Label | None:
    """A statement in an attribute that describes its element."""
    found = read_phrase(text, scene.page.language)
    typed = scene.tree.tags[node] in _FIELDS and attribute != "value"
    pictured = attribute == "alt" and scene.tree.tags[scene.tree.parents[node]] not in ("a", "button")
    allowed = 2 if found and found.named == "noun" and leads_to_own(scene, node) else 0
    if found and found.kind == "count" and found.slack <= allowed and not typed and not pictured:
        return Label(found, node, text, attribute)
    return None


_FIELDS = frozenset(("input", "textarea"))


def _climb(scene: Scene, node: int) -> Label | None:
    """The smallest element around a text that makes a statement with it."""
    tree, language = scene.tree, scene.page.language
    bare: Label | None = None
    for _ in range(MAX_CLIMB):
        if node < 0 or tree.tags[node] in _TOPS:
            return (
                (_after_number(scene, bare) or read_line(scene, bare.node))
                if bare
                else read_lines(scene, node)
            )
        text = label_text(scene, node)
        found = read_phrase(text, language) if len(text) <= MAX_TEXT else None
        if found and found.kind != "bare":
            label = Label(found, node, text, "text")
            if found.kind == "invite" and (beside := _bracketed(scene, node, text)):
                return beside
            return label if found.kind != "invite" or bare is None else None
        if bare is None and (found is None or found.slack > 4):
            return read_lines(scene, node)
        if found is None or len(text) > MAX_WIDE:
            return read_line(scene, bare.node) if bare else None
        if beside := _beside(scene, node, text):
            return beside
        if tree.tags[node] in HEADINGS and (total := total_near(scene, node, text)):
            return total
        bare = bare or Label(found, node, text, "text")
        node = tree.parents[node]
        if _holds_items(scene, node):
            return _after_number(scene, bare)
    return None


def _holds_items(scene: Scene, node: int) -> bool:
    """Whether readers' comments stand in an element: their texts say nothing about the article's count."""
    items, end = scene.items, scene.tree.ends[node] if node >= 0 else 0
    return any(j < end for j in items[bisect_left(items, node + 1) :][:1])


def _after_number(scene: Scene, bare: Label) -> Label | None:
    """ "Comments" right behind an element that is nothing but a number."""
    tree, node = scene.tree, bare.node
    before = [
        j
        for j in range(max(0, node - 8), node)
        if tree.parents[j] == tree.parents[node] and tree.ends[j] <= node
    ]
    shown = [j for j in before if tree.tags[j] != TEXT or tree.texts[j].strip()]
    if (
        not shown
        or len(bare.raw) > 30
        or not (
            tree.tags[shown[-1]] in ("span", "b", "strong", "em", "i")
            or tree.tags[shown[-1]] == tree.tags[node] == "div"
        )
    ):
        return None
    number = bare_number(normal(tree.text(shown[-1])), scene.page.language)
    said = read_phrase(f"{number.value} {bare.raw}", scene.page.language) if number else None
    raw = f"{tree.text(shown[-1])} {bare.raw}"
    return Label(said, node, raw, "text") if said and said.kind == "count" else None


def _beside(scene: Scene, node: int, text: str) -> Label | None:
    """A heading "Comments" with its number in the next element."""
    tree = scene.tree
    after, parent = tree.ends[node], tree.parents[node]
    if tree.tags[node] not in _HEADS or len(text) > 40 or parent < 0 or after >= tree.ends[parent]:
        return None
    if tree.tags[after] == TEXT and not tree.texts[after].strip():
        after += 1
    if after >= len(tree) or tree.parents[after] != parent or tree.tags[after] not in _INLINE:
        return None
    number = bare_number(normal(tree.text(after)), scene.page.language)
    said = read_phrase(f"{text} ({number.value})", scene.page.language) if number else None
    raw = f"{text} {tree.text(after)}"
    return Label(said, node, raw, "text") if said and said.kind == "count" else None


def _bracketed(scene: Scene, node: int, text: str) -> Label | None:
    """ "Add a comment" with a number in brackets in the next element: `<a>Add a comment</a> <b>(23)</b>`."""
    tree, after, parent = scene.tree, scene.tree.ends[node], scene.tree.parents[node]
    if after < len(tree) and tree.tags[after] == TEXT and not tree.texts[after].strip():
        after += 1
    if after >= len(tree) or parent < 0 or tree.parents[after] != parent or tree.ends[after] - after > 4:
        return None
    number = _BRACKETS.fullmatch(tree.text(after))
    said = read_phrase(f"{text} {number[0]}", scene.page.language) if number else None
    return Label(said, node, f"{text} {tree.text(after)}", "text") if said and said.kind == "count" else None


_BRACKETS = re.compile(r"[(\[]\s?\d[\d.,' ]{0,9}[)\]]")
_INLINE = frozenset(("span", "b", "em", "strong", "i", "sup", "small", "a"))
