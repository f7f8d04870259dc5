"""From all numbers seen on a page to the one it states for its own article: the order of trust (R1 to R11)."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.model import Candidate
from crawler.parsers.comments import classes as c
from crawler.parsers.comments.embedded import read_structured
from crawler.parsers.comments.external import thread_of
from crawler.parsers.comments.facts import CommentFacts, Label, Seen
from crawler.parsers.comments.items import read_items
from crawler.parsers.comments.labels import read_labels
from crawler.parsers.comments.objections import is_heading, objection
from crawler.parsers.comments.owners import leads_to_own
from crawler.parsers.comments.scene import HEADINGS, Scene
from crawler.parsers.comments.state import read_state
from crawler.parsers.page import Page
from crawler.parsers.tree import TEXT, Tree

_CONFIDENCE = {1: 0.98, 2: 0.93, 3: 0.92, 4: 0.85, 5: 0.9, 6: 0.8}


def read_comments(page: Page) -> CommentFacts:
    """The comment count of the page's own article with its source, and the comment area. Never raises on a page."""
    scene = Scene(page)
    labels = read_labels(scene)
    judged = [(label, objection(scene, label)) for label in labels]
    own = _added_up(scene, [label for label, why in judged if not why])
    seen = [s for label in own if (s := _seen(scene, label))]
    seen += read_structured(scene)
    seen = _without_placeholders(scene, seen)
    if not any(s.rank < 4 for s in seen):
        seen += _without_placeholders(scene, read_state(scene))
    invites = [label.node for label in labels if label.statement.kind == "invite"]
    if not seen and (listed := read_items(scene, invites)):
        seen.append(listed)
    chosen = _choose(scene, seen)
    losers = [s for label, why in judged if why and (s := _seen(scene, label, why))]
    return _facts(scene, chosen, [*seen, *losers], own)


def _added_up(scene: Scene, own: list[Label]) -> list[Label]:
    """Threads and replies that are counted side by side are one count (R10)."""
    parts = {label.statement.part: label for label in own if label.statement.part}
    threads, replies = parts.get("threads"), parts.get("replies")
    parents = scene.tree.parents
    if threads is None or replies is None or parents[threads.node] != parents[replies.node]:
        return own
    value = (threads.statement.value or 0) + (replies.statement.value or 0)
    whole = replace(
        threads,
        statement=replace(threads.statement, value=value, part=None),
        raw=f"{threads.raw} {replies.raw}",
    )
    return [whole if label is threads else label for label in own if label is not replies]


def _seen(scene: Scene, label: Label, why: str = "") -> Seen | None:
    said = label.statement
    if said.value is None or said.kind not in ("count", "zero"):
        return None
    area = scene.area(label.node)
    if label.form.startswith("data-"):
        rank = 4.0 if said.value else 5.5
    elif said.kind == "zero":
        rank = 5.0
    elif label.form in ("aria-label", "title", "value", "alt"):
        rank = 2.5
    elif is_heading(scene, label.node) or scene.near(label.node, c.HEADING, 1):
        rank = 1.0
    else:
        rank = (
            (1.1 if area is not None else 2.0)
            + (0.3 if said.named == "weak" else 0)
            + (0.2 if label.form == "counter" and area is None else 0)
            - (0.1 if area is None and leads_to_own(scene, label.node) else 0)
        )
    return Seen(
        rank, said.value, said.qualifier or "exact", _source(scene, label), label.node, label.raw[:120], why
    )


def _source(scene: Scene, label: Label) -> str:
    """A readable place: both elements where number and word stand apart."""
    tree, node = scene.tree, label.node
    place = scene.selector(node)
    if label.form not in ("text", "counter", "icon"):
        return f"{place}[{label.form}]"
    holders = [
        tree.parents[j]
        for j in range(node, tree.ends[node])
        if tree.tags[j] == TEXT and tree.texts[j].strip()
    ]
    if len(holders) == 2 and node not in holders and all(tree.get(h, "class") for h in holders):
        place = " + ".join(scene.selector(h) for h in holders)
    return f"heading {place}" if tree.tags[node] in HEADINGS else place


def _without_placeholders(scene: Scene, seen: list[Seen]) -> list[Seen]:
    """R4, R5: zeros of counters that scripts fill, and zeros of a system that is not the one in use."""
    if all(s.value for s in seen):
        return seen
    external = bool(scene.widgets.system or scene.widgets.counters)
    native = not external or _has_form(scene)
    return [
        s
        for s in seen
        if s.value
        or not (
            _by_script(scene, s.node)
            or (external and (not native or s.rank >= 5 or _in_counter(scene, s.node)))
        )
    ]


def _by_script(scene: Scene, node: int) -> bool:
    """Whether an element is named as one that a page's own script fills: `js-comment-count`."""
    inside = range(node, scene.tree.ends[node]) if node >= 0 else ()
    names = (name for j in inside for name in scene.tree.get(j, "class").split())
    return any(name.startswith(("js-", "js_")) and c.flags(name) & c.COUNTER for name in names)


def _in_counter(scene: Scene, node: int) -> bool:
    counters, tree = scene.widgets.counters, scene.tree
    if node < 0:
        return False
    return any(j in counters for j in (node, *tree.ancestors(node))) or any(
        node < j < tree.ends[node] for j in counters
    )


