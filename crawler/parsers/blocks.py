"""The page as a row of text blocks: what stands between two block borders (or two `<br>`), with what surrounds it.

One walk over the tree. A block knows its text, how much of it is link, the element it stands in, and by bit masks which
kinds of elements and which hints in class names lie around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.parsers.tree import BLOCKS, SILENT, TEXT, Attrs, Tree

_HINTS: tuple[tuple[str, str], ...] = (
    ("comment", r"comment|disqus|discuss|respond|reply|replies|yorum|kommentar|livefyre|talkback|reactie"),
    ("nav", r"nav|menu|breadcrumb|pagin|pager|toolbar|skip|crumb|\btoc"),
    ("aside", r"side-?bar|aside|widget|\brail|right-?col|complement"),
    (
        "related",
        r"relat|recommend|\bmore|most|popular|trend|latest|also|read-?next|teaser|promo|suggest|outbrain|taboola|similar",
    ),
    ("cards", r"card|listing|feed|carousel|slide|swiper|grid|river"),
    ("ad", r"\bads?\b|advert|sponsor|banner|commercial|dfp|\bgpt|anzeige|ad-?slot|affiliate|shop|product"),
    ("share", r"shar(?:e|ing)|social|facebook|twitter|whatsapp|follow|instagram"),
    ("meta", r"byline|author|meta|date|\btime|publish|posted|info|source|kicker|eyebrow|categor"),
    ("caption", r"caption|figure|photo|image|\bimg|credit|thumb|picture|bild|foto|legend"),
    ("media", r"media|gallery|video|player|embed|audio|podcast"),
    ("foot", r"foot|copyright|bottom|legal|disclaimer|imprint"),
    ("head", r"head|masthead|top-?bar|logo"),
    ("tags", r"\btags?\b|topic|keyword|label"),
    ("sell", r"newsletter|subscri|sign-?up|paywall|premium|login|register|donat|support|member|\bcta"),
    ("layer", r"cookie|consent|gdpr|modal|popup|overlay|dialog|toast"),
    ("bio", r"\bbio|about|profile|contributor"),
    (
        "lead",
        r"lead|intro|summary|standfirst|subtitle|sub-?head|\bdek|excerpt|abstract|chapo|description|synopsis|deck",
    ),
    ("story", r"article|story|post|entry|news|blog"),
    ("prose", r"body|content|text|paragraph|\brte|rich|prose|wysiwyg|copy"),
    ("list", r"list|item|row|collection|\bcol\b"),
    ("unseen", r"hidden|sr-only|visually|screen-?reader|d-none|no-?print|print-only"),
    ("correction", r"correction|corrigend|clarification|berichtigung|rectificat"),
    ("note", r"editor|notice|alert|disclos|\bnote|update"),
    ("box", r"\bbox|fact|quote|pull|table|stat|score|chart"),
    ("title", r"title|headline"),
)
HINTS = tuple(name for name, _ in _HINTS)
_HINT = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _HINTS))
_HINT_BIT = {name: 1 << k for k, name in enumerate(HINTS)}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEEN: dict[str, int] = {}
_SEEN_LIMIT = 50_000

AROUND = tuple(
    "article main section aside nav footer header form figure table ul ol blockquote figcaption dl li td p details "
    "center dialog h1".split()
)
_AROUND_BIT = {tag: 1 << k for k, tag in enumerate(AROUND)}
HIDDEN_BIT = 1 << len(AROUND)
BODY_BIT = 1 << len(AROUND) + 1
"""Marked up as the body: `itemprop=articleBody` and its like."""

_SKIPPED = SILENT | frozenset("select button option legend datalist canvas audio video menu title".split())
_EMPHASIS = frozenset({"b", "strong", "i", "em"})
_BREAK = "\0"  # no page has one: limits.tame
_UNSEEN = _HINT_BIT["unseen"]


@dataclass(slots=True)
class Block:
    """One text block. `node` is the innermost block element around it, `first` and `last` are its text nodes' ends.

    `linked` counts characters inside links. `around` and `hints` are masks over all ancestors, `near` over the nearest
    three; `depth` counts block elements.
    """

    text: str
    node: int
    first: int
    last: int
    linked: int
    around: int
    near: int
    hints: int
    depth: int


@dataclass(slots=True)
class _Place:
    """An open block element: where it ends, and what is known of everything around it."""

    end: int
    node: int
    around: int
    own: int
    parent: int
    grandparent: int
    hints: int
    depth: int


def hint_mask(attrs: Attrs) -> int:
    """Bits of the hints in an element's class and id; each distinct pair is judged once."""
    name, ident = attrs.get("class"), attrs.get("id")
    if not name and not ident:
        return 0
    key = f"{name or ''} {ident or ''}"
    mask = _SEEN.get(key)
    if mask is None:
        mask = 0
        for word in key[:300].split():
            mask |= _word_mask(word)
        if len(_SEEN) >= _SEEN_LIMIT:
            _SEEN.clear()
        _SEEN[key] = mask
    return mask


