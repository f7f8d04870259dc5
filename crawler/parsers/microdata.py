"""Microdata (WHATWG HTML, section 5) and RDFa Lite (W3C) read into the shape that JSON-LD has.

A scope becomes `{"@type": …, "@id": …, property: value or [values]}`; names lose their prefix (`schema:headline` is
`headline`), nested scopes are nested dicts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawler.parsers.tree import Tree, fold

MAX_SCOPES = 3_000
MAX_TEXT = 2_000
"""Characters kept of a property that is element text; a body is read by the body parser, not here."""

_ADDRESSES = {"a": "href", "link": "href", "area": "href", "img": "src", "audio": "src", "video": "src"}
_ADDRESSES |= {"embed": "src", "iframe": "src", "source": "src", "object": "data"}
_LONG = frozenset({"articleBody", "text", "mainContentOfPage", "reviewBody", "blogPost"})


@dataclass(frozen=True, slots=True)
class Syntax:
    name: str
    scope: str
    type: str
    prop: str
    ident: str


MICRODATA = Syntax("microdata", "itemscope", "itemtype", "itemprop", "itemid")
RDFA = Syntax("rdfa", "typeof", "typeof", "property", "resource")


def read_scopes(tree: Tree, syntax: Syntax, having: list[int]) -> list[tuple[dict[str, Any], int]]:
    """The outermost and nested scopes of a page with their nodes, in document order: those of the elements `having` one."""
    scopes = having[:MAX_SCOPES]
    if not scopes:
        return []
    data = {i: _start(tree, i, syntax) for i in scopes}
    around: list[int] = []
    for i in sorted({*scopes, *tree.with_attr(syntax.prop)}):
        while around and i >= tree.ends[around[-1]]:
            around.pop()
        if around and (names := tree.get(i, syntax.prop)):
            value = data[i] if i in data else _value(tree, i, names)
            for name in names.split()[:4]:
                _add(data[around[-1]], local(name), value)
        if i in data:
            around.append(i)
    return [(data[i], i) for i in scopes]


def local(name: str) -> str:
    """The last segment of a vocabulary name: `https://schema.org/NewsArticle`, `schema:NewsArticle` → `NewsArticle`."""
    return name.rstrip("/").replace("#", "/").rpartition("/")[2].rpartition(":")[2]


def _start(tree: Tree, i: int, syntax: Syntax) -> dict[str, Any]:
    types = [local(t) for t in tree.get(i, syntax.type).split()[:4]]
    start: dict[str, Any] = {"@type": types[0] if len(types) == 1 else types} if types else {}
    ident = tree.get(i, syntax.ident) or (tree.get(i, "about") if syntax is RDFA else "")
    return start | ({"@id": ident} if ident else {})


def _value(tree: Tree, i: int, names: str) -> str | None:
    attrs, tag = tree.attrs[i], tree.tags[i]
    if attrs.get("content") is not None:
        return fold(attrs["content"] or "")
    if tag in _ADDRESSES:
        return attrs.get(_ADDRESSES[tag]) or ""
    if tag in ("data", "meter"):
        return attrs.get("value") or ""
    if tag == "time" and attrs.get("datetime"):
        return attrs["datetime"]
    if any(local(name) in _LONG for name in names.split()):
        return None
    return tree.text(i)[:MAX_TEXT] if tree.ends[i] - i < 400 else None


def _add(data: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        return
    have = data.get(name)
    if have is None:
        data[name] = value
    elif isinstance(have, list):
        have.append(value)
    else:
        data[name] = [have, value]
