"""Memento (RFC 7089): datetimes, Link headers and TimeMaps. Pure.

URI-R is the captured address, URI-M `/web/TIMESTAMP/URI-R`, URI-G `/web/URI-R`, URI-T `/web/timemap/link/URI-R`.
All are written absolute, with `site` (`http://127.0.0.1:8080`) in front, as link-format asks (RFC 6690, section 2).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from archive.model import CaptureRow, Json
from archive.replay.address import COLLECTION, escape, format_address, stamp
from archive.replay.choose import neighbours, replayable

LINK_FORMAT = "application/link-format"
MAX_MEMENTOS = 10_000
"""Mementos on one page of a TimeMap: about 2 MB in link format."""


def http_date(when: datetime) -> str:
    """RFC 1123 form in GMT (RFC 7089, section 2.1.1)."""
    return format_datetime(when.astimezone(UTC).replace(microsecond=0), usegmt=True)


def accept_datetime(value: str | None) -> datetime | None:
    """The instant of an Accept-Datetime header; ValueError where it cannot be read (answered with 400, section 4.5.3)."""
    if value is None or not value.strip():
        return None
    try:
        when = parsedate_to_datetime(value.strip())
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        raise ValueError(f"Accept-Datetime cannot be read: {value[:80]!r}") from None


def timegate(site: str, url: str) -> str:
    return f"{site}/{COLLECTION}/{escape(url)}"


def timemap(site: str, url: str, form: str = "link") -> str:
    return f"{site}/{COLLECTION}/timemap/{form}/{url}"


def memento(site: str, row: CaptureRow) -> str:
    return site + format_address(row.url, stamp(row.date))


def _link(address: str, rel: str, **more: str) -> str:
    """One link value; `<` and `>` cannot be in an address of ours, quotes in parameters neither (they are escaped)."""
    address = escape(address).replace("<", "%3C").replace(">", "%3E").replace('"', "%22")
    return "; ".join((f"<{address}>", f'rel="{rel}"', *(f'{name}="{value}"' for name, value in more.items())))


def links(site: str, url: str, rows: Sequence[CaptureRow] = (), shown: CaptureRow | None = None) -> list[str]:
    """Link values of a TimeGate's or a memento's reply (sections 2.2 and 4.2).

    `rows` are all captures, or at least the first, the last, the shown one and its neighbours, in order of date.
    """
    out = [
        _link(url, "original"),
        _link(timegate(site, url), "timegate"),
        _link(timemap(site, url), "timemap", type=LINK_FORMAT),
    ]
    return out + _memento_links(site, rows, shown)


def _memento_links(site: str, rows: Sequence[CaptureRow], shown: CaptureRow | None) -> list[str]:
    rows = distinct(rows)
    if not rows:
        return []
    before, after = neighbours(rows, shown) if shown else (None, None)
    roles: dict[str, tuple[CaptureRow, list[str]]] = {}
    named = (("first", rows[0]), ("prev", before), ("", shown), ("next", after), ("last", rows[-1]))
    for role, row in named:
        if row is not None:
            roles.setdefault(stamp(row.date), (row, []))[1].append(role)
    return [
        _link(memento(site, row), " ".join(filter(None, (*names, "memento"))), datetime=http_date(row.date))
        for _, (row, names) in sorted(roles.items())
    ]


def distinct(rows: Iterable[CaptureRow]) -> list[CaptureRow]:
    """One replayable row a second, in order of date: seconds are all that addresses can tell apart."""
    seen: dict[str, CaptureRow] = {}
    for row in sorted(filter(replayable, rows), key=lambda row: row.date):
        seen.setdefault(stamp(row.date), row)
    return list(seen.values())


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a TimeMap: `rows` and the `pages` that there are, each by its first and last memento."""

    rows: Sequence[CaptureRow]
    number: int
    pages: Sequence[tuple[CaptureRow, CaptureRow]]


def part(rows: Iterable[CaptureRow], timestamp: str = "", size: int = MAX_MEMENTOS) -> Part:
    """The page that holds the time of the 14 digits `timestamp`, the first where there are none. As pages begin at a memento and new
    ones come behind all others, the address of a page stays good."""
    found = distinct(rows)
    starts = range(0, len(found), size)
    pages = [(found[n], found[min(n + size, len(found)) - 1]) for n in starts]
    number = max(0, sum(stamp(first.date) <= timestamp for first, _ in pages) - 1)
    return Part(found[number * size : (number + 1) * size], number, pages)


def _page_address(site: str, url: str, form: str, one: Part, number: int) -> str:
    start = f"{stamp(one.pages[number][0].date)}/" if number else ""
    return timemap(site, start + url, form)


def other_pages(site: str, url: str, one: Part, form: str = "link", kind: str = LINK_FORMAT) -> list[str]:
    """Link values of the other pages of a TimeMap (section 5.1.2: TimeMaps that a TimeMap points to)."""
    return [
        _link(_page_address(site, url, form, one, number), "timemap", type=kind, **_span(first, last))
        for number, (first, last) in enumerate(one.pages)
        if number != one.number
    ]


def _span(first: CaptureRow, last: CaptureRow) -> dict[str, str]:
    return {"from": http_date(first.date), "until": http_date(last.date)}


def timemap_link(site: str, url: str, one: Part) -> str:
    """The TimeMap in link format (section 5): the original, itself with from and until, its other pages, the TimeGate, the
    mementos of this page."""
    found = one.rows
    span = _span(*one.pages[one.number]) if found else {}
    lines = [
        _link(url, "original"),
        _link(_page_address(site, url, "link", one, one.number), "self", type=LINK_FORMAT, **span),
        *other_pages(site, url, one),
        _link(timegate(site, url), "timegate"),
    ]
    begins, ends = one.number == 0, one.number == len(one.pages) - 1
    for number, row in enumerate(found):
        roles = ("first",) * (begins and number == 0) + ("last",) * (ends and number == len(found) - 1)
        lines.append(_link(memento(site, row), " ".join((*roles, "memento")), datetime=http_date(row.date)))
    return ",\n".join(lines) + "\n"


def timemap_json(site: str, url: str, one: Part) -> str:
    """The TimeMap as JSON, with the names that the Memento aggregators use; `pages` where there are several."""
    ends = {"first": one.pages[0][0], "last": one.pages[-1][1]} if one.pages else {}
    document: dict[str, Json] = {
        "original_uri": url,
        "self": _page_address(site, url, "json", one, one.number),
        "timegate_uri": timegate(site, url),
        "timemap_uri": {
            "link_format": timemap(site, url),
            "json_format": timemap(site, url, "json"),
            "cdxj_format": timemap(site, url, "cdxj"),
        },
        "mementos": {
            "list": [_listed(site, row) for row in one.rows],
            **{name: _listed(site, row) for name, row in ends.items()},
        },
    }
    if len(one.pages) > 1:
        document["pages"] = [
            {
                "uri": _page_address(site, url, "json", one, number),
                "from": _iso(first.date),
                "until": _iso(last.date),
            }
            for number, (first, last) in enumerate(one.pages)
        ]
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _listed(site: str, row: CaptureRow) -> Json:
    return {"datetime": _iso(row.date), "uri": memento(site, row)}


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
