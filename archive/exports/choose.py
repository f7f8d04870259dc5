"""Which captures an export holds: those asked for, then for each page what it embeds, nearest to it in time."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

from archive import query
from archive.errors import NotFound, QueryError, WarcError
from archive.exports.requisites import embedded
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import Capture, CaptureRow
from archive.replay.address import stated_moment
from archive.replay.choose import REDIRECTS, in_order, replayable
from archive.replay.library import Library
from archive.urls import of_header
from archive.warc.http import header

DEPTH = 4
"""Documents within documents (a frame's style sheet's import) that are followed."""
MAX_HITS = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export; what is None does not narrow, what is empty is nothing. `since` and `until` are capture times, inclusive.

    `site` is a publication's name or a host, `search` words as `newsark search` takes them.
    """

    url: str | None = None
    site: str | None = None
    search: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, row: CaptureRow) -> bool:
        after = self.since is None or row.date >= self.since
        return after and (self.until is None or row.date <= self.until) and replayable(row)


def asked_for(home: Home, library: Library, wanted: Wanted) -> Iterator[CaptureRow]:
    """The captures that were asked for, withheld ones left out. QueryError for a site that is not there."""
    if sum(one is not None for one in (wanted.url, wanted.site, wanted.search)) > 1:
        raise QueryError("choose by address, by publication or by words: one of them")
    if wanted.url is not None:
        found: Iterator[CaptureRow] = iter(library.captures(wanted.url))
    elif wanted.search is not None:
        found = _rows(library, _hits(home, wanted.search))
    elif wanted.site is not None:
        found = _rows(library, _of_site(home, wanted.site))
    else:
        found = _everything(home)
    return (row for row in found if wanted.holds(row) and not library.withheld(row))


def _hits(home: Home, words: str) -> Iterator[str]:
    with query.reading(home.archive_db) as db:
        yield from (hit.id for hit in query.search(db, words, limit=MAX_HITS))


def _of_site(home: Home, site: str) -> Iterator[str]:
    with query.reading(home.archive_db) as db:
        columns = [name for name in ("site", "host") if _known(db, name, site)]
        if not columns:
            raise QueryError(f"{site}: nothing of this publication or host is in the archive")
        statement = f"SELECT record_id FROM captures WHERE {columns[0]} = ? ORDER BY id"
        yield from (record for (record,) in db.execute(statement, (site,)))


def _known(db: sqlite3.Connection, column: str, value: str) -> bool:
    return db.execute(f"SELECT 1 FROM captures WHERE {column} = ? LIMIT 1", (value,)).fetchone() is not None


def _rows(library: Library, records: Iterator[str]) -> Iterator[CaptureRow]:
    return (row for record in records if (row := library.by_record(record)) is not None)


def _everything(home: Home) -> Iterator[CaptureRow]:
    with CaptureIndex(home.index_db) as index:
        yield from index.in_order()


class Requisites:
    """What pages embed. Looks each address up as replay would, with what pages of the same time have in common
    remembered."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def of(self, row: CaptureRow) -> Iterator[CaptureRow]:
        """The captures that the page at `row` needs, each once; the page itself is not among them."""
        seen, todo = {row.record_id}, [(row, "", 0)]
        while todo:
            one, modifier, depth = todo.pop()
            capture = self._load(one)
            if capture is None or depth >= DEPTH:
                continue
            for url, kind in self._leads_to(capture, modifier).items():
                found = self._nearest(url, row.date)
                if found is not None and found.record_id not in seen:
                    seen.add(found.record_id)
                    yield found
                    todo.append((found, kind, depth + 1))

    def _leads_to(self, capture: Capture, modifier: str) -> dict[str, str]:
        target = of_header(header(capture.headers, "location")) if capture.status in REDIRECTS else ""
        try:
            if target:
                return {urljoin(capture.url, target): modifier}
            return embedded(capture, modifier) | (
                {} if modifier else {urljoin(capture.url, "/favicon.ico"): "im_"}
            )
        except ValueError:
            return {}

    def _nearest(self, url: str, when: datetime) -> CaptureRow | None:
        rows = self._library.around(url, when)
        if not rows and "?" in url:
            rows = next(filter(None, (self._library.around(o, when) for o in self._library.same(url))), [])
        return next(iter(in_order(rows, url, when, embedded=True)), None)

    def _load(self, row: CaptureRow) -> Capture | None:
        """Only documents are read: pictures and scripts lead nowhere."""
        if row.kind == "metadata" or not _leads_on(row):
            return None
        try:
            return self._library.load(row)
        except (WarcError, NotFound):
            return None


def _leads_on(row: CaptureRow) -> bool:
    mime = (row.mime or "").lower()
    markup = any(word in mime for word in ("html", "css", "svg", "text/plain")) or not mime
    return markup or row.kind == "revisit" or (row.status or 200) in REDIRECTS


def instant(text: str, *, end: bool = False) -> datetime:
    """A user's date or time (UTC) as the first or last instant of what it names; QueryError for none."""
    digits = re.sub(r"[-:TZ ]", "", text)
    found = stated_moment(digits, end=end)
    if found is None:
        raise QueryError(f"{text}: not a date or time; write it as 2026-11-23 or 2026-11-23T08:00")
    return found + (timedelta(microseconds=999_999) if end else timedelta())
