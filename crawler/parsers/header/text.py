"""Header facts of plain text: lines before, within and behind a headline, then the lead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from archive.normal import normalize
from crawler.parsers.authors import byline_authors
from crawler.parsers.bylines_bare import bare_authors
from crawler.parsers.bylines_cjk import cjk_reporters, own_correspondent
from crawler.parsers.datelines import Dateline, read_dateline, signing_agency, stamp_of
from crawler.parsers.dates.moments import Moment
from crawler.parsers.dates.relative import relative_moment
from crawler.parsers.header.facts import HeaderFacts
from crawler.parsers.header.identifiers import find_identifiers
from crawler.parsers.header.lines import HeaderText, Stamp
from crawler.parsers.header.places import stamp_city
from crawler.parsers.header.stamps import Value
from crawler.parsers.language import written_region
from crawler.parsers.words import extent

MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a header text states: publication stamps best first, updates, and the text they stand in."""

    header: HeaderText
    published: tuple[Stamp, ...]
    updated: tuple[Stamp, ...]
    ambiguous: bool


def read_stamps(text: str, language: str | None, country: str | None) -> Shown:
    """Stamps of a header text, sorted by how surely they are stamps."""
    header = HeaderText(text[:MAX_TEXT], language, country)
    usable = [s for s in header.stamps if s.moment.precision is not None]
    published = [s for s in usable if s.role == "published"]
    plain = sorted((s for s in usable if s.role == ""), key=lambda s: -s.weight)
    updated = [s for s in usable if s.role == "updated"]
    ambiguous = any(s.moment.ambiguous for s in header.stamps)
    first = published[0].moment if published else plain[0].moment if plain else None
    updated += [
        _same_day(s, first)
        for s in header.stamps
        if s.role == "updated" and _bare(s) and first and first.full
    ]
    return Shown(header, (*published, *plain), tuple(updated), ambiguous)


def _bare(stamp: Stamp) -> bool:
    return stamp.moment.day is None and stamp.moment.clock is not None and not stamp.moment.ambiguous


def _same_day(stamp: Stamp, day: Moment) -> Stamp:
    """`Published 3 May 2016 14:20, updated 15:30`: the same day."""
    return replace(stamp, moment=replace(stamp.moment, day=day.day, offset=stamp.moment.offset or day.offset))


def value_of(stamp: Stamp, header: HeaderText, rule: str, where: str | int) -> Value:
    moment = stamp.moment
    note = "lunar date: a day either way" if moment.uncertain else ""
    label = f".{stamp.role}" if stamp.role else ""
    raw = header.text[moment.start : moment.end]
    return Value(
        moment.iso or "", raw, rule + label, where, 0.5 + 0.4 * stamp.weight, moment, moment.zone, note
    )


def read_text(
    text: str,
    *,
    language: str | None = None,
    url: str = "",
    country: str | None = None,
    captured_at: datetime | None = None,
) -> HeaderFacts:
    """Header facts of plain text, one header line, headline or paragraph a line.

    `language` is BCP 47; its region is the publisher's country where `country` (ISO 3166) is None. `captured_at` (aware)
    turns "3 hours ago" into a date; without it relative times say nothing. `url` is not read: an id in an address is
    no stated id.
    """
    text = normalize("NFC", text)
    country = country or written_region(language)
    shown = read_stamps(text, language, country)
    lead, line = _dateline(shown.header.lines, language, country)
    agency = lead.agency if lead and lead.agency else _signed(shown.header.lines)
    published = next(iter(shown.published), None)
    updated = next(iter(shown.updated), None)
    facts = HeaderFacts(
        agency=agency,
        agency_expansion=lead.expansion if lead else None,
        city=(lead.city if lead else None) or stamp_city(shown.header),
        dateline_text=lead.text if lead else None,
        dateline_date=lead.day if lead else None,
        authors=tuple(
            cjk_reporters(shown.header.lines)
            or list(byline_authors(shown.header))
            or own_correspondent(shown.header.lines)
            or bare_authors(shown.header)
        ),
        print_link_present=shown.header.prints,
        section=next(shown.header.labelled("section"), None),
    )
    facts = with_identifier(facts, shown.header)
    if updated:
        facts = replace(facts, updated=updated.moment.iso, updated_precision=updated.moment.precision)
    if (
        published
        and lead
        and published.line == line
        and lead.day
        and len(lead.day) == 10
        and len(shown.published) > 1
    ):
        published = next((s for s in shown.published if s.line != line), published)
    if published:
        return with_stamp(facts, published, shown.header)
    if lead and lead.day and len(lead.day) == 10 and not shown.updated and not shown.ambiguous:
        moment = stamp_of(lead.text, language, country)
        if moment:
            return with_stamp(facts, Stamp(moment, "", 0.5, line), shown.header)
        return replace(facts, published=lead.day, published_precision="day", date_text=lead.day)
    if captured_at and (value := relative_moment(text, captured_at)):
        return replace(facts, published=value[0], published_precision=value[1], date_text=value[2])
    return facts


def with_stamp(facts: HeaderFacts, stamp: Stamp, header: HeaderText) -> HeaderFacts:
    """`facts` with the publication stamp and how it is printed."""
    return replace(
        with_print(facts, stamp, header),
        published=stamp.moment.iso,
        published_precision=stamp.moment.precision,
        published_zone_known=stamp.moment.clock is not None and stamp.moment.offset is not None,
        published_zone=stamp.moment.zone if stamp.moment.offset is not None else None,
    )


def with_print(facts: HeaderFacts, stamp: Stamp, header: HeaderText) -> HeaderFacts:
    """`facts` with how the stamp is printed: date with its weekday, time, the whole line."""
    moment, text = stamp.moment, header.text
    spans = [s for s in (moment.weekday_span, moment.day_span) if s]
    start, end = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else (0, 0)
    if moment.day_span and moment.time_span and start < moment.time_span[0] < end:
        start, end = moment.day_span
    return replace(
        facts,
        header_line=" ".join(header.lines[stamp.line].split()),
        date_text=text[start:end].strip() or None,
        time_text=text[slice(*moment.time_span)].strip() if moment.time_span else None,
        weekday_text=text[slice(*moment.weekday_span)] if moment.weekday_span else None,
        weekday_consistent=moment.weekday_consistent,
    )


def with_identifier(facts: HeaderFacts, header: HeaderText) -> HeaderFacts:
    found = next(find_identifiers(header), None)
    return replace(facts, article_id=found.value, article_id_label=found.label) if found else facts


def _dateline(lines: list[str], language: str | None, country: str | None) -> tuple[Dateline | None, int]:
    """The first line that begins with a dateline; one with an agency is surer than a bare city."""
    bare: tuple[Dateline | None, int] = (None, -1)
    for number, line in enumerate(lines[:40]):
        if len(line.strip()) < 6:
            continue
        found = read_dateline(line, language=language, country=country)
        if found and found.agency:
            return found, number
        if found and bare[0] is None and (found.day or extent(line) > extent(found.text) + 8):
            bare = found, number
    return bare


def _signed(lines: list[str]) -> str | None:
    """The agency that signs a paragraph's end."""
    for line in lines[:40]:
        if name := signing_agency(line):
            return name
    return None
