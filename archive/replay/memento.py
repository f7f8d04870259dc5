"""Memento (RFC 7089): datetimes, Link headers and TimeMaps. Pure.

URI-R is the captured address, URI-M `/web/TIMESTAMP/URI-R`, URI-G `/web/URI-R`, URI-T `/web/timemap/link/URI-R`.
All are written absolute, with `site` (`http://127.0.0.1:8080`) in front, as link-format asks (RFC 6690, section 2).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from archive.model import CaptureRow, Json
from archive.replay.address import COLLECTION, escape, format_address, stamp
from archive.replay.choose import neighbours, replayable

LINK_FORMAT = "application/link-format"


def http_date(when: datetime) -> str:
    """RFC 1123 form in GMT (RFC 7089, section 2.1.1)."""
    return format_datetime(when.astimezone(UTC).replace(microsecond=0), usegmt=True)


def accept_datetime(value: str | None) -> datetime | None:
    """The instant of an Accept-Datetime header; ValueError where it cannot be read (answered with 400, section 4.5.3)."""
    if value is None or not value.strip():
        return None
    try:
        when = parsedate_to_datetime(value.strip())
    except (TypeError, ValueError, IndexError):
        raise ValueError(f"Accept-Datetime cannot be read: {value[:80]!r}") from None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)


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


def timemap_link(site: str, url: str, rows: Iterable[CaptureRow]) -> str:
    """The TimeMap in link format (section 5): the original, itself with from and until, the TimeGate, all mementos."""
    found = distinct(rows)
    span = {"from": http_date(found[0].date), "until": http_date(found[-1].date)} if found else {}
    lines = [
        _link(url, "original"),
        _link(timemap(site, url), "self", type=LINK_FORMAT, **span),
        _link(timegate(site, url), "timegate"),
    ]
    for number, row in enumerate(found):
        ends = ("first",) * (number == 0) + ("last",) * (number == len(found) - 1)
        lines.append(_link(memento(site, row), " ".join((*ends, "memento")), datetime=http_date(row.date)))
    return ",\n".join(lines) + "\n"


def timemap_json(site: str, url: str, rows: Iterable[CaptureRow]) -> str:
    """The TimeMap as JSON, with the names that the Memento aggregators use."""
    found = distinct(rows)
    listed: list[Json] = [{"datetime": _iso(row.date), "uri": memento(site, row)} for row in found]
    ends = {"first": listed[0], "last": listed[-1]} if listed else {}
    document: dict[str, Json] = {
        "original_uri": url,
        "self": timemap(site, url, "json"),
        "timegate_uri": timegate(site, url),
        "timemap_uri": {
            "link_format": timemap(site, url),
            "json_format": timemap(site, url, "json"),
            "cdxj_format": timemap(site, url, "cdxj"),
        },
        "mementos": {"list": listed, **ends},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
