"""Page state that scripts carry: `__NEXT_DATA__`, `__NUXT_DATA__`, `window.__INITIAL_STATE__ = {…}` and their kin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.parsers.tree import Tree

MAX_STATE = 6_000_000
"""Characters of a script that is read."""

_HOSTS = ("window", "self", "globalThis")
_ASSIGNED = re.compile(
    rf"(?:{'|'.join(_HOSTS)})\s*(?:\.\s*(\w{{3,60}})|\[\s*[\"'](\w{{3,60}})[\"']\s*\])\s*=\s*(?=[{{\[]|JSON\.parse\()"
)
_PARSED = re.compile(r"JSON\.parse\(\s*(\"(?:[^\"\\]|\\.)*\")")
_NAMES = re.compile(
    r"state|data|props|store|preload|article|story|content|fusion|initial|apollo|nuxt|redux|page", re.I
)
_DECODER = json.JSONDecoder(strict=False)


def read_states(tree: Tree) -> Iterator[tuple[Any, str]]:
    """Each state, an object or a list, with where it stands; what is not JSON (functions, `undefined`) is passed over."""
    return ((value, where) for value, where in _all(tree) if isinstance(value, dict | list))


def _all(tree: Tree) -> Iterator[tuple[Any, str]]:
    for i in tree.all("script"):
        kind = tree.get(i, "type").lower()
        if "ld+json" in kind or tree.get(i, "src"):
            continue
        text = tree.raw(i)
        if len(text) > MAX_STATE:
            continue
        if kind in ("application/json", "application/vnd.api+json", "text/json"):
            yield from ((value, tree.path(i)) for value in _read(text.strip(), 0))
        elif "window" in text or "self" in text:
            yield from ((value, f"{tree.path(i)} {name}") for value, name in _assignments(text))


def _assignments(text: str) -> Iterator[tuple[Any, str]]:
    """Values with the names that they are assigned to."""
    at = 0
    for start in sorted(place for host in _HOSTS for place in _places(text, host)):
        if start >= at and (found := _ASSIGNED.match(text, start)):
            at = found.end()
            name = found[1] or found[2]
            if _NAMES.search(name):
                yield from ((value, name) for value in _read(text, at))


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _read(text: str, at: int) -> Iterator[Any]:
    try:
        if text.startswith("JSON.parse(", at):
            quoted = _PARSED.match(text, at)
            if quoted:
                yield json.loads(json.loads(quoted[1], strict=False), strict=False)
        else:
            yield _DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return
