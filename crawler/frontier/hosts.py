"""When each host may be asked again, remembered between processes: a gap is a promise to the server, whoever keeps it.

`site add` and the crawl after it, a crawl and the one that goes on after a kill: the server sees one visitor. What a host
has asked for itself (Retry-After) holds in the next crawl too, also of another publication on the same host.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from crawler.fetching.pace import Wait
from crawler.frontier.schema import Transaction

KEPT = 86_400.0
"""Seconds after which a host is forgotten."""


def remember(db: sqlite3.Connection, hosts: Mapping[str, Wait], now: float) -> None:
    """`hosts`: authority (`host:port`) → its wait from `now` (seconds since 1970) on."""
    if hosts:
        with Transaction(db):
            db.executemany(
                "insert into hosts values (?, ?, ?, ?, ?) on conflict do update set ready = excluded.ready,"
                " gap = excluded.gap, rested = excluded.rested, rest = excluded.rest",
                [
                    (host, now + w.ready, w.gap, now + w.rest if w.rest else 0.0, w.rest)
                    for host, w in hosts.items()
                ],
            )


def recall(db: sqlite3.Connection, now: float, *, killed: bool = False) -> dict[str, Wait]:
    """The hosts that must be waited for. `killed` says that whoever asked them last may not have come to remember it: each
    is then given a whole gap from now. A wait is never longer than it was when remembered, should a clock have been wrong."""
    with Transaction(db):
        db.execute("delete from hosts where max(ready, rested) < ?", (now - KEPT,))
        rows = db.execute("select host, ready, gap, rested, rest from hosts").fetchall()
    waits = {
        host: Wait(gap if killed else max(0.0, min(ready - now, gap)), gap, max(0.0, min(rested - now, rest)))
        for host, ready, gap, rested, rest in rows
    }
    return {host: wait for host, wait in waits.items() if wait.ready or wait.rest}
