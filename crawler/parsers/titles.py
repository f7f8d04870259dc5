"""The article's headline as readers see it: the heading most like what the page calls itself, with its kicker.

`<title>`, `og:title` and structured headlines are often written for searchers and social media; they tell *which* heading
is the headline, and stand in for it only where the page shows none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.model import Candidate
from crawler.parsers.tree import fold
from crawler.parsers.words import containment, likeness, tokens

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_HEADLINE = 400
"""Characters; what is longer is a paragraph in a heading's clothes."""

_SEPARATOR = re.compile(r"\s+[|–—·•:/~‹›-]+\s+|\s*[|ㅣ│]\s*|\s+[»«]\s+(?=[^»«]*\Z)")


def find_headline(page: Page) -> tuple[str, int] | None:
    """The heading most like `<title>`, `og:title` and the structured headline; the first `<h1>` where none is like them."""
    stated = [t for t in (page.title_tag, page.meta_first("og:title", "twitter:title")) if t]
    best: tuple[float, int, str] | None = None
    for rank, i in enumerate(_headings(page)):
        text = page.tree.text(i)
        if not text or len(text) > MAX_HEADLINE:
            continue
        score = _score(page, i, text, stated) - rank * 0.01
        if best is None or score > best[0]:
            best = (score, i, text)
    return (best[2], best[1]) if best and best[0] > 0.25 else _unmarked(page, stated)


def _headings(page: Page) -> list[int]:
    tree = page.tree
    found = tree.all("h1")[:8] + tree.all("h2")[:12]
    marked = [
        i for i in tree.with_attr("itemprop") if tree.attrs[i]["itemprop"] in ("headline", "name headline")
    ]
    return found[:16] + [i for i in marked[:3] if tree.tags[i] != "meta" and i not in found]


def _score(page: Page, i: int, text: str, stated: list[str]) -> float:
    own = 0.3 if page.tree.tags[i] == "h1" else 0.0
    return max((_like(text, s) for s in stated), default=0.0) + own - (0.5 if page.hidden(i) else 0.0)


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
    found = [c for c in _candidates(page) if c.value]
    if not found:
        return None, []
    best = _respelt(page, found[0], found[1:]) if found[0].rule == "headline" else found[0]
    rest = [c for c in found if c.value != best.value]
    return str(best.value), [replace(best, chosen=True), *rest]


def _wording(candidate: Candidate) -> str:
    return "".join(tokens(str(candidate.value)))


def _respelt(page: Page, shown: Candidate, others: list[Candidate]) -> Candidate:
    """The heading in the spelling that the page's own names for itself agree on, as far as they mean this heading."""
    above = _above(page)
    groups: dict[str, list[Candidate]] = {}
    for other in others:
        groups.setdefault(_wording(other), []).append(other)
    for said, group in groups.items():
        if better := _better_spelling(shown, said, group, above):
            return better
    return shown


def _better_spelling(
    shown: Candidate, said: str, group: list[Candidate], above: set[str]
) -> Candidate | None:
    """What sources that `said` the same make of the heading.

    `<h1><span>Kicker</span> Headline</h1>` reads "Kicker: Headline" elsewhere, or goes without its kicker; a kicker that
    stands above the `<h1>` is joined to it; two that agree correct a heading that differs by a word.
    """
    heading, text = _wording(shown), str(shown.value)
    clearest = max(group, key=lambda c: (_marks(str(c.value)), c.confidence))
    if said == heading:
        agreed = len({c.value for c in group}) < len(group)
        return clearest if agreed or _marks(str(clearest.value)) > _marks(text) else None
    if heading.endswith(said) and 0 < len(heading) - len(said) < min(40, len(said)):
        return None if _joined(text, str(group[0].value)) else group[0]
    if len(group) < 2:
        return None
    if said.endswith(heading) and said.removesuffix(heading) in above:
        return clearest
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


def _candidates(page: Page) -> Iterator[Candidate]:
    names = site_names(page)
    if page.headline:
        text, node = page.headline
        text = without_site(text.replace("\xad", ""), names)
        yield Candidate("title", text, page.headline[0], "headline", page.tree.path(node), 0.8)
    own = page.structured.article
    if own and (raw := own.text("headline") or own.text("name")):
        text = without_site(unescape(unescape(raw)), names)
        yield Candidate("title", text, raw, f"{own.syntax}.headline", own.where, 0.5)
    for name, sureness in (("og:title", 0.45), ("twitter:title", 0.1), ("dc.title", 0.1)):
        for text, node in page.meta.get(name, ())[:1]:
            yield Candidate(
                "title", without_site(fold(text), names), text, name, page.tree.path(node), sureness
            )
    if page.title_tag:
        yield Candidate(
            "title", without_site(page.title_tag, names), page.title_tag, "title-tag", "title", 0.4
        )


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
    """A title without the site's name (and the section beside it) at its ends."""
    parts = _SEPARATOR.split(title)
    marks = _SEPARATOR.findall(title)
    while len(parts) > 1:
        if _is_site(parts[-1], names):
            parts.pop()
            marks.pop()
        elif _is_site(parts[0], names):
            del parts[0], marks[0]
        else:
            break
    return fold("".join(x for pair in zip(parts, [*marks, ""], strict=True) for x in pair))


def _is_site(part: str, names: list[str]) -> bool:
    squeezed = "".join(tokens(part))
    return not squeezed or any(
        likeness(part, name) > 0.6
        or squeezed == "".join(tokens(name))
        or squeezed == "".join(tokens(name.partition(".")[0]))
        for name in names
    )
