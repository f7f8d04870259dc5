"""What an HTML page leads to: links, page requisites, feeds, and what it says about itself.

One lexbor parse; each distinct attribute value is resolved once a crawl (`Known`), since of about a hundred links on a
page nearly all have been seen before, and resolving them is the costliest part of a crawl.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.discovery import css, more, scripts, srcset
from crawler.discovery.addresses import EDGES, Refused, origin, raw_key, resolve
from crawler.discovery.model import Hop, Kind, Link
from crawler.discovery.shapes import looks
from crawler.parsers.limits import tame

MAX_LINKS = 20_000
"""Addresses read from one page; the largest real list pages have a few thousand."""
MAX_EXAMPLE = 500
"""Characters kept of a value that is no address."""

_ELEMENTS = (
    "a[href],area[href],link[href],link[imagesrcset],base[href],img,source,script,video,audio,iframe,frame[src],input[src],embed[src],"
    "object[data],track[src],image,use,feImage,style,meta[name],meta[http-equiv],[style],[background],[data-src],[data-srcset],[data-bg]"
)
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_EMBEDDED = {
    "img": ("src", "data-src", "data-original", "data-lazy-src", "data-lazy", "lowsrc"),
    "source": ("src", "data-src"),
    "script": ("src",),
    "video": ("src", "poster", "data-src"),
    "audio": ("src",),
    "input": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "track": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "feImage": ("href", "xlink:href"),
}
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
_PARTS = frozenset(
    {
        "stylesheet", "icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "manifest", "modulepreload",
    }
)  # fmt: skip
_PRELOADED = ("font", "style", "script", "image", "fetch", "worker")
MAX_PROLOG = 2_000
_SHEET_OF_XML = re.compile(r"""<\?xml-stylesheet\s[^>]{0,500}?\bhref\s*=\s*(["'])([^"'<>]{1,1000})\1""")
"""A style sheet of an XHTML or SVG document (Associating Style Sheets with XML documents 1.0)."""
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,]\s*(?:url\s*=\s*)?[\"']?\s*(?!url\s*=)([^\"'\s;,][^\"']*)", re.I)


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


def read(
    text: str,
    url: str,
    *,
    known: Known | None = None,
    kind: Callable[[str], Kind] = looks,
    charset: str = "utf-8",
) -> PageLinks:
    """The links of the page `text` that was got from `url`; `kind` tells what an anchor's address leads to.

    Links of a page whose robots meta says `nofollow` are left out (its requisites are not). Never raises.
    """
    reader = _Reader(url, _ThisPage() if known is None else known, kind, charset)
    tree = LexborHTMLParser(tame(text))
    root = tree.css_first("html")
    reader.page.language = (root.attributes.get("lang") or None) if root is not None else None
    for found in _sheets_named(text):
        reader.part(found)
    base = tree.css_first("base[href]")
    if base is not None:
        reader.stand_on(reader.address(base.attributes.get("href") or "") or url)
        reader.before = url
    links = reader.page.links
    for node in tree.css(_ELEMENTS):
        reader.element(node)
        if len(links) > MAX_LINKS:
            reader.page.refused["page-full"] += 1
            break
    for value in more.asked_for(text):
        if looks(value) != "requisite":
            reader.add(value, None, "L")
    page = reader.page
    if {"nofollow", "none"} & page.robots:
        page.refused["nofollow"] += sum(link.hop == "L" for link in page.links)
        page.links = [link for link in page.links if link.hop != "L"]
        reader.known.forget(reader.anchors)  # other pages may lead to them
    return page


class _Reader:
    def __init__(self, url: str, known: Known, kind: Callable[[str], Kind], charset: str) -> None:
        self.known, self.kind = known, kind
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

    def element(self, node: LexborNode) -> None:
        attrs, tag = node.attributes, node.tag or ""
        if tag in ("a", "area"):
            self.anchor(attrs)
        elif tag == "link":
            self.link(attrs)
        elif tag == "meta":
            self.meta(attrs)
        elif tag == "base":
            self.before = None
        elif tag == "style":
            self.sheet(node.text() or "")
        elif tag in ("iframe", "frame"):
            self.add(attrs.get("src"), "page", "E")
            self.inside(attrs.get("srcdoc") or "")
        elif tag == "script" and "src" not in attrs:
            self.script(node.text() or "", attrs)
        else:
            self.embedded(attrs, tag)
        if "style" in attrs:
            self.sheet(attrs["style"] or "")

    def anchor(self, attrs: dict[str, str | None]) -> None:
        """Most of what a page names, and most of that are bare paths that were met before: they are gone at once."""
        href = attrs.get("href")
        if href and href[0] == "/" and "#" not in href and href[1:2] != "/" and href[-1] not in EDGES:
            if not self.known.first(key := "L" + self.site + href):
                return
            self.anchors.append(key)
            self.keep(href, None, "L", None, int("nofollow" in (attrs.get("rel") or "")))
        else:
            self.add(href, None, "L", priority=int("nofollow" in (attrs.get("rel") or "")))

    def embedded(self, attrs: dict[str, str | None], tag: str) -> None:
        """Attributes that name a picture, a script, a film; some of them on any element."""
        for name in _EMBEDDED.get(tag, ("background",)):
            if name in attrs:
                self.part(attrs[name])
        for name in _SETS:
            if value := attrs.get(name):
                for found in srcset.addresses(value):
                    self.part(found)
        if "data-bg" in attrs or ("data-src" in attrs and tag not in _EMBEDDED):
            value = attrs.get("data-bg") or attrs.get("data-src") or ""
            if looks(value) == "requisite" or "data-bg" in attrs:
                self.sheet(value) if "url(" in value else self.part(value)

    def inside(self, srcdoc: str) -> None:
        """What a document written into an attribute needs: its base is the page's (HTML, 4.8.5)."""
        if srcdoc:
            found = read(srcdoc, self.base, known=self.known, kind=self.kind, charset=self.charset)
            self.page.links += found.links

    def sheet(self, text: str) -> None:
        if "url(" in text or "@import" in text or "image-set(" in text:
            for found in css.addresses(text):
                self.part(found)

    def script(self, text: str, attrs: dict[str, str | None]) -> None:
        """What an inline script will load: its base is the page's, for modules too (HTML, 8.1.5.3)."""
        kind = (attrs.get("type") or "").strip().lower()
        if kind == "importmap":
            self.modules(text)
        elif not kind or kind == "module" or "javascript" in kind or "ecmascript" in kind:
            for found in scripts.addresses(text):
                self.add(found.value, "requisite", "X")

    def modules(self, text: str) -> None:
        """The modules that an import map names (HTML, 8.1.6.2); folders, whose names end in a slash, are none."""
        try:
            named = json.loads(text[:100_000])["imports"].values()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return
        for value in [v for v in named if isinstance(v, str)][: scripts.MAX_ADDRESSES]:
            if not value.endswith("/"):
                self.part(value)

    def link(self, attrs: dict[str, str | None]) -> None:
        """`<link rel>`: relations of the page, its parts, its feeds."""
        rels, href = set((attrs.get("rel") or "").lower().split()), attrs.get("href") or ""
        media = (attrs.get("media") or "").lower()
        if "alternate" in rels and "stylesheet" not in rels:
            if (attrs.get("type") or "").lower().partition(";")[0].strip() in _FEEDS:
                self.add(href, "feed", "S", title=attrs.get("title"))
            else:
                self.add(href, "alternate" if media or not attrs.get("hreflang") else None, "L")
        elif rels & _PARTS or ("preload" in rels and attrs.get("as") in _PRELOADED):
            self.part(href)
            for found in srcset.addresses(attrs.get("imagesrcset") or ""):
                self.part(found)
        elif "canonical" in rels:
            self.page.canonical = self.page.canonical or self.address(href)
            self.add(href, None, "L")
        elif "amphtml" in rels:
            self.page.amp = self.page.amp or self.address(href)
            self.add(href, "alternate", "L")
        elif "hub" in rels:
            self.page.hub = self.address(href)
        elif rels & {"next", "prev"}:
            if "next" in rels:
                self.page.next = self.page.next or self.address(href)
            self.add(href, None, "L")

    def meta(self, attrs: dict[str, str | None]) -> None:
        name = (attrs.get("name") or attrs.get("http-equiv") or "").lower()
        content = attrs.get("content") or ""
        if name == "robots":
            self.page.robots |= frozenset(re.split(r"[\s,]+", content.lower().strip()[:500]))
        elif name == "generator":
            self.page.generator = self.page.generator or content[:200]
        elif name == "refresh" and (found := _REFRESH.match(content[:4000])):
            self.add(found[1], None, "R")


def _sheets_named(text: str) -> list[str]:
    prolog = text[:MAX_PROLOG]
    return [unescape(m[2]) for m in _SHEET_OF_XML.finditer(prolog)] if "<?xml-stylesheet" in prolog else []


def document(text: str, url: str, *, known: Known | None = None) -> list[Link]:
    """What an XML document got from `url` is shown with."""
    reader = _Reader(url, _ThisPage() if known is None else known, looks, "utf-8")
    for found in _sheets_named(text):
        reader.part(found)
    return reader.page.links


def drawing(text: str, url: str, *, known: Known | None = None) -> Iterator[Link]:
    """What an SVG document got from `url` needs; its links lead to no pages of ours."""
    yield from (link for link in read(text, url, known=known).links if link.hop in "EX")


def sheets(text: str, url: str, *, known: Known | None = None) -> Iterator[Link]:
    """What a style sheet got from `url` needs: other sheets, fonts, pictures."""
    reader = _Reader(url, _ThisPage() if known is None else known, looks, "utf-8")
    for found in css.addresses(text):
        reader.part(found)
    yield from reader.page.links


def of_script(text: str, url: str, *, page: str | None = None, known: Known | None = None) -> Iterator[Link]:
    """What a script got from `url` will load. `page` is one that runs it; where none is known, addresses relative to it are
    left out, but for those that begin with a slash, as most scripts come from their page's own host."""
    reader = _Reader(url, _ThisPage() if known is None else known, looks, "utf-8")
    for found in scripts.addresses(text):
        if not found.of_page or page is not None or found.value.startswith(("/", "http://", "https://")):
            reader.base = page if found.of_page and page is not None else url
            reader.add(found.value, "requisite", "X")
    yield from reader.page.links
