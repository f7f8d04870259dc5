"""Section of the page's article: as stated, as a label by the headline, as the last step of the breadcrumb."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.model import Candidate
from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.entities import unescape
from crawler.parsers.header.credits import in_article
from crawler.parsers.header.scan import CRUMBS, SECTION, Marked
from crawler.parsers.headlines import in_crumbs
from crawler.parsers.tree import Tree, fold
from crawler.parsers.words import likeness

if TYPE_CHECKING:
    from crawler.parsers.page import Page

_ENTRIES = frozenset({"li", "a"})
_CURRENT = frozenset({"active", "current", "selected", "is-active", "current-menu-item"})
"""Class names of the entry that the reader is in."""
MAX_NAV = 600
"""Nodes of a navigation that are looked at."""
MAX_SECTION = 40
"""Characters of a section's name in a label or breadcrumb."""
_SECTION_METAS = (
    "article:section",
    "og:article:section",
    "og:section",
    "parsely-section",
    "cxenseparse:recs:category",
    "section",
    "sailthru.section",
    "dc.subject.section",
    "category",
)
_CATEGORY = re.compile(
    r"/(?:category|categories|section|sections|rubrik|ressort|topics?|archive|seccion)/", re.I
)
_CRUMBS = re.compile(
    r"bread-? ?crumb|brotkr[uü]me|ariane|kruimel|migas|okruszk|drobečk|хлебные крошки|パンくず", re.I
)
_HERE = re.compile(
    r"^(?:you are here|du befindest dich hier|sie (?:sind|befinden sich) hier|vous êtes ici|estás? (?:en|aquí)|ti trovi (?:in|qui)|"
    r"você está (?:em|aqui)|je bent hier|du är här|du er her|jesteś tutaj|вы (?:здесь|находитесь)|buradasınız|شما اینجا هستید|أنت هنا|موقعك)\b",
    re.I,
)


_FRONT = re.compile(
    r"(?:home(?:[ -]?page)?|start(?:seite|side|sida|pagina)?|forside|accueil|à la une|la une|inicio|portada|início|"
    r"página inicial|pagina iniziale|strona główna|главная|главная страница|ana ?sayfa|صفحه نخست|الرئيسية|首页|首頁|トップ|ホーム|홈)\Z"
    r"|(?:back|return|zurück|retour|volver|voltar|terug|tilbage|назад)\b",
    re.I,
)
"""Names of no section: the front page's, and links that lead back."""


def section_candidates(page: Page, marked: Marked) -> Iterator[Candidate]:
    """Sections, the surest first."""
    yield from _stated(page)
    tree = page.tree
    for _, i in page.links.get("category", ()):
        if tree.tags[i] == "a" and (text := tree.text(i)) and in_article(page, i):
            yield Candidate("section", text[:120], text, "rel.category", tree.path(i), 0.7)
            break
    yield from _labels(page, marked)
    if found := _category_link(page):
        yield found
    yield from _stated_crumbs(page)
    yield from _crumbs(page, marked)
    yield from _current(page)


def _current(page: Page) -> Iterator[Candidate]:
    """The one entry of the site's navigation that is marked as the current one."""
    tree = page.tree
    at = page.headline[1] if page.headline else 0
    navs = [i for i in tree.all("nav")[:4] if i < at]
    marked = [
        i
        for n in navs
        for i in range(n, min(tree.ends[n], n + MAX_NAV))
        if tree.tags[i] in _ENTRIES and _is_current(tree, i)
    ]
    outer = [i for i in marked if not any(j != i and tree.inside(i, j) for j in marked)]
    links = [next((k for k in range(i, tree.ends[i]) if tree.tags[k] == "a"), -1) for i in outer]
    for i in links if len(links) == 1 else ():
        text = tree.text(i) if i >= 0 else ""
        if 1 < len(text) <= MAX_SECTION and not _is_front(page, i) and not _is_own(page, i, text):
            yield Candidate("section", text, text, "nav.current", tree.path(i), 0.4)


def _is_current(tree: Tree, i: int) -> bool:
    named = tree.get(i, "class").lower().split()
    return bool(tree.get(i, "aria-current")) or not _CURRENT.isdisjoint(named)


def _stated(page: Page) -> Iterator[Candidate]:
    node = page.structured.article
    if node is not None:
        value = node.data.get("articleSection")
        first = next((v for v in value if isinstance(v, str)), None) if isinstance(value, list) else value
        if isinstance(first, str) and (name := _named(first)):
            yield Candidate("section", name, first, f"{node.syntax}.articleSection", node.where, 0.9)
    for meta in _SECTION_METAS:
        for content, _ in page.meta.get(meta, ())[:1]:
            if name := _named(content):
                yield Candidate("section", name, content, f"meta.{meta}", f"meta[{meta}]", 0.8)