def _has_form(scene: Scene) -> bool:
    tree = scene.tree
    if any(
        tree.get(i, "name") in ("comment", "comment_body") or "comment" in tree.get(i, "id")
        for i in tree.all("textarea")
    ):
        return True
    return any(
        re.search(r"comment", tree.get(i, "action") + tree.get(i, "id")) is not None for i in tree.all("form")
    )


def _choose(scene: Scene, seen: list[Seen]) -> Seen | None:
    if not seen:
        return None
    best = min(seen, key=lambda s: (s.rank, s.node))
    if best.value == 0 and best.rank < 3 and _scripted(scene, best):
        best = min((s for s in seen if s.value), key=lambda s: (s.rank, s.node), default=best)
    tree = scene.tree
    wider = [
        s
        for s in seen
        if s.value == best.value
        and s.node >= 0
        and s.node < best.node < tree.ends[s.node]
        and s.rank <= best.rank + 0.5
    ]
    best = max(wider, key=lambda s: s.node, default=best)
    if best.qualifier != "exact":
        close = [
            s for s in seen if s.qualifier == "exact" and abs(s.value - best.value) <= 0.06 * best.value + 1
        ]
        if close and best.qualifier == "approx":
            best = min(close, key=lambda s: (s.rank, s.node))
        elif best.qualifier == "at_least" and (
            more := [s for s in seen if s.qualifier == "exact" and s.value >= best.value]
        ):
            best = min(more, key=lambda s: (s.rank, s.node))
    return best


def _scripted(scene: Scene, s: Seen) -> bool:
    """A zero in an element that calls itself a script's, or stands with the id of an article for a script."""
    attrs = scene.tree.attrs[s.node] if s.node >= 0 else {}
    names = (attrs.get("class") or "").split()
    return any(n.startswith("js-") for n in names) or any(k.startswith("data-") for k in attrs)


def _facts(scene: Scene, chosen: Seen | None, seen: list[Seen], own: list[Label]) -> CommentFacts:
    system = scene.widgets.system or next(iter(scene.widgets.counters.values()), None)
    form = _has_form(scene)
    if system is None and (chosen or form):
        system = "native"
    return CommentFacts(
        comment_count=chosen.value if chosen else None,
        comment_count_qualifier=chosen.qualifier if chosen else None,
        comment_count_source=chosen.source if chosen else None,
        comments_open=_open(scene, own, form=form),
        comments_system=system,
        comments_thread=thread_of(scene.page, scene.widgets) if system not in (None, "native") else None,
        candidates=tuple(_candidate(scene, s, chosen=s is chosen) for s in seen[:60]),
        regions=_regions(scene),
    )


def _open(scene: Scene, own: list[Label], *, form: bool) -> bool | None:
    if any(label.statement.closed or label.statement.kind == "closed" for label in own):
        return False
    if form:
        return True
    asked = any(label.statement.kind == "invite" for label in own)
    article = scene.page.structured.article if "CommentAction" in scene.survey.mentions else None
    action = str(article.data.get("potentialAction")) if article else ""
    return True if asked or "CommentAction" in action else None


def _candidate(scene: Scene, s: Seen, *, chosen: bool) -> Candidate:
    where = scene.tree.path(s.node) if s.node >= 0 else s.source
    confidence = 0.0 if s.note else _CONFIDENCE.get(int(s.rank), 0.8)
    note = s.note if s.qualifier == "exact" else f"{s.qualifier} {s.note}".strip()
    return Candidate("comment_count", s.value, s.raw, s.source, where, confidence, chosen, note)


def _regions(scene: Scene) -> tuple[int, ...]:
    """Outermost elements of the comment area."""
    tree = scene.tree
    wanted = [
        i
        for i in scene.named(c.AREA | c.LIST)
        if tree.ends[i] - i > 1 and tree.tags[i] not in _NO_REGION and not scene.holds_headline(i)
    ]
    wanted += [i for i in scene.named(c.ITEM) if scene.is_item(i) and not scene.holds_headline(i)]
    wanted += [i for i in scene.widgets.areas if not scene.holds_headline(i)]
    wanted += _numbered(scene)
    outer: list[int] = []
    for i in sorted(set(wanted)):
        if not outer or i >= tree.ends[outer[-1]]:
            outer.append(i)
    return tuple(outer)


def _numbered(scene: Scene) -> list[int]:
    """Comments that only their ids tell, as Movable Type wrote them: `c115816`, `c115820`. TYPO3 numbers its content so
    too, so each must say beside it who posted it."""
    tree = scene.tree
    idents = ((i, tree.attrs[i]["id"] or "") for i in tree.with_attr("id"))
    found = [i for i, ident in idents if ident[:1] == "c" and _NUMBERED.match(ident)]
    found = [i for i in found if tree.ends[i] - i > 1 and tree.tags[i] not in _NO_REGION and _signed(tree, i)]
    if len(found) < 2 or any(map(scene.holds_headline, found)):
        return []
    behind = [tree.ends[i] for i in found if tree.ends[i] < len(tree)]
    return [*found, *(i for i in behind if _POSTED.search(tree.get(i, "class")))]


def _signed(tree: Tree, i: int) -> bool:
    beside = (tree.parents[i], tree.ends[i], *range(i + 1, min(tree.ends[i], i + 6)))
    return any(0 <= k < len(tree) and _POSTED.search(tree.get(k, "class")) for k in beside)


_NUMBERED = re.compile(r"c(?:omment)?[-_]?\d{4,}\Z")
_POSTED = re.compile(r"comment|posted", re.I)
_NO_REGION = frozenset(("html", "body", "a", "span", "h1", "p"))
