"""What the page of a publication tells: articles a day, completeness of their fields, errors, crawls."""

from __future__ import annotations

import sqlite3
from typing import Any

DAYS = 60
FIELDS = (
    *("title", "published", "published_zone", "updated", "authors", "section", "tags", "language", "body"),
    *("comment_count", "canonical_url", "article_id"),
)


def site_facts(db: sqlite3.Connection, site: str) -> dict[str, Any]:
    """`days` newest first; `fields` with the share of articles that state them; `outcomes` of captures; `crawls`."""
    return {
        "days": _days(db, site),
        "fields": _fields(db, site),
        "outcomes": _outcomes(db, site),
        "crawls": _crawls(db, site),
    }


def _days(db: sqlite3.Connection, site: str) -> list[dict[str, Any]]:
    rows = db.execute(
        "SELECT substr(moment, 1, 10), count(*) FROM latest_articles WHERE site = ? GROUP BY 1 ORDER BY 1 DESC LIMIT ?",
        (site, DAYS),
    ).fetchall()
    most = max((count for _, count in rows), default=1)
    return [{"day": day, "articles": count, "share": round(100 * count / most)} for day, count in rows]


def _fields(db: sqlite3.Connection, site: str) -> list[dict[str, Any]]:
    sums = ", ".join(f"sum(coalesce({name}, '') <> '')" for name in FIELDS)
    total, *filled = db.execute(
        f"SELECT count(*), {sums} FROM latest_articles WHERE site = ?", (site,)
    ).fetchone()
    return [
        {"field": name, "filled": count or 0, "share": round(100 * (count or 0) / max(1, total))}
        for name, count in zip(FIELDS, filled, strict=True)
    ]


def _outcomes(db: sqlite3.Connection, site: str) -> list[dict[str, Any]]:
    rows = db.execute(
        "SELECT o.kind, coalesce(o.reason, ''), count(*), max(c.date) FROM captures c JOIN outcomes o ON o.capture = c.id "
        "WHERE c.site = ? GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 50",
        (site,),
    )
    return [dict(zip(("kind", "reason", "captures", "last"), row, strict=True)) for row in rows]


def _crawls(db: sqlite3.Connection, site: str) -> list[dict[str, Any]]:
    rows = db.execute(
        "SELECT id, started, finished, reason FROM crawls WHERE site = ? ORDER BY started DESC LIMIT 20",
        (site,),
    )
    return [dict(zip(("id", "started", "finished", "reason"), row, strict=True)) for row in rows]
