"""The archive as the replay server sees it: the index, the WARC files, the keeper's list of what may not be shown.

Reads only. One `Library` serves all threads: each thread gets connections of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from urllib.parse import urlsplit

from archive.errors import NotFound, WarcError
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import Capture, CaptureRow
from archive.replay.address import stamp
from archive.replay.cdx import CdxQuery
from archive.replay.choose import to_itself
from archive.replay.fuzzy import matching, path_of
from archive.takedown.hidden import Watch
from archive.takedown.rules import Hidden
from archive.urls import surt
from archive.warc.resolve import Resolver

MANY = 400
"""Captures of one address that are read whole; of more, only those near the time asked for."""
ENOUGH = 6
TRIES = 8
"""Captures that are opened before we give up on an address: damaged ones and redirects to themselves are passed over."""
MAX_ADDRESSES = 100_000
"""Addresses that one CDX query looks through."""
SIMILAR = 2_000

_END = datetime(9999, 12, 31, tzinfo=UTC)


class Library:
    """Captures by address and time, without those that are withheld. Every call raises DatabaseError or WarcError where
    the files fail it. A `keeper` sees everything."""

    def __init__(self, home: Home, *, keeper: bool = False) -> None:
        self.home = home
        self._local = threading.local()
        self._watch = None if keeper else Watch(home.path)

    @property
    def _hidden(self) -> Hidden:
        return self._watch.now if self._watch else Hidden()

    @property
    def _index(self) -> CaptureIndex:
        if not hasattr(self._local, "index"):
            self._local.index = CaptureIndex(self.home.index_db)
            self._local.resolver = Resolver(self._local.index, self.home.warc)
        index: CaptureIndex = self._local.index
        return index

    def captures(self, url: str) -> list[CaptureRow]:
        """All captures of an address, oldest first."""
        return self._shown(self._index.captures(url))

    def around(self, url: str, when: datetime) -> list[CaptureRow]:
        """The captures of an address, oldest first; of very many the first, the last, and those nearest to `when`."""
        rows = self._index.captures(url, limit=MANY + 1)
        if len(rows) <= MANY:
            return self._shown(rows)
        last = self._index.closest(url, _END)
        near = self._near(url, when)
        kept = {row.record_id: row for row in (rows[0], *near, *filter(None, [last]))}
        return self._shown(sorted(kept.values(), key=_by_date))

    def _shown(self, rows: list[CaptureRow]) -> list[CaptureRow]:
        hidden = self._hidden
        return [row for row in rows if not hidden.covers(row)] if hidden else rows

    def _near(self, url: str, when: datetime) -> list[CaptureRow]:
        """Looks through a window that grows until it holds enough on either side of `when` (and of the nearest one)."""
        nearest = self._index.closest(url, when)
        middle = nearest.date if nearest else when
        for hours in (1, 24, 24 * 30, 24 * 365, 24 * 365 * 30):
            reach = timedelta(hours=hours)
            rows = self._index.captures(url, since=middle - reach, until=middle + reach, limit=50 * MANY)
            before, after = [r for r in rows if r.date < middle], [r for r in rows if r.date >= middle]
            if len(before) >= ENOUGH and len(after) >= ENOUGH:
                break
        return before[-MANY:] + after[:MANY]

    def by_record(self, record_id: str) -> CaptureRow | None:
        """Also one that is withheld: `withheld` tells."""
        return self._index.by_record(record_id)

    def withheld(self, row: CaptureRow) -> bool:
        return self._hidden.covers(row)

    def load(self, row: CaptureRow) -> Capture:
        """The capture with its body, a revisit resolved; WarcError where the files do not hold it."""
        assert self._index
        capture: Capture = self._local.resolver.capture(row)
        return capture

    def load_first(self, rows: Iterable[CaptureRow]) -> Capture | None:
        """The first of the rows, best first, that can be read and does not redirect to its own key.

        WarcError or NotFound where none of the first `TRIES` can be read; None where there is none at all.
        """
        failure: WarcError | NotFound | None = None
        for row in islice(rows, TRIES):
            try:
                capture = self.load(row)
            except (WarcError, NotFound) as error:
                failure = failure or error
                continue
            if not to_itself(capture):
                return capture
        if failure:
            raise failure
        return None

    def hidden(self, url: str, timestamp: str = "") -> bool:
        """Whether the address is withheld (a take-down, or `[replay] hidden` in newsark.toml): as a whole, or all of its
        captures, or the one of the very second asked for."""
        hidden = self._hidden
        if not hidden or hidden.covers_url(url):
            return bool(hidden)
        if not hidden.singles:
            return False
        rows = self._index.captures(url, limit=MANY + 1)
        shown = [row for row in rows if not hidden.covers(row)]
        return len(shown) < len(rows) and (
            not shown or timestamp in {stamp(row.date) for row in rows} - {stamp(row.date) for row in shown}
        )

    def same(self, url: str) -> list[str]:
        """Captured addresses that mean the same although their queries differ, the likeliest first."""
        return self._open(matching(url, self._index.addresses(surt(path_of(url)), SIMILAR)))

    def similar(self, url: str) -> list[str]:
        """Captured addresses in the same folder, or on the same host."""
        folder = path_of(url).rpartition("/")[0] + "/"
        found = [other for other in self._open(self._index.addresses(surt(folder), SIMILAR)) if other != url]
        return found or list(islice(self._open(self._index.addresses(_host_key(url), 20)), 20))

    def _open(self, addresses: list[str]) -> list[str]:
        hidden = self._hidden
        return [url for url in addresses if not hidden.covers_url(url)] if hidden else addresses

    def query(self, query: CdxQuery) -> Iterator[CaptureRow]:
        """The rows of a CDX query in the index's order, hidden ones left out."""
        rows, hidden = self._matching(query), self._hidden
        return (row for row in rows if not hidden.covers(row)) if hidden else rows

    def _matching(self, query: CdxQuery) -> Iterator[CaptureRow]:
        if query.match == "exact":
            return iter(self._index.captures(query.url, since=query.since, until=None))
        key = {"prefix": surt(query.url), "host": _host_key(query.url)}.get(query.match) or _domain_key(
            query.url
        )
        addresses = self._index.addresses(key, MAX_ADDRESSES)
        if query.match == "domain":  # not `org,example2`
            addresses = [url for url in addresses if surt(url)[len(key) : len(key) + 1] in {")", ",", ":"}]
        seen = dict.fromkeys(map(surt, addresses), "")
        return chain.from_iterable(self._index.captures(address) for address in _one_each(addresses, seen))


def _by_date(row: CaptureRow) -> datetime:
    return row.date


def _one_each(addresses: Sequence[str], seen: dict[str, str]) -> Iterator[str]:
    """One address a key: a look-up gives all captures of its key."""
    for address in addresses:
        key = surt(address)
        if not seen[key]:
            seen[key] = address
            yield address


def _host_key(url: str) -> str:
    return surt(f"http://{urlsplit(url).netloc}/").partition(")")[0] + ")"


def _domain_key(url: str) -> str:
    """`org,example`: the host and all below it begin so."""
    return _host_key(url)[:-1]
