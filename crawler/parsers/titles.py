"""The article's headline as readers see it: the heading most like what the page calls itself, with its kicker.

`<title>`, `og:title` and structured headlines are often written for searchers and social media; they tell *which* heading
is the headline, and stand in for it only where the page shows none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.model import Candidate
from crawler.parsers.entities import unescape
from crawler.parsers.tree import TEXT, Tree, fold
from crawler.parsers.words import containment, likeness, tokens

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_HEADLINE = 400
"""Characters; what is longer is a paragraph in a heading's clothes."""

_CRUMBS = re.compile(r"breadcrumb|(?:^|[\s_-])crumbs?(?:$|[\s_-])", re.I)
_SUBTITLE = re.compile(
    r"sub-?_?(?:title|head|line)|standfirst|(?:^|[\s_-])(?:dek|deck)(?:$|[\s_-])|description", re.I
)
"""Classes of headings that go on where the headline ends."""
_SEPARATOR = re.compile(r"\s+[|–—·•:/~‹›-]+\s+|\s*[|ㅣ│]\s*|\s+[»«]\s+(?=[^»«]*\Z)")


_GENRES = frozenset(
    "opinion opinions editorial analysis perspective commentary comment column review letters meinung kommentar analyse "
    "opinión opinião opinie editoriale éditorial tribune chronique åsikt ledare leder news video".split()
)
"""Kinds of articles that titles name before or behind a bar."""


def find_headline(page: Page) -> tuple[str, int] | None:
    """The heading most like `<title>` and `og:title`; the first `<h1>` where none is like them.

    A heading in a breadcrumb is often one for searchers: it gives way to another that the page names as its own.
    """
    stated = _stated(page)
    found: list[tuple[float, int, str]] = []
    for rank, i in enumerate(_headings(page)):
        text = _without_small(page, i, stated)
        if text and len(text) <= MAX_HEADLINE:
            found.append((_score(page, i, text, stated) - rank * 0.01, i, text))
    best = max(found, key=lambda f: f[0], default=None)
    if best is None or best[0] <= 0.25:
        return _unmarked(page, stated) or _only_heading(page, found, stated)
    if _is_masthead(best[2], stated) and (named := _unmarked(page, stated)):
        return named
    if in_crumbs(page.tree, best[1]):
        best = _named_instead(page, best, found)
    return best[2], best[1]


def _without_small(page: Page, i: int, stated: list[str]) -> str:
    """A heading's text; without a `<small>` at its end, a subtitle, that the page does not call itself by."""
    tree = page.tree
    text = tree.text(i)
    small = tree.ends[i] - 1
    while small > i and tree.tags[small] != "small":
        small = tree.parents[small]
    below = tree.text(small) if small > i else ""
    head = text.removesuffix(below).strip()
    return head if below and head and not any(below in s for s in stated) else text


def _stated(page: Page) -> list[str]:
    return [t for t in (page.title_tag, page.meta_first("og:title", "twitter:title")) if t]


def _only_heading(
    page: Page, found: list[tuple[float, int, str]], stated: list[str]
) -> tuple[str, int] | None:
    """The first heading of some length, where the page calls itself nothing but its site's name; of any length where it
    calls itself nothing and has no other."""
    names = site_names(page)
    if not all(_is_site(s, names) for s in stated):
        return None
    alone = not stated and len(found) == 1
    return next(((text, i) for _, i, text in found if alone or len(text) > 15), None)


def _is_masthead(text: str, stated: list[str]) -> bool:
    """A heading without a word of what `<title>` and `og:title` agree on is the site's or a section's name; so is one
    that `<title>` only adds to what `og:title` says."""
    if len(stated) < 2 or text == stated[1]:
        return False
    apart = likeness(text, stated[1]) < 0.1 and containment(stated[1], stated[0]) > 0.9
    return apart or (stated[0] != stated[1] and without_site(stated[0], [text]) == fold(stated[1]))


def _named_instead(
    page: Page, best: tuple[float, int, str], found: list[tuple[float, int, str]]
) -> tuple[float, int, str]:
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


def _unmarked(page: Page, stated: list[str]) -> tuple[str, int] | None:
    """A page without headings: the first block whose first line the page's title begins with."""
    for block in page.blocks[:400]:
        line = block.text.partition("\n")[0]
        fits = 8 <= len(line) <= MAX_HEADLINE and not block.linked >= len(line)
        if fits and any(line == s or s.startswith(line + " ") for s in stated):
            return line, page.tree.parents[block.first]
    return None


def read_title(page: Page) -> tuple[str | None, list[Candidate]]:
    """The title and what was considered for it, the winner first."""
    found = _candidates(page)
    if not found:
        return None, []
    best = _respelt(page, found[0], found[1:]) if found[0].rule == "headline" else found[0]
    rest = [c for c in found if c.value != best.value]
    return str(best.value), [replace(best, chosen=True), *rest]


def _wording(candidate: Candidate) -> str:
    return "".join(tokens(str(candidate.value)))


def _respelt(page: Page, shown: Candidate, others: list[Candidate]) -> Candidate:
    """The heading in the spelling that the page's own names for itself agree on, as far as they mean this heading."""
    groups: dict[str, list[Candidate]] = {}
    for other in others:
        groups.setdefault(_wording(other), []).append(other)
    if better := _punctuated(shown, groups.pop(_wording(shown), [])):
        return better
    if any(c.value == shown.value and c.rule != "title-tag" for c in others):
        return shown
    above = _above(page)
    found = (_reworded(shown, said, group, above) for said, group in groups.items())
    return next((better for better in found if better), shown)


