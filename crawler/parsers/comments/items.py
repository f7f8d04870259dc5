"""Counting the readers' comments that are on the page, where no number is stated (R8, R9)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection

from crawler.parsers.comments import classes as c
from crawler.parsers.comments.facts import Seen
from crawler.parsers.comments.forms import is_box
from crawler.parsers.comments.owners import WITHIN, foreign
from crawler.parsers.comments.paging import is_partial
from crawler.parsers.comments.scene import Scene
from crawler.parsers.tree import SILENT, Tree

_IDENT = re.compile(r"(?:^|[-_])(?:comm?ent|komment|reply|c|post)\w*?[-_]?(\d+)$", re.I)
_ANCHOR = re.compile(r"(?:c|comm?|comment|komm?|co|r)[-_]?\d+")
_BOX = re.compile(r"comment[-_]?(?:box|block|entry|container|wrap(?:per)?|panel)", re.I)
_ANCHORED = frozenset(("li", "div", "article", "dt", "section", "tr"))
_IDENT_ATTRIBUTES = ("data-comment-id", "data-commentid", "data-comment", "data-id", "data-cid")
MIN_TEXT, MAX_COPY = 20, 200
"""Characters that two readers do not write alike, names and times included; nodes of a comment that is compared."""
_LIST_TAGS = frozenset(("ol", "ul", "div"))
_TEMPLATE = re.compile(r"template|prototype|\{\{|%s|__id__|placeholder", re.I)


def read_items(scene: Scene, invites: Collection[int] = ()) -> Seen | None:
    """A complete list of comments; None if there is none, or if it is only a part. `invites`: nodes of texts that ask
    for comments."""
    found = [i for i in _items(scene) if _ident(scene, i) or not is_box(scene, i, invites)]
    out = _LeftOut(scene) if found else None
    items = _once(scene, [i for i in found if out and not out.holds(i)])
    if not items or is_partial(scene, items):
        return None
    distinct = {_ident(scene, i) or f"node {i}" for i in _unnested(scene, items)}
    holder = next(
        (j for j in scene.tree.ancestors(items[0]) if scene.flags(j) & (c.LIST | c.AREA)),
        scene.tree.parents[items[0]],
    )
    return Seen(
        6, len(distinct), "exact", f"list {scene.selector(holder)}", holder, f"{len(distinct)} comments"
    )


def _once(scene: Scene, items: list[int]) -> list[int]:
    """Without the copies that have no id to know them by: of a "top comments" box, of a second list."""
    tree = scene.tree
    known: dict[int, int] = {}

    def is_copy(i: int) -> bool:
        return scene.nearest(known, tree.parents[i], lambda j: bool(scene.flags(j) & c.TOP_COPY)) >= 0

    copies = {i for i in items if not _ident(scene, i) and is_copy(i)}
    kept = [i for i in items if i not in copies] or items
    first: dict[str, int] = {}
    return [
        i
        for i in kept
        if _ident(scene, i)
        or tree.ends[i] - i > MAX_COPY
        or len(text := tree.text(i)) < MIN_TEXT
        or tree.parents[first.setdefault(text, i)] == tree.parents[i]
    ]


def _items(scene: Scene) -> list[int]:
    tree = scene.tree
    found = [i for i in scene.named(c.ITEM) if not scene.flags(i) & c.PING and scene.is_item(i)]
    found = found or [i for i in tree.with_attr("itemprop") if _is_marked(scene, i)]
    if found:
        return found
    lists = [i for i in scene.named(c.LIST) if tree.tags[i] in _LIST_TAGS and not scene.flags(i) & c.PING]
    outer: list[int] = []
    for i in lists:
        outer += [] if outer and i < tree.ends[outer[-1]] else [i]
    rows = [j for i in outer for j in range(i + 1, tree.ends[i]) if tree.tags[j] == "li"]
    plain = [i for i in scene.areas if tree.tags[i] in ("ol", "ul")]
    rows += [
        j for i in plain for j in range(i + 1, tree.ends[i]) if tree.parents[j] == i and _is_said(scene, j)
    ]
    rows += [] if rows else _anchored(scene) or _boxed(scene)
    return sorted({j for j in rows if _says(tree, j) and not scene.flags(j) & c.PING})


def _boxed(scene: Scene) -> list[int]:
    """Boxes named like a section that each hold one reader's comment: `<div class="comments"><div class="comment-box">`."""
    tree = scene.tree
    return [
        i
        for i in scene.areas
        if tree.ends[i] - i <= MAX_COPY
        and _BOX.fullmatch(tree.get(i, "class"))
        and scene.area(tree.parents[i]) is not None
        and any(scene.flags(j) & c.PART for j in range(i + 1, tree.ends[i]))
        and not any(tree.tags[j] in ("textarea", "form") for j in range(i + 1, tree.ends[i]))
    ]


