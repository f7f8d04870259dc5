"""The frontier: what one site's crawl knows and what it fetches next, in SQLite, safe against being killed.

    add(links), hear(links) ──► queued ──take──► in flight ──done──► captured ──due, or told of a change──► queued
                                                      └──drop──► given up, until the next crawl

What a page led to and that it was captured are written in one transaction (`done`), so after a kill no link is lost
and only pages whose answer was still under way are fetched again. Transactions are short: crawls of other sites
write to the same file. Times are seconds since 1970, given by the caller.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NoReturn

from crawler.discovery.addresses import netloc
from crawler.discovery.model import Link
from crawler.discovery.traps import identity
from crawler.fetching.pace import Wait
from crawler.frontier import heard, hosts, policy, report
from crawler.frontier.model import (
    BACKFILL,
    KINDS,
    MAX_HOPS,
    PRIORITY,
    REQUISITE,
    REVISIT,
    SECTION,
    SOURCE,
    Job,
    Look,
)
from crawler.frontier.schema import Transaction, connect
from crawler.sites.model import RevisitBounds

_JOB = "u.key, u.url, u.host, u.kind, u.priority, u.hops, v.url, u.found, u.published, u.looks, u.unchanged, u.etag, u.modified, u.record, u.digest"
_INSERT = (
    "insert or ignore into urls(key, site, url, host, kind, state, priority, always, due, hops, via, found, published,"
    " updated, comments, title) values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
HEAD_START, APART = 1.0, 1e-6
"""Seconds: what is found together is due at once, in the order in which it was found."""
_YOUNGER_FIRST = 1e7
"""What is of the past is due a little earlier the younger it is: a second for each ten million of its age (four months)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A link together with where it was found: `via` is the key of that page, `hops` that page's path."""

    link: Link
    via: int | None = None
    hops: str = ""


