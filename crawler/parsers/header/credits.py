"""Authors, section, tags and the print version as the page states or shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from archive.model import Candidate
from crawler.parsers.addresses import absolute
from crawler.parsers.authors import split_names
from crawler.parsers.dates.names import lines_of
from crawler.parsers.dates.numerals import fold as folded
from crawler.parsers.tree import Attrs, fold

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_TAGS = 60
_AUTHOR_METAS = (
    "byl",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "article:author_name",
    "article.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "author",
    "article:author",
    "twitter:creator:name",
    "dcsext.author",
    "analyticsattributes.author",
)
_SECTION_METAS = (
    "article:section",
    "parsely-section",
    "cxenseparse:recs:category",
    "section",
    "sailthru.section",
    "dc.subject.section",
    "category",
)
_TAG_SPLIT = re.compile(r"\s*[,;،]\s*")
_CATEGORY = re.compile(
    r"/(?:category|categories|section|sections|rubrik|ressort|topics?|archive|seccion)/", re.I
)
_PRINT = re.compile(
    r"(?<![a-z])print(?![a-z-]*ed)|drucken|imprim|stampa|/druk|yazdir|tulosta|skriv-?ut", re.I
)


def site_names(page: Page) -> tuple[str, ...]:
    """Names the site gives itself."""
    stated = [
        page.meta_first("og:site_name"),
        page.meta_first("application-name"),
        page.meta_first("twitter:site").lstrip("@"),
    ]
    node = page.structured.article
    publisher = page.structured.resolve(node.data.get("publisher")) if node else None
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        stated.append(publisher["name"])
    host = page.url.split("/")[2] if page.url.count("/") >= 2 else ""
    return tuple(
        s for s in (*stated, host, host.removeprefix("www."), host.removeprefix("www.").split(".")[0]) if s
    )


def author_candidates(
    page: Page, bylines: list[str], marked: list[int]
) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    """Author lists, the most trusted first. `bylines` are names read from the header lines, `marked`
    the elements whose class names a byline.

    A visible byline that names all the stated authors and more is the fuller list. The site's own name is an author
    only where it is stated as one and nobody else is.
    """
    site = site_names(page)
    sources = list(_author_sources(page, bylines, marked))
    found = [
        (_names(names, site, stated=trust >= 0.75), raw, rule, where, trust)
        for names, raw, rule, where, trust in sources
    ]
    named = [f for f in found if f[0]]
    named.sort(key=lambda f: -f[4])
    if named:
        printed = [f for f in named[1:] if f[2] == "class.byline"][:1]
        fuller = next((f for f in printed if named[0][4] >= 0.75 and set(f[0]) > set(named[0][0])), None)
        named = [fuller, *(f for f in named if f is not fuller)] if fuller else named
    else:
        own = (
            (_names(names, (), stated=True), raw, rule, where, 0.3)
            for names, raw, rule, where, trust in sources
            if trust >= 0.75
        )
        named = [f for f in own if f[0]]
    for names, raw, rule, where, trust in named:
        yield names, Candidate("authors", list(names), raw[:300], rule, where, trust)


def _names(texts: list[str], site: tuple[str, ...], *, stated: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for text in texts for n in split_names(text, site, stated=stated)))


def _author_sources(
    page: Page, bylines: list[str], marked: list[int]
) -> Iterator[tuple[list[str], str, str, str, float]]:
    """(printed names, raw text, rule, where, trust); below 0.75 the names are printed, not stated."""
    node = page.structured.article
    if node is not None:
        for name in ("author", "creator"):
            names = _people(page, node.data.get(name))
            if names:
                yield names, "; ".join(names), f"{node.syntax}.{name}", node.where, 0.9
    tree = page.tree
    shown = [
        (fold(tree.text(i)), i)
        for _, i in page.links.get("author", ())[:12]
        if tree.tags[i] == "a" and _in_article(page, i)
    ]
    shown = [(t, i) for t, i in shown if 2 < len(t) <= 80]
    if shown:
        yield (
            [t for t, _ in shown],
            "; ".join(t for t, _ in shown),
            "rel.author",
            tree.path(shown[0][1]),
            0.74,
        )
    for name in _AUTHOR_METAS:
        stated = [(c, i) for c, i in page.meta.get(name, ()) if c and not c.startswith(("http", "/", "@"))]
        if stated:
            names = [c for c, _ in stated[:10]]
            yield names, "; ".join(names), f"meta.{name}", f"meta[{name}]", 0.8
    if bylines:
        yield bylines, "; ".join(bylines), "header-line.byline", "", 0.7
    for i, texts in _byline_nodes(page, marked):
        yield texts, "; ".join(texts), "class.byline", tree.path(i), 0.6


def _people(page: Page, value: Any, depth: int = 0) -> list[str]:
    """Names of a schema.org author value; organisations only where no person is named."""
    value = page.structured.resolve(value)
    if isinstance(value, str):
        return [value] if not value.startswith(("http", "/")) else []
    if isinstance(value, list) and depth < 3:
        return [n for v in value[:20] for n in _people(page, v, depth + 1)]
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, list):
            return [n for n in name if isinstance(n, str)]
        return [name] if isinstance(name, str) else []
    return []


def _in_article(page: Page, i: int) -> bool:
    """Not in comments, related items or the page's frame."""
    tree = page.tree
    for k in (i, *tree.ancestors(i)):
        if tree.tags[k] in ("nav", "footer", "aside"):
            return False
        names = f"{tree.get(k, 'class')} {tree.get(k, 'id')}".lower()
        if "comment" in names or "related" in names or "recommend" in names:
            return False
    return True


