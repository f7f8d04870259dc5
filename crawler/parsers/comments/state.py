"""Comment counts in script state: of the object that is the page's own article, or of a page-wide data layer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from crawler.parsers.addresses import same_page_key
from crawler.parsers.comments.embedded import number_in
from crawler.parsers.comments.facts import Seen
from crawler.parsers.comments.owners import foreign
from crawler.parsers.comments.scene import Scene
from crawler.parsers.page import Page
from crawler.parsers.words import likeness

_STATE_KEYS = re.compile(
    r"[cC]omm?ents?_?[cC]ount|[cC]omm?ents?_?[tT]otal|numComm?ents|num_comm?ents|[cC]ommentary_?[cC]ount|(?:total|nb|count|number_?[oO]f)_?[cC]omm?ents?",
    re.I,
)
_STATE_KEY = re.compile(rf"(?:{_STATE_KEYS.pattern})\Z", re.I)
_LAYER = re.compile(
    r"[\"'{,\s](?:comm?ents?_?count|num_?comm?ents|comm?ents?_?total)[\"']?\s*:\s*[\"']?(\d{1,7})\b", re.I
)
_VARIABLE = re.compile(
    r"\b(?:article|post|page|story|news|total|num|nb)?_?comm?ents?_?(?:count|total)\s*=\s*[\"']?([1-9]\d{0,6})\b",
    re.I,
)
_OBJECT = re.compile(r"[\"']comments?[\"']\s*:\s*[{\d]", re.I)
_LAYERS = ("dataLayer", "digitalData", "utag_data", "pageData", "_satellite")
_STATISTICS = frozenset(
    ("stats", "statistics", "metrics", "counts", "counters", "engagement", "social", "interactions")
)
_TOTALS = ("totalCount", "total_count", "total", "count")
_MAX_VISITS = 60_000


def read_state(scene: Scene) -> list[Seen]:
    """Counts in script state: of the object that names the page's own address, id or headline."""
    page = scene.page
    if stated := [*_entry_stat(scene), *_hidden_fields(scene)]:
        return stated[:1]
    named = _STATE_KEYS.search(scene.survey.mentions) is not None
    if not named and not _OBJECT.search(scene.survey.mentions):
        return []
    found: list[Seen] = []
    for value, where in chain(page.structured.states, _assigned(page) if named else ()):
        hits = list(_own_objects(scene, value))
        found += [_state_seen(n, f"state {where.rpartition(' ')[2] or where}.{key}") for key, n in hits[:1]]
        if found:
            return found
    scripts = (page.tree.raw(i)[:40_000] for i in (page.tree.all("script") if named else ()))
    layered = {
        int(m[1])
        for text in scripts
        if "omment" in text
        for m in (
            *_VARIABLE.finditer(text),
            *(_LAYER.finditer(text) if any(w in text for w in _LAYERS) else ()),
        )
    }
    return [_state_seen(layered.pop(), "state dataLayer")] if len(layered) == 1 else []


_ASSIGNED = re.compile(r"=\s*(?=[{\[]\s*[{\[\"])")
_MAX_ASSIGNED, _MAX_LOOSE = 20, 500_000
"""Assignments of a script that are tried, and characters of one that is looked into."""


def _assigned(page: Page) -> Iterator[tuple[Any, str]]:
    """State objects that are no properties of `window`: `Fusion.globalContent = {…}`, `var article = {…}`."""
    decoder = json.JSONDecoder(strict=False)
    for i in page.tree.all("script"):
        text = page.tree.raw(i)
        if "omm" not in text or len(text) > _MAX_LOOSE or "json" in page.tree.get(i, "type"):
            continue
        for found in islice(_ASSIGNED.finditer(text), _MAX_ASSIGNED):
            with suppress(ValueError, RecursionError):
                yield decoder.raw_decode(text, found.end())[0], "script variable"


def _entry_stat(scene: Scene) -> Iterator[Seen]:
    """Chorus: `[data-cid="site/entry_stat"][data-cdata]` holds the entry's own figures as JSON."""
    tree = scene.tree
    for i in tree.with_attr("data-cdata"):
        if "entry_stat" in tree.get(i, "data-cid"):
            found = re.search(r'"comment_count"\s*:\s*(\d{1,7})', tree.get(i, "data-cdata"))
            if found and not foreign(scene, i):
                yield Seen(4, int(found[1]), "exact", f"{scene.selector(i)}[data-cdata]", i, found[0])


def _hidden_fields(scene: Scene) -> Iterator[Seen]:
    """`<meta name="comment_count" content="5">`, `<input type="hidden" id="comment_count" value="5">`.

    Their zeros are left out: many pages print them whether or not they take comments.
    """
    tree = scene.tree
    for tag, value in (("meta", "content"), ("input", "value")):
        for i in tree.by_tag.get(tag, ()):
            attrs = tree.attrs[i]
            if value in attrs and (tag == "meta" or attrs.get("type") == "hidden"):
                name = attrs.get("name") or attrs.get("property") or attrs.get("id") or ""
                named = "omm" in name.lower() and _STATE_KEY.match(
                    re.split(r"[:.]", name)[-1].replace("-", "_")
                )
                if named and (number := number_in(attrs[value])):
                    yield Seen(4, number, "exact", f"{tag} {name[:40]}", i, (attrs[value] or "")[:100])


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
            for key, number in _stated(value):
                if _is_own(scene, value):
                    yield key, number
                    break


@lru_cache(maxsize=4_096)
def _names_count(key: str) -> bool:
    return len(key) < 60 and _STATE_KEY.match(key) is not None


def _stated(data: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The counts of an object: its own, of its `comments`, of its statistics."""
    inner = (v for k, v in data.items() if isinstance(v, dict) and k.lower() in _STATISTICS)
    for part in (data, *inner):
        for key in [k for k in part if isinstance(k, str) and ("omm" in k or "OMM" in k)]:
            value = part[key]
            counts = _names_count(key)
            if not counts and key in ("comments", "Comments", "comment"):
                if isinstance(value, dict):
                    value = next((value[k] for k in _TOTALS if k in value), None)
                counts = isinstance(value, int) and value > 0  # a 0 of so bare a name is often a switch
            if counts and (number := number_in(value)) is not None:
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
