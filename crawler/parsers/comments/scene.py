"""The page as the comment readers see it: flagged elements, whose box a node stands in, and what it is called."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.comments import classes as c
from crawler.parsers.comments.widgets import Widgets, read_widgets
from crawler.parsers.page import Page
from crawler.parsers.tree import TEXT

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FOREIGN_TAGS = frozenset(
    ("nav", "select", "option", "textarea", "template", "noscript", "q", "datalist", "script", "style")
)
_OTHER_BOX = re.compile(
    r"related|most (?:read|popular|commented|viewed|discussed|shared)|popular|trending|recommended|recent (?:comments|posts)|latest"
    r"|hot topics|top stories|you (?:may|might)|up next|next (?:article|post|story)|previous (?:article|post)|read (?:also|next|more)"
    r"|more (?:from|stories|news|articles|on)|also (?:on|in)|see also|don't miss|forum|mehr zum|meistgelesen|meistkommentiert|beliebt"
    r"|das könnte sie|lesen sie auch|ähnliche|verwandte|à lire|lire aussi|les plus (?:lus|commentés)|articles? liés|similaires|sur le même"
    r"|lo más|más (?:leídas?|leídos?|comentad|vist)|relacionad|también te|te puede|mais (?:lidas?|comentad|vist)|leia (?:também|mais)"
    r"|pi[uù] (?:letti|lette|commentat)|correlat|potrebbe interessarti|leggi anche|meest gelezen|gerelateerd|lees ook|mest lest|mest læst"
    r"|mest lästa|läs (?:också|mer)|les også|læs også|luetuimmat|lue myös|najczęściej|powiązane|polecane|czytaj (?:też|także)|nejčtenější"
    r"|související|najčítanejšie|súvisiace|najčitanije|povezano|pročitajte|свързани|най-четени|citește și|cele mai|kapcsolódó|legolvasottabb"
    r"|σχετικά|δημοφιλή|διαβάστε επίσης|похожие|читайте также|популярн|самое|по теме|последние|схожі|читайте також|найпопулярніш|çok okunan"
    r"|çok yorumlanan|ilgili|benzer|önerilen|مرتبط|پربیننده|پربازدید|پربحث|آخرین|مطالب مشابه|ذات صلة|الأكثر|اقرأ أيضا|مقالات مشابهة|מומלצ"
    r"|נקראות|כתבות נוספות|संबंधित|লোकप्रिय|सबसे ज्यादा|terkait|terpopuler|baca juga|liên quan|đọc nhiều|xem thêm|ข่าวที่เกี่ยวข้อง|関連|人気|ランキング|관련|많이 본|인기|相关|相關|热门|熱門|推荐|推薦|延伸閱讀",
    re.I,
)
_SVG = re.compile(r"<svg\b(.*?)</svg", re.I | re.S)
_SAID = re.compile(r"<title[^>]{0,200}>([^<]{1,80})|href=[\"']([^\"']{1,80})")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_ADDRESS_ATTRIBUTES = (
    "data-url",
    "data-href",
    "data-permalink",
    "data-canonical",
    "data-article-url",
    "data-page-url",
    "itemid",
    "data-link",
    "data-uri",
    "data-path",
    "data-share-url",
)

_NAMES, _LABEL, _COUNT, _MARKUP, _WIDGET = 1, 2, 3, 4, 5
_KINDS: dict[str, int] = {
    "class": _NAMES,
    "id": _NAMES,
    "aria-label": _LABEL,
    "title": _LABEL,
    "itemprop": _MARKUP,
    "property": _MARKUP,
    "content": _MARKUP,
}
_COUNT_ATTRIBUTE = re.compile(
    r"^data-(?:[\w-]*(?:comm?ents?|replies|messages)[\w-]*(?:count|num|total)[\w-]*|(?:count|num|total)[\w-]*comm?ents?)$",
    re.I,
)
_WIDGET_ATTRIBUTE = re.compile(
    r"disqus|dsq|coral|spot-?im|spot-id|talk-id|commento|cusdis|ghost-comment", re.I
)


def _kind_of(name: str) -> int:
    """What an attribute of this name can tell; remembered, up to a bound."""
    kind = (
        _COUNT if _COUNT_ATTRIBUTE.match(name[:80]) else _WIDGET if _WIDGET_ATTRIBUTE.search(name[:80]) else 0
    )
    if len(_KINDS) < 20_000:
        _KINDS[name] = kind
    return kind


class Scene:
    def __init__(self, page: Page) -> None:
        self.page, self.tree = page, page.tree
        self.flags: dict[int, int] = {}
        self.described: list[tuple[int, str]] = []
        self.numbered: list[tuple[int, str]] = []
        self.marked: list[int] = []
        self.hot: list[int] = []
        self._scan()

    def _scan(self) -> None:
        """One walk over all attributes: each name and each value of class and id is judged once a process."""
        kinds = _KINDS
        named: list[tuple[int, str]] = []
        for i, attrs in enumerate(self.tree.attrs):
            if not attrs:
                continue
            for name in attrs:
                kind = kinds.get(name, -1)
                if not kind:
                    continue
                value = attrs[name]
                if kind == _NAMES:
                    if value:
                        named.append((i, value))
                else:
                    self._note(i, name, value or "", kind if kind > 0 else _kind_of(name))
        self._flag(named)

    def _flag(self, named: list[tuple[int, str]]) -> None:
        known, flags = c.FLAGS, self.flags
        c.learn({value for _, value in named})
        for i, value in named:
            if found := known[value]:
                flags[i] = flags.get(i, 0) | found
                if found & c.WIDGET:
                    self.hot.append(i)

    def _note(self, i: int, name: str, value: str, kind: int) -> None:
        if kind == _WIDGET:
            self.hot.append(i)
        elif kind == _LABEL and 0 < len(value) < 120:
            self.described.append((i, name))
        elif kind == _COUNT and 0 < len(value) < 20:
            self.numbered.append((i, name))
        elif kind == _MARKUP and ("Count" in value or "UserComments" in value or "num_replies" in value):
            self.marked.append(i)

    @cached_property
    def widgets(self) -> Widgets:
        return read_widgets(self.page, self.hot)

    @cached_property
    def headline(self) -> int:
        found = self.page.headline
        return found[1] if found else -1

    @cached_property
    def own(self) -> frozenset[str]:
        """Keys of the addresses the page goes by, its short link included."""
        short = (href for href, _ in self.page.links.get("shortlink", ()))
        return self.page.addresses | {key for key in map(same_page_key, short) if key}

    @cached_property
    def pictured(self) -> dict[int, str]:
        """`<svg>` node → its title and the names of the symbols it uses (drawings are not in the tree)."""
        drawn = _SVG.findall(self.page.html)
        nodes = self.tree.by_tag.get("svg", [])
        if len(drawn) != len(nodes):
            return {}
        return {
            i: " ".join("".join(said) for said in _SAID.findall(inner))
            for i, inner in zip(nodes, drawn, strict=True)
        }

    def holds_headline(self, i: int) -> bool:
        return self.headline >= 0 and self.tree.inside(self.headline, i) and self.headline != i

    def hidden(self, i: int) -> bool:
        return any(self._hides(j) for j in (i, *self.tree.ancestors(i)))

    def _hides(self, i: int) -> bool:
        attrs = self.tree.attrs[i]
        if not attrs:
            return False
        if "hidden" in attrs or (
            self.flags.get(i, 0) & c.HIDDEN and self.tree.tags[i] not in ("html", "body")
        ):
            return True
        style = attrs.get("style")
        return bool(style) and _HIDING.search(style or "") is not None

    def near(self, i: int, flag: int, levels: int) -> bool:
        """Whether node `i` or one of that many above has a flag."""
        while i >= 0 and levels >= 0:
            if self.flags.get(i, 0) & flag:
                return True
            i, levels = self.tree.parents[i], levels - 1
        return False

    def area(self, i: int) -> int | None:
        """The comment section that node `i` stands in."""
        return next((j for j in (i, *self.tree.ancestors(i)) if self.is_area(j)), None)

    def is_area(self, i: int) -> bool:
        return (
            bool(self.flags.get(i, 0) & c.AREA)
            and self.tree.tags[i]
            in (
                "div",
                "section",
                "aside",
                "ol",
                "ul",
                "article",
                "footer",
                "td",
                "details",
                "main",
                "table",
                "comments",
            )
            and not self.holds_headline(i)
        )

    def is_item(self, i: int) -> bool:
        """Whether node `i` is one reader's comment (and not a box of that name)."""
        flags, tree = self.flags.get(i, 0), self.tree
        if not flags & (c.ITEM | c.PING) or tree.tags[i] not in (
            "li",
            "div",
            "article",
            "section",
            "tr",
            "dd",
            "dt",
            "blockquote",
            "details",
        ):
            return False
        if (
            re.search(r"\d", tree.get(i, "id"))
            or "data-comment-id" in tree.attrs[i]
            or "depth-" in tree.get(i, "class")
        ):
            return True
        names = tree.get(i, "class").lower()
        if not re.search(r"comm?ent|kommentar|reply", names):
            return False
        if tree.parents[i] >= 0 and self.flags.get(tree.parents[i], 0) & c.LIST:
            return True
        return any(
            tree.tags[j] in ("p", "blockquote", "time") or self.flags.get(j, 0) & c.PART
            for j in range(i + 1, min(tree.ends[i], i + 200))
        )

    def foreign(self, i: int) -> str:
        """Why what stands at node `i` is not the article's; "" if it is."""
        tree = self.tree
        if self._leads_to_own(i):
            return self._teaser_or_item(i)
        for j in (i, *tree.ancestors(i)):
            tag, flags = tree.tags[j], self.flags.get(j, 0)
            if tag in _FOREIGN_TAGS:
                return tag
            if self.holds_headline(j):
                continue
            if (
                tag == "aside"
                and not flags & c.AREA
                and not self._holds_area(j)
                and not self._in_own_article(j)
            ):
                return "aside"
            if flags & c.OTHERS and not flags & c.AREA and not self._holds_area(j) and not self._is_frame(j):
                return "box about others"
            if j != i and self.is_item(j):
                return "within a comment"
            if (
                tag == "footer"
                and tree.parents[j] >= 0
                and tree.tags[tree.parents[j]] == "body"
                and not flags & c.AREA
            ):
                return "site footer"
        return self._linked_elsewhere(i) or self._titled_others(i) or self._of_another_article(i)

    def _is_frame(self, i: int) -> bool:
        """Whether an element is the frame of the page rather than a box in it."""
        size = len(self.tree)
        return self.tree.tags[i] in ("body", "html") or (size > 200 and (self.tree.ends[i] - i) * 2 > size)

    def _in_own_article(self, i: int) -> bool:
        return any(self.tree.tags[j] == "article" and self.holds_headline(j) for j in self.tree.ancestors(i))

    def _leads_to_own(self, i: int) -> bool:
        """Whether node `i` is, or stands in, a link to the comments further down on this very page."""
        tree = self.tree
        link = next((j for j in (i, *tree.ancestors(i)) if tree.tags[j] == "a"), None)
        href = tree.get(link, "href") if link is not None else ""
        if "#" not in href or not re.search(r"#.*(?:comm?ent|respond|repl|discuss|kommentar)", href, re.I):
            return False
        before = href.partition("#")[0]
        return not before or same_page_key(absolute(self.page.base, before)) in self.own

    def _teaser_or_item(self, i: int) -> str:
        if any(j != i and self.is_item(j) for j in self.tree.ancestors(i)):
            return "within a comment"
        return self._of_another_article(i)

    def _holds_area(self, j: int) -> bool:
        end = self.tree.ends[j]
        return any(j < k < end for k in self.areas)

    @cached_property
    def areas(self) -> list[int]:
        return [
            i
            for i, f in self.flags.items()
            if f & c.AREA and f & ~c.ITEM and self.is_area(i) and not f & c.OTHERS
        ]

    def _linked_elsewhere(self, i: int) -> str:
        tree = self.tree
        link = next((j for j in (i, *tree.ancestors(i)) if tree.tags[j] == "a"), None)
        if link is None:
            link = next((j for j in range(i + 1, min(tree.ends[i], i + 12)) if tree.tags[j] == "a"), None)
        if link is not None and self._is_other_page(link):
            return "link to another page"
        return "teaser" if self._teaser(i) else ""

    def _is_other_page(self, link: int) -> bool:
        """A link to the comments of another address."""
        href = self.tree.get(link, "href")
        if "#" not in href or href.startswith("#") or not self.page.url:
            return False
        key = same_page_key(absolute(self.page.base, href.partition("#")[0]))
        return (
            bool(key)
            and key not in self.own
            and not any(key.startswith(o.rstrip("/") + "/") for o in self.own)
            and not ("?p=" in href or "comment-page" in href)
        )

    def _teaser(self, i: int) -> bool:
        """Whether the small box around node `i` has another page's title in it."""
        tree = self.tree
        for j in tree.ancestors(i):
            if self.holds_headline(j) or self.flags.get(j, 0) & c.AREA or tree.tags[j] in ("body", "main"):
                return False
            if tree.ends[j] - j > 60:
                return False
            for link in range(j, tree.ends[j]):
                if tree.tags[link] == "a" and not tree.inside(i, link) and self._title_link(link):
                    return True
        return False

    def _title_link(self, link: int) -> bool:
        tree = self.tree
        href = tree.get(link, "href")
        if not href or href.startswith(("#", "javascript:", "mailto:")):
            return False
        key = same_page_key(absolute(self.page.base, href))
        if not key or key in self.own:
            return False
        text = tree.text(link)
        return (
            len(text) >= 30
            or (any(tree.tags[j] in _HEADINGS for j in tree.ancestors(link)) and len(text) > 8)
            or (any(tree.tags[j] in _HEADINGS for j in range(link, tree.ends[link])))
        )

    @cached_property
    def _headings(self) -> list[int]:
        return self.tree.all(*_HEADINGS)

    def _titled_others(self, i: int) -> str:
        """A box whose heading says that it is about other pages."""
        tree = self.tree
        at = bisect_left(self._headings, i) - 1
        if at < 0:
            return ""
        heading = self._headings[at]
        box = tree.parents[heading]
        if box < 0 or not tree.inside(i, box) or heading == self.headline or self.holds_headline(box):
            return ""
        text = tree.text(heading)
        between = any(self.flags.get(j, 0) & c.AREA for j in (i, *tree.ancestors(i)) if j > box)
        return "box titled as others" if len(text) < 60 and not between and _OTHER_BOX.search(text) else ""

    @cached_property
    def units(self) -> list[tuple[int, bool | None]]:
        """Articles of an endless page, and whether each is the page's own (None: it does not say)."""
        tree = self.tree
        found: list[tuple[int, bool | None]] = []
        end = 0
        for i, attrs in enumerate(tree.attrs):
            if (
                (not attrs and tree.tags[i] != "article")
                or i < end
                or tree.tags[i] not in ("article", "div", "section", "main")
            ):
                continue
            stated = next((attrs[k] for k in _ADDRESS_ATTRIBUTES if attrs.get(k)), None) if attrs else None
            if tree.tags[i] == "article" or (stated and "/" in stated):
                heads = [h for h in self._headings if i < h < tree.ends[i] and tree.tags[h] in ("h1", "h2")]
                if heads and (stated or any(tree.tags[h] == "h1" for h in heads)):
                    found.append((i, self._states_own(i, stated, heads[0])))
                    end = tree.ends[i]
        return found if len(found) > 1 else []

    def _states_own(self, i: int, stated: str | None, heading: int) -> bool | None:
        tree = self.tree
        link = next((j for j in range(heading, tree.ends[heading]) if tree.tags[j] == "a"), None)
        outer = tree.parents[heading]
        href = stated or (
            tree.get(link, "href")
            if link is not None
            else tree.get(outer, "href")
            if tree.tags[outer] == "a"
            else ""
        )
        key = same_page_key(absolute(self.page.base, href)) if href else ""
        return key in self.own if key and self.own else None

    def _of_another_article(self, i: int) -> str:
        units = self.units
        if not units:
            return ""
        own = [u for u, is_own in units if is_own]
        tree = self.tree
        mine = next((u for u, _ in units if tree.inside(i, u)), None)
        if mine is None:
            mine = next((u for u, _ in reversed(units) if u < i), units[0][0])
        if own:
            return "" if mine in own else "another article"
        stated = dict(units)[mine]
        return "another article" if stated is False or (stated is None and mine != units[0][0]) else ""

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
