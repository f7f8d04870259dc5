"""What is in a home: files, captures, articles, the last crawls, and what is not projected yet."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.db.schema import open_to_read, unreadable
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.live import Running, running
from archive.model import Json
from archive.warc.recover import OPEN


@dataclass(frozen=True, slots=True)
class Site:
    """One publication. `articles` as they are listed; `versions` are distinct texts; instants are UTC."""

    site: str
    captures: int
    articles: int
    versions: int
    failed: int
    last_capture: str
    last_crawl: str | None
    last_finished: str | None
    last_reason: str | None

    def as_dict(self) -> dict[str, Json]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A WARC file that is being written, or that a killed crawl has left; `bytes` on disk."""

    file: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Status:
    """Sizes in bytes. `unprojected` are captures in the index without rows."""

    home: str
    warc_files: int
    warc_bytes: int
    index_bytes: int
    database_bytes: int
    captures: int
    unprojected: int
    articles: int
    open_files: tuple[OpenFile, ...]
    sites: tuple[Site, ...]
    running: tuple[Running, ...] = ()

    def as_dict(self) -> dict[str, Json]:
        return {
            **asdict(self),
            "open_files": [asdict(f) for f in self.open_files],
            "sites": [asdict(s) for s in self.sites],
            "running": [r.as_dict() for r in self.running],
        }


_SITES = """
    SELECT s.site, s.captures, coalesce(a.articles, 0), coalesce(v.versions, 0), coalesce(f.failed, 0), s.last, w.started,
           w.finished, w.reason
    FROM (SELECT site, count(*) AS captures, max(date) AS last FROM captures GROUP BY site) s
    LEFT JOIN (SELECT site, count(*) AS articles FROM latest_articles GROUP BY site) a USING (site)
    LEFT JOIN (SELECT site, count(DISTINCT text) AS versions FROM article_rows GROUP BY site) v USING (site)
    LEFT JOIN (SELECT c.site, count(*) AS failed FROM outcomes o JOIN captures c ON c.id = o.capture
               WHERE o.kind = 'failed' GROUP BY c.site) f USING (site)
    LEFT JOIN (SELECT site, max(started) AS started, finished, reason FROM crawls GROUP BY site) w USING (site)
    ORDER BY s.site"""


def status(home: Home) -> Status:
    """Counts what is there; a home without captures or without a database is an empty one, not an error."""
    by_name = {path.name: size for path, size in _warc_files(home)}
    captures, sites = _indexed(home), _sites(home)
    return Status(
        home=str(home.path),
        warc_files=len(by_name),
        warc_bytes=sum(by_name.values()),
        index_bytes=_size(home.index_db),
        database_bytes=_size(home.archive_db),
        captures=captures,
        unprojected=max(0, captures - sum(site.captures for site in sites)),
        articles=sum(site.articles for site in sites),
        open_files=tuple(
            OpenFile(n.removesuffix(OPEN), s) for n, s in sorted(by_name.items()) if n.endswith(OPEN)
        ),
        sites=sites,
        running=running(home),
    )


def sizes(home: Home) -> Iterator[tuple[str, str, float]]:
    """Name, meaning and value of what can be counted without reading the rows: cheap, for figures asked for often."""
    files = list(_warc_files(home))
    yield "captures", "Captures in the index.", _indexed(home)
    yield "warc_files", "WARC files, open ones included.", len(files)
    yield "warc_bytes", "Bytes of the WARC files.", sum(size for _, size in files)
    yield "database_bytes", "Bytes of archive.db with its log.", _size(home.archive_db)
    yield "index_bytes", "Bytes of index.db with its log.", _size(home.index_db)
    yield "disk_free_bytes", "Bytes free where the home lies.", shutil.disk_usage(home.path).free


def _warc_files(home: Home) -> Iterator[tuple[Path, int]]:
    """WARC files with their sizes. A file may be sealed, and so renamed, while we look."""
    for path in home.warc.iterdir():
        if path.name.endswith((".warc.gz", ".warc", OPEN)):
            try:
                yield path, path.stat().st_size
            except FileNotFoundError:
                continue


def _indexed(home: Home) -> int:
    if not home.index_db.exists():
        return 0
    with CaptureIndex(home.index_db) as index:
        return index.count()


def _sites(home: Home) -> tuple[Site, ...]:
    if not home.archive_db.exists():
        return ()
    db = open_to_read(home.archive_db)
    try:
        return tuple(Site(*row) for row in db.execute(_SITES))
    except sqlite3.Error as error:
        raise unreadable(home.archive_db, error) from None
    finally:
        db.close()


def _size(path: Path) -> int:
    """Bytes of a database with its write-ahead log."""
    both = (path, path.with_name(path.name + "-wal"))
    return sum(one.stat().st_size for one in both if one.exists())
