"""What a publication's last crawl left out, and what it was refused: the addresses behind the counts of its summary."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.errors import SiteError
from archive.model import Json
from crawler.frontier.schema import unreadable

EXAMPLES = 20
"""Addresses that are kept for each reason of a crawl; the counts are exact."""
MAX_LENGTH = 500

NO_ANSWER = "no-answer"

_ERRORS = (
    "select coalesce(u.status, 0), u.url, v.url from urls u join sites s on s.id = u.site left join urls v on v.key = u.via"
    " where s.id = ? and u.looked >= s.started and u.state != 3 and (u.status >= 400 or u.status is null)"
    " order by u.status, u.looked"
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One address. `reason` is why it was not asked for, or the status it was answered with (`404`, `no-answer`);
    `count` is how many there were with this reason; `found_on` the page that named it, where one is known."""

    reason: str
    count: int
    url: str
    found_on: str | None

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


class Skipped:
    """Counts of one crawl, and the first addresses of each reason; `take` gives what came in since last time."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._examples: list[tuple[str, str, str | None]] = []

    def add(self, reason: str, url: str, found_on: str | None, count: int = 1) -> None:
        self._counts[reason] += count
        if self._kept[reason] < EXAMPLES and url:
            self._kept[reason] += 1
            self._examples.append((reason, _storable(url), found_on))

    def take(self) -> tuple[Counter[str], list[tuple[str, str, str | None]]]:
        taken = self._counts, self._examples
        self._counts, self._examples = Counter(), []
        return taken


def _storable(url: str) -> str:
    return url[:MAX_LENGTH].encode("utf-8", "replace").decode()


def add(
    db: sqlite3.Connection,
    site: int,
    counts: Mapping[str, int],
    examples: Iterable[tuple[str, str, str | None]],
) -> None:
    """Adds to the report of this crawl, within the caller's transaction."""
    db.executemany(
        "insert into skipped values (?, ?, ?) on conflict do update set count = count + excluded.count",
        [(site, reason, count) for reason, count in counts.items()],
    )
    db.executemany(
        "insert or ignore into examples values (?, ?, ?, ?)", [(site, *example) for example in examples]
    )


def clear(db: sqlite3.Connection, site: int) -> None:
    """A new crawl begins."""
    for table in ("skipped", "examples"):
        db.execute(f"delete from {table} where site = ?", (site,))


def counts(db: sqlite3.Connection, site: int) -> Counter[str]:
    """How many links were left out, by reason."""
    return Counter(dict(db.execute("select reason, count from skipped where site = ?", (site,)).fetchall()))


def left_out(frontier_db: Path, site: str, reason: str | None = None) -> list[LeftOut]:
    """Of the publication's last crawl, also of one under way: errors first, by status; then what was not asked for, most frequent
    reason first. SiteError where it was never crawled, DatabaseError for a frontier that cannot be read."""
    if not frontier_db.exists():
        raise _not_crawled(site)
    try:
        with closing(sqlite3.connect(f"{frontier_db.absolute().as_uri()}?mode=ro", uri=True)) as db:
            found = list(_left_out(db, site))
    except sqlite3.Error as error:
        raise unreadable(frontier_db, error) from None
    return [one for one in found if reason in (None, one.reason)]


def _left_out(db: sqlite3.Connection, name: str) -> Iterator[LeftOut]:
    row = db.execute("select id from sites where name = ? and started is not null", (name,)).fetchone()
    if row is None:
        raise _not_crawled(name)
    errors = [(str(status or NO_ANSWER), url, page) for status, url, page in db.execute(_ERRORS, row)]
    many = Counter(status for status, _, _ in errors)
    yield from (LeftOut(status, many[status], url, page) for status, url, page in errors)
    reasons = counts(db, row[0])
    examples = db.execute(
        "select reason, url, found_on from examples where site = ? order by rowid", row
    ).fetchall()
    for reason, count in reasons.most_common():
        known = [(url, page) for why, url, page in examples if why == reason]
        yield from (LeftOut(reason, count, url, page) for url, page in known or [("", None)])


def _not_crawled(name: str) -> SiteError:
    return SiteError(f"{name}: was not crawled yet; run: newsark crawl {name}")
