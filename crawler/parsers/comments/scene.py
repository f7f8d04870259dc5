"""The page as the comment readers see it: flagged elements, the comment section, single comments, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from itertools import islice

from crawler.parsers.addresses import same_page_key
from crawler.parsers.comments import classes as c
from crawler.parsers.comments.forms import is_box
from crawler.parsers.comments.survey import Survey, read_survey
from crawler.parsers.comments.units import Unit, read_units
from crawler.parsers.comments.widgets import Widgets, read_widgets
from crawler.parsers.page import Page
from crawler.parsers.tree import TEXT

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MAX_DRAWING = 20_000
_SAID = re.compile(r"<title[^>]{0,200}>([^<]{1,80})|href=[\"']([^\"']{1,80})")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HIDING_NAME = re.compile(r"hid|none|invisible|template|prototype", re.I)
_AREA_TAGS = frozenset("div section aside ol ul article footer td details main table comments".split())
_ITEM_TAGS = frozenset("li div article section tr dd dt blockquote details".split())
_DIGIT = re.compile(r"\d")
_COMMENT = re.compile(r"comm?ent|kommentar|reply|pingback|trackback", re.I)


@lru_cache(maxsize=20_000)
def _may_hide(names: str) -> bool:
    return _HIDING_NAME.search(names) is not None


class Scene:
    """Flags are those of `classes`; an element's are read when they are first asked for."""

    def __init__(self, page: Page) -> None:
        self.page, self.tree = page, page.tree
        self.survey: Survey = read_survey(page.tree)
        self._flags: dict[int, int] = {}
        self._hidden: dict[int, bool] = {}
        self._links: dict[int, int] = {}
        self.boxes: dict[int, str] = {}

    def flags(self, i: int) -> int:
        """What the class and id of element `i` say."""
        found = self._flags.get(i)
        if found is None:
            attrs = self.tree.attrs[i]
            classes, ident = attrs.get("class"), attrs.get("id")
            found = (c.flags(classes) if classes else 0) | (c.flags(ident) if ident else 0)
            if "-" in self.tree.tags[i]:
                found |= c.flags(self.tree.tags[i])
            self._flags[i] = found = found | self.survey.tested.get(i, 0)
        return found

    def named(self, flag: int) -> list[int]:
        """Elements whose names speak of comments and have one of these flags, in document order."""
        return [i for i in self.survey.named if self.flags(i) & flag]

    @cached_property
    def widgets(self) -> Widgets:
        return read_widgets(self.page, self.survey.hot, self.fragments)

    @cached_property
    def headline(self) -> int:
        found = self.page.headline
        return found[1] if found else -1

    @cached_property
    def article(self) -> int:
        """The `<article>` around the headline, -1 for none."""
        around = self.tree.ancestors(self.headline) if self.headline >= 0 else ()
        return next((j for j in around if self.tree.tags[j] == "article"), -1)

    @cached_property
    def headline_nodes(self) -> frozenset[int]:
        """The nodes of the page's large headings outside the comments."""
        heads = [i for i in self.tree.by_tag.get("h1", ()) if not self.flags(i) & (c.COUNTER | c.HEADING)]
        inner = (j for i in heads for j in range(i, min(self.tree.ends[i], i + 12)))
        return frozenset(j for j in inner if self.area(j) is None)

    @cached_property
    def own(self) -> frozenset[str]:
        """Keys of the addresses the page goes by, its short link included."""
        short = (href for href, _ in self.page.links.get("shortlink", ()))
        return self.page.addresses | {key for key in map(same_page_key, short) if key}

    @cached_property
    def headings(self) -> list[int]:
        return self.tree.all(*HEADINGS)

    @cached_property
    def fragments(self) -> list[tuple[int, str]]:
        """Links with a fragment: (node, address)."""
        attrs = self.tree.attrs
        return [
            (i, href) for i in self.tree.by_tag.get("a", ()) if "#" in (href := attrs[i].get("href") or "")
        ]

    @cached_property
    def units(self) -> list[Unit]:
        return read_units(self.page, self.own)

    @cached_property
    def _drawings(self) -> dict[int, str]:
        """`<svg>` node → its source (drawings are not in the tree)."""
        sources = self.page.html.split("<svg")[1:]
        nodes = self.tree.by_tag.get("svg", [])
        return dict(zip(nodes, sources, strict=True)) if len(sources) == len(nodes) else {}

    def drawing(self, i: int) -> str:
        """The title of an `<svg>`, and the names of the symbols it uses."""
        source = self._drawings.get(i, "").partition("</svg")[0]
        return " ".join("".join(said) for said in _SAID.findall(source[:MAX_DRAWING]))

    def holds_headline(self, i: int) -> bool:
        return self.headline >= 0 and self.tree.inside(self.headline, i) and self.headline != i

    def hidden(self, i: int) -> bool:
        """Whether node `i` or one around it is not shown; what is found on the way is remembered."""
        new, parents = [], self.tree.parents
        while i >= 0 and i not in self._hidden:
            new.append(i)
            i = parents[i]
        found = i >= 0 and self._hidden[i]
        for j in reversed(new):
            self._hidden[j] = found = found or self.hides(j)
        return found

    def hides(self, i: int) -> bool:
        attrs = self.tree.attrs[i]
        if not attrs:
            return False
        if "hidden" in attrs or ("style" in attrs and _HIDING.search(attrs["style"] or "")):
            return True
        classes, ident = attrs.get("class"), attrs.get("id")
        if not (classes and _may_hide(classes)) and not (ident and _may_hide(ident)):
            return False
        return bool(self.flags(i) & c.HIDDEN) and self.tree.tags[i] not in ("html", "body")

    def nearest(self, known: dict[int, int], i: int, tells: Callable[[int], bool]) -> int:
        """Node `i` or the nearest one around it that `tells`, -1 for none; what is found on the way is kept in `known`, so
        that a thousand comments within each other are climbed once."""
        way, parents = [], self.tree.parents
        while i >= 0 and i not in known:
            way.append(i)
            if tells(i):
                known[i] = i
            else:
                i = parents[i]
        found = known.get(i, -1)
        for j in way:
            known[j] = found
        return found

    def link(self, i: int) -> int:
        """The link that node `i` is or stands in, -1 for none."""
        return self.nearest(self._links, i, lambda j: self.tree.tags[j] == "a")

    def near(self, i: int, flag: int, levels: int) -> bool:
        """Whether node `i` or one of that many above has a flag."""
        while i >= 0 and levels >= 0:
            if self.flags(i) & flag:
                return True
            i, levels = self.tree.parents[i], levels - 1
        return False

    def area(self, i: int) -> int | None:
        """The comment section that node `i` stands in."""
        return next((j for j in (i, *self.tree.ancestors(i)) if self.is_area(j)), None)

    def is_area(self, i: int) -> bool:
        if not self.flags(i) & c.AREA or self.tree.tags[i] not in _AREA_TAGS:
            return False
        return not self.holds_headline(i)

    @cached_property
    def areas(self) -> list[int]:
        """Comment sections: not those that are named like a single comment, or a box about others."""
        return [
            i
            for i in self.named(c.AREA)
            if self.is_area(i) and self.flags(i) & ~c.ITEM and not self.flags(i) & c.OTHERS
        ]

    @cached_property
    def items(self) -> list[int]:
        """Readers' comments, in document order."""
        return [i for i in self.named(c.ITEM) if self.is_item(i)]

    def is_item(self, i: int) -> bool:
        """Whether node `i` is one reader's comment (and not a box of that name)."""
        flags, tree = self.flags(i), self.tree
        if not flags & (c.ITEM | c.PING) or tree.tags[i] not in _ITEM_TAGS:
            return False
        classes, ident = tree.get(i, "class"), tree.get(i, "id")
        numbered = _DIGIT.search(ident) is not None or "depth-" in classes
        if "data-comment-id" in tree.attrs[i] or (numbered and _COMMENT.search(f"{classes} {ident}")):
            return True
        if not _COMMENT.search(classes):
            return False
        if tree.parents[i] >= 0 and self.flags(tree.parents[i]) & c.LIST:
            return True
        if tree.tags[i] in ("li", "article") and any(self.flags(j) & c.AREA for j in self._around(i)):
            return True
        worded = any(
            tree.tags[j] in ("p", "blockquote", "time") or self.flags(j) & c.PART
            for j in range(i + 1, min(tree.ends[i], i + 200))
        )
        return worded and not is_box(self, i)

    def _around(self, i: int) -> list[int]:
        """The two elements around node `i`."""
        return list(islice(self.tree.ancestors(i), 2))

    def selector(self, i: int) -> str:
        """`tag#id` or `tag.class.class`, short: the last readable step of a CSS path."""
        tree = self.tree
        if i < 0 or tree.tags[i] == TEXT:
            i = tree.parents[i] if i >= 0 else i
        names = [n for n in tree.get(i, "class").split() if re.fullmatch(r"[A-Za-z_][\w-]*", n)][:2]
        if names:
            return tree.tags[i] + "".join(f".{n}" for n in names)
        ident = tree.get(i, "id")
        return f"{tree.tags[i]}#{ident}" if re.fullmatch(r"[A-Za-z_][\w-]*", ident) else tree.tags[i]
