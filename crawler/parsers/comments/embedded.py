"""Comment counts that a page states for machines: structured data and script state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.parsers.addresses import same_page_key
from crawler.parsers.comments.facts import Seen
from crawler.parsers.comments.numbers import bare_number
from crawler.parsers.comments.owners import foreign
from crawler.parsers.comments.scene import Scene
from crawler.parsers.comments.text import normal
from crawler.parsers.structured import Node
from crawler.parsers.words import likeness

_STATE_KEYS = re.compile(
    r"[cC]omm?ents?_?[cC]ount|[cC]omm?ents?_?[tT]otal|numComm?ents|num_comm?ents|[cC]ommentary_?[cC]ount|(?:total|nb|count|number_?[oO]f)_?[cC]omm?ents?",
    re.I,
)
_STATE_KEY = re.compile(rf"(?:{_STATE_KEYS.pattern})\Z", re.I)
_LAYER = re.compile(
    r"[\"'](?:comm?ents?_?count|num_?comm?ents|comm?ents?_?total)[\"']?\s*:\s*[\"']?(\d{1,7})\b", re.I
)
_LAYERS = ("dataLayer", "digitalData", "utag_data", "pageData", "_satellite")
_USER_COMMENTS = re.compile(r"UserComments:\s*(\d[\d.,' ]*)", re.I)
_MAX_VISITS = 60_000


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
    value = _number(node.data.get("commentCount"))
    if value is not None:
        yield _seen(value, f"{node.syntax}.commentCount", node.node, str(node.data["commentCount"]))
    statistics = node.data.get("interactionStatistic") or node.data.get("interactionCount")
    for statistic in statistics if isinstance(statistics, list) else [statistics]:
        if isinstance(statistic, dict) and _is_comment_action(statistic.get("interactionType")):
            value = _number(statistic.get("userInteractionCount", statistic.get("interactionCount")))
        elif isinstance(statistic, str) and (legacy := _USER_COMMENTS.search(statistic)):
            value = _number(legacy[1])
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


def _number(value: Any) -> int | None:
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
            raw, value, what = content or "", _number(legacy[1]), "interactionCount"
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
    whole = _number(raw)
    if whole is not None:
        return whole
    words = normal(raw).split()
    return next((n for w in words[:4] if (n := _number(w)) is not None), None)


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


def read_state(scene: Scene) -> list[Seen]:
    """Counts in script state: of the object that names the page's own address, id or headline."""
    page = scene.page
    if stated := _entry_stat(scene):
        return [stated]
    if not _STATE_KEYS.search(scene.survey.mentions):
        return []
    found: list[Seen] = []
    for value, where in page.structured.states:
        hits = list(_own_objects(scene, value))
        found += [_state_seen(n, f"state {where.rpartition(' ')[2] or where}.{key}") for key, n in hits[:1]]
        if found:
            return found
    scripts = (page.tree.raw(i)[:40_000] for i in page.tree.all("script"))
    layered = {
        int(m[1])
        for text in scripts
        if "omment" in text and any(w in text for w in _LAYERS)
        for m in _LAYER.finditer(text)
    }
    return [_state_seen(layered.pop(), "state dataLayer")] if len(layered) == 1 else []


def _entry_stat(scene: Scene) -> Seen | None:
    """Chorus: `[data-cid="site/entry_stat"][data-cdata]` holds the entry's own figures as JSON."""
    tree = scene.tree
    for i in tree.with_attr("data-cdata"):
        if "entry_stat" in tree.get(i, "data-cid"):
            found = re.search(r'"comment_count"\s*:\s*(\d{1,7})', tree.get(i, "data-cdata"))
            if found and not foreign(scene, i):
                return Seen(4, int(found[1]), "exact", f"{scene.selector(i)}[data-cdata]", i, found[0])
    return None


def _state_seen(value: int, source: str) -> Seen:
    return Seen(4 if value else 5.5, value, "exact", source, -1, str(value))


def _own_objects(scene: Scene, value: Any) -> Iterator[tuple[str, int]]:
    waiting: list[Any] = [value]
    visited = 0
    while waiting and visited < _MAX_VISITS:
        value = waiting.pop()
        visited += 1
        if isinstance(value, list):
            waiting += reversed(value[:5_000])
        elif isinstance(value, dict):
            waiting += [v for v in reversed(list(value.values())) if isinstance(v, dict | list)]
            key = next((k for k in value if isinstance(k, str) and _STATE_KEY.match(k)), None)
            number = _number(value[key]) if key else None
            if key and number is not None and _is_own(scene, value):
                yield key, number


_ADDRESS_KEYS = re.compile(
    r"(?:canonical_?)?(?:url|uri|link|href|permalink|path|web_?url|share_?url|canonical|pathname|slug)\Z",
    re.I,
)


def _is_own(scene: Scene, data: dict[str, Any]) -> bool:
    """An object of the state is the page's own if it names its address, the id in it, or its headline."""
    path = scene.page.url.partition("?")[0].rstrip("/")
    last = path.rpartition("/")[2]
    for key, value in data.items():
        if isinstance(value, str) and _ADDRESS_KEYS.match(key) and value:
            if key.lower() == "slug" and (value == last or path.endswith(value.strip("/"))):
                return True
            if same_page_key(value) in scene.own or (
                "/" in value and value.strip("/") and path.endswith("/" + value.strip("/"))
            ):
                return True
        elif key.lower() in (
            "id",
            "articleid",
            "article_id",
            "postid",
            "post_id",
            "storyid",
            "story_id",
            "contentid",
            "uuid",
            "guid",
        ) and _in_path(str(value), path):
            return True
    title = next((data[k] for k in ("headline", "title", "name") if isinstance(data.get(k), str)), "")
    headline = scene.page.headline[0] if scene.page.headline else ""
    return bool(title and headline) and likeness(title, headline) > 0.85


def _in_path(ident: str, path: str) -> bool:
    return (
        len(ident) >= 2
        and re.search(
            rf"(?<![A-Za-z0-9]){re.escape(ident)}(?![A-Za-z0-9])", path.partition("://")[2].partition("/")[2]
        )
        is not None
    )
