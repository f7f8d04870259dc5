"""Homes with WARC files made for the projector's tests, and small extractors that workers can import."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import (
    Article,
    Capture,
    CommentCount,
    Counts,
    CrawlInfo,
    Exchange,
    Failure,
    NotArticle,
    Outcome,
)
from archive.warc.write import WarcWriter

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
BASE = "http://press.example"

Page = tuple[str, int, str, str]  # path, status, media type (or Location), text


def page(path: str, text: str, status: int = 200, mime: str = "text/html") -> Page:
    return path, status, mime, text


def exchange(made: Page, number: int) -> Exchange:
    path, status, mime, text = made
    body = text.encode()
    name = "Location" if 300 <= status < 400 else "Content-Type"
    head = f"HTTP/1.1 {status} Said\r\n{name}: {mime}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    asked = f"GET {path} HTTP/1.1\r\nHost: press.example\r\n\r\n".encode()
    return Exchange(BASE + path, START + timedelta(minutes=number), asked, head + body)


def crawl(
    home: Home,
    name: str,
    made: Iterable[Page | Failure],
    *,
    first: int = 0,
    seal: bool = True,
    known: bool = False,
    site: str = "press",
) -> str:
    """One crawl's WARC file in the home, with its index rows; returns the file's name."""
    ids = (f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{name}/{n}')}" for n in range(10**9))
    info = CrawlInfo(name, site, START + timedelta(minutes=first), "newsark-test", operator="Tests")
    with CaptureIndex(home.index_db) as index:
        find = (lambda digest, url: index.by_digest(url, digest)) if known else None
        clock = START + timedelta(minutes=first)
        writer = WarcWriter(home.warc, info, new_id=lambda: next(ids), clock=lambda: clock, known=find)
        for number, one in enumerate(made, first):
            index.add(
                [
                    writer.write_failure(one)
                    if isinstance(one, Failure)
                    else writer.write(exchange(one, number))
                ]
            )
        if seal:
            writer.close({"finish_reason": "done", "pages": 1})
        return writer.name


def extract(capture: Capture) -> Outcome:
    """`title|body|comments` lines of a made page."""
    text = capture.body.decode()
    if text.startswith("{"):
        return Counts(capture.url, tuple(CommentCount("wid", *pair) for pair in _pairs(text)), "made/1")
    if "|" not in text:
        return NotArticle(capture.url, "section", text[:20], "made/1")
    title, body, count = text.split("|")[:3]
    number = int(count) if count.isdigit() else None
    following = text.split("|")[3] if text.count("|") > 2 else None
    return Article(
        capture.url,
        title=title,
        body=body,
        authors=(title[:1],) if title else (),
        tags=("t",),
        published="2026-10-31",
        comment_count=number,
        comments_system="wid",
        comments_thread=capture.url.rpartition("/")[2],
        next_url=following,
        canonical_url=capture.url.replace("/print", "/news") if "/print" in capture.url else capture.url,
        extractor="made/1",
    )


def _pairs(text: str) -> list[tuple[str, int]]:
    return [(name, int(count)) for name, count in (pair.split("=") for pair in text.strip("{}").split(","))]


def extract_newly(capture: Capture) -> Outcome:
    found = extract(capture)
    return (
        Article(found.url, title=found.title.upper(), body=found.body)
        if isinstance(found, Article) and found.title
        else found
    )


def stumble(capture: Capture) -> Outcome:
    """Raises, hangs, dies or answers nonsense, as the page says."""
    text = capture.body.decode()
    if text == "raise":
        raise ValueError("cannot\nread this")
    if text == "hang":
        while True:
            time.sleep(0.01)
    if text == "die":
        os._exit(9)
    if text == "nonsense":
        return "no outcome"  # type: ignore[return-value]
    return extract(capture)


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All projected rows, and the index's answers to a few words, as values that can be compared."""
    from archive.db.schema import open_to_read

    db = open_to_read(path)
    tables: Sequence[str] = [
        name
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'"
            " AND name <> '_sqlite_migrations'"
        )
    ]
    rows = {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in tables}
    rows["search"] = sorted(
        db.execute(
            "SELECT d.text, bm25(search_index) < 0 FROM search_index s JOIN search_documents d ON d.id = s.rowid "
            "WHERE search_index MATCH 'body OR a OR b OR c'"
        ).fetchall()
    )
    db.close()
    return rows