def _punctuated(shown: Candidate, group: list[Candidate]) -> Candidate | None:
    """The heading's own words, as sources agree to punctuate them."""
    if not group:
        return None
    clearest = max(group, key=lambda c: (_marks(str(c.value)), c.confidence))
    agreed = len({c.value for c in group}) < len(group)
    return clearest if agreed or _marks(str(clearest.value)) > _marks(str(shown.value)) else None


def _reworded(shown: Candidate, said: str, group: list[Candidate], above: set[str]) -> Candidate | None:
    """What sources that `said` the same, in other words than the heading, make of it.

    `<h1><span>Kicker</span> Headline</h1>` reads "Kicker: Headline" elsewhere, or goes without its kicker; a kicker that
    stands above the `<h1>` is joined to it; two that agree correct a heading that differs by a word.
    """
    heading, text = _wording(shown), str(shown.value)
    if heading.endswith(said) and 0 < len(heading) - len(said) < min(40, len(said)):
        return None if _joined(text, str(group[0].value)) else group[0]
    if len(group) < 2:
        return None
    if said.endswith(heading) and said.removesuffix(heading) in above:
        return max(group, key=lambda c: (_marks(str(c.value)), c.confidence))
    alike = heading not in said and said not in heading and likeness(str(group[0].value), text) > 0.8
    return group[0] if alike else None


def _joined(heading: str, part: str) -> bool:
    """Whether what stands before `part` in the heading leads up to it ("Protests in Iran: …", "'We won': …")."""
    before = heading[: max(0, len(heading) - len(part))]
    return bool(re.search(r"\S[:?!.,;\"'”’»]\s*\Z", before))


def _marks(text: str) -> int:
    return sum(text.count(mark) for mark in (": ", " / ", "? ", "! ", ", "))


def _above(page: Page) -> set[str]:
    """The wordings of the few short blocks around the headline: kickers."""
    assert page.headline is not None
    node = page.headline[1]
    before = [b for b in page.blocks if b.last < node][-3:]
    after = [b for b in page.blocks if b.first > page.tree.ends[node]][:2]
    return {"".join(tokens(b.text)) for b in before + after if len(b.text) < 80}


def _candidates(page: Page) -> list[Candidate]:
    names = site_names(page)
    shown, stated = _shown(page, names), _structured(page, names)
    found = [c for c in (shown, stated, *_metas(page, names)) if c and c.value]
    if shown and shown.confidence < 0.5:
        other = next(
            (c for c in found[1:] if c.confidence >= 0.45 and likeness(str(shown.value), str(c.value)) < 0.8),
            None,
        )
        found = [other, *(c for c in found if c is not other)] if other else found
    return found


def _metas(page: Page, names: list[str]) -> Iterator[Candidate]:
    for name, sureness in (("og:title", 0.45), ("twitter:title", 0.1), ("dc.title", 0.1)):
        for text, node in page.meta.get(name, ())[:1]:
            yield Candidate(
                "title", without_site(fold(text), names), text, name, page.tree.path(node), sureness
            )
    if page.title_tag:
        yield Candidate(
            "title", without_site(page.title_tag, names), page.title_tag, "title-tag", "title", 0.4
        )


def _shown(page: Page, names: list[str]) -> Candidate | None:
    """The heading; one in a breadcrumb or a masthead is less sure than what the page is called elsewhere."""
    if page.headline is None:
        return None
    text, node = page.headline
    doubtful = in_crumbs(page.tree, node) or _is_masthead(text, _stated(page))
    sureness = 0.42 if doubtful else 0.8
    shown = without_site(text.replace("\xad", ""), names)
    return Candidate("title", shown, text, "headline", page.tree.path(node), sureness)


def _structured(page: Page, names: list[str]) -> Candidate | None:
    own = page.structured.article
    if own is None or not (raw := own.text("headline") or own.text("name")):
        return None
    text = without_site(unescape(unescape(raw)), names)
    return Candidate("title", text, raw, f"{own.syntax}.headline", own.where, 0.5)


def site_names(page: Page) -> list[str]:
    """What the site calls itself, and its host's own words."""
    stated = [page.meta_first(n) for n in ("og:site_name", "application-name", "apple-mobile-web-app-title")]
    own = page.structured.article
    publisher = page.structured.resolve(own.data.get("publisher")) if own else None
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        stated.append(publisher["name"])
    host = urlsplit(page.url).netloc.lower().removeprefix("www.") if page.url else ""
    return [name for name in (*stated, host, host.partition(".")[0]) if name]


def without_site(title: str, names: list[str]) -> str:
    """A title without the site's name and without bare genre words ("Opinion | …") at its ends."""
    name, colon, rest = title.partition(": ")
    if colon and rest and any(fold(name).casefold() == n.casefold() for n in names):
        title = rest
    parts = _SEPARATOR.split(title)
    marks = _SEPARATOR.findall(title)
    while len(parts) > 1:
        if _is_furniture(parts[-1], marks[-1], names):
            parts.pop()
            marks.pop()
        elif _is_furniture(parts[0], marks[0], names):
            del parts[0], marks[0]
        else:
            break
    return fold("".join(x for pair in zip(parts, [*marks, ""], strict=True) for x in pair))


def _is_furniture(part: str, mark: str, names: list[str]) -> bool:
    return _is_site(part, names) or ("|" in mark and part.strip().casefold() in _GENRES)


def _is_site(part: str, names: list[str]) -> bool:
    squeezed = "".join(tokens(part))
    if ": " in part:  # "Herald: War" is a title's beginning
        return squeezed in map("".join, map(tokens, names))
    return not squeezed or any(
        likeness(part, name) > 0.6
        or squeezed == "".join(tokens(name))
        or squeezed == "".join(tokens(name.partition(".")[0]))
        for name in names
    )
