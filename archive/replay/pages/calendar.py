"""All captures of one address: years, months, and a line for each capture with what changed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import groupby

from archive.model import CaptureRow
from archive.replay.address import COLLECTION, format_address, stamp
from archive.replay.address import escape as percent
from archive.replay.pages.layout import Site, address_text, document, parameter, safe, when_text
from archive.replay.wire import Reply

MAX_LINES = 1_000
CURRENT = ' aria-current="true"'


def calendar_page(site: Site, url: str, rows: Sequence[CaptureRow], *, year: str = "") -> Reply:
    """The list, newest first; with more than `MAX_LINES` captures one year (or its newest part) at a time."""
    if not rows:
        return missing_page(site, url)
    rows = sorted(rows, key=lambda row: row.date)
    changes = _changes(rows)
    years = Counter(f"{row.date:%Y}" for row in rows)
    if not year and len(rows) > MAX_LINES:
        year = max(years)
    listed = [row for row in reversed(rows) if f"{row.date:%Y}" == (year or f"{row.date:%Y}")][:MAX_LINES]
    body = [f"<h1>Captures of {address_text(url)}</h1>", _span(rows), _years(url, years, year)]
    for month, group in groupby(listed, key=lambda row: f"{row.date:%B %Y}"):
        body.append(f"<h2>{month}</h2>{_table(site, list(group), changes)}")
    return document(site, f"Captures of {url}", "\n".join(body))


def _span(rows: Sequence[CaptureRow]) -> str:
    count = f"{len(rows):,} capture{'s' if len(rows) != 1 else ''}"
    return f"<p>{count}, from {when_text(rows[0].date)} to {when_text(rows[-1].date)}.</p>"


def _years(url: str, years: Counter[str], chosen: str) -> str:
    if len(years) < 2:
        return ""
    links = [
        f'<a href="/-/captures?url={escape(parameter(url))}&amp;year={year}"'
        f"{CURRENT if year == chosen else ''}>{year}</a> ({count:,})"
        for year, count in sorted(years.items())
    ]
    return f'<nav aria-label="Years" class="years">{" ".join(links)}</nav>'


def _changes(rows: Sequence[CaptureRow]) -> dict[str, str]:
    """By record id: whether the bytes differ from the capture before (payload digests of whole answers compared)."""
    said: dict[str, str] = {}
    last: CaptureRow | None = None
    for row in rows:
        if row.kind == "metadata":
            said[row.record_id] = "no answer"
            continue
        if last is None:
            said[row.record_id] = "first"
        elif row.digest is None or last.digest is None:
            said[row.record_id] = ""
        else:
            said[row.record_id] = "same" if row.digest == last.digest else "changed"
        last = row
    return said


def _table(site: Site, rows: Sequence[CaptureRow], changes: dict[str, str]) -> str:
    head = '<tr><th scope="col">Time</th><th scope="col">Status</th><th scope="col">Type</th><th scope="col">Bytes kept</th><th scope="col">Content</th></tr>'
    return f"<table><thead>{head}</thead><tbody>{''.join(_line(site, row, changes) for row in rows)}</tbody></table>"


def _line(site: Site, row: CaptureRow, changes: dict[str, str]) -> str:
    stamped = stamp(row.date)
    time = when_text(row.date)
    if row.kind != "metadata":
        time = f'<a href="{escape(site.content + format_address(row.url, stamped))}">{time}</a>'
    change = changes.get(row.record_id, "")
    if change == "changed":
        change = (
            f'changed (<a href="/-/compare?url={escape(parameter(row.url))}&amp;b={stamped}">compare</a>)'
        )
    kind = " ".join(filter(None, (row.mime, "(revisit)" * (row.kind == "revisit"))))
    return (
        f"<tr><td>{time}</td><td>{row.status or '–'}</td><td>{safe(kind, 60)}</td>"
        f'<td class="number">{row.location.length:,}</td><td>{change}</td></tr>'
    )


def missing_page(site: Site, url: str, *, near: Sequence[str] = ()) -> Reply:
    """404: nothing of this address is here."""
    body = f"<h1>Not in this archive</h1><p>There is no capture of {address_text(url)}.</p>"
    if near:
        body += "<p>Captured under the same path:</p><ul>"
        body += "".join(
            f'<li><a href="{escape(site.pages)}/{COLLECTION}/*/{escape(percent(other))}">{address_text(other)}</a></li>'
            for other in near
        )
        body += "</ul>"
    return document(site, "Not in this archive", body, status=404)


def hidden_page(site: Site, url: str) -> Reply:
    """451: it is here and may not be shown (RFC 7725)."""
    body = f"<h1>Withheld</h1><p>{address_text(url)} has been taken out of public view by this archive's keeper.</p>"
    return document(site, "Withheld", body, status=451)


def broken_page(site: Site, url: str, reason: str) -> Reply:
    """502: the index knows a capture that the files do not hold as it says."""
    body = f"<h1>This capture cannot be read</h1><p>{address_text(url)}</p><p>{safe(reason)}</p>"
    return document(site, "This capture cannot be read", body, status=502)
