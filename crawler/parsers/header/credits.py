"""Author lists as the page states or prints them, the most trusted first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archive.model import Candidate
from crawler.parsers.authors import is_byline, is_person, split_names
from crawler.parsers.datelines import is_agency
from crawler.parsers.header.scan import BYLINE, Marked
from crawler.parsers.header.spacing import parted
from crawler.parsers.tree import fold

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_BYLINE = 60
"""Nodes of a byline that are looked at."""
_NAME = re.compile(r"(?:^|\s)(?:fn|name|full-?name|author-?name|byline-?name)(?:$|\s)", re.I)
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
    page: Page, bylines: list[str], marked: Marked
) -> Iterator[tuple[tuple[str, ...], Candidate]]:
    """Author lists, the most trusted first. `bylines` are names read from the header lines.

    A visible byline that names all the stated authors and more is the fuller list. The site's own name is an author
    only where it is stated as one and nobody else is, be it that an agency is printed.
    """
    site = site_names(page)
    paper = [p for p in (page.meta_first("publisher"), page.meta_first("dc.publisher")) if p]
    sources = list(_author_sources(page, bylines, marked))
    found = [
        (
            _names(names, site if trust >= 0.75 else (*site, *paper), stated=trust >= 0.75),
            raw,
            rule,
            where,
            trust,
        )
        for names, raw, rule, where, trust in sources
    ]
    named = sorted((f for f in found if f[0]), key=lambda f: -f[4])
    if any(trust >= 0.75 or not all(map(is_agency, names)) for names, *_, trust in named):
        metas = [f for f in named[1:] if f[2].startswith("meta.")]
        printed = [f for f in named[1:] if f[2] == "class.byline"][:1]
        stated = named[0][0] if named[0][4] >= 0.75 else ()
        fuller = next((f for f in (*printed, *metas) if stated and _is_fuller(f[0], stated)), None)
        person = _printed_person(page, named)
        first = fuller or person
        named = [first, *(f for f in named if f is not first)] if first else named
    else:
        own = (
            (_names(names, (), stated=True), raw, rule, where, 0.3)
            for names, raw, rule, where, trust in sources
            if trust >= 0.75
        )
        named = [*(f for f in own if f[0]), *named]
    for names, raw, rule, where, trust in named:
        yield names, Candidate("authors", list(names), raw[:300], rule, where, trust)


_NO_CREDIT = re.compile(
    r"\b(?:design|architecture|html|programming|development|webmaster)\s?:|[、，。].{0,60}，", re.I
)
"""Who built the site, and sentences about it."""
_Source = tuple[tuple[str, ...], str, str, str, float]
"""Names, raw text, rule, where, trust."""


def _printed_person(page: Page, named: list[_Source]) -> _Source | None:
    """The first source of people where the article's node states an organisation that is no agency: the publication."""
    if all(map(is_agency, named[0][0])) or not _by_organisation(page):
        return None
    return next((f for f in named if all(map(is_person, f[0]))), None)


def _by_organisation(page: Page) -> bool:
    node = page.structured.article
    value = page.structured.resolve(node.data.get("author")) if node else None
    values = value if isinstance(value, list) else [value]
    kinds = [str(v.get("@type", "")) for v in map(page.structured.resolve, values) if isinstance(v, dict)]
    return bool(kinds) and all("Organization" in kind for kind in kinds)


def _is_fuller(names: tuple[str, ...], stated: tuple[str, ...]) -> bool:
    """All that are stated, and other people."""
    return set(names) > set(stated) and all(is_person(n) for n in names if n not in stated)


def _names(texts: list[str], site: tuple[str, ...], *, stated: bool) -> tuple[str, ...]:
    """Names of several texts; printed agencies ("with AFP") only where no person is among them."""
    found = tuple(dict.fromkeys(n for text in texts for n in split_names(text, site, stated=stated)))
    return found if stated else tuple(n for n in found if not is_agency(n)) or found


