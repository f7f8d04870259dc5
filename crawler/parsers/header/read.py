"""Header facts of a page: its visible header lines, machine-readable values and the lead's dateline, weighed together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.model import Candidate
from crawler.parsers.authors import byline_authors
from crawler.parsers.bylines_bare import bare_authors
from crawler.parsers.bylines_cjk import MAX_LINE, cjk_reporters, own_correspondent
from crawler.parsers.header.credits import author_candidates
from crawler.parsers.header.dated import dated
from crawler.parsers.header.facts import HeaderFacts
from crawler.parsers.header.lead import dateline_candidates, find_dateline
from crawler.parsers.header.places import stamp_city
from crawler.parsers.header.prints import identifiers, print_links
from crawler.parsers.header.scene import Scene
from crawler.parsers.header.sections import section_candidates
from crawler.parsers.header.text import with_identifier
from crawler.parsers.header.topics import tag_candidates

if TYPE_CHECKING:
    from crawler.parsers.page import Page


_MAY_STATE_ID = re.compile(
    r"[#№]|\b(?:id|code|n[or°º]|ref|kode?|c[oó]d\w{2,4}|nota|num\w{2,4}|номер|ид|mã)\b|شناسه|کد|رقم|شماره|نمبر|번호|编号|編號|番号|รหัส|आईडी|আইডি",
    re.I,
)


def read_header(page: Page, lead: str | None = None) -> HeaderFacts:
    """Date, time, zone, id, agency, city, authors, section, tags and print version of a page's article.

    `lead` is the first paragraph of the body, where a dateline may stand; without it the first texts behind the headline
    are tried. Pure: relative times are read against `page.captured_at`, zones by the tz database.
    """
    return _Reader(page, lead).read()


NEAR = 4
"""Blocks behind the headline in which a name beside the date is the author's."""


class _Reader:
    def __init__(self, page: Page, lead: str | None) -> None:
        self.page, self.lead = page, lead
        self.scene = Scene(page)
        self.found: list[Candidate] = []

    def read(self) -> HeaderFacts:
        facts = with_identifier(self._dateline(HeaderFacts()), self.scene.shown.header)
        facts = dated(self.scene, facts, self.found)
        facts = self._identifier(facts)
        facts = self._credits(facts)
        return replace(facts, candidates=tuple(self.found))

    def _dateline(self, facts: HeaderFacts) -> HeaderFacts:
        found, where = find_dateline(self.scene, self.lead)
        if found is None or found.city is None:
            facts = replace(facts, city=stamp_city(self.scene.shown.header))
        if found is None:
            return facts
        self.found += dateline_candidates(found, where)
        return replace(
            facts,
            agency=found.agency,
            agency_expansion=found.expansion,
            city=found.city or facts.city,
            dateline_text=found.text,
            dateline_date=found.day,
        )

    def _identifier(self, facts: HeaderFacts) -> HeaderFacts:
        rest = [x for x in self.scene.rest if len(x.text) <= 120 and _MAY_STATE_ID.search(x.text)][:12]
        if facts.article_id is None and rest:
            facts = with_identifier(facts, self.scene.read(rest).header)
        if facts.article_id is not None:
            raw = f"{facts.article_id_label} {facts.article_id}"
            self.found.append(Candidate("article_id", facts.article_id, raw, "header-line.id", "", 0.9, True))
        for candidate in identifiers(self.page):
            chosen = facts.article_id is None
            self.found.append(replace(candidate, chosen=chosen))
            if chosen:
                facts = replace(facts, article_id=str(candidate.value))
        return facts

    def _credits(self, facts: HeaderFacts) -> HeaderFacts:
        page, marked, header = self.page, self.scene.marked, self.scene.shown.header
        bylines = cjk_reporters(self._byline_lines()) or list(byline_authors(header, self._before))
        authors = self._first("authors", author_candidates(page, bylines, marked))
        if not authors and (bare := self._bare_authors(facts.dateline_text)):
            authors = tuple(bare)
            self.found.append(Candidate("authors", [*bare], bare[0], "header-line.name", "", 0.4, True))
        if not authors and self._by_state:
            authors = self._first("authors", self.scene.stated.authors())
        tags = self._first("tags", tag_candidates(page, marked))
        sections = list(section_candidates(page, marked))
        if not sections and self._by_state:
            sections = list(self.scene.stated.section())
        self.found += [replace(c, chosen=k == 0) for k, c in enumerate(sections)]
        section = sections[0].value if sections else next(header.labelled("section"), None)
        prints = list(print_links(page))[:4]
        self.found += [replace(c, chosen=k == 0) for k, (_, c) in enumerate(prints)]
        return replace(
            facts,
            city=None if facts.city in authors else facts.city,
            authors=authors,
            tags=tags,
            section=str(section) if section else None,
            print_url=next((url for url, _ in prints if url), None),
            print_link_present=bool(prints) or header.prints,
        )

    @property
    def _by_state(self) -> bool:
        """Whether the publication was read from script state: pages that show nothing themselves."""
        return any(c.chosen and c.rule.startswith("state.") for c in self.found)

    def _bare_authors(self, dateline: str | None) -> list[str]:
        """A name that the lead's dateline gives, or that stands beside the date right below the headline."""
        if names := own_correspondent([self.lead or dateline or ""]):
            return names
        near = [k for k, x in enumerate(self.scene.lines) if 0 <= x.distance <= NEAR]
        return bare_authors(self.scene.shown.header, range(near[0], near[-1] + 1)) if near else []

    def _byline_lines(self) -> list[str]:
        """The lead, whose dateline may name its reporter, and the lines about the headline, the nearest first."""
        near = sorted(self.scene.lines, key=lambda x: abs(x.distance))
        return [self.lead or "", *(x.text for x in near if len(x.text) <= MAX_LINE)]

    def _before(self, line: int) -> bool:
        """Lines before the headline are another article's rather than those behind it."""
        return line < len(self.scene.lines) and self.scene.lines[line].distance < 0

    def _first(self, field: str, candidates: object) -> tuple[str, ...]:
        values: tuple[str, ...] = ()
        for k, (names, candidate) in enumerate(candidates):  # type: ignore[arg-type, var-annotated]
            if k > 6:
                break
            self.found.append(replace(candidate, chosen=k == 0))
            values = values or names
        return values
