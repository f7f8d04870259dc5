"""Exports of captures: what was asked for, with all that it needs, as WACZ, WARC files or ZipNum index."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from archive import query
from archive.errors import NotFound, WriteError
from archive.exports.choose import Requisites, Wanted, asked_for
from archive.exports.pages import Page, page_of
from archive.exports.shelf import Opener, Shelf, Source
from archive.exports.sign import Key
from archive.exports.wacz import About, Packed, write_wacz
from archive.exports.zipnum import pywb_line, write_blocks
from archive.home import Home
from archive.index.cdxj import cdxj_lines
from archive.index.store import CaptureIndex
from archive.model import CaptureRow
from archive.replay.library import Library

NAME = "index"
"""The part of a ZipNum index."""


def software() -> str:
    return f"newsark {version('newsark')}"


def export_wacz(
    home: Home, wanted: Wanted, path: Path, now: datetime, *, title: str = "", key: Key | None = None
) -> Packed:
    """Writes a WACZ of what is wanted. NotFound where that is nothing; QueryError, DatabaseError, WriteError."""
    said = title or wanted.url or wanted.site or wanted.search or "newsark"
    about = About(said, f"Exported by {software()}", software(), now)
    with _opened(home) as (source, library, db):
        return write_wacz(path, source, _with_requisites(home, library, wanted, db), about, key=key)


def export_warc(home: Home, wanted: Wanted, folder: Path, now: datetime) -> tuple[int, list[str], list[str]]:
    """Writes WARC files of what is wanted into `folder`: how many captures, the files' names, what was left out."""
    about = [
        ("software", software()),
        ("format", "WARC File Format 1.1"),
        ("description", "a part of an archive"),
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _opened(home) as (source, library, _), tempfile.TemporaryDirectory(dir=folder) as scratch:
            prefix = f"newsark-export-{now:%Y%m%d%H%M%S}"
            opened = _opener(folder)
            shelf = Shelf(source, opened, Path(scratch) / "index.db", about, now, prefix=prefix)
            with closing(shelf.index), closing(shelf):
                for row, _page in _with_requisites(home, library, wanted, None):
                    shelf.add(row)
                shelf.close()
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror}; choose another folder", path=folder) from None
    if not shelf.captures:
        raise shelf.nothing()
    return shelf.captures, shelf.names, shelf.skipped


def export_zipnum(home: Home, folder: Path) -> int:
    """Writes the whole index, withheld captures left out, as `index.cdx.gz`, `.idx` and `.loc` for pywb; how many blocks."""
    library = Library(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with CaptureIndex(home.index_db) as index, (folder / f"{NAME}.cdx.gz").open("wb") as out:
            rows = (row for row in index.in_order() if not library.withheld(row))
            blocks = 0
            with (folder / f"{NAME}.idx").open("w", encoding="utf-8", errors="surrogateescape") as idx:
                for block in write_blocks(cdxj_lines(rows), out):
                    idx.write(pywb_line(block, NAME))
                    blocks += 1
        (folder / f"{NAME}.loc").write_text(f"{NAME}\t{NAME}.cdx.gz\n", encoding="utf-8")
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror}; choose another folder", path=folder) from None
    return blocks


def _opener(folder: Path) -> Opener:
    def opened(name: str, _expected: int) -> BinaryIO:
        return (folder / name).open("xb")

    return opened


@contextmanager
def _opened(home: Home) -> Iterator[tuple[Source, Library, sqlite3.Connection | None]]:
    if not home.index_db.exists():
        raise NotFound(f"{home.path}: nothing is indexed here; crawl first, or run: newsark repair")
    library = Library(home)
    with ExitStack() as stack:
        index = stack.enter_context(CaptureIndex(home.index_db))
        db = stack.enter_context(query.reading(home.archive_db)) if home.archive_db.exists() else None
        yield Source(index, home.warc, library.withheld), library, db


def _with_requisites(
    home: Home, library: Library, wanted: Wanted, db: sqlite3.Connection | None
) -> Iterator[tuple[CaptureRow, Page | None]]:
    """Each capture that was asked for, then what it embeds."""
    requisites = Requisites(library)
    for row in asked_for(home, library, wanted):
        yield row, page_of(db, row)
        for part in requisites.of(row):
            yield part, None
