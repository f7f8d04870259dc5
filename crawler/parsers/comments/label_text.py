"""The text of a small element as a label, and what the icons in it stand for."""

from __future__ import annotations

import re

from crawler.parsers.comments import classes as c
from crawler.parsers.comments.scene import Scene
from crawler.parsers.tree import BLOCKS, SILENT, TEXT

MAX_TEXT = 400
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ABBREVIATED = re.compile(r"\d[.,]?\d{0,12}\s?[kKmM]\b")
_PARTED_NUMBER = re.compile(r"(?<=\d) ([,.']) ?(?=\d{3}(?!\d))")
"""Inside a number whose groups are elements of their own: `<b>1</b>,<b>204</b>`."""
_LETTER = re.compile(r"[^\W\d_]")
_ICON_WORD = re.compile(r"comm?ent|chat|speech|discuss|repl(?:y|ies)", re.I)
_OTHER_ICON_WORD = re.compile(r"view|eye|like|heart|share|thumb|clock|time|star|read", re.I)
_ICON_TAGS = frozenset(("i", "svg", "img", "span", "em", "use"))
_PARTED_TAGS = frozenset(
    (
        "span",
        "a",
        "strong",
        "b",
        "i",
        "em",
        "button",
        "label",
        "sup",
        "sub",
        "small",
        "mark",
        "data",
        "font",
        "u",
    )
)


def label_text(scene: Scene, i: int) -> str:
    """The text of a small element; where it has no words, icons stand for the things they show."""
    tree = scene.tree
    size = tree.ends[i] - i
    if size == 2 and tree.tags[i + 1] == TEXT:
        return _SPACES.sub(" ", tree.texts[i + 1][: 5 * MAX_TEXT]).strip()
    if size > 250:
        return tree.text(i)[: 2 * MAX_TEXT] if size < 600 else " " * (MAX_TEXT * 5)
    plain = _joined(scene, i, icons=False)
    return plain if _LETTER.search(_ABBREVIATED.sub("", plain)) else _joined(scene, i, icons=True)


def _joined(scene: Scene, i: int, *, icons: bool) -> str:
    tree = scene.tree
    parts: list[str] = []
    j, end = i, tree.ends[i]
    while j < end:
        tag = tree.tags[j]
        if tag == TEXT:
            parts.append(tree.texts[j][: 5 * MAX_TEXT])
        elif j != i and icons and tag in _ICON_TAGS and (name := icon_of(scene, j)):
            parts.append(f" {name} ")
            j = tree.ends[j]
            continue
        elif j != i and (tag in SILENT or scene.hides(j)):
            j = tree.ends[j]
            continue
        elif tag in BLOCKS or (tag in _PARTED_TAGS and parts and parts[-1][-1:].isalnum()):
            parts.append(" ")
        j += 1
        if tag == TEXT and j < end and tree.parents[j] != tree.parents[j - 1]:
            parts.append(" ")
    return _PARTED_NUMBER.sub(r"\1", _SPACES.sub(" ", "".join(parts))).strip()


def icon_of(scene: Scene, i: int) -> str:
    """ "comments" for an icon of comments, "views" for one of anything else, "" for what is no icon."""
    tree = scene.tree
    if tree.ends[i] - i > 12:
        return ""
    if tree.tags[i] == "svg":
        said = f"{tree.get(i, 'aria-label')} {tree.get(i, 'class')} {scene.drawing(i)}"
    elif tree.tags[i] == "img":
        said = f"{tree.get(i, 'alt')} {tree.get(i, 'title')} {tree.get(i, 'class')}"
    elif tree.raw(i).strip():
        return ""
    elif scene.flags(i) & c.ICON:
        return "comments"
    elif scene.flags(i) & c.OTHER_ICON:
        return "views"
    else:
        said = f"{tree.get(i, 'aria-label')} {tree.get(i, 'title')}"
    return "comments" if _ICON_WORD.search(said) else "views" if _OTHER_ICON_WORD.search(said) else ""
