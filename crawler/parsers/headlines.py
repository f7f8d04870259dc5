"""The heading that is the article's: the one most like what the page calls itself, and not the site's own.

`<title>`, `og:title` and structured headlines are often written for searchers and social media; they tell *which* heading
is the headline.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.parsers.addresses import absolute, same_page_key
from crawler.parsers.site_names import SEPARATOR, is_site, site_names, without_site
from crawler.parsers.tree import TEXT, Tree, fold
from crawler.parsers.words import containment, likeness

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_HEADLINE = 400
"""Characters; what is longer is a paragraph in a heading's clothes."""

_CRUMBS = re.compile(r"breadcrumb|(?:^|[\s_-])crumbs?(?:$|[\s_-])", re.I)
_SUBTITLE = re.compile(
    r"sub-?_?(?:title|head|line)|standfirst|(?:^|[\s_-])(?:dek|deck)(?:$|[\s_-])|description", re.I
)
"""Classes of headings that go on where the headline ends."""
SURE = 0.9
"""Rating of a heading that needs no others beside it."""
_PART = re.compile(r"\s+[|–—-]\s+")
"""Signs between the parts of a `<title>`; a slash or colon joins a kicker to its headline."""
MAX_SMALL, MIN_PART = 30, 8
"""Small headings that are looked at; letters of one that can be the headline."""
LONGEST_SITE = 25
"""Letters of a name that a site may have."""
_LISTS = frozenset(("li", "aside", "nav", "footer"))
_BARS = frozenset("_|–—-·•:/~‹›»«ㅣ│｜：")


def find_headline(page: Page) -> tuple[str, int] | None:
    """The heading most like `<title>` and `og:title`; the first `<h1>` where none is like them.

    A heading in a breadcrumb is often one for searchers: it gives way to another that the page names as its own.
    """
    stated = stated_titles(page)
    found = _rated(page, _headings(page), stated)
    best = max(found, key=_rating, default=None)
    sites = best if best is not None and _is_the_sites(page, best) else None
    named = any(len(f[2]) > LONGEST_SITE and any(_stands_apart(f[2], s) for s in stated) for f in found)
    if best is None or (best[0] < SURE and not named) or sites:
        small = _parts_of_title(page, stated, _is_meant if sites else _is_part)
        found += _rated(page, small, stated)
        best = _not_the_sites(page, sites, found, stated) if sites else max(found, key=_rating, default=None)
    if best is None or best[0] <= 0.25 or (best is sites and _unmarked(page, stated, parts=True)):
        return _unmarked(page, stated, parts=True) or _only_heading(page, found, stated)
    if is_masthead(best[2], stated) and (line := _unmarked(page, stated)):
        return line
    if in_crumbs(page.tree, best[1]):
        best = _named_instead(page, best, found)
    return best[2], best[1]


_Rated = tuple[float, int, str]
"""How like a heading is to what the page calls itself, its node and text."""


def _rating(heading: _Rated) -> float:
    return heading[0]


def _rated(page: Page, nodes: list[int], stated: list[str]) -> list[_Rated]:
    texts = ((rank, i, _own_text(page, i, stated)) for rank, i in enumerate(nodes))
    return [
        (_score(page, i, text, stated) - rank * 0.01, i, text)
        for rank, i, text in texts
        if text and len(text) <= MAX_HEADLINE
    ]


def _own_text(page: Page, i: int, stated: list[str]) -> str:
    """A heading's text without a `<small>` at its end (a subtitle), an element at its beginning (a flag, a kicker) or a
    counter at its end, where the page calls itself by the rest alone and does not join the two by a dash."""
    tree = page.tree
    text = tree.text(i)
    elements = [k for k in tree.children(i) if tree.tags[k] != TEXT and tree.ends[k] > k + 1]
    if not elements:
        return text
    first, last = tree.text(elements[0]), tree.text(elements[-1])
    if tree.tags[elements[-1]] == "small" and (head := text.removesuffix(last).strip()):
        return text if any(last in s for s in stated) else head
    rest = text.removeprefix(first).strip()
    parts = {part for s in stated for part in _PART.split(s)}
    counted = text.removesuffix(last).strip() if any(c.isdigit() for c in last) else ""
    if counted and counted in parts and text not in parts:
        return counted
    pairs = [f"{a} {dash} {b}" for dash in "–—-" for a, b in ((first, rest), (rest, first))]
    joined = any(pair in s for s in stated for pair in pairs)
    return rest if len(rest) >= len(first) and rest in parts and not joined else text


def _parts_of_title(page: Page, stated: list[str], fits: Callable[[str, str], bool]) -> list[int]:
    """Small headings that `<title>` or `og:title` names, beside the site's name: blogs give `<h1>` to the latter. In lists
    the page's own title stands among others', and behind the text in lists of what is read most."""
    tree = page.tree
    end = tree.ends[page.densest]
    texts = ((i, tree.text(i)) for i in tree.all("h3", "h4")[:MAX_SMALL])
    named = (i for i, text in texts if any(fits(text, s) for s in stated))
    return [i for i in named if i < end and not _in_list(page, i)]


def _is_meant(text: str, stated: str) -> bool:
    """Whether a text is a part of a title, or in other signs most of it."""
    return _is_part(text, stated) or (len(text) >= MIN_PART and _like(text, stated) > 0.8)


def _is_part(text: str, stated: str) -> bool:
    """Whether a text is all of a title, or what stands before, between or behind its bars and dashes; what is half as
    long as another such part is rather the site's name."""
    if len(text) < MIN_PART * (1 if text.isascii() else 0.5) or not _stands_apart(text, stated):
        return False
    before, _, after = stated.partition(text)
    return 2 * len(text) > max(len(part) for side in (before, after) for part in SEPARATOR.split(side))


