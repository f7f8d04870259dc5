"""From what a user calls an article (an address, a number printed on it, a record id) to its capture."""

from __future__ import annotations

import re
import sqlite3

from archive.db import lineage
from archive.db.keys import page_key
from archive.errors import NotFound, QueryError

_RECORD = re.compile(r"<?(?:urn:uuid:)?([0-9a-f-]{4,36})>?", re.IGNORECASE)
_HOPS = 10


def find(db: sqlite3.Connection, name: str) -> int:
    """The capture key of the article: by address the latest version, by record id that very one.

    NotFound says what is known of the name instead; QueryError if several articles answer to it.
    """
    name = str(name).strip()
    if any("\ud800" <= char <= "\udfff" for char in name):
        raise QueryError(f"{name}: text that utf-8 cannot hold; give arguments in UTF-8")
    if not name:
        raise QueryError("name an article: its address, its number or its record id")
    key = _by_number(db, name) or _by_record(db, name) or _by_address(db, name)
    if key is None:
        raise NotFound(_instead(db, name))
    return key


def page_of(db: sqlite3.Connection, name: str) -> int:
    """The page of the article that goes by this name."""
    row = db.execute("SELECT page FROM article_rows WHERE capture = ?", (find(db, name),)).fetchone()
    return int(row[0])


def latest(db: sqlite3.Connection, page: int) -> int | None:
    """The last capture of an article at this page, however many errors came after it."""
    return _one(db, "SELECT max(capture) FROM article_rows WHERE page = ?", page)


def main_page(db: sqlite3.Connection, page: int) -> int:
    """The page an article is listed under: of a print or AMP form the canonical one, if it was captured;
    of one that has moved the new one."""
    statement = (
        "SELECT r.canonical_page FROM article_rows r WHERE r.capture = (SELECT max(capture) FROM article_rows WHERE page = ?)"
        " AND EXISTS (SELECT 1 FROM article_rows b WHERE b.page = r.canonical_page AND b.canonical_page IS NULL)"
    )
    return _one(db, statement, page) or _named_by(db, page) or lineage.moved_to(db, page) or page


def _named_by(db: sqlite3.Connection, page: int) -> int | None:
    """The article that names this page as its print or AMP form, if both have had the same headline."""
    statement = (
        "SELECT b.page FROM article_rows b JOIN texts h ON h.id = b.text WHERE (b.print_page = ?1 OR b.amp_page = ?1) "
        "AND b.page <> ?1 AND h.title IN (SELECT t.title FROM article_rows r JOIN texts t ON t.id = r.text WHERE r.page = ?1) "
        "ORDER BY b.capture DESC LIMIT 1"
    )
    return _one(db, statement, page)


def pages_of(db: sqlite3.Connection, url: str) -> list[int]:
    """Pages that an address may stand for: itself, and where it was redirected to."""
    pages = [page_key(url)]
    while len(pages) < _HOPS:
        row = db.execute(
            "SELECT o.target FROM captures c JOIN outcomes o ON o.capture = c.id "
            "WHERE c.page = ? AND o.target IS NOT NULL ORDER BY c.id DESC LIMIT 1",
            (pages[-1],),
        ).fetchone()
        if row is None or (target := page_key(row[0])) in pages:
            break
        pages.append(target)
    return pages


def _by_number(db: sqlite3.Connection, name: str) -> int | None:
    """The number that a page prints ("ID: 13749"), if one article has it."""
    pages = db.execute(
        "SELECT page, max(capture) FROM article_rows WHERE article_id = ? GROUP BY page LIMIT 100", (name,)
    ).fetchall()
    main = {main_page(db, page) for page, _ in pages}
    if len(main) > 1:
        urls = [_one_text(db, "SELECT url FROM captures WHERE id = ?", capture) for _, capture in pages[:3]]
        raise QueryError(
            f"{name}: {len(main)} articles have this number; give the address, such as {' or '.join(urls)}"
        )
    return latest(db, main.pop()) if main else None


def _by_record(db: sqlite3.Connection, name: str) -> int | None:
    found = _RECORD.fullmatch(name)
    if found is None:
        return None
    prefix = "urn:uuid:" + found[1].lower()
    rows = db.execute(
        "SELECT c.id FROM captures c JOIN article_rows r ON r.capture = c.id "
        "WHERE (c.record_id >= ? AND c.record_id < ?) OR c.record_id = ? LIMIT 2",
        (prefix, prefix + "~", name),
    ).fetchall()
    if len(rows) > 1:
        raise QueryError(f"{name}: several records begin so; give more of the id")
    return rows[0][0] if rows else None


def _by_address(db: sqlite3.Connection, name: str) -> int | None:
    for page in pages_of(db, name):
        if key := latest(db, main_page(db, page)):
            return key
    return _one(  # a print or AMP address that was never captured itself
        db,
        "SELECT max(capture) FROM article_rows WHERE print_url = ?1 OR amp_url = ?1 OR canonical_url = ?1",
        name,
    )


def _instead(db: sqlite3.Connection, name: str) -> str:
    row = db.execute(
        "SELECT count(*), o.kind, coalesce(o.reason, ''), max(c.id) FROM captures c JOIN outcomes o ON o.capture = c.id "
        "WHERE c.page = ? OR c.record_id = ? OR c.record_id = ?",
        (page_key(name), name, "urn:uuid:" + name.strip("<>").removeprefix("urn:uuid:")),
    ).fetchone()
    if row and row[0]:
        return f"{name}: captured {row[0]} times, but not as an article (the last time: {row[1]} {row[2]})".replace(
            " )", ")"
        )
    return f"{name}: no such article; newsark articles lists them, newsark search looks inside"


def _one(db: sqlite3.Connection, statement: str, value: int | str) -> int | None:
    row = db.execute(statement, (value,)).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def _one_text(db: sqlite3.Connection, statement: str, value: int) -> str:
    row = db.execute(statement, (value,)).fetchone()
    return "" if row is None else str(row[0])
