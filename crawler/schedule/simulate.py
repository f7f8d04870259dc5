"""What schedules would ask of each host, hour by hour, before they are switched on. Pure but for `known`.

A run that is due already is the first one: it begins as soon as the schedules are switched on. Each run asks again for the site's front page, sections, feeds and sitemaps, for the pages whose next look has come by the
revisit policy, and for what is new: new pages at the rate of the days observed, each with the requisites a page of this
site has brought on average. A host is never asked faster than its gap allows; what does not fit into one hour goes into
the next ones, or, where `max_time` ends the run, into the next run.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path

from crawler.discovery.model import Kind
from crawler.frontier import policy
from crawler.frontier.model import KINDS
from crawler.frontier.schema import unreadable
from crawler.schedule.model import Run, Schedule
from crawler.schedule.plan import due_now
from crawler.schedule.when import put_off, times
from crawler.sites.model import Site

SAMPLE = 20_000
"""Pages of a site that are followed one by one; of more, every n-th stands for n."""
ANSWER = 0.3
"""Seconds an answer is taken to need, beside the gap."""
HOUR = 3600.0
DAY = 86_400.0

BY_HOST = ("host", "requests", "an_hour", "busiest_hour")
HOURLY = ("hour", "host", "requests")


@dataclass(frozen=True, slots=True)
class Page:
    """One known page that is looked at again. Times are seconds since 1970; it stands for `weight` pages."""

    host: str
    kind: Kind
    due: float
    found: float
    published: float | None
    looks: int
    unchanged: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What the frontier knows of a site. `always` counts addresses asked for in every run, `queued` what waits for its
    first look, `arrivals` new addresses a day; all by host. `days` says how long the site has been observed."""

    always: dict[str, int] = field(default_factory=dict)
    queued: dict[str, int] = field(default_factory=dict)
    arrivals: dict[str, float] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    days: float = 0.0


def requests(
    schedules: Iterable[Schedule],
    sites: dict[str, Site],
    known: dict[str, Known],
    start: datetime,
    days: float,
    last: Mapping[str, Run] | None = None,
) -> Counter[tuple[int, str]]:
    """(hour from `start`, host) → requests. `last` are the sites' last runs."""
    total: Counter[tuple[int, str]] = Counter()
    for schedule in schedules:
        if not schedule.paused and schedule.site in sites:
            starts = _starts(schedule, start, days, last or {})
            facts = known.get(schedule.site, Known())
            total += _one(schedule, sites[schedule.site], facts, starts, start.timestamp(), days)
    return total


def _one(
    schedule: Schedule, site: Site, known: Known, starts: Sequence[float], begin: float, days: float
) -> Counter[tuple[int, str]]:
    end = begin + days * DAY
    gap = site.crawl.delay + ANSWER
    longest = schedule.max_time.total_seconds() if schedule.max_time else float("inf")
    looks = _looks(known.pages, site, starts)
    waiting: defaultdict[str, float] = defaultdict(float)
    unknown = {_host(url): 1 for url in (*site.start, *site.feeds, *site.sitemaps)}
    _more(waiting, known.queued if known.always else known.queued or unknown)
    before, total = begin, Counter[tuple[int, str]]()
    for number, at in enumerate(starts):
        _more(waiting, known.always)
        _more(waiting, looks[number])
        _more(waiting, {host: rate * (at - before) / DAY for host, rate in known.arrivals.items()})
        until = min(end, at + longest, starts[number + 1] if number + 1 < len(starts) else end)
        for host in waiting:
            asked = int(min(waiting[host], max(0.0, (until - at) / gap)))
            waiting[host] -= asked
            for hour, count in _spread(at - begin, asked, gap):
                total[hour, host] += count
        before = at
    return total


def _more(waiting: defaultdict[str, float], counts: Mapping[str, float]) -> None:
    for host, count in counts.items():
        waiting[host] += count


