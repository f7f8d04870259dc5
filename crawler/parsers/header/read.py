"""Header facts of a page: its visible header lines, machine-readable values and the lead's dateline, weighed together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.model import Candidate
from crawler.parsers.authors import byline_authors
from crawler.parsers.datelines import Dateline, read_dateline, trailing_agency
from crawler.parsers.dates.marks import Marks
from crawler.parsers.dates.moments import marks_of
from crawler.parsers.dates.relative import relative_moment
from crawler.parsers.header.address import address_value
from crawler.parsers.header.credits import author_candidates
from crawler.parsers.header.facts import HeaderFacts
from crawler.parsers.header.fallback import fallback_values
from crawler.parsers.header.lines import Stamp
from crawler.parsers.header.machine import (
    PUBLISHED_METAS,
    UPDATED_METAS,
    WEAK_METAS,
    element_value,
    meta_values,
    page_values,
    stated_role,
    structured_values,
    time_nodes,
)
from crawler.parsers.header.scan import carriers
from crawler.parsers.header.sections import identifiers, print_links, section_candidates, tag_candidates
from crawler.parsers.header.stamps import Value, choose, finest
from crawler.parsers.header.text import Shown, read_stamps, value_of, with_identifier, with_print
from crawler.parsers.header.visible import Line, Visible

if TYPE_CHECKING:
    from crawler.parsers.page import Page


_MAY_STATE_ID = re.compile(
    r"[:：#№]|\b(?:id|code|no|nr|ref)\b|شناسه|کد|رقم|شماره|نمبر|번호|编号|編號|番号|आईडी|আইডি", re.I
)


def read_header(page: Page, lead: str | None = None) -> HeaderFacts:
    """Date, time, zone, id, agency, city, authors, section, tags and print version of a page's article.

    `lead` is the first paragraph of the body, where a dateline may stand; without it the first texts behind the headline
    are tried. Pure: relative times are read against `page.captured_at`, zones by the tz database.
    """
    return _Reader(page, lead).read()


class _Reader:
    def __init__(self, page: Page, lead: str | None) -> None:
        self.page, self.lead = page, lead
        self.visible = Visible(page)
        self.found: list[Candidate] = []
        self.lines: list[Line] = [x for x in self.visible.lines if x.zone == "head"]
        self.rest: list[Line] = [x for x in self.visible.lines if x.zone != "head"]
        self.shown = self._stamps(self.lines)

    def read(self) -> HeaderFacts:
        facts = with_identifier(self._dateline(HeaderFacts()), self.shown.header)
        facts = self._dates(facts)
        facts = self._identifier(facts)
        facts = self._credits(facts)
        return replace(facts, candidates=tuple(self.found))

    def _stamps(self, lines: list[Line]) -> Shown:
        text = "\n".join(x.text.replace("\n", " ") for x in lines)
        return read_stamps(text, self.page.language, self.page.country)

    # -- dates ------------------------------------------------------------------------------------------------------

    def _dates(self, facts: HeaderFacts) -> HeaderFacts:
        page = self.page
        visible = self._by_nearness(
            [(s, self._value(s, self.shown, self.lines)) for s in self.shown.published]
        )
        shown_updates = [self._value(s, self.shown, self.lines) for s in self.shown.updated]
        elements, changed = self._elements()
        sure = [*structured_values(page, ("datePublished",)), *meta_values(page, PUBLISHED_METAS)]
        weak = [*structured_values(page, ("dateCreated", "uploadDate")), *meta_values(page, WEAK_METAS)]
        machine = finest([*sure, *elements, *weak])
        updates = [
            *structured_values(page, ("dateModified",)),
            *meta_values(page, UPDATED_METAS),
            *changed,
        ]
        if not visible and self.rest and (not machine or machine[0].precision == "day"):
            visible = self._elsewhere()
        chosen = choose(machine, visible) or self._last_resort(facts, shown_updates)
        self._keep("published", [*machine, *visible], chosen)
        update = choose(finest(updates), shown_updates)
        self._keep("updated", [*updates, *shown_updates], update)
        if update is not None:
            facts = replace(facts, updated=update.iso, updated_precision=update.precision)
        return self._with_published(facts, chosen, visible) if chosen else facts

    def _with_published(self, facts: HeaderFacts, chosen: Value, visible: list[Value]) -> HeaderFacts:
        shown = chosen if chosen.moment else next((v for v in visible if v.day == chosen.day), None)
        if shown and shown.moment:
            stamp = next((s for s in self.shown.published if s.moment is shown.moment), None)
            if stamp:
                facts = with_print(facts, stamp, self.shown.header)
        if facts.date_text is None:
            facts = replace(facts, date_text=chosen.raw[:120])
        known = chosen.offset is not None
        return replace(
            facts,
            published=chosen.iso,
            published_precision=chosen.precision,
            published_zone_known=known,
            published_zone=(chosen.zone or chosen.offset) if known else None,
        )

    def _value(self, stamp: Stamp, shown: Shown, lines: list[Line]) -> Value:
        where = self.page.tree.path(lines[stamp.line].block.node) if stamp.line < len(lines) else ""
        return value_of(stamp, shown.header, "header-line", where)

    def _by_nearness(self, found: list[tuple[Stamp, Value]]) -> list[Value]:
        """The surest first; of equally sure ones the nearest to the headline, rather behind it than before."""

        def key(item: tuple[Stamp, Value]) -> float:
            stamp, value = item
            distance = self.lines[stamp.line].distance if stamp.line < len(self.lines) else 0
            return -value.trust + 0.008 * min(abs(distance), 30) + (0.05 if distance < -2 else 0)

        return [value for _, value in sorted(found, key=key)]

    def _elsewhere(self) -> list[Value]:
        """Stamps of small lines elsewhere in the article: a foot line, a table cell."""
        shown = self._stamps(self.rest)
        return [self._value(s, shown, self.rest) for s in shown.published if s.weight >= 0.8]

    def _elements(self) -> tuple[list[Value], list[Value]]:
        """Values of `<time>` and kin within the header lines: publication and update."""
        published: list[Value] = []
        updated: list[Value] = []
        for i, raw, rule in time_nodes(self.page, self._carriers()):
            line = self._line_at(i)
            alone = line is None and len(self.lines) <= 2
            if (line is None and not alone) or (value := element_value(self.page, i, raw, rule)) is None:
                continue
            role = stated_role(self.page, i) or (self._label_before(i, line) if line else "")
            if role != "published" and line and self._label_before(i, line) == "updated":
                role = "updated"
            (updated if role == "updated" else published).append(value)
        if not published and updated and not self.shown.updated:
            hatom = [v for v in updated if v.rule == "time.datetime"][:1]
            return hatom, []
        return published, updated

    def _carriers(self) -> list[int]:
        """Elements among the header lines that may carry a moment in an attribute."""
        if not self.lines:
            return carriers(self.page.tree, 0, 300)
        start = min(min(x.block.node, x.block.first) for x in self.lines)
        return carriers(self.page.tree, start, max(x.block.last for x in self.lines) + 1)

    def _line_at(self, i: int) -> Line | None:
        end = self.page.tree.ends[i]
        for line in self.lines:
            if line.block.first <= end and i <= line.block.last:
                return line
        return None

    def _label_before(self, i: int, line: Line) -> str:
        """The role of the last label in the 40 characters before element `i` in its line."""
        text = self.page.tree.text(i)
        at = line.text.find(text) if text else -1
        if at <= 0:
            return ""
        marks: Marks = marks_of(line.text[max(0, at - 40) : at], self.page.language)
        labels = [m.value for m in marks.marks if m.kind == "L" and m.value in ("published", "updated")]
        return labels[-1] if labels else ""

    def _last_resort(self, facts: HeaderFacts, updates: list[Value]) -> Value | None:
        """A dateline's own full date, the address, or a relative time: where no stamp is."""
        if self.shown.ambiguous:
            return None
        if facts.dateline_date and len(facts.dateline_date) == 10:
            return Value(facts.dateline_date, facts.dateline_text or "", "dateline", "", 0.5)
        stated = address_value(self.page.url) or next(page_values(self.page), None)
        if stated or updates:
            return stated
        if value := next(fallback_values(self.page), None):
            return value
        if self.page.captured_at:
            for line in self.lines[:12]:
                if len(line.text) <= 80 and (read := relative_moment(line.text, self.page.captured_at)):
                    return Value(read[0], read[2], "relative", self.page.tree.path(line.block.node), 0.4)
        return None

    def _keep(self, field: str, values: list[Value], chosen: Value | None) -> None:
        seen = False
        for value in values[:12]:
            is_chosen = chosen is not None and not seen and (value is chosen or value.raw == chosen.raw)
            seen = seen or is_chosen
            self.found.append((chosen if is_chosen and chosen else value).candidate(field, chosen=is_chosen))
        if chosen is not None and not seen:
            self.found.append(chosen.candidate(field, chosen=True))

    # -- dateline and id --------------------------------------------------------------------------------------------

    def _dateline(self, facts: HeaderFacts) -> HeaderFacts:
        found, where = self._find_dateline()
        if found is None:
            return facts
        for field, value in (("agency", found.agency), ("city", found.city), ("dateline_date", found.day)):
            if value:
                self.found.append(Candidate(field, value, found.text, "dateline", where, 0.8, True))
        return replace(
            facts,
            agency=found.agency,
            agency_expansion=found.expansion,
            city=found.city,
            dateline_text=found.text,
            dateline_date=found.day,
        )

    def _find_dateline(self) -> tuple[Dateline | None, str]:
        page = self.page
        texts = [(self.lead, "body")] if self.lead else []
        texts += (
            [(x.text, page.tree.path(x.block.node)) for x in self.lines if len(x.text) > 20]
            if len(page.blocks) <= 12
            else []
        )
        texts += self._first_texts()
        bare: tuple[Dateline | None, str] = (None, "")
        signed: tuple[Dateline | None, str] = (None, "")
        for text, where in texts:
            found = read_dateline(text, language=page.language, country=page.country)
            if found and found.agency and (found.city or len(page.blocks) > 12):
                return found, where
            if found and found.agency and signed[0] is None:
                signed = found, where
            if found and bare[0] is None and (found.day or len(text) > len(found.text) + 8):
                bare = found, where
        if signed[0]:
            return signed
        if agency := self._signed(texts):
            city, day, text = (bare[0].city, bare[0].day, bare[0].text) if bare[0] else (None, None, "")
            return Dateline(text, agency, None, city, day), "body"
        return bare

    def _first_texts(self) -> list[tuple[str, str]]:
        """The first running texts behind the headline."""
        if self.lead and len(self.lead) > 60:
            return []
        headline = self.page.headline
        after = self.page.tree.ends[headline[1]] if headline else 0
        blocks = (
            b
            for b in self.page.blocks
            if b.first >= after and len(b.text) > 40 and b.linked * 2 < len(b.text)
        )
        return [(b.text, self.page.tree.path(b.node)) for b, _ in zip(blocks, range(2), strict=False)]

    def _signed(self, texts: list[tuple[str, str]]) -> str | None:
        return next((name for text, _ in texts if len(text) > 40 and (name := trailing_agency(text))), None)

    def _identifier(self, facts: HeaderFacts) -> HeaderFacts:
        if facts.article_id is None and self.rest:
            facts = with_identifier(
                facts,
                self._stamps(
                    [x for x in self.rest if len(x.text) <= 120 and _MAY_STATE_ID.search(x.text)][:12]
                ).header,
            )
        if facts.article_id is not None:
            raw = f"{facts.article_id_label} {facts.article_id}"
            self.found.append(Candidate("article_id", facts.article_id, raw, "header-line.id", "", 0.9, True))
        for candidate in identifiers(self.page):
            chosen = facts.article_id is None
            self.found.append(replace(candidate, chosen=chosen))
            if chosen:
                facts = replace(facts, article_id=str(candidate.value))
        return facts

    # -- credits ----------------------------------------------------------------------------------------------------

    def _credits(self, facts: HeaderFacts) -> HeaderFacts:
        page = self.page
        bylines = list(byline_authors(self.shown.header))
        authors = self._first("authors", author_candidates(page, bylines))
        tags = self._first("tags", tag_candidates(page))
        sections = list(section_candidates(page))
        self.found += [replace(c, chosen=k == 0) for k, c in enumerate(sections)]
        section = sections[0].value if sections else next(self.shown.header.labelled("section"), None)
        prints = list(print_links(page))[:4]
        self.found += [replace(c, chosen=k == 0) for k, (_, c) in enumerate(prints)]
        return replace(
            facts,
            authors=authors,
            tags=tags,
            section=str(section) if section else None,
            print_url=next((url for url, _ in prints if url), None),
            print_link_present=bool(prints) or self.shown.header.prints,
        )

    def _first(self, field: str, candidates: object) -> tuple[str, ...]:
        values: tuple[str, ...] = ()
        for k, (names, candidate) in enumerate(candidates):  # type: ignore[arg-type, var-annotated]
            if k > 6:
                break
            self.found.append(replace(candidate, chosen=k == 0))
            values = values or names
        return values
