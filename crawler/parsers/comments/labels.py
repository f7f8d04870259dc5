"""Statements in visible labels, in counters and beside icons, and in the attributes that describe them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.parsers.comments import classes as c
from crawler.parsers.comments.lexicon import hints
from crawler.parsers.comments.numbers import bare_number
from crawler.parsers.comments.phrases import Statement, read_phrase
from crawler.parsers.comments.scene import Scene
from crawler.parsers.comments.text import normal
from crawler.parsers.tree import BLOCKS, SILENT, TEXT

MAX_TEXT, MAX_CLIMB, MAX_WIDE = 400, 4, 140
MAX_LABELS = 400
"""Labels judged on one page; real pages have under 60."""

_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary", "caption"))
_PRESSED = frozenset(("a", "button", "label", *_HEADS))
_PROSE = frozenset(("p", "li", "blockquote", "td", "dd", "figcaption"))
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ABBREVIATED = re.compile(r"\d[.,]?\d*\s?[kKmM]\b")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_ICON_WORD = re.compile(r"comm?ent|chat|speech|discuss|repl(?:y|ies)", re.I)
_OTHER_ICON_WORD = re.compile(r"view|eye|like|heart|share|thumb|clock|time|star|read", re.I)


@dataclass(frozen=True, slots=True)
class Label:
    """A statement and where it stands: `node` holds all of it, `form` says in what shape."""

    statement: Statement
    node: int
    raw: str
    form: str


def read_labels(scene: Scene) -> list[Label]:
    """All statements of a page in document order, wherever they stand."""
    found = {label.node: label for label in (*_described(scene), *_numbered(scene))}
    for label in _worded(scene):
        found[label.node] = label
    return [found[node] for node in sorted(found)]


def _worded(scene: Scene) -> Iterator[Label]:
    """Labels found by the words for comments in their text."""
    tree = scene.tree
    texts, tags, parents = tree.texts, tree.tags, tree.parents
    shown = tree.by_tag.get(TEXT, ())
    nodes = [i for i in shown if len(texts[i]) <= MAX_TEXT and tags[parents[i]] not in SILENT]
    plain = [i for i in nodes if texts[i].isascii()]
    rest = [i for i in nodes if not texts[i].isascii()] if len(plain) < len(nodes) else []
    first = _Joined(plain, "\0".join([texts[i][:90] for i in plain]).lower())
    other = _Joined(rest, normal("\0".join([texts[i][:90] for i in rest])))
    if not (words := hints(first.text) | hints(other.text)):
        return
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    for node in sorted({*first.hits(pattern), *other.hits(pattern)})[:MAX_LABELS]:
        if label := _climb(scene, node):
            yield label


@dataclass(frozen=True, slots=True)
class _Joined:
    """The beginnings of many texts as one, parted by NUL (which no parsed page holds): searched in one go."""

    nodes: list[int]
    text: str

    def hits(self, pattern: re.Pattern[str]) -> list[int]:
        """Nodes of the texts in which the pattern is found."""
        text, at, last = self.text, 0, 0
        found: list[int] = []
        for match in pattern.finditer(text):
            at += text.count("\0", last, match.start())
            last = match.start()
            if not found or found[-1] != self.nodes[at]:
                found.append(self.nodes[at])
        return found


def _climb(scene: Scene, i: int) -> Label | None:
    """The smallest element around a text that makes a statement with it."""
    tree, language = scene.tree, scene.page.language
    node, bare = tree.parents[i], None
    for _ in range(MAX_CLIMB):
        if node < 0 or tree.tags[node] in ("body", "html", "main"):
            return (_after_number(scene, bare) if bare else None) or bare
        text = label_text(scene, node)
        found = read_phrase(text, language) if len(text) <= MAX_TEXT else None
        if found and found.kind not in ("bare", "invite"):
            return Label(found, node, text, "text")
        if (found is None and bare is None) or (found and bare is None and found.slack > 4):
            return None
        if len(text) > MAX_WIDE or (found is None and bare is not None) or (found and found.kind == "invite"):
            return bare or (Label(found, node, text, "text") if found else None) or _beside(scene, node, text)
        if found:
            if beside := _beside(scene, node, text):
                return beside
            bare = bare or Label(found, node, text, "text")
        node = tree.parents[node]
    return bare


def _after_number(scene: Scene, bare: Label) -> Label | None:
    """ "Comments" right behind an element that is nothing but a number."""
    tree, node = scene.tree, bare.node
    before = [
        j
        for j in range(max(0, node - 8), node)
        if tree.parents[j] == tree.parents[node] and tree.ends[j] <= node
    ]
    shown = [j for j in before if tree.tags[j] != TEXT or tree.texts[j].strip()]
    if not shown or len(bare.raw) > 30 or tree.tags[shown[-1]] not in ("span", "b", "strong", "em", "i"):
        return None
    number = bare_number(normal(tree.text(shown[-1])), scene.page.language)
    said = read_phrase(f"{number.value} {bare.raw}", scene.page.language) if number else None
    return (
        Label(said, node, f"{tree.text(shown[-1])} {bare.raw}", "text")
        if said and said.kind == "count"
        else None
    )


def _beside(scene: Scene, node: int, text: str) -> Label | None:
    """A heading "Comments" with its number in the next element."""
    tree = scene.tree
    after = tree.ends[node]
    if (
        after >= len(tree)
        or len(text) > 40
        or tree.parents[node] < 0
        or after >= tree.ends[tree.parents[node]]
    ):
        return None
    if tree.tags[after] == TEXT and not tree.texts[after].strip():
        after += 1
    if (
        after < len(tree)
        and tree.parents[after] == tree.parents[node]
        and tree.tags[after] in ("span", "b", "em", "strong", "i", "sup", "small", "a")
    ):
        number = bare_number(normal(tree.text(after)), scene.page.language)
        statement = read_phrase(f"{text} ({number.value})", scene.page.language) if number else None
        if number and statement and statement.kind == "count" and tree.tags[node] in _HEADS:
            return Label(statement, node, f"{text} {tree.text(after)}", "text")
    return None


def _numbered(scene: Scene) -> Iterator[Label]:
    """Bare numbers in counter elements and beside icons."""
    tree = scene.tree
    for i, flags in scene.flags.items():
        if not flags & (c.COUNTER | c.ICON) or tree.ends[i] - i > 40 or flags & (c.PART | c.FORM):
            continue
        node = i
        for _ in range(3):
            if (
                node < 0
                or tree.ends[node] - node > 40
                or tree.tags[node] in ("body", "main", "article", "section")
            ):
                break
            text = label_text(scene, node)
            plain = normal(text)
            if (flags & c.COUNTER and node == i) or (flags & c.ICON and node != i):
                number = bare_number(_unnamed(plain), scene.page.language)
                if number:
                    yield Label(Statement("count", number.value, number.qualifier), node, text, "counter")
                    break
            found = (
                read_phrase(text, scene.page.language)
                if flags & c.ICON and node != i and len(text) < 80
                else None
            )
            if found and found.kind == "count":
                yield Label(found, node, text, "icon")
                break
            if not flags & c.ICON or (plain and node != i and _unnamed(plain) != ""):
                break
            node = tree.parents[node]
    for i in tree.all("svg", "img"):
        if (
            i not in scene.flags
            and _has_digits(scene, tree.parents[i])
            and _icon(scene, i) == "comments"
            and (parent := tree.parents[i]) >= 0
            and tree.ends[parent] - parent < 40
        ):
            text = label_text(scene, parent)
            found = read_phrase(text, scene.page.language) if len(text) < 80 else None
            if found and found.kind == "count":
                yield Label(found, parent, text, "icon")


def _has_digits(scene: Scene, i: int) -> bool:
    """Whether a small element has a number among its own texts, so that an icon in it may name something counted."""
    tree = scene.tree
    return (
        i >= 0
        and tree.ends[i] - i < 40
        and any(_DIGIT.search(tree.texts[j]) for j in range(i, tree.ends[i]) if tree.texts[j])
    )


def _unnamed(plain: str) -> str:
    return plain.replace("comments", "").strip()


def _described(scene: Scene) -> Iterator[Label]:
    """Statements in `aria-label`, `title` and `data-…count` attributes."""
    tree = scene.tree
    for i, name in scene.described:
        text = tree.get(i, name)
        if _DIGIT.search(text) and tree.tags[i] not in ("input", "textarea"):
            found = read_phrase(text, scene.page.language)
            if found and found.kind == "count" and not found.slack:
                yield Label(found, i, text, name)
    for i, name in scene.numbered:
        value = tree.get(i, name)
        if number := bare_number(normal(value)):
            yield Label(Statement("count", number.value, number.qualifier), i, value, name)


def label_text(scene: Scene, i: int) -> str:
    """The text of a small element; where it has no words, icons stand for the things they show."""
    tree = scene.tree
    if tree.ends[i] - i == 2 and tree.tags[i + 1] == TEXT:
        return _SPACES.sub(" ", tree.texts[i + 1]).strip()
    if tree.ends[i] - i > 250:
        return tree.text(i)[: 2 * MAX_TEXT] if tree.ends[i] - i < 600 else " " * (MAX_TEXT * 5)
    plain = _joined(scene, i, icons=False)
    return plain if _LETTER.search(_ABBREVIATED.sub("", plain)) else _joined(scene, i, icons=True)


def _joined(scene: Scene, i: int, *, icons: bool) -> str:
    tree = scene.tree
    parts: list[str] = []
    j, end = i, tree.ends[i]
    while j < end:
        tag = tree.tags[j]
        if tag == TEXT:
            parts.append(tree.texts[j])
        elif (
            j != i and icons and tag in ("i", "svg", "img", "span", "em", "use") and (name := _icon(scene, j))
        ):
            parts.append(f" {name} ")
            j = tree.ends[j]
            continue
        elif j != i and (tag in SILENT or scene._hides(j)):
            j = tree.ends[j]
            continue
        elif tag in BLOCKS or (
            parts
            and parts[-1][-1:].isalnum()
            and tag in ("span", "a", "strong", "b", "i", "em", "button", "label")
        ):
            parts.append(" ")
        j += 1
        if tag == TEXT and j < end and tree.parents[j] != tree.parents[j - 1]:
            parts.append(" ")
    return _SPACES.sub(" ", "".join(parts)).strip()


def _icon(scene: Scene, i: int) -> str:
    """ "comments" for an icon of comments, "views" for one of anything else, "" for what is no icon."""
    tree, flags = scene.tree, scene.flags.get(i, 0)
    if tree.ends[i] - i > 12:
        return ""
    if tree.tags[i] == "svg":
        said = f"{tree.get(i, 'aria-label')} {tree.get(i, 'class')} {scene.pictured.get(i, '')}"
    elif tree.tags[i] == "img":
        said = f"{tree.get(i, 'alt')} {tree.get(i, 'title')} {tree.get(i, 'class')}"
    elif tree.raw(i).strip():
        return ""
    elif flags & c.ICON:
        return "comments"
    elif flags & c.OTHER_ICON:
        return "views"
    else:
        said = f"{tree.get(i, 'aria-label')} {tree.get(i, 'title')}"
    return "comments" if _ICON_WORD.search(said) else "views" if _OTHER_ICON_WORD.search(said) else ""


def in_prose(scene: Scene, label: Label) -> bool:
    """Whether the statement is a piece of running text."""
    tree = scene.tree
    block = next((j for j in (label.node, *tree.ancestors(label.node)) if tree.tags[j] in BLOCKS), None)
    if block is None or tree.tags[block] not in _PROSE or (block == label.node and len(label.raw) < 80):
        return False
    if scene.near(label.node, c.COUNTER | c.HEADING, 1) or "#comment" in tree.get(label.node, "href"):
        return False
    return _neighbours(scene, label.node, block) > 40


def _neighbours(scene: Scene, node: int, block: int) -> int:
    """Characters of text on the same line as node `node`: up to the next block or line break on either side."""
    tree, total = scene.tree, 0
    for j in range(node - 1, max(block, node - 40), -1):
        if tree.tags[j] in BLOCKS:
            break
        total += len(tree.texts[j].strip()) if tree.tags[j] == TEXT else 0
    for j in range(tree.ends[node], min(tree.ends[block], node + 60)):
        if tree.tags[j] in BLOCKS:
            break
        total += len(tree.texts[j].strip()) if tree.tags[j] == TEXT else 0
    return total


def allowed_slack(scene: Scene, label: Label) -> int:
    """How many words beside the statement a label may have: more where its element is made for labels."""
    tag = scene.tree.tags[label.node]
    if scene.near(label.node, c.COUNTER | c.HEADING, 1):
        return 6
    return 3 if tag in _PRESSED or scene.near(label.node, c.AREA, 2) else 1
