"""Comment counts in structured data: JSON-LD of the article's own node, microdata and RDFa."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.parsers.comments.facts import Seen
from crawler.parsers.comments.numbers import bare_number
from crawler.parsers.comments.owners import foreign
from crawler.parsers.comments.scene import Scene
from crawler.parsers.comments.text import normal
from crawler.parsers.structured import Node

_USER_COMMENTS = re.compile(r"UserComments:\s*(\d[\d.,' ]*)", re.I)


def read_structured(scene: Scene) -> list[Seen]:
    """Counts of the article's own node, then of markup that stands in the page without a scope."""
    found: list[Seen] = []
    if any(word in scene.survey.mentions for word in ("ommentCount", "CommentAction", "UserComments")):
        node = scene.page.structured.article
        if node is not None and node.syntax == "jsonld":
            found += list(_of_node(node))
    found += _marked(scene)
    return found


def _of_node(node: Node) -> Iterator[Seen]:
    value = number_in(node.data.get("commentCount"))
    if value is not None:
        yield _seen(value, f"{node.syntax}.commentCount", node.node, str(node.data["commentCount"]))
    statistics = node.data.get("interactionStatistic") or node.data.get("interactionCount")
    for statistic in statistics if isinstance(statistics, list) else [statistics]:
        if isinstance(statistic, dict) and _is_comment_action(statistic.get("interactionType")):
            stated = statistic.get("userInteractionCount", statistic.get("interactionCount"))
            value = _first_number(stated) if isinstance(stated, str) else number_in(stated)
        elif isinstance(statistic, str) and (legacy := _USER_COMMENTS.search(statistic)):
            value = number_in(legacy[1])
        else:
            continue
        if value is not None:
            yield _seen(value, f"{node.syntax}.interactionStatistic", node.node, str(value))


def _seen(value: int, source: str, node: int, raw: str) -> Seen:
    return Seen(3 if value else 5, value, "exact", source, node, raw[:100])


def _is_comment_action(kind: Any) -> bool:
    """schema.org's CommentAction, as an address, prefixed by an archive's, or as an object."""
    if isinstance(kind, dict):
        kind = kind.get("@type") or kind.get("@id")
    if isinstance(kind, list):
        return any(_is_comment_action(k) for k in kind)
    return isinstance(kind, str) and re.split(r"[/#:]", kind.rstrip("/"))[-1] == "CommentAction"


def number_in(value: Any) -> int | None:
    """The count that a value of structured data or state states; None for what is no count."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < 10**8 and value == int(value) else None
    found = bare_number(normal(value)) if isinstance(value, str) else None
    return found.value if found else None


def _marked(scene: Scene) -> list[Seen]:
    """Microdata and RDFa of comment counts, with their scope looked at."""
    tree, found = scene.tree, []
    for i in scene.survey.marked:
        attrs = tree.attrs[i]
        name = attrs.get("itemprop") or attrs.get("property") or ""
        content = attrs.get("content")
        legacy = _USER_COMMENTS.search(content) if content and "UserComments" in content else None
        if legacy:
            raw, value, what = content or "", number_in(legacy[1]), "interactionCount"
        elif name == "interactionCount" and content is None and (told := _USER_COMMENTS.search(tree.text(i))):
            raw, value, what = told[0], number_in(told[1]), "interactionCount"
        elif name and re.search(r"(?:^|[\s:])(?:commentCount|num_replies)\b", name):
            raw = content if content is not None else tree.text(i)
            value, what = _first_number(raw), "commentCount"
        elif name and "userInteractionCount" in name and _counts_comments(scene, i):
            raw = content if content is not None else tree.text(i)
            value, what = _first_number(raw), "interactionStatistic"
        else:
            continue
        if value is not None and _own_scope(scene, i):
            syntax = "microdata" if "itemprop" in attrs else "rdfa" if "property" in attrs else "attribute"
            found.append(_seen(value, f"{syntax}.{what}", i, raw))
    return found


def _first_number(raw: str) -> int | None:
    whole = number_in(raw)
    if whole is not None:
        return whole
    words = normal(raw).split()
    return next((n for w in words[:4] if (n := number_in(w)) is not None), None)


def _counts_comments(scene: Scene, i: int) -> bool:
    """Whether the InteractionCounter around `i` is one of comments."""
    tree = scene.tree
    scope = next(
        (j for j in tree.ancestors(i) if "itemscope" in tree.attrs[j] or "typeof" in tree.attrs[j]), None
    )
    return scope is not None and any(
        "interactionType" in (tree.get(j, "itemprop") or tree.get(j, "property"))
        and _is_comment_action(tree.get(j, "content") or tree.get(j, "href") or tree.get(j, "itemtype"))
        for j in range(scope, tree.ends[scope])
    )


_FOREIGN_SCOPES = re.compile(
    r"(?:Person|VideoObject|ImageObject|Product|Recipe|Organization|Comment|WebSite|ItemList|Event|UserComments)$"
)


def _own_scope(scene: Scene, i: int) -> bool:
    tree = scene.tree
    for j in tree.ancestors(i):
        kind = tree.get(j, "itemtype") or (tree.get(j, "typeof") if "typeof" in tree.attrs[j] else "")
        if kind and _FOREIGN_SCOPES.search(kind.split()[0]):
            return False
    return not foreign(scene, i)
