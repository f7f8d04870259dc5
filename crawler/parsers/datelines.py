"""Datelines: who reports from where and of which day, in the first words of a text.

General shape: `CITY[, Region][, Month day[, year]] (AGENCY) SEP text`, with the agency before, behind, bare or absent.
A bracketed word is an agency if we know it, or if it has an agency's shape and a separator follows. A bare one must
be known: "FUTURE-" and "HUMAN RIGHTS-" are topics. "In a conference held in Moscow" is a sentence.
"""

from __future__ import annotations

import re
from functools import cached_property

from archive.normal import normalize
from crawler.parsers.datelines_brackets import BRACKET, agency_shape, content, signer
from crawler.parsers.datelines_places import (
    clean_city,
    is_city,
    is_weekday,
    place_shape,
    place_with_article,
    without_reporter,
)
from crawler.parsers.datelines_wires import (
    Dateline,
    agencies_in,
    is_agency,
    leading_agency,
    read_cjk,
    read_persian,
    signing_agency,
    trailing_agency,
)
from crawler.parsers.dates.moments import Moment, find_moments
from crawler.parsers.dates.numerals import fold
from crawler.parsers.zones import cities

__all__ = ["Dateline", "is_agency", "read_dateline", "signing_agency", "stamp_of", "trailing_agency"]

HEAD = 220
"""Characters in which a dateline must end."""

_SEP = re.compile(r"\s*(?:\.?\s?(?:--+|[-–—―=])+|\.|:|：)(?=\s|$|\S)|\s*/(?=\s)")
_DASH = re.compile(r"\s*\.?\s?(?:--+|[-–—―])\s*")
_RELAY = re.compile(r"\((?:MENAFN|EIN|ZAWYA|NNN)\s?-[^()\n]{0,80}(?:\([^()\n]{1,20}\))?[^()\n]{0,20}\)\s*")
_EXPANSION = re.compile(
    r"agenc|associa|press\b|news|presse|ajans|агентств|خبرگزاری|وكالة|通信社|통신|servi[cç]", re.I
)
_CITY_COLON = re.compile(r"([^\W\d_][\w. '-]{1,30}?)\s?: (?=[^\W\d_]\w* [^\W\d_])(?![a-z])")
_NUMBER = re.compile(r"\d")
_REGION = re.compile(r"(?:[A-Z][a-z]{1,5}\.|[A-Z]\.[A-Z]\.|[A-Z]{2})$")


def read_dateline(text: str, *, language: str | None = None, country: str | None = None) -> Dateline | None:
    """The dateline that `text` begins with, None where it begins with its sentence."""
    lead = normalize("NFC", text[: 2 * HEAD]).strip().lstrip("«\"“„'\u200f\u200e\u202b")
    if relay := _RELAY.match(lead):
        lead = lead[relay.end() :]
    head = lead[:HEAD]
    if not head:
        return None
    return read_cjk(head) or read_persian(head) or _Reader(head, language, country).read()


