"""What the lines around a headline say: the answer of this package."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.model import Candidate, Precision


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """Fields as in `archive.model.Article`. `candidates` holds each value seen, chosen or not."""

    published: str | None = None
    published_precision: Precision | None = None
    published_zone_known: bool = False
    published_zone: str | None = None
    updated: str | None = None
    updated_precision: Precision | None = None
    header_line: str | None = None
    date_text: str | None = None
    time_text: str | None = None
    weekday_text: str | None = None
    weekday_consistent: bool | None = None
    dateline_text: str | None = None
    dateline_date: str | None = None
    article_id: str | None = None
    article_id_label: str | None = None
    agency: str | None = None
    agency_expansion: str | None = None
    city: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    print_url: str | None = None
    print_link_present: bool = False
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)
