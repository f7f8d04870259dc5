"""What lists and searches are narrowed by, as SQL conditions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Literal

from archive.db.fold import words
from archive.db.keys import parse_moment
from archive.db.spellings import together
from archive.errors import QueryError

_SITE = {"site": "site = ?", "host": "page IN (SELECT page FROM captures WHERE host = ?)"}


def conditions_of(
    db: sqlite3.Connection,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    author: str | None = None,
    language: str | None = None,
) -> tuple[list[str], list[str]]:
    """SQL conditions on columns that `article_rows` and `latest_articles` share, and their values."""
    conditions, values = [], []
    for condition, value in (
        (_SITE[site_column(db, site)], site),
        ("moment >= ?", since if since is None else moment(since)),
        ("moment <= ? || '~'", until if until is None else _period(until)),
        ("language || '-' LIKE ? || '-%'", language),
        ("text IN (SELECT d.text FROM search_index s JOIN search_documents d ON d.id = s.rowid"
         " WHERE search_index MATCH ?)", author if author is None else _author(author)),
    ):  # fmt: skip
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return conditions, values


def site_column(db: sqlite3.Connection, site: str | None) -> Literal["site", "host"]:
    """The column of `captures` that this names a publication in; QueryError if none has it."""
    if site is None or db.execute("SELECT 1 FROM article_rows WHERE site = ? LIMIT 1", (site,)).fetchone():
        return "site"
    if db.execute("SELECT 1 FROM captures WHERE host = ? LIMIT 1", (site,)).fetchone():
        return "host"
    known = [name for (name,) in db.execute("SELECT DISTINCT site FROM captures ORDER BY site LIMIT 20")]
    raise QueryError(
        f"{site.strip() or repr(site)}: nothing of this publication is in the archive; there are: {', '.join(known) or 'none'}"
    )


MOST = 2**63 - 1
"""The largest number that SQLite and `islice` count to."""


def limited(limit: int | None) -> int | None:
    """A number of rows as asked for; QueryError for one that makes no sense."""
    if limit is None:
        return None
    if not isinstance(limit, int) or limit < 0:
        raise QueryError(f"limit={limit!r}: use a whole number, or None for all")
    return min(limit, MOST)


def moment(text: str) -> str:
    """A user's date or time as the column `moment` has it; QueryError if it is none."""
    text = _iso(text)
    found = parse_moment(text)
    if found is None:
        raise QueryError(
            f"{text.strip() or repr(text)}: not a date or time; write it as 2026-11-23 or 2026-11-23T08:00Z"
        )
    return found.isoformat(timespec="seconds")


def _iso(text: object) -> str:
    """Dates and datetimes do as well as their text, and so does the form of addresses of captures, `20261123080000`."""
    found = _COMPACT.fullmatch(str(text))
    if found is None:
        return str(text)
    date, time = "-".join(filter(None, found.groups()[:3])), ":".join(filter(None, found.groups()[3:]))
    return f"{date}T{time}" if time else date


_COMPACT = re.compile(r"(\d{4})(\d\d)(?:(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?)?", re.ASCII)


def _period(text: str) -> str:
    """The beginning that all moments of the period share: a date stands for its whole day."""
    text = _iso(text)
    return moment(text)[: {4: 4, 7: 7, 10: 10}.get(len(text), 16)]


def _author(text: str) -> str:
    parts = [(words(part), together(part)) for part in text.split() if words(part)]
    if not parts:
        raise QueryError(f"{text.strip() or repr(text)}: give a name, or a part of one")
    return " AND ".join(
        f"author : ({_all(apart)}{f' OR {_all(whole)}' if whole else ''})" for apart, whole in parts
    )


def _all(names: Sequence[str]) -> str:
    return "(" + " AND ".join(f'"{name}"' for name in names) + ")"
