"""Statements that no element holds as a whole: a line between two breaks, a total beside a heading."""

from __future__ import annotations

import re
from itertools import islice

from crawler.parsers.comments.facts import Label
from crawler.parsers.comments.grammar import Statement
from crawler.parsers.comments.label_text import icon_of, label_text
from crawler.parsers.comments.lexicon import named_in
from crawler.parsers.comments.numbers import bare_number
from crawler.parsers.comments.phrases import read_phrase
from crawler.parsers.comments.scene import HEADINGS, Scene
from crawler.parsers.comments.text import folded, normal
from crawler.parsers.tree import BLOCKS, SILENT, TEXT, Tree

MAX_LINES, MAX_LINE = 200, 40
"""Texts of one element that are looked at for a line of their own; nodes of a line on either side of a text."""
MAX_TEXT, MAX_WIDE, MAX_TOTAL = 160, 140, 30
"""Characters of such a text, of a whole line, of a total."""


def read_lines(scene: Scene, node: int) -> Label | None:
    """A statement on one of the lines of an element that has several, as pages laid out by `<br>` have."""
    tree, end = scene.tree, scene.tree.ends[node] if node >= 0 else 0
    own = (j for j in range(node + 1, end) if tree.tags[j] == TEXT and tree.parents[j] == node)
    named = (j for j in islice(own, MAX_LINES) if any(named_in(folded(tree.texts[j][:MAX_TEXT]))))
    return next((label for j in named if (label := read_line(scene, j))), None)


def read_line(scene: Scene, node: int) -> Label | None:
    """The statement of the line that a text or small element stands on: what lies between blocks and line breaks."""
    tree = scene.tree
    parent = tree.parents[node]
    first, last = node, tree.ends[node]
    while first - 1 > parent and node - first < MAX_LINE:
        before = _sibling_before(tree, first)
        if tree.tags[before] in BLOCKS:
            break
        first = before
    while last < tree.ends[parent] and last - node < MAX_LINE and tree.tags[last] not in BLOCKS:
        last = tree.ends[last]
    parts, j, holder = [], first, node
    while j < last:
        if tree.tags[j] == TEXT:
            parts.append(tree.texts[j])
        elif tree.tags[j] not in SILENT and not scene.hides(j):
            parts.append(label_text(scene, j) or icon_of(scene, j))
            holder = j if holder == node and bare_number(normal(parts[-1])) else holder
        j = tree.ends[j]
    line = " ".join(" ".join(parts).split())
    found = read_phrase(line, scene.page.language) if len(line) <= MAX_WIDE else None
    return Label(found, holder, line, "text") if found and found.kind in ("count", "zero") else None


def _sibling_before(tree: Tree, node: int) -> int:
    before = node - 1
    while tree.parents[before] != tree.parents[node]:
        before = tree.parents[before]
    return before


_TOTAL = re.compile(
    r"\W*(?:all|total|alle|tous|toutes|todos|todas|tutti|wszystkie|все|всего|усі|tümü|همه|کل|الكل|הכל|全部|すべて|全て|전체|tất cả|semua)\W{0,3}(\d[\d.,']*)\W*"
    r"|(?:showing|displaying|viewing|shown|zeige|angezeigt|affichage|mostrando|visualizzati|pokazano|показано|показаны|gösterilen)?\W*\d+ ?(?:-|–|to|bis|à|a)? ?\d* ?(?:of|von|de|di|van|av|af|из|з|z|/) (\d[\d.,']*)\W*",
    re.I,
)
"""All of what a heading named: "All (57)" beside "Picks (4)", "Showing 20 of 57"."""


def total_near(scene: Scene, heading: int, text: str) -> Label | None:
    """The total in a tab or line that stands by a bare heading "Comments"."""
    tree = scene.tree
    parent, end = tree.parents[heading], tree.ends[heading]
    around = range(max(parent + 1, heading - MAX_LINE), min(tree.ends[parent], end + MAX_LINE))
    for i in around if len(text) <= MAX_TOTAL else ():
        if i > heading and tree.tags[i] in HEADINGS:
            break
        if not 1 < tree.ends[i] - i <= MAX_TOTAL or tree.tags[i] in HEADINGS:
            continue
        said = label_text(scene, i)
        total = _TOTAL.fullmatch(normal(said)) if len(said) <= MAX_TOTAL else None
        if total and not total[1] and not said[:1].isalpha() and scene.area(i) is None:
            continue  # "3 of 12": pictures, pages
        number = bare_number(total[1] or total[2]) if total else None
        if number:
            return Label(Statement("count", number.value, number.qualifier), i, f"{text} {said}", "text")
    return None