def _anchored(scene: Scene) -> list[int]:
    """What only an id of its own makes a comment, in a comment section: `<dt id="c1042">`, `<div id="comm_7">`."""
    tree = scene.tree
    return [
        i
        for i in (tree.with_attr("id") if scene.areas else ())
        if _ANCHOR.fullmatch(tree.get(i, "id"))
        and tree.tags[i] in _ANCHORED
        and scene.area(i) is not None
        and not scene.flags(i) & c.AREA
    ]


def _says(tree: Tree, i: int) -> bool:
    """Whether node `i` has any text; rows can stand within each other, so that its whole text is not put together."""
    inside = range(i, tree.ends[i])
    return any(tree.texts[j].strip() and tree.tags[tree.parents[j]] not in SILENT for j in inside)


def _is_said(scene: Scene, i: int) -> bool:
    """Whether a row of `<ul class="comments">` is somebody's words: it has a paragraph, not a link and a number."""
    tree = scene.tree
    return tree.tags[i] == "li" and any(tree.tags[j] in ("p", "blockquote") for j in range(i, tree.ends[i]))


def _is_marked(scene: Scene, i: int) -> bool:
    """Whether microdata calls the element a comment: `itemprop="comment"` of the article, with a scope of its own."""
    attrs = scene.tree.attrs[i]
    return attrs.get("itemprop") == "comment" and "itemscope" in attrs


class _LeftOut:
    """Which comments do not count: of a box about other pages, a template's, those that wait for approval."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tree = scene, scene.tree
        self._outside: dict[int, int] = {}
        within: dict[int, int] = {}
        named = {i for names, nodes in self.tree.by_name.items() if c.flags(names) & c.PENDING for i in nodes}
        other = (i for tag, nodes in self.tree.by_tag.items() if "-" in tag for i in nodes)
        pending = named.union(other, scene.survey.tested)
        self._waiting = sorted(i for i in pending if scene.flags(i) & c.PENDING)
        self._theirs = [scene.nearest(within, self.tree.parents[i], scene.is_item) for i in self._waiting]

    def holds(self, i: int) -> bool:
        scene, tree = self.scene, self.tree
        outside = scene.nearest(self._outside, i, self._decides)
        if outside >= 0:
            return not scene.holds_headline(outside)
        names = f"{tree.get(i, 'id')} {tree.get(i, 'class')}"
        if _TEMPLATE.search(names) or scene.hidden(i):
            return True
        return self._awaits(i) or foreign(scene, i) not in ("", WITHIN)

    def _decides(self, i: int) -> bool:
        flags = self.scene.flags(i)
        if flags & (c.PING | c.PENDING | c.OTHERS | c.FORM) and not (
            flags & c.AREA and not flags & c.PENDING and not flags & c.PING
        ):
            return True
        outside = self.tree.tags[i] in ("aside", "nav", "template", "noscript")
        return outside and not self.scene.holds_headline(i)

    def _awaits(self, i: int) -> bool:
        """Whether the reader's own comment is still waiting for approval."""
        first, last = (bisect_left(self._waiting, at) for at in (i + 1, self.tree.ends[i]))
        return any(item <= i for item in self._theirs[first:last])


def _ident(scene: Scene, i: int) -> str:
    tree = scene.tree
    for name in _IDENT_ATTRIBUTES:
        if value := tree.get(i, name):
            digits = re.search(r"(\d+)$", value)
            return digits[1] if digits else value
    found = _IDENT.search(tree.get(i, "id"))
    return found[1] if found else ""


def _without_bodies(scene: Scene, items: list[int]) -> list[int]:
    """Where every comment with an id holds just one without, the latter are their texts."""
    named = {i for i in items if _ident(scene, i)}
    bare = [i for i in items if i not in named]
    if not bare or len(bare) != len(named):
        return items
    holders = {next((j for j in scene.tree.ancestors(i) if j in named), -1) for i in bare}
    return sorted(named) if holders == named else items


def _unnested(scene: Scene, items: list[int]) -> list[int]:
    """Items without those that are only the inner element of the same comment."""
    tree, kept = scene.tree, []
    items = _without_bodies(scene, items)
    chosen = set(items)
    for i in items:
        outer = next((j for j in tree.ancestors(i) if j in chosen), None)
        if outer is None or _is_reply(scene, i, outer):
            kept.append(i)
    return kept


def _is_reply(scene: Scene, i: int, outer: int) -> bool:
    tree = scene.tree
    a, b = _ident(scene, i), _ident(scene, outer)
    if a and b:
        return a != b
    for j in tree.ancestors(i):
        if j == outer:
            break
        names = tree.get(j, "class").lower()
        if tree.tags[j] in ("ol", "ul") or re.search(r"children|replies|indent|nested|thread", names):
            return True
    return any(tree.tags[j] == "p" for j in range(outer, i))
