"""The article's title as readers see it: its headline, with its kicker, in the spelling that the page agrees on.

What `<title>`, `og:title` and structured data say stands in for the headline only where the page shows none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.model import Candidate
from crawler.parsers.entities import unescape
from crawler.parsers.headlines import in_crumbs, is_masthead, leads_away, stated_titles
from crawler.parsers.site_names import site_names, without_site
from crawler.parsers.tree import fold
from crawler.parsers.words import likeness, tokens

if TYPE_CHECKING:
    from crawler.parsers.page import Page


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
    tree = page.tree
    sites = [i for i in tree.all("h1")[:8] if leads_away(page, i)]
    before = [b for b in page.blocks if b.last < node and not any(tree.inside(b.first, i) for i in sites)][
        -3:
    ]
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
    doubtful = in_crumbs(page.tree, node) or is_masthead(text, stated_titles(page))
    sureness = 0.42 if doubtful else 0.8
    shown = without_site(text.replace("\xad", ""), names)
    return Candidate("title", shown, text, "headline", page.tree.path(node), sureness)


def _structured(page: Page, names: list[str]) -> Candidate | None:
    own = page.structured.article
    if own is None or not (raw := own.text("headline") or own.text("name")):
        return None
    text = without_site(unescape(unescape(raw)), names)
    return Candidate("title", text, raw, f"{own.syntax}.headline", own.where, 0.5)