def _author_sources(
    page: Page, bylines: list[str], marks: Marked
) -> Iterator[tuple[list[str], str, str, str, float]]:
    """(printed names, raw text, rule, where, trust); below 0.75 the names are printed, not stated."""
    node = page.structured.article
    if node is not None:
        for name in ("author", "creator"):
            names = _people(page, node.data.get(name))
            if names:
                yield names, "; ".join(names), f"{node.syntax}.{name}", node.where, 0.9
    tree = page.tree
    scoped = [i for i in tree.with_attr("itemprop") if tree.attrs[i]["itemprop"] == "author"][:12]
    named = [tree.get(i, "content") or tree.text(i) for i in scoped if in_article(page, i)]
    if texts := [t for t in named if 2 < len(t) <= 80]:
        yield texts, "; ".join(texts), "itemprop.author", tree.path(scoped[0]), 0.72
    known = bool(node is not None and (node.data.get("author") or node.data.get("creator")))
    shown = [
        (fold(tree.text(i)), i)
        for _, i in page.links.get("author", ())[:12]
        if tree.tags[i] == "a" and in_article(page, i)
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
        stated = (c for c, _ in page.meta.get(name, ()) if c and not c.startswith(("http", "/", "@")))
        if names := [c for c in stated if not _NO_CREDIT.search(c)][:10]:
            yield names, "; ".join(names), f"meta.{name}", f"meta[{name}]", 0.8
    for label, data in ((f"twitter:label{n}", f"twitter:data{n}") for n in (1, 2)):
        if is_byline(page.meta_first(label)) and (author := page.meta_first(data)):
            yield [author], author, f"meta.{data}", f"meta[{data}]", 0.78
    if bylines:
        yield bylines, "; ".join(bylines), "header-line.byline", "", 0.7
    for i, texts in _byline_nodes(page, marks, nearby=known):
        yield texts, "; ".join(texts), "class.byline", tree.path(i), 0.6


def _people(page: Page, value: Any, depth: int = 0) -> list[str]:
    """Names of a schema.org author value; organisations only where no person is named."""
    value = page.structured.resolve(value)
    if isinstance(value, str):
        if value.lstrip()[:1] in ("{", "[") and depth < 3:
            return _people(page, _parsed(value), depth + 1)
        return [value] if not value.startswith(("http", "/")) else []
    if isinstance(value, list) and depth < 3:
        return [n for v in value[:20] for n in _people(page, v, depth + 1)]
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, list):
            return [n for n in name if isinstance(n, str)]
        return [name] if isinstance(name, str) else []
    return []


def _parsed(text: str) -> Any:
    """JSON that stands within a string; None if it is broken."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def in_article(page: Page, i: int) -> bool:
    """Not in comments, related items or the page's frame."""
    tree = page.tree
    for k in (i, *tree.ancestors(i)):
        if tree.tags[k] in ("nav", "footer", "aside"):
            return False
        names = f"{tree.get(k, 'class')} {tree.get(k, 'id')}".lower()
        if "comment" in names or "related" in names or "recommend" in names:
            return False
    return True


def _named_within(page: Page, i: int) -> list[str]:
    """Texts of elements in a byline that are called the name, beside which roles, addresses and buttons stand; of one
    that is a list, its links or items."""
    tree = page.tree
    end = min(tree.ends[i], i + MAX_BYLINE)
    called = [k for k in range(i + 1, end) if _NAME.search(tree.attrs[k].get("class") or "")]
    if not called:
        called = [k for k in range(i + 1, end) if tree.tags[k] == "li"]
    found = list(dict.fromkeys(t for k in called if 3 < len(t := tree.text(k)) <= 80))
    return found if len(found) != 1 or tree.tags[called[0]] != "li" else []


def _byline_nodes(page: Page, marks: Marked, *, nearby: bool) -> Iterator[tuple[int, list[str]]]:
    """Texts of elements whose class names a byline, near the headline first; of one around others, theirs.

    `nearby`: only around the headline, for pages that state their authors anyway.
    """
    tree = page.tree
    at = page.headline[1] if page.headline else 0
    marked = marks.of(BYLINE, at - 300, at + 900) if nearby and at else marks.of(BYLINE)
    outer = [i for k, i in enumerate(marked) if not any(tree.inside(i, j) for j in marked[max(0, k - 6) : k])]
    for i in sorted(outer, key=lambda i: abs(i - at))[:6]:
        if not in_article(page, i) or page.hidden(i):
            continue
        if named := _named_within(page, i):
            yield i, named
            continue
        inner = [j for j in marked if j != i and tree.inside(j, i)]
        leaves = [j for j in inner if not any(k != j and tree.inside(k, j) for k in inner)]
        texts = list(dict.fromkeys(t for j in leaves if 3 < len(t := tree.text(j)) <= 80))
        whole = parted(tree, i, tree.ends[i] - 1, tree.text(i))
        if len(texts) > 1 and len(whole) < 400:
            yield i, texts
        elif 3 < len(whole) <= 160:
            yield i, [whole]
