"""The pages among captures, with the titles and texts that the projection has of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.model import CaptureRow

_HTML = {"text/html", "application/xhtml+xml"}
_KNOWN = """
    SELECT coalesce(t.title, o.title), t.body FROM captures c
    LEFT JOIN outcomes o ON o.capture = c.id
    LEFT JOIN article_rows r ON r.capture = c.id LEFT JOIN texts t ON t.id = r.text
    WHERE c.record_id = ?"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a package; without a projection its title is its address and its text empty."""

    url: str
    date: datetime
    title: str
    text: str


def page_of(db: sqlite3.Connection | None, row: CaptureRow) -> Page | None:
    """The page that a capture is; None for what is none: pictures, redirects, errors.

    A 304 shows the page that it confirms, which is listed itself.
    """
    if row.status != 200 or (row.mime or "") not in _HTML:
        return None
    found = db.execute(_KNOWN, (row.record_id,)).fetchone() if db is not None else None
    title, text = found or (None, None)
    return Page(row.url, row.date, title or row.url, text or "")