def _stands_apart(text: str, stated: str) -> bool:
    """Whether a title holds a text between its ends, bars and dashes."""
    before, found, after = stated.partition(text)
    before, after = before.rstrip(), after.lstrip()
    return bool(found) and (not before or before[-1] in _BARS) and (not after or after[0] in _BARS)


def _is_the_sites(page: Page, heading: _Rated) -> bool:
    """Whether a heading is the site's own: it says its name, or leads to its front page."""
    return is_site(heading[2], site_names(page)) or leads_away(page, heading[1])


def _not_the_sites(page: Page, site: _Rated, found: list[_Rated], stated: list[str]) -> _Rated:
    """The heading that is meant where the best one is the site's: the rest of `<title>`, else another `<h1>`."""
    others = [f for f in found if f[2] != site[2]]
    parts = [f for f in others if any(_is_meant(f[2], s) for s in stated)]
    if not parts and is_site(site[2], site_names(page)):
        parts = [f for f in others if page.tree.tags[f[1]] == "h1" and len(f[2]) > len(site[2])]
    return max(parts, key=_rating, default=site)


def leads_away(page: Page, i: int) -> bool:
    """Whether a heading is a link to a front page: the site's, or a blog's within it."""
    tree = page.tree
    links = tree.all("a")
    at = bisect_left(links, i)
    link = links[at] if at < len(links) and links[at] < tree.ends[i] else tree.parents[i]
    href = tree.get(link, "href")
    if tree.tags[link] != "a" or not href or href.startswith("#"):
        return False
    address = absolute(page.base, href)
    path = urlsplit(address).path.strip("/")
    if not address or "/" in path or same_page_key(address) in page.addresses:
        return False
    return tree.text(link) == tree.text(i)


def stated_titles(page: Page) -> list[str]:
    return [t for t in (page.title_tag, page.meta_first("og:title", "twitter:title")) if t]


def _only_heading(page: Page, found: list[_Rated], stated: list[str]) -> tuple[str, int] | None:
    """The first heading of some length, where the page calls itself nothing but its site's name; of any length where it
    calls itself nothing and has no other."""
    names = site_names(page)
    if not all(is_site(s, names) for s in stated):
        return None
    alone = not stated and len(found) == 1
    return next(((text, i) for _, i, text in found if alone or len(text) > 15), None)


def is_masthead(text: str, stated: list[str]) -> bool:
    """A heading without a word of what `<title>` and `og:title` agree on is the site's or a section's name; so is one
    that `<title>` only adds to what `og:title` says."""
    if len(stated) < 2 or text == stated[1]:
        return False
    apart = likeness(text, stated[1]) < 0.1 and containment(stated[1], stated[0]) > 0.9
    return apart or (stated[0] != stated[1] and without_site(stated[0], [text]) == fold(stated[1]))


def _named_instead(page: Page, best: _Rated, found: list[_Rated]) -> _Rated:
    """The heading outside the breadcrumb that holds all words of `og:title` or of the structured headline."""
    own = page.structured.article
    names = [
        n for n in (page.meta_first("og:title"), own.text("headline") if own else "") if n and n != best[2]
    ]
    for other in found:
        named = any(containment(n, other[2]) > 0.9 and likeness(n, other[2]) > 0.6 for n in names)
        if named and not in_crumbs(page.tree, other[1]):
            return other
    return best


def _headings(page: Page) -> list[int]:
    tree = page.tree
    found = tree.all("h1")[:8]
    named = bool(found)
    found += [i for i in tree.all("h2")[:12] if not (named and _SUBTITLE.search(tree.get(i, "class")))]
    marked = [
        i for i in tree.with_attr("itemprop") if tree.attrs[i]["itemprop"] in ("headline", "name headline")
    ]
    return found[:16] + [i for i in marked[:3] if tree.tags[i] != "meta" and i not in found]


def _score(page: Page, i: int, text: str, stated: list[str]) -> float:
    own = 0.3 if page.tree.tags[i] == "h1" else 0.0
    own += 0.02 * any(s.startswith(text) for s in stated)
    return max((_like(text, s) for s in stated), default=0.0) + own - (0.5 if page.hidden(i) else 0.0)


def in_crumbs(tree: Tree, i: int) -> bool:
    """Whether a heading stands in a breadcrumb or other navigation: by name, or behind nothing but links."""
    around = [i, *islice(tree.ancestors(i), 5)]
    before = [tree.tags[k] for k in tree.children(around[1]) if k < i and tree.tags[k] != TEXT] if i else []
    return (len(before) > 1 and set(before) == {"a"}) or any(
        tree.tags[k] == "nav" or ((names := tree.attrs[k].get("class")) and _CRUMBS.search(names))
        for k in around
    )


def _like(text: str, stated: str) -> float:
    """Likeness that forgives what a `<title>` adds, as long as the heading is the better part of it."""
    part = containment(text, stated) * 0.95 if len(text) > 0.35 * len(stated) else 0.0
    return max(likeness(text, stated), part)


def _unmarked(page: Page, stated: list[str], *, parts: bool = False) -> tuple[str, int] | None:
    """A page without headings: the first block whose first line the page's title begins with, or is one of its
    `parts`."""
    for block in page.blocks[:400]:
        line = block.text.partition("\n")[0]
        fits = 8 <= len(line) <= MAX_HEADLINE and not block.linked >= len(line)
        if fits and any(line == s or s.startswith(line + " ") for s in stated):
            return line, page.tree.parents[block.first]
        if fits and parts and any(_is_part(line, s) for s in stated) and not _in_list(page, block.node):
            return line, page.tree.parents[block.first]
    return None


def _in_list(page: Page, i: int) -> bool:
    return any(page.tree.tags[k] in _LISTS for k in (i, *page.tree.ancestors(i)))
