"""Other addresses under which an article is in the archive: print and AMP forms, copies of its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from archive.db.keys import page_key
from archive.db.schema import open_to_read
from archive.errors import DatabaseError

_FORMS = """
    WITH here AS (SELECT r.capture, r.page, r.text, r.canonical_page, r.print_url, r.amp_url FROM main.article_rows r
                  WHERE r.page IN (SELECT page FROM temp.taken))
    SELECT DISTINCT c.url FROM main.captures c WHERE c.page NOT IN (SELECT page FROM temp.taken) AND (
        c.id IN (SELECT r.capture FROM main.article_rows r JOIN temp.taken t ON t.page = r.canonical_page)
        OR c.id IN (SELECT r.capture FROM main.article_rows r JOIN main.texts t ON t.id = r.text
                    WHERE t.digest IN (SELECT t.digest FROM here h JOIN main.texts t ON t.id = h.text))
        OR c.page IN (SELECT canonical_page FROM here WHERE canonical_page IS NOT NULL)
        OR c.page IN (SELECT form(print_url) FROM here WHERE print_url IS NOT NULL)
        OR c.page IN (SELECT form(amp_url) FROM here WHERE amp_url IS NOT NULL))
    ORDER BY c.url LIMIT 1000"""


def other_forms(archive_db: Path, urls: Iterable[str]) -> list[str]:
    """Captured addresses that show the same articles as these do, without these; none where nothing is projected."""
    if not archive_db.exists():
        return []
    try:
        with closing(open_to_read(archive_db)) as db:
            db.create_function("form", 1, page_key, deterministic=True)
            db.execute("CREATE TEMP TABLE taken (page INTEGER PRIMARY KEY)")
            pages = [(page_key(url),) for url in urls]
            db.executemany("INSERT OR IGNORE INTO temp.taken VALUES (?)", pages)
            return [url for (url,) in db.execute(_FORMS)]
    except sqlite3.Error as error:
        raise DatabaseError(f"{archive_db}: cannot be read ({error}); run: newsark rebuild") from None