class Frontier:
    """One site's part of `frontier.db`. The caller holds the home's lock for the site while it is open."""

    def __init__(self, path: Path, site: str, bounds: RevisitBounds | None = None) -> None:
        self.bounds = bounds or RevisitBounds()
        self._db = connect(path)
        with self._db:
            self._db.execute("insert or ignore into sites(name) values (?)", (site,))
        (self._site,) = self._db.execute("select id from sites where name = ?", (site,)).fetchone()
        self._since = 0.0
        self.hosts: set[str] = set()
        self.queued = 0
        self.flying = 0

    def close(self) -> None:
        self._db.close()

    def on_failure(self, broken: Callable[[sqlite3.Error], NoReturn] | None) -> None:
        """What to do when the disk refuses a write; None raises again."""
        self._db.broken = broken

    # -- the life of a crawl

    def begin(self, now: float) -> bool:
        """Starts a crawl, or resumes one that did not end (True): what was in flight and what is due is queued."""
        (started, finished), db = self._crawl(), self._db
        resumed = started is not None and finished is None
        since = self._since = now if started is None or finished is not None else started
        fresh = now - max(policy.FRESH_ENOUGH, self.bounds.shortest.total_seconds()) if resumed else now
        with Transaction(db):
            db.execute("update sites set started = ?, finished = null where id = ?", (since, self._site))
            db.execute("update urls set state = 0, due = ? where site = ? and state = 1", (now, self._site))
            db.execute(
                f"update urls set state = 0, due = ?, priority = case when always then min(priority, {SECTION})"
                f" when kind in ({KINDS.index('requisite')}, {KINDS.index('count')}) then {REQUISITE} else {REVISIT} end"
                " where site = ? and state in (2, 3) and looked < ? and (due <= ? or (always and looked < ?))",
                (now, self._site, since, now, fresh),
            )
            if not resumed:
                report.clear(db, self._site)
        self._count()
        return resumed

    def _crawl(self) -> tuple[float | None, float | None]:
        row: tuple[float | None, float | None] = self._db.execute(
            "select started, finished from sites where id = ?", (self._site,)
        ).fetchone()
        return row

    def _count(self) -> None:
        rows = self._db.execute(
            "select host, count(*) from urls where site = ? and state = 0 group by host", (self._site,)
        ).fetchall()
        self.hosts = {host for host, _ in rows}
        self.queued = sum(count for _, count in rows)
        self.flying = 0

    def end(self, now: float) -> None:
        """The crawl has come to its end: the next one starts anew."""
        with Transaction(self._db):
            self._db.execute("update sites set finished = ? where id = ?", (now, self._site))

    # -- what is found

    def add(self, found: Iterable[Found], now: float) -> list[Link]:
        """Queues what was never seen; returns it."""
        with Transaction(self._db):
            return self._add(found, now)

    def _add(self, found: Iterable[Found], now: float) -> list[Link]:
        new, insert = [], self._db.execute
        for place, one in enumerate(found):
            row = self._row(one, now, now - HEAD_START + place * APART)
            if insert(_INSERT, row).rowcount == 1:
                new.append(one.link)
                self.hosts.add(row[3])
        self.queued += len(new)
        return new

    def _row(self, one: Found, now: float, due: float) -> tuple[int, int, str, str, *tuple[object, ...]]:
        link, said = one.link, heard.said(one.link)
        hops = (one.hops + link.hop)[-MAX_HOPS:]
        published = link.published.timestamp() if link.published else None
        priority = BACKFILL if link.priority else SOURCE if link.hop == "P" else PRIORITY[link.kind]
        kind, always = KINDS.index(link.kind), policy.always_due(link)
        what = (self.key(link.url), self._site, link.url, netloc(link.url), kind, priority, always)
        due -= (published or 0.0) / _YOUNGER_FIRST if priority == BACKFILL else 0.0
        return (*what, due, hops, one.via, now, published, said.updated, said.comments, said.title)

    def hear(self, links: Iterable[Link], now: float) -> int:
        """Takes in what a feed or sitemap states of pages; those that it tells of a change are queued. Returns how many.

        A page that this crawl has looked at just before waits for the next one: it most likely has the change.
        """
        told = 0
        with Transaction(self._db):
            for link in links:
                host = heard.take_in(self._db, self.key(link.url), link, now, self._since)
                if host is not None:
                    self.hosts.add(host)
                    told += 1
        self.queued += told
        return told

    # -- what is fetched

    def take(self, host: str, count: int, now: float, *, only: int | None = None) -> list[Job]:
        """The next jobs of one host, put in flight; `only` is a priority. [] when none is due."""
        db = self._db
        narrow = "" if only is None else f" and u.priority = {only:d}"
        with Transaction(db):
            rows = db.execute(
                f"select {_JOB} from urls u left join urls v on v.key = u.via"
                f" where u.site = ? and u.host = ? and u.state = 0 and u.due <= ?{narrow}"
                " order by u.priority, u.due limit ?",
                (self._site, host, now, count),
            ).fetchall()
            db.executemany("update urls set state = 1 where key = ?", [row[:1] for row in rows])
        self.queued -= len(rows)
        self.flying += len(rows)
        if not rows and only is None and not self.any_queued(host=host):
            self.hosts.discard(host)
        return [self._job(row) for row in rows]

    @staticmethod
    def _job(row: tuple[Any, ...]) -> Job:
        key, url, host, kind, *history, unchanged, etag, modified, record, digest = row
        if not policy.conditional(unchanged):
            etag = modified = None
        values = (key, url, host, KINDS[kind], *history, unchanged, etag, modified, record, digest)
        return Job(*values)

    def any_queued(self, *, host: str | None = None, priority: int | None = None) -> bool:
        """Whether something is queued, due or not; of one host, of one priority."""
        sql, values = "select 1 from urls where site = ? and state = 0", [self._site]
        for column, value in (("host", host), ("priority", priority)):
            if value is not None:
                sql += f" and {column} = ?"
                values.append(value)
        return self._db.execute(sql + " limit 1", values).fetchone() is not None

    # -- what came of it

    def done(self, job: Job, look: Look, found: Iterable[Found] = ()) -> list[Link]:
        """The page was captured (or its server has failed for good), and led to `found`: one transaction.

        Returns the links that were new.
        """
        changed = job.looks == 0 or look.digest is None or look.digest != job.digest
        unchanged = 0 if changed else job.unchanged + 1
        gone = look.status in (None, 404, 410)
        history = policy.History(job.found, job.looks + 1, unchanged, job.published, gone=gone)
        due = look.at + policy.interval(job.kind, history, self.bounds, look.at)
        shown = (look.at, look.status, unchanged, look.etag, look.modified, look.digest, look.record)
        with Transaction(self._db):
            new = self._add(found, look.at)
            self._db.execute(
                "update urls set state = 2, due = ?, looks = looks + 1, looked = ?, status = ?, unchanged = ?,"
                " etag = ?, modified = ?, digest = ?, record = ? where key = ?",
                (due, *shown, job.key),
            )
        self.flying -= 1
        return new

    def drop(self, job: Job, now: float, *, due: float | None = None) -> None:
        """Not to be fetched in this crawl (robots.txt, a trap); one that begins when it is due may ask again."""
        with Transaction(self._db):
            self._db.execute(
                "update urls set state = 3, due = ?, looked = ? where key = ?",
                (now if due is None else due, now, job.key),
            )
        self.flying -= 1

    def release(self, jobs: Iterable[Job]) -> None:
        """Back into the queue, as if never taken."""
        keys = [(job.key,) for job in jobs]
        with Transaction(self._db):
            self._db.executemany("update urls set state = 0 where key = ?", keys)
        self.flying -= len(keys)
        self.queued += len(keys)

    # -- what is known

    def key(self, url: str) -> int:
        """The address's number: 64 bits, so that two of a million collide once in 37 million crawls."""
        data = f"{self._site}\0{identity(url)}".encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)

    def counts(self) -> dict[str, int]:
        """How many addresses are queued, in flight, captured and given up."""
        rows = dict(
            self._db.execute(
                "select state, count(*) from urls where site = ? group by state", (self._site,)
            ).fetchall()
        )
        return {
            name: rows.get(n, 0) for n, name in enumerate(("queued", "in_flight", "captured", "given_up"))
        }

    def remember_hosts(self, found: Mapping[str, Wait], now: float) -> None:
        """When each host may be asked again; `now` by the machine's clock: see `hosts`."""
        hosts.remember(self._db, found, now)

    def recall_hosts(self, now: float, *, killed: bool) -> dict[str, Wait]:
        """The hosts that must be waited for."""
        return hosts.recall(self._db, now, killed=killed)

    def skip(self, counts: Mapping[str, int], examples: Iterable[tuple[str, str, str | None]] = ()) -> None:
        """Adds to the report of this crawl: reasons, and addresses (reason, address, page that named it)."""
        with Transaction(self._db):
            report.add(self._db, self._site, counts, examples)

    def skipped(self) -> Counter[str]:
        """How many links were left out, by reason."""
        return report.counts(self._db, self._site)