def _byline_nodes(page: Page, marked: list[int]) -> Iterator[tuple[int, list[str]]]:
    """Texts of elements whose class names a byline, near the headline first; of one around others, theirs."""
    tree = page.tree
    at = page.headline[1] if page.headline else 0
    outer = [i for k, i in enumerate(marked) if not any(tree.inside(i, j) for j in marked[max(0, k - 6) : k])]
    for i in sorted(outer, key=lambda i: abs(i - at))[:6]:
        if not _in_article(page, i) or page.hidden(i):
            continue
        inner = [j for j in marked if j != i and tree.inside(j, i)]
        leaves = [j for j in inner if not any(k != j and tree.inside(k, j) for k in inner)]
        texts = list(dict.fromkeys(t for j in leaves if 3 < len(t := tree.text(j)) <= 80))
        whole = tree.text(i)
        if len(texts) > 1 and len(whole) < 400:
            yield i, texts
        elif 3 < len(whole) <= 160:
            yield i, [whole]


def section_candidates(page: Page) -> Iterator[Candidate]:
    node = page.structured.article
    if node is not None:
        value = node.data.get("articleSection")
        first = next((v for v in value if isinstance(v, str)), None) if isinstance(value, list) else value
        if isinstance(first, str) and first.strip():
            yield Candidate(
                "section", fold(first)[:120], first, f"{node.syntax}.articleSection", node.where, 0.9
            )
    for name in _SECTION_METAS:
        for content, i in page.meta.get(name, ())[:1]:
            if content and not content.startswith("http"):
                yield Candidate("section", fold(content)[:120], content, f"meta.{name}", f"meta[{name}]", 0.8)
    for i in page.tree.all("a"):
        rel = page.tree.get(i, "rel")
        if "category" in rel and (text := page.tree.text(i)) and _in_article(page, i):
            yield Candidate("section", text[:120], text, "rel.category", page.tree.path(i), 0.7)
            break
    if found := _category_link(page):
        yield found


def _category_link(page: Page) -> Candidate | None:
    """A link to a category within the article's own element, outside navigation."""
    tree = page.tree
    articles = tree.all("article")
    at = page.headline[1] if page.headline else -1
    home = next((a for a in articles if tree.inside(at, a)), None)
    if home is None:
        return None
    for i in tree.all("a"):
        if tree.inside(i, home) and _CATEGORY.search(tree.get(i, "href")):
            text = tree.text(i)
            if 1 < len(text) <= 40 and not any(tree.tags[k] in ("nav", "p", "li") for k in tree.ancestors(i)):
                return Candidate("section", text, text, "link.category", tree.path(i), 0.6)
    return None