def _named(stated: str) -> str:
    """A section's name as it is printed, "" if there is none: of a list of categories in one string the first, of a path
    the last step, of "News - News" one; not a number, an address or the front page's name."""
    name = fold(unescape(stated))
    if name.startswith("/"):
        name = name.rstrip("/").rpartition("/")[2]
    parts = name.split(",")
    written_by_machine = len(parts) > 2 or ", " not in name
    if len(parts) > 1 and written_by_machine and all(0 < len(part.split()) < 5 for part in parts):
        name = parts[0].strip()
    first, _, rest = name.partition(" - ")
    name = first if first.lower() == rest.lower() else name.split(" | ")[0]
    if name.startswith("http") or not any(c.isalpha() for c in name) or _FRONT.match(name):
        return ""
    return name[:120]


def _labels(page: Page, marked: Marked) -> Iterator[Candidate]:
    """An element by the headline whose class says that it names the section; of several links the first."""
    tree = page.tree
    at = page.headline[1] if page.headline else -1
    for i in marked.of(SECTION, at - 150, at + 150) if at >= 0 else []:
        link = next((k for k in range(i, tree.ends[i]) if tree.tags[k] == "a"), i)
        text = tree.text(link)
        told = any(c.isalpha() for c in text) and not _FRONT.match(text)
        if told and 1 < len(text) <= MAX_SECTION and in_article(page, i):
            yield Candidate("section", text, text, "class.section", tree.path(link), 0.65)
            return


def _category_link(page: Page) -> Candidate | None:
    """A link to a category within the article's own element, outside navigation."""
    tree = page.tree
    at = page.headline[1] if page.headline else -1
    home = next((a for a in tree.all("article") if tree.inside(at, a)), None)
    if home is None:
        return None
    links = tree.all("a")
    for i in links[bisect_left(links, home) : bisect_left(links, tree.ends[home])]:
        if _CATEGORY.search(tree.attrs[i].get("href") or ""):
            text = tree.text(i)
            named = 1 < len(text) <= MAX_SECTION
            if named and not any(tree.tags[k] in ("nav", "p", "li") for k in tree.ancestors(i)):
                return Candidate("section", text, text, "link.category", tree.path(i), 0.6)
    return None


def _crumbs(page: Page, marked: Marked) -> Iterator[Candidate]:
    """The last step of a breadcrumb that is neither the front page nor the article itself."""
    for trail in _trails(page, marked):
        steps = [i for i in range(trail, page.tree.ends[trail]) if page.tree.tags[i] == "a"][:12]
        if not steps and (name := _written_step(page, page.tree.text(trail))):
            yield Candidate("section", name, name, "breadcrumb.text", page.tree.path(trail), 0.5)
            return
        for i in reversed(steps):
            text = page.tree.text(i)
            front = _is_front(page, i) or _FRONT.match(text)
            if 1 < len(text) <= MAX_SECTION and not front and not _is_own(page, i, text):
                yield Candidate("section", text, text, "breadcrumb", page.tree.path(i), 0.5)
                return


_STEP = re.compile(r"\s*[/>»›|→]\s*")


def _written_step(page: Page, text: str) -> str:
    """The last step of a breadcrumb without links; its first one is the front page."""
    title = page.headline[0] if page.headline else page.title_tag
    steps = [s for s in _STEP.split(text[:300])[1:] if likeness(s, title) <= 0.7]
    return steps[-1] if steps and 1 < len(steps[-1]) <= MAX_SECTION else ""


def _stated_crumbs(page: Page) -> Iterator[Candidate]:
    """The same of a stated BreadcrumbList, whose first step is the front page."""
    title = page.headline[0] if page.headline else page.title_tag
    for node in page.structured.nodes:
        steps = node.data.get("itemListElement") if "BreadcrumbList" in node.types else None
        for step in reversed(steps[1:12] if isinstance(steps, list) else []):
            name = _named(_step(page, step))
            if 1 < len(name) <= MAX_SECTION and likeness(name, title) <= 0.7:
                yield Candidate("section", name, name, f"{node.syntax}.breadcrumb", node.where, 0.55)
                return


def _step(page: Page, step: Any) -> str:
    """The name of a ListItem, its own or its item's."""
    item = page.structured.resolve(step.get("item")) if isinstance(step, dict) else None
    names = [x.get("name") for x in (step, item) if isinstance(x, dict)]
    return next((n for n in names if isinstance(n, str)), "")


def _trails(page: Page, marked: Marked) -> Iterator[int]:
    tree = page.tree
    yield from marked.of(CRUMBS)[:3]
    yield from (
        i
        for i in tree.with_attr("itemtype")
        if tree.tags[i] in ("ul", "ol") and "BreadcrumbList" in tree.get(i, "itemtype")
    )
    yield from (i for i in tree.with_attr("aria-label") if _CRUMBS.search(tree.get(i, "aria-label")))
    yield from (tree.parents[i] for i in tree.all("h1")[:2] if in_crumbs(tree, i))
    yield from (b.node for b in page.blocks[:80] if b.linked and _HERE.match(b.text[:40]))


def _is_front(page: Page, i: int) -> bool:
    return urlsplit(absolute(page.base, page.tree.get(i, "href"))).path.rstrip("/") == ""


def _is_own(page: Page, i: int, text: str) -> bool:
    title = page.headline[0] if page.headline else page.title_tag
    return (
        same_page_key(absolute(page.base, page.tree.get(i, "href"))) in page.addresses
        or likeness(text, title) > 0.7
    )
