"""When each host may be asked again, remembered between processes: a gap is a promise to the server, whoever keeps it.

`site add` and the crawl after it, a crawl and the one that goes on after a kill: the server sees one visitor.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from crawler.frontier.schema import Transaction

KEPT = 86_400.0
"""Seconds after which a host is forgotten."""


def remember(db: sqlite3.Connection, hosts: Mapping[str, tuple[float, float]]) -> None:
    """`hosts`: authority (`host:port`) → not before (seconds since 1970), and its gap (seconds)."""
    if hosts:
        with Transaction(db):
            db.executemany(
                "insert into hosts values (?, ?, ?) on conflict do update set ready = excluded.ready, gap = excluded.gap",
                [(host, ready, gap) for host, (ready, gap) in hosts.items()],
            )


def recall(db: sqlite3.Connection, now: float, *, killed: bool = False) -> dict[str, float]:
    """Authority → seconds until it may be asked, of the hosts that must be waited for. `killed` says that whoever asked them
    last may not have come to remember it: each is then given a whole gap from now. It is never more, should a clock have been
    wrong."""
    with Transaction(db):
        db.execute("delete from hosts where ready < ?", (now - KEPT,))
        rows = db.execute("select host, ready, gap from hosts").fetchall()
    waits = {host: gap if killed else min(ready - now, gap) for host, ready, gap in rows}
    return {host: wait for host, wait in waits.items() if wait > 0.0}