def tag_candidates(page: Page) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    tree = page.tree
    shown = [(tree.text(i), i) for _, i in page.links.get("tag", ())[:MAX_TAGS] if tree.tags[i] == "a"]
    yield from _tags(
        [t for t, i in shown if _in_tags(page, i)], "rel.tag", tree.path(shown[0][1]) if shown else "", 0.9
    )
    metas = page.meta.get("article:tag", ())
    yield from _tags([c for c, _ in metas], "meta.article:tag", "meta[article:tag]", 0.85)
    node = page.structured.article
    if node is not None and node.data.get("keywords"):
        value = node.data["keywords"]
        words = (
            value if isinstance(value, list) else _TAG_SPLIT.split(value) if isinstance(value, str) else []
        )
        yield from _tags([w for w in words if isinstance(w, str)], f"{node.syntax}.keywords", node.where, 0.8)
    for name in ("news_keywords", "parsely-tags", "sailthru.tags", "keywords"):
        stated = page.meta.get(name, ())[:1]
        for content, i in stated:
            yield from _tags(_TAG_SPLIT.split(content), f"meta.{name}", f"meta[{name}]", 0.6)


def _in_tags(page: Page, i: int) -> bool:
    tree = page.tree
    return not any(tree.tags[k] in ("nav", "aside") for k in tree.ancestors(i))


def _tags(
    words: list[str], rule: str, where: str, trust: float
) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    kept = tuple(dict.fromkeys(w for word in words if 0 < len(w := fold(word).strip(" #")) <= 80))[:MAX_TAGS]
    if kept:
        yield kept, Candidate("tags", list(kept), ", ".join(kept)[:300], rule, where, trust)


@cache
def _print_labels() -> frozenset[str]:
    rows = lines_of("crawler.parsers", "labels.tsv")
    return frozenset(folded(form) for role, forms in rows if role == "print" for form in forms.split("|"))


def print_links(page: Page) -> Iterator[tuple[str | None, Candidate]]:
    """Links and buttons to a print version: the address where it is one, None for a script's."""
    tree = page.tree
    tags, texts, count = tree.tags, tree.texts, len(tree)
    for i in tree.all("a", "button"):
        attrs = tree.attrs[i]
        href = attrs.get("href") or ""
        text = texts[i + 1] if i + 1 < count and tags[i + 1] == "#text" else ""
        if not text.strip() and 2 < tree.ends[i] - i <= 6:
            text = texts[i + 2] if tags[i + 2] == "#text" else ""
        named = len(text) <= 40 and _is_print_label(text)
        if not named and not _says_print(attrs, href):
            continue
        url = absolute(page.base, href) if not href.lower().startswith("javascript") else ""
        if len(href) > 400 or (url and _is_frame(page, i)):
            continue
        raw = text.strip()[:80]
        yield (
            url or None,
            Candidate("print_url", url or None, raw, "link.print", tree.path(i), 0.8 if named else 0.6),
        )


_LABELS: dict[str, bool] = {}


def _is_print_label(text: str) -> bool:
    """Each distinct link text is judged once."""
    known = _LABELS.get(text)
    if known is None:
        if len(_LABELS) > 20_000:
            _LABELS.clear()
        known = _LABELS[text] = folded(text.strip()) in _print_labels()
    return known


def _says_print(attrs: Attrs, href: str) -> bool:
    """Class, title or path say so, in the words of `_PRINT`."""
    for name in ("class", "title", "rel"):
        value = attrs.get(name)
        if value and "rin" in value and _PRINT.search(value[:200]):
            return True
    return "print" in href and "print" in href[:400].lower().split("?")[0].split("/")


def _is_frame(page: Page, i: int) -> bool:
    tree = page.tree
    return any(tree.tags[k] in ("nav", "footer") for k in tree.ancestors(i))


def identifiers(page: Page) -> Iterator[Candidate]:
    """An id that the page's own structured node states."""
    node = page.structured.article
    if node is None:
        return
    value = node.data.get("identifier")
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, int) or (
        isinstance(value, str) and re.fullmatch(r"[A-Za-z]{0,4}-?\d{1,15}", value.strip())
    ):
        yield Candidate(
            "article_id", str(value).strip(), str(value), f"{node.syntax}.identifier", node.where, 0.6
        )
