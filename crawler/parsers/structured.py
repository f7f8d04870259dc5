"""Everything a page says about itself in a machine's words: JSON-LD, microdata, RDFa, and script state.

The page's own article node is chosen by address, then by headline, then for being the only one; site, author and
related nodes are never it. All of it is read once, when first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from crawler.parsers.addresses import same_page_key
from crawler.parsers.jsonld import read_json
from crawler.parsers.microdata import MICRODATA, RDFA, Syntax, local, read_scopes
from crawler.parsers.state import read_states
from crawler.parsers.tree import Tree, fold
from crawler.parsers.words import likeness

MAX_NODES = 2_000

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle AskPublicNewsArticle SatiricalArticle AdvertiserContentArticle BlogPosting LiveBlogPosting "
    "TechArticle ScholarlyArticle MedicalScholarlyArticle Report SocialMediaPosting DiscussionForumPosting".split()
)
"""schema.org's Article and what is under it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One object of structured data. `node` is its script or scope element; `pointer` a JSON pointer behind it."""

    data: dict[str, Any]
    syntax: Literal["jsonld", "microdata", "rdfa"]
    node: int
    pointer: str
    tree: Tree = field(repr=False, compare=False)

    @property
    def where(self) -> str:
        return self.tree.path(self.node) + (f"#{self.pointer}" if self.pointer else "")

    @property
    def types(self) -> frozenset[str]:
        """Names of its types without vocabulary."""
        stated = self.data.get("@type")
        names = stated if isinstance(stated, list) else [stated]
        return frozenset(local(n) for n in names if isinstance(n, str))

    @property
    def is_article(self) -> bool:
        return not self.types.isdisjoint(ARTICLE_TYPES)

    def text(self, name: str) -> str:
        """A property that is text (the first of a list), folded; "" where it is missing or an object."""
        value = self.data.get(name)
        if isinstance(value, list):
            value = next((v for v in value if isinstance(v, str)), None)
        return fold(value) if isinstance(value, str) else ""


class Structured:
    """`nodes` in document order; `titles` and `addresses` of the page tell which article node is its own."""

    def __init__(
        self,
        tree: Tree,
        titles: tuple[str, ...],
        addresses: frozenset[str],
    ) -> None:
        self._tree, self._titles, self._addresses = tree, titles, addresses

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(self._all())

    @cached_property
    def articles(self) -> tuple[Node, ...]:
        return tuple(n for n in self.nodes if n.is_article)

    @cached_property
    def article(self) -> Node | None:
        """The page's own article node."""
        by_address = [n for n in self.articles if not self._addresses.isdisjoint(addresses_of(n.data))]
        if by_address:
            return max(by_address, key=lambda n: (self._likeness(n), len(n.data)))
        ranked = sorted(self.articles, key=self._likeness, reverse=True)
        if ranked and self._likeness(ranked[0]) >= 0.6:
            return ranked[0]
        return ranked[0] if len(ranked) == 1 and not self._is_another_page(ranked[0]) else None

    @cached_property
    def by_id(self) -> dict[str, dict[str, Any]]:
        """`@id` → the fullest object of that name."""
        found: dict[str, dict[str, Any]] = {}
        for node in self.nodes:
            ident = node.data.get("@id")
            if isinstance(ident, str) and len(node.data) > len(found.get(ident, ())):
                found[ident] = node.data
        return found

    def resolve(self, value: Any) -> Any:
        """The object that a bare reference `{"@id": …}` names, anything else as it is."""
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and len(value) <= 2:
            return self.by_id.get(value["@id"], value)
        return value

    @cached_property
    def states(self) -> tuple[tuple[Any, str], ...]:
        """Page state left in scripts (`__NEXT_DATA__` and its kin), with where it stands."""
        return tuple(read_states(self._tree))

    def _all(self) -> Iterator[Node]:
        for i in self._tree.all("script"):
            if "ld+json" in self._tree.get(i, "type").lower():
                values = read_json(self._tree.raw(i))
                for at, value in enumerate(values):
                    yield from self._objects(value, i, f"/{at}" if len(values) > 1 else "")
        yield from self._scoped(MICRODATA)
        yield from self._scoped(RDFA)

    def _scoped(self, syntax: Syntax) -> Iterator[Node]:
        name: Literal["microdata", "rdfa"] = "rdfa" if syntax is RDFA else "microdata"
        for data, i in read_scopes(self._tree, syntax, self._tree.with_attr(syntax.scope)):
            yield Node(data, name, i, "", self._tree)

    def _objects(self, value: Any, i: int, pointer: str) -> Iterator[Node]:
        """The objects that stand for things of their own: top level, lists, graphs, main entities."""
        waiting = [(value, pointer)]
        seen = 0
        while waiting and seen < MAX_NODES:
            value, pointer = waiting.pop()
            seen += 1
            if isinstance(value, list):
                waiting += [(v, f"{pointer}/{k}") for k, v in enumerate(value[:MAX_NODES])][::-1]
            elif isinstance(value, dict):
                yield Node(value, "jsonld", i, pointer, self._tree)
                inner = ("mainEntity", "mainEntityOfPage", "@graph")
                waiting += [
                    (value[k], f"{pointer}/{k}") for k in inner if isinstance(value.get(k), dict | list)
                ]

    def _likeness(self, node: Node) -> float:
        headline = node.text("headline") or node.text("name")
        return max((likeness(headline, title) for title in self._titles), default=0.0) if headline else 0.0

    def _is_another_page(self, node: Node) -> bool:
        """A lone node that names another address and another headline is a teaser."""
        headline = node.text("headline") or node.text("name")
        stated = addresses_of(node.data)
        return bool(stated and self._addresses and headline and self._titles) and self._likeness(node) < 0.3


def addresses_of(data: dict[str, Any]) -> set[str]:
    """Keys of the addresses an object states for itself."""
    values = [data.get("url"), data.get("@id"), data.get("mainEntityOfPage")]
    main = data.get("mainEntityOfPage")
    if isinstance(main, dict):
        values += [main.get("@id"), main.get("url")]
    flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
    keys = {same_page_key(v) for v in flat if isinstance(v, str) and "/" in v}
    return keys - {""}
