"""One page, each thing about it computed once, when first asked for. Lives for one extraction.

All parsers read this and the tree in it; nobody decodes or parses a second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime
from functools import cached_property
from heapq import nlargest
from typing import TYPE_CHECKING

from archive.normal import stream_safe
from crawler.parsers import language as languages
from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.blocks import Block, read_blocks
from crawler.parsers.decode import decode
from crawler.parsers.headlines import find_headline
from crawler.parsers.hints import hint_bit
from crawler.parsers.structured import Structured
from crawler.parsers.tree import Attrs, Element, Tree, fold
from crawler.parsers.unglue import words_of
from crawler.parsers.words import width

RELATIONS = frozenset({"canonical", "amphtml", "next", "shortlink", "author", "tag", "category"})
"""`rel` words that parsers look for."""

LONG = 1_000
"""Characters of a `<meta>` content; few titles, dates or names have more than a hundred."""

if TYPE_CHECKING:
    from bs4 import BeautifulSoup


class Page:
    """`url` may be empty (a fragment of a page); `headers` are the answer's, those that are text; `captured_at` is aware.

    What a learned layout knows of such pages: `apart` are elements that are left unread, `quiet` the first text nodes of
    blocks that state nothing about the article (neither its date nor its author, number or agency).
    """

    def __init__(
        self,
        html: bytes,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        captured_at: datetime | None = None,
    ) -> None:
        self.url = url
        self.headers = {
            name.lower(): value
            for name, value in (headers or {}).items()
            if isinstance(name, str) and isinstance(value, str)
        }
        self.captured_at = captured_at
        self.apart: frozenset[Element] = frozenset()
        self.quiet: frozenset[int] = frozenset()
        text, self.charset = decode(html, self.headers.get("content-type"))
        self.html = stream_safe(text)
        same = self.html is text and "\ufffd" not in text and html[:1] != b"\xef"
        self._utf8 = html if self.charset == "utf-8" and same else None

    def without(self, apart: frozenset[Element]) -> Page:
        """The same page, of which nothing has been read yet, to be read without what these elements hold."""
        page = copy(self)
        page.__dict__ = {name: value for name, value in vars(self).items() if name in _GIVEN}
        page.apart, page.quiet = apart, frozenset()
        return page

    @cached_property
    def tree(self) -> Tree:
        return Tree(self.html, self._utf8, self.apart)

    @cached_property
    def meta(self) -> dict[str, list[tuple[str, int]]]:
        """Lower-cased name, property, http-equiv or itemprop of `<meta>` → its contents with their nodes.

        Long contents come folded: to look for signs between blanks in a run of them takes quadratic time.
        """
        found: dict[str, list[tuple[str, int]]] = {}
        for i in self.tree.all("meta"):
            attrs = self.tree.attrs[i]
            content = attrs.get("content")
            if content is None:
                continue
            content = content.strip() if len(content) <= LONG else fold(content)
            for key in ("name", "property", "http-equiv", "itemprop"):
                if names := attrs.get(key):
                    for name in names.lower().split():
                        found.setdefault(name, []).append((content, i))
        return found

    def meta_first(self, *names: str) -> str:
        """The first content that is not empty under these names, in their order; "" for none."""
        return next((c for name in names for c, _ in self.meta.get(name, ()) if c), "")

    @cached_property
    def links(self) -> dict[str, list[tuple[str, int]]]:
        """A word of RELATIONS → absolute addresses with their nodes, of `<link rel>` and `<a rel>`."""
        found: dict[str, list[tuple[str, int]]] = {}
        tree = self.tree
        for i in tree.with_attr("rel"):
            rels = (tree.attrs[i]["rel"] or "").lower().split()
            if not RELATIONS.isdisjoint(rels) and tree.tags[i] in ("link", "a"):
                href = absolute(self.base, tree.get(i, "href"))
                for rel in rels if href else ():
                    found.setdefault(rel, []).append((href, i))
        return found

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to (`<base href>`, else the page's own)."""
        stated = next((self.tree.get(i, "href") for i in self.tree.all("base")), "")
        return (absolute(self.url, stated) if stated else "") or self.url

    @cached_property
    def language(self) -> str | None:
        """BCP 47, as stated by the page; else guessed from its words."""
        for stated in self._stated_languages():
            if tag := languages.language_tag(stated):
                return tag
        return languages.guess(self._sample())

    @cached_property
    def country(self) -> str | None:
        """ISO 3166: region of the stated language, else the top-level domain's country.

        A region US gives way to a country's own domain: `en-US` is what publishing software writes by default.
        """
        domain = languages.country_of_host(self.url)
        tags = (languages.language_tag(stated) for stated in self._stated_languages())
        stated = next((r for r in map(languages.region, tags) if r), None)
        return domain or stated if stated == "US" else stated or domain

    @cached_property
    def structured(self) -> Structured:
        titles = (self.meta_first("og:title", "twitter:title"), self.title_tag, *self._headings())
        return Structured(self.tree, tuple(t for t in titles if t), self.addresses)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Keys of the addresses this page goes by: its own, the canonical one, og:url."""
        stated = [self.url, self.meta_first("og:url")]
        stated += [href for href, i in self.links.get("canonical", ()) if self.tree.tags[i] == "link"]
        return frozenset(key for key in map(same_page_key, stated) if key)

    @cached_property
    def title_tag(self) -> str:
        """The text of `<title>`, folded."""
        tree = self.tree
        titles = [i for i in tree.all("title") if tree.parents[i] < 0 or tree.tags[tree.parents[i]] != "svg"]
        return fold(tree.raw(titles[0])) if titles else ""

    @cached_property
    def headline(self) -> tuple[str, int] | None:
        """The article's own headline as printed, and its node."""
        return find_headline(self)

    @cached_property
    def main(self) -> int:
        """The node that holds the article: the densest container, widened to hold the headline if that costs little."""
        best = self.densest
        if self.headline is None:
            return best
        for i in (best, *self.tree.ancestors(best)):
            if self.tree.tags[i] in ("body", "html"):
                return best
            if self.tree.inside(self.headline[1], i):
                return i
        return best

    def hidden(self, i: int) -> bool:
        """Whether node `i` or one around it is not shown: `hidden`, `aria-hidden`, `display: none`."""
        return bool(self._hidden[i])

    @cached_property
    def _hidden(self) -> bytearray:
        return self._marked(("hidden", "aria-hidden", "style"), _is_hidden)

    @cached_property
    def undisplayed(self) -> bytearray:
        """1 for the nodes that no reader sees: what is only hidden from a screen reader is seen by all others."""
        return self._marked(("hidden", "style"), _is_undisplayed)

    def _marked(self, names: tuple[str, ...], says: Callable[[Attrs], bool]) -> bytearray:
        tree = self.tree
        marks = bytearray(len(tree))
        for i in (i for name in names for i in tree.with_attr(name)):
            if not marks[i] and says(tree.attrs[i]):
                end = tree.ends[i]
                marks[i:end] = b"\1" * (end - i)
        return marks

    def _headings(self) -> list[str]:
        return [self.tree.text(i) for i in self.tree.all("h1")[:4]]

    def _stated_languages(self) -> list[str]:
        tree = self.tree
        root = [tree.get(i, name) for i in tree.all("html", "body")[:2] for name in ("lang", "xml:lang")]
        named = ("content-language", "language", "dc.language", "dcterms.language", "inlanguage", "og:locale")
        stated = [*root, self.headers.get("content-language", ""), *(self.meta_first(name) for name in named)]
        return [s for s in stated if s and "," not in s]

    def _sample(self) -> str:
        """The page's longest texts, for a guess at the language."""
        texts = sorted((b.text for b in self.blocks), key=len, reverse=True)[:12]
        return " ".join(texts) or self.title_tag

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as BeautifulSoup, for publications' own files; costs more than everything else here together."""
        from bs4 import BeautifulSoup

        return BeautifulSoup(self.html, "lxml")

    @cached_property
    def blocks(self) -> list[Block]:
        """The page's text blocks in document order."""
        return read_blocks(self.tree, self._hidden)

    @cached_property
    def spread(self) -> Counter[str]:
        """In how many blocks each word stands."""
        return Counter(word for block in self.blocks for word in words_of(block))

    @cached_property
    def densest(self) -> int:
        """The node whose children hold the most running text; the root for a page without any."""
        return max(self.density, key=lambda n: self.density[n], default=0)

    @cached_property
    def width(self) -> int:
        """How many Latin letters a character stands for: 3 where one of the longest texts is in Han or kana."""
        longest = nlargest(3, (block.text for block in self.blocks), key=len)
        return max((width(text[:400]) for text in longest), default=1)

    @cached_property
    def density(self) -> dict[int, float]:
        """How much running text a node's children hold, in characters.

        Readability's idea: a block's plain text counts for the parent of its element, half of it one level up.
        """
        parents = self.tree.parents
        scores: dict[int, float] = {}
        for block in self.blocks:
            weight = len(block.text) - block.linked
            if weight < 40 or block.near & _ELSEWHERE:
                continue
            parent = parents[block.node] if block.node else 0
            for node, share in ((block.node, 0.3), (parent, 1.0), (parents[parent], 0.5)):
                if node > 0:
                    scores[node] = scores.get(node, 0.0) + share * weight
        return scores


_GIVEN = frozenset({"url", "headers", "captured_at", "html", "charset", "_utf8"})
"""What a page is made with; all else is read from it when asked for."""
_ELSEWHERE = hint_bit("comment") | hint_bit("layer") | hint_bit("foot")


def _is_hidden(attrs: Attrs) -> bool:
    return attrs.get("aria-hidden") == "true" or _is_undisplayed(attrs)


def _is_undisplayed(attrs: Attrs) -> bool:
    if "hidden" in attrs:
        return True
    style = attrs.get("style") or ""
    return "none" in style and "display:none" in style.replace(" ", "").lower()