def _starts(schedule: Schedule, start: datetime, days: float, last: Mapping[str, Run]) -> list[float]:
    """When runs begin, in order: at once where one is due, then as each due time comes with its jitter."""
    end = start + timedelta(days=days)
    dues = takewhile(lambda due: due < end, times(schedule, start - schedule.jitter))
    put = (put_off(schedule, due) for due in dues)
    now = [start] if due_now([schedule], last, (), start, 1) else []
    return sorted(at.timestamp() for at in (*now, *(at for at in put if at > start)))


def _looks(pages: Sequence[Page], site: Site, starts: Sequence[float]) -> list[Counter[str]]:
    """How many known pages of each host are due again at each start, as if none of them changed any more."""
    found: list[Counter[str]] = [Counter() for _ in starts]
    for page in pages:
        due, unchanged, looks = page.due, page.unchanged, page.looks
        for number, at in enumerate(starts):
            if due > at:
                continue
            found[number][page.host] += page.weight
            unchanged, looks = unchanged + 1, looks + 1
            history = policy.History(page.found, looks, unchanged, page.published)
            due = at + policy.interval(page.kind, history, site.revisit, at)
    return found


def _spread(at: float, left: int, gap: float) -> Iterator[tuple[int, int]]:
    """So many requests, one each `gap` seconds from `at` on, by hour."""
    while left > 0:
        hour = int(at // HOUR)
        fits = max(1, int(((hour + 1) * HOUR - at) / gap) + 1)
        now = min(left, fits)
        yield hour, now
        left -= now
        at += now * gap


def _host(url: str) -> str:
    return url.split("/")[2]


def known_of(path: Path, site: str, now: datetime) -> Known:
    """What `frontier.db` knows of a site; nothing where it has never been crawled. Raises DatabaseError."""
    if not path.exists():
        return Known()
    try:
        db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        try:
            row = db.execute("select id from sites where name = ?", (site,)).fetchone()
            return Known() if row is None else _known(db, row[0], now.astimezone(UTC).timestamp())
        finally:
            db.close()
    except sqlite3.Error as error:
        raise unreadable(path, error) from None


def _known(db: sqlite3.Connection, site: int, now: float) -> Known:
    def by_host(where: str, *values: float) -> dict[str, int]:
        return dict(
            db.execute(
                f"select host, count(*) from urls where site = ? and {where} group by host", (site, *values)
            ).fetchall()
        )

    (first, count) = db.execute("select min(found), count(*) from urls where site = ?", (site,)).fetchone()
    days = (now - first) / DAY if first is not None else 0.0
    arrived = by_host("found > ? and found > ?", first + DAY, now - 14 * DAY) if days > 2 else {}
    over = min(days - 1, 14.0)
    step = max(1, count // SAMPLE)
    rows = db.execute(
        "select host, kind, due, found, published, looks, unchanged from urls"
        " where site = ? and state = 2 and not always and key % ? = 0",
        (site, step),
    )
    pages = tuple(
        Page(host, KINDS[kind], due, found, published, looks, unchanged, step)
        for host, kind, due, found, published, looks, unchanged in rows
    )
    rates = {host: number / over for host, number in arrived.items()}
    return Known(by_host("always"), by_host("state = 0"), rates, pages, days)


def hosts(counts: Counter[tuple[int, str]], days: float) -> list[dict[str, object]]:
    """A row a host: all requests, the mean hour and the busiest one."""
    by_host: defaultdict[str, list[int]] = defaultdict(list)
    for (_, host), count in counts.items():
        by_host[host].append(count)
    rows = (
        (host, sum(found), round(sum(found) / (days * 24), 1), max(found)) for host, found in by_host.items()
    )
    return [dict(zip(BY_HOST, row, strict=True)) for row in sorted(rows, key=lambda row: (-row[1], row[0]))]


def hours(counts: Counter[tuple[int, str]], start: datetime) -> list[dict[str, object]]:
    """A row an hour and host."""
    rows = (
        (f"{start + timedelta(hours=hour):%Y-%m-%dT%H:%MZ}", host, n)
        for (hour, host), n in sorted(counts.items())
    )
    return [dict(zip(HOURLY, row, strict=True)) for row in rows]
