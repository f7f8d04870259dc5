"""What a document leads to, gathered: each value resolved once a crawl, counted where it is no address.

Each distinct value is resolved once a crawl (`Known`), since of about a hundred links on a page nearly all have been seen
before, and resolving them is the costliest part of a crawl.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Protocol

from crawler.discovery import css
from crawler.discovery.addresses import EDGES, Refused, origin, raw_key, resolve
from crawler.discovery.model import Hop, Kind, Link
from crawler.discovery.shapes import looks

MAX_EXAMPLE = 500
"""Characters kept of a value that is no address."""
MAX_PROLOG = 2_000
"""Characters in which the processing instructions before the root are looked for."""
_SHEET_OF_XML = re.compile(r"""<\?xml-stylesheet\s[^>]{0,500}?\bhref\s*=\s*(["'])([^"'<>]{1,1000})\1""")
"""A style sheet of an XHTML or SVG document (Associating Style Sheets with XML documents 1.0)."""


class Known(Protocol):
    """Raw values met before in this crawl. `first(key)` is true once for each key, until it is forgotten."""

    def first(self, key: str) -> bool: ...

    def forget(self, keys: Iterable[str]) -> None: ...


class _ThisPage(set[str]):
    """The memory of a page that is read alone."""

    def first(self, key: str) -> bool:
        known = key in self
        self.add(key)
        return not known

    def forget(self, keys: Iterable[str]) -> None:
        self.difference_update(keys)


@dataclass(slots=True)
class PageLinks:
    """What one page leads to. `links` are distinct and new to `Known`; `refused` counts values that are no address,
    `examples` holds the first such value of each reason.

    `canonical`, `next` and `amp` are absolute addresses; `robots` holds the words of `<meta name=robots>`.
    """

    links: list[Link] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    canonical: str | None = None
    next: str | None = None
    amp: str | None = None
    hub: str | None = None
    language: str | None = None
    generator: str | None = None
    robots: frozenset[str] = frozenset()


class Gathering:
    """The links of one document that was got from `url`; `kind` tells what an address leads to."""

    def __init__(
        self, url: str, known: Known | None, kind: Callable[[str], Kind] = looks, charset: str = "utf-8"
    ) -> None:
        self.known: Known = _ThisPage() if known is None else known
        self.kind = kind
        self.charset = "utf-8" if charset.lower().startswith("utf-16") else charset
        self.page = PageLinks()
        self.anchors: list[str] = []
        self.before: str | None = None
        self.stand_on(url)

    def stand_on(self, base: str) -> None:
        """What relative addresses are relative to."""
        self.base, self.site = base, origin(base)

    def address(self, value: str) -> str | None:
        try:
            return resolve(self.base, value, charset=self.charset)
        except Refused as reason:
            self.page.refused[str(reason)] += 1
            self.page.examples.setdefault(str(reason), value[:MAX_EXAMPLE])
            return None

    def add(
        self, value: str | None, kind: Kind | None, hop: Hop, *, title: str | None = None, priority: int = 0
    ) -> None:
        """`kind` None asks the address itself."""
        if not value:
            return
        if (
            value[0] != "/" or "#" in value or value[-1] in EDGES
        ):  # most are bare paths, with nothing to take off
            value = value.strip(EDGES).partition("#")[0]
            if not value or value[:5].lower() in ("data:", "javas", "about", "blob:"):
                return
        bare = value[0] == "/" != value[1:2]
        key = hop + (self.site + value if bare else raw_key(self.base, value))
        if not self.known.first(key):
            return
        if hop == "L":
            self.anchors.append(key)
        self.keep(value, kind, hop, title, priority)

    def keep(self, value: str, kind: Kind | None, hop: Hop, title: str | None, priority: int) -> None:
        url = self.address(value)
        if url is not None:
            self.page.links.append(Link(url, kind or self.kind(url), hop, title=title, priority=priority))

    def part(self, value: str | None) -> None:
        """What stands before `<base href>` has been asked for by the time that counts (HTML, 4.2.3)."""
        if self.before is None:
            self.add(value, "requisite", "E")
            return
        base = self.base
        self.stand_on(self.before)
        self.add(value, "requisite", "E")
        self.stand_on(base)

    def sheet(self, text: str) -> None:
        if "url(" in text or "@import" in text or "image-set(" in text:
            for found in css.addresses(text):
                self.part(found)


def sheets_named(text: str) -> list[str]:
    """Addresses of the style sheets that a document's prolog names, as they are written there."""
    prolog = text[:MAX_PROLOG]
    return [unescape(m[2]) for m in _SHEET_OF_XML.finditer(prolog)] if "<?xml-stylesheet" in prolog else []