class _Reader:
    """Reads alphabetic datelines."""

    def __init__(self, head: str, language: str | None, country: str | None) -> None:
        self.head = head.split("\n\n", maxsplit=1)[0]
        self.language, self.country = language, country

    @cached_property
    def moments(self) -> list[Moment]:
        head = self.head[:120]
        return (
            find_moments(head, language=self.language, country=self.country) if _NUMBER.search(head) else []
        )

    def read(self) -> Dateline | None:
        return self._agency_first() or self._bracketed() or self._bare() or self._city_only()

    def _agency_first(self) -> Dateline | None:
        """`(ANSA) - ROMA, 28 NOV -`, `(KUNA) --`, `SHAFAQNA (…)-`, `NNA -`, `AhlulBayt News Agency (ABNA):`."""
        head = self.head
        if m := BRACKET.match(head):
            name, sep = content(m), _SEP.match(head, m.end())
            if sep and (is_agency(name) or agency_shape(name)):
                city, day, end = self._place_after(sep.end())
                return Dateline(head[:end].strip(), name, None, city, day)
            if is_agency(name) and head[m.end() : m.end() + 2].strip().isupper():
                city, day, end = self._place_after(m.end())
                return Dateline(head[:end].strip(), name, None, city, day)
        name, end = leading_agency(head)
        if not name:
            return self._with_expansion()
        expansion = None
        if (m := BRACKET.match(head, end + (head[end : end + 1] == " "))) and _EXPANSION.search(content(m)):
            expansion, end = content(m), m.end()
        elif m and m[1] and is_agency(m[1]) and _EXPANSION.search(name):
            name, expansion, end = m[1], name, m.end()
        sep = _SEP.match(head, end) or re.compile(r"\s*/").match(head, end)
        if (
            sep is None
            or sep[0].strip() == "."
            or (sep[0] in "-" and head[sep.end() : sep.end() + 1].islower())
        ):
            return self._with_expansion()
        city, day, end = self._place_after(sep.end())
        return Dateline(head[:end].strip(), name, expansion, city, day)

    def _with_expansion(self) -> Dateline | None:
        """Agencies we do not know that spell themselves out: `XNA (Xland News Agency) -`, `Xland News Agency (XNA):`."""
        m = re.match(r"([^\W\d_][\w.' -]{1,50}?)\s?\(([^()\n]{2,70})\)", self.head)
        if m is None:
            return None
        outer, inner = m[1].strip(), m[2].strip()
        sep = _SEP.match(self.head, m.end())
        if sep is None or "," in outer:
            return None
        if (
            _EXPANSION.search(inner)
            and len(inner.split()) > 1
            and len(outer.split()) <= 2
            and outer.upper() == outer
            and fold(outer) not in cities()
        ):
            return Dateline(self.head[: sep.end()].strip(), outer, inner)
        if (
            _EXPANSION.search(outer)
            and len(outer.split()) > 1
            and len(inner.split()) == 1
            and inner.isupper()
        ):
            return Dateline(self.head[: sep.end()].strip(), inner, outer)
        return None

    def _place_after(self, at: int) -> tuple[str | None, str | None, int]:
        """A city (and day) that follows a leading agency: `CITY[, DAY] SEP`; behind a slash a known city alone."""
        rest = self.head[at:]
        m = re.match(r"\s*((?:[^\n.:()]|\.(?=\s*[-–—])){2,40}?)(?:\s*(?:--+|[-–—])\s|\s*\n|\s*$|\s*:)", rest)
        place, day = self._place(at + m.start(1), at + m.end(1)) if m else (None, None)
        if m and place and (day or is_city(place)):
            return place, day, at + m.end()
        beside = re.match(r"[^\W\d_]+(?= )", rest) if self.head[at - 1 : at] == "/" else None
        if beside and is_city(beside[0]):
            return clean_city(beside[0]), None, at + beside.end()
        return None, None, at

    def _bracketed(self) -> Dateline | None:
        """`LONDON, Nov 28 (Reuters) -`, `KAZAN, May 3. /TASS/.`, `New Delhi [India], November 28 (ANI):`."""
        for m in BRACKET.finditer(self.head, 0, 140):
            name = signer(m)
            sep = _SEP.match(self.head, m.end())
            known = is_agency(name) or is_agency(name.partition("/")[0])
            cited = (
                m[2] and name.isupper() and is_city(self.head[: m.start()].strip(" .,"))
            )  # "София /КРОСС/"
            if not known and not cited and not (sep and agency_shape(name) and not _REGION.match(name)):
                continue
            place, day = self._place(0, m.start(), known=known)
            if place is None:
                return None
            if (
                not known
                and not day
                and not place.isupper()
                and not is_city(place)
                and sep
                and sep[0].strip() in (":", ".")
            ):
                return None
            if not sep and not day and not is_city(place) and not self.head[m.end() :].strip():
                return None
            end = sep.end() if sep and sep[0].strip() else m.end()
            return Dateline(self.head[:end].strip(), name, None, place or None, day)
        return None

    def _bare(self) -> Dateline | None:
        """`Tehran, Nov 28, IRNA –`, `МОСКВА, 28 ноя — РИА Новости.`, `دمشق-سانا`."""
        for start, end in agencies_in(self.head[:120]):
            before = self.head[:start].rstrip()
            if not before or not (before[-1] in ",،-–—./:|" or self._ends_with_day(len(before))):
                continue
            sep = _SEP.match(self.head, end)
            dated = self._ends_with_day(len(before.rstrip(" ,،")))
            cited = before[-1] == "." and is_city(before.rstrip("."))
            if (
                not (sep or dated or cited)
                and before[-1] not in "-–—/"
                and self.head[end : end + 1] not in ("", "\n", ",", "،")
            ):
                continue
            place, day = self._place(0, start)
            if not place or (not day and not is_city(place) and not place.isupper() and not sep):
                continue
            name = self.head[start:end]
            stop = sep.end() if sep else end
            return Dateline(self.head[:stop].strip(), name, None, place, day)
        return None

    def _city_only(self) -> Dateline | None:
        """`BAGHDAD –`, `SEOUL, Nov. 28 —`: a known city, a day, or a region beside it."""
        for sep in _DASH.finditer(self.head, 0, 80):
            between_letters = sep.start() and self.head[sep.start()] == "-" and sep.end() - sep.start() == 1
            if between_letters:
                continue
            place, day = self._place(0, sep.start())
            if place and not day and is_city(place) and (m := self._moment_at(sep.end())):
                return Dateline(self.head[: m.end + 1].strip(), None, None, place, m.day)
            if place and (day or is_city(place) or self._has_region(sep.start(), place)):
                return Dateline(self.head[: sep.end()].strip(), None, None, place, day)
            break
        return self._dated_line() or self._dated_colon() or self._city_and_colon()

    def _city_and_colon(self) -> Dateline | None:
        """`ISLAMABAD: The premier`, `New Delhi: The court`: a known city and a colon, then a sentence or a day."""
        m = _CITY_COLON.match(self.head)
        if m is None or not is_city(m[1]):
            return None
        return Dateline(m[0].strip(), None, None, clean_city(m[1]), None)

    def _dated_colon(self) -> Dateline | None:
        """`KATHMANDU, Nov 28: The cabinet met`: a known city, its day and a colon."""
        for m in self.moments[:1]:
            if m.day and self.head[m.end : m.end + 2] == ": ":
                place, day = self._place(0, m.end)
                if place and day and is_city(place):
                    return Dateline(self.head[: m.end + 1], None, None, place, day)
        return None

    def _dated_line(self) -> Dateline | None:
        """`Baku, Azerbaijan, Nov. 28` on a line of its own, or before a byline."""
        for m in self.moments:
            rest = self.head[m.end :].lstrip(" .,")
            spelled = (
                self.head[: m.start].count(",") > 0 and self.head[m.end : m.end + 2] == ". "
            )  # "BAKU, Azerbaijan, May 3. The"
            if m.day and (
                not rest or rest[0] == "\n" or rest.startswith("By ") or (spelled and rest[0].isupper())
            ):
                place, day = self._place(0, m.end)
                if place and day and is_city(place):
                    return Dateline(self.head[: m.end], None, None, place, day)
        return None

    def _moment_at(self, at: int) -> Moment | None:
        """The day that begins at `at` and has a colon behind it: `CAIRO - 3 May 2016:`."""
        found = (m for m in self.moments if m.start == at and m.day and self.head[m.end : m.end + 1] == ":")
        return next(found, None)

    def _has_region(self, end: int, place: str) -> bool:
        parts = [p.strip() for p in self.head[:end].split(",")]
        return len(parts) == 2 and parts[0].isupper() and bool(_REGION.match(parts[1]) or parts[1].istitle())

    def _ends_with_day(self, at: int) -> bool:
        return any(m.day and m.end <= at <= m.end + 3 for m in self.moments)

    def _place(self, start: int, end: int, *, known: bool = False) -> tuple[str | None, str | None]:
        """City and day in `head[start:end]`; (None, None) if it is a sentence, ("", day) if there is no city.

        `known`: an agency that we know follows, so an article may stand before the name (`La Paz`).
        """
        text = self.head[start:end]
        day = None
        for m in self.moments:
            if start <= m.start and m.end <= end + 1 and m.day and (m.full or m.day.startswith("--")):
                day = day or m.day
                text = _blank(text, m, start)
        parts = [p.strip(" .،,-–—/|:=") for p in re.split(r"[,،]|\.\s(?=\s*$)|\s[-–—|]\s?|\s/\s", text)]
        parts = [p for p in parts if p and not is_weekday(p)]
        if not parts:
            return ("" if day else None), day
        city = clean_city(without_reporter(parts[0]))
        if (
            not (place_shape(city) or (known and day and place_with_article(city)))
            or len(parts) > 4
            or any(len(p.split()) > 4 for p in parts[1:])
        ):
            return None, None
        return city, day


def stamp_of(dateline: str, language: str | None, country: str | None) -> Moment | None:
    """The full day that stands in a dateline, with its time: `Москва, 28 ноября 2014, 15:12 — REGNUM`."""
    return next((m for m in find_moments(dateline, language=language, country=country) if m.full), None)


def _blank(text: str, m: Moment, start: int) -> str:
    a, b = m.start - start, m.end - start
    return text[:a] + "," + " " * max(0, b - a - 1) + text[b:]
