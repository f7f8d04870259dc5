"""What an HTML page leads to: links, page requisites, feeds, and what it says about itself.

One lexbor parse; what its elements name is gathered in document order (gather.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.discovery import more, scripts, srcset
from crawler.discovery.addresses import EDGES
from crawler.discovery.gather import Gathering, Known, PageLinks, sheets_named
from crawler.discovery.model import Kind
from crawler.discovery.shapes import looks
from crawler.parsers.limits import tame

MAX_LINKS = 20_000
"""Addresses read from one page; the largest real list pages have a few thousand."""

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
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,]\s*(?:url\s*=\s*)?[\"']?\s*(?!url\s*=)([^\"'\s;,][^\"']*)", re.I)


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
    reader = _Reader(url, known, kind, charset)
    tree = LexborHTMLParser(tame(text))
    root = tree.css_first("html")
    reader.page.language = (root.attributes.get("lang") or None) if root is not None else None
    for found in sheets_named(text):
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


class _Reader(Gathering):
    """The elements of a page, one after the other."""

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
