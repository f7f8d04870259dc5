"""The article's own object in page state left in scripts: the last resort for what the page does not show.

State holds teasers and other articles too; the object that has the page's own headline is the article's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archive.model import Candidate
from crawler.parsers.authors import split_names
from crawler.parsers.dates.iso import read_machine
from crawler.parsers.header.stamps import Value
from crawler.parsers.words import tokens

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_VISITED, MAX_DEEP = 20_000, 30
"""Values of a page's state that are looked at, and how deep."""
_PUBLISHED = ("publishedat", "datepublished", "publisheddate", "publishdate", "publicationdate", "publishedtime", "firstpublished",
              "firstpublishedat", "publishtime", "pubdate", "published", "publishedon", "displaydate", "createdat")  # fmt: skip
_UPDATED = (
    "updatedat",
    "datemodified",
    "modifiedat",
    "lastmodified",
    "updateddate",
    "modifieddate",
    "lastupdated",
    "updated",
)
_AUTHORS = ("authors", "author", "byline", "bylines", "contributors")
_SECTION = ("section", "primarysection", "category", "channel", "rubric")
_NAMES = ("name", "fullname", "displayname", "title", "label")


class Stated:
    """What the page's state says of its article; nothing where no object has the page's headline."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._object, self.where = next(_own_objects(page), ({}, ""))

    def published(self) -> Iterator[Value]:
        return self._moments(_PUBLISHED)

    def updated(self) -> Iterator[Value]:
        return self._moments(_UPDATED)

    def authors(self) -> Iterator[tuple[tuple[str, ...], Candidate]]:
        for name in _AUTHORS:
            texts = list(_names(self._object.get(name)))
            if found := tuple(dict.fromkeys(n for t in texts for n in split_names(t, stated=True))):
                yield (
                    found,
                    Candidate(
                        "authors", list(found), "; ".join(texts)[:300], f"state.{name}", self.where, 0.3
                    ),
                )
                return

    def section(self) -> Iterator[Candidate]:
        for name in _SECTION:
            for text in _names(self._object.get(name)):
                yield Candidate("section", text[:120], text, f"state.{name}", self.where, 0.3)
                return

    def _moments(self, names: tuple[str, ...]) -> Iterator[Value]:
        for name in names:
            raw = self._object.get(name)
            if isinstance(raw, str | int) and (iso := read_machine(str(raw), language=self.page.language)):
                zone = iso[-6:] if iso[-6:-5] in ("+", "-") and len(iso) > 10 else None
                yield Value(iso, str(raw), f"state.{name}", self.where, 0.3, zone=zone)


def _own_objects(page: Page) -> Iterator[tuple[dict[str, Any], str]]:
    """Objects that have the page's headline and say when they were published; their names without signs, in lower case."""
    headline = tokens(page.headline[0]) if page.headline else []
    for state, where in page.structured.states if headline else ():
        waiting: list[tuple[Any, int]] = [(state, 0)]
        for _ in range(MAX_VISITED):
            if not waiting:
                break
            value, depth = waiting.pop()
            if isinstance(value, dict) and any(_is_title(v, headline) for v in value.values()):
                own = {name.lower().replace("_", "").replace("-", ""): v for name, v in value.items()}
                if any(name in own for name in _PUBLISHED):
                    yield own, where
            inner = value.values() if isinstance(value, dict) else value
            waiting += [(v, depth + 1) for v in inner if depth < MAX_DEEP and isinstance(v, dict | list)]


def _is_title(value: Any, headline: list[str]) -> bool:
    return isinstance(value, str) and len(value) < 400 and tokens(value) == headline


def _names(value: Any) -> Iterator[str]:
    """Names out of a text, an object with a name, or a list of them."""
    if isinstance(value, str) and value.strip() and not value.startswith(("http", "/")):
        yield value.strip()
    elif isinstance(value, dict):
        named = (value.get(name) for name in value if name.lower().replace("_", "") in _NAMES)
        yield from (n for n in list(named)[:1] if isinstance(n, str) and n.strip())
    elif isinstance(value, list):
        for v in value[:20]:
            yield from _names(v)