@lru_cache(maxsize=20_000)
def _word_mask(word: str) -> int:
    """Bits of the hints in one class name: no hint reaches over a blank, and sites share most of these words."""
    mask = 0
    for found in _HINT.finditer(_CAMEL.sub("-", word).replace("_", "-").lower()):
        mask |= _HINT_BIT[found.lastgroup or ""]
    return mask


def hint_bit(name: str) -> int:
    return _HINT_BIT[name]


def around_bit(tag: str) -> int:
    return _AROUND_BIT[tag]


def read_blocks(tree: Tree, hidden: bytearray) -> list[Block]:
    """The page's text blocks in document order. `hidden` marks the nodes that are not shown."""
    return _Walk(tree, hidden).run()


class _Walk:
    """The walk over the tree: collects the texts of one block at a time."""

    def __init__(self, tree: Tree, hidden: bytearray) -> None:
        self.tree, self.hidden = tree, hidden
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.first = self.last = -1
        self.linked = 0

    def run(self) -> list[Block]:
        tree = self.tree
        tags, attrs, ends = tree.tags, tree.attrs, tree.ends
        stack = [_Place(len(tags), 0, 0, 0, 0, 0, 0, 0)]
        link_end = i = 0
        while i < len(tags):
            while i >= stack[-1].end:
                self.flush(stack.pop())
            tag = tags[i]
            if tag == TEXT:
                self.add(i, stack[-1], linked=i < link_end)
            elif tag in _SKIPPED:
                self.parts.append(" ")
                i = ends[i]
                continue
            elif tag == "br":
                self.line_break(stack[-1])
            elif tag in BLOCKS:
                self.flush(stack[-1])
                stack.append(self.enter(stack[-1], i))
            elif tag == "a":
                link_end = max(link_end, ends[i])
            elif attrs[i] and hint_mask(attrs[i]) & _UNSEEN and not self.hidden[i]:
                i = ends[i]
                continue
            i += 1
        while stack:
            self.flush(stack.pop())
        return self.blocks

    def add(self, i: int, place: _Place, *, linked: bool) -> None:
        """Takes up text node `i`."""
        text = self.tree.texts[i]
        if text.isspace():
            self.parts.append(text)
            return
        if self.first == i - 1 and self.runs_on(i):
            self.flush(place)
        self.parts.append(text)
        self.last = i
        if self.first < 0:
            self.first = i
        if linked:
            self.linked += len(text.strip())

    def runs_on(self, i: int) -> bool:
        """Whether text `i` sticks to an emphasised line before it without a blank: `<p><b>A heading</b>Some text`.

        Old markup closes headings and quotes so; single letters and words are drop caps.
        """
        tree = self.tree
        before = tree.parents[i - 1]
        line, text = tree.texts[i - 1], tree.texts[i]
        return (
            tree.tags[before] in _EMPHASIS
            and tree.parents[before] == tree.parents[i]
            and len(line) > 15
            and not line[-1].isspace()
            and (text[0].isupper() or text[0] in '“"«„‘')
        )

    def line_break(self, place: _Place) -> None:
        """One `<br>` is a line break, two part paragraphs."""
        parts = self.parts
        while parts and parts[-1].isspace():
            parts.pop()
        if parts and parts[-1] == _BREAK:
            self.flush(place)
        elif parts:
            parts.append(_BREAK)

    def enter(self, place: _Place, i: int) -> _Place:
        tag, attrs = self.tree.tags[i], self.tree.attrs[i]
        around = place.around | _AROUND_BIT.get(tag, 0)
        own = 0
        if attrs:
            own = hint_mask(attrs)
            if "itemprop" in attrs and (attrs["itemprop"] or "") in (
                "articleBody",
                "text",
                "mainContentOfPage",
            ):
                around |= BODY_BIT
            if attrs.get("role") == "main":
                around |= _AROUND_BIT["main"]
        if self.hidden[i]:
            around |= HIDDEN_BIT
        hints, depth = place.hints | own, place.depth + 1
        return _Place(self.tree.ends[i], i, around, own, place.own, place.parent, hints, depth)

    def flush(self, place: _Place) -> None:
        """Ends the block in hand, which stands in `place`."""
        if self.first >= 0:
            joined = "".join(self.parts)
            if _BREAK in joined:
                text = "\n".join(line for part in joined.split(_BREAK) if (line := " ".join(part.split())))
            else:
                text = " ".join(joined.split())
            near = place.own | place.parent | place.grandparent
            place_facts = (place.around, near, place.hints, place.depth)
            linked = min(self.linked, len(text))
            self.blocks.append(Block(text, place.node, self.first, self.last, linked, *place_facts))
            self.first = -1
            self.linked = 0
        self.parts.clear()
