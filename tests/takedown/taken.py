"""A home to take things down in: pages of two hosts, versions, revisits, requisites; projected."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from projector.press import START, crawl, extract, page

from archive import projector
from archive.fixity.adopt import adopt
from archive.home import Home

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SECRET = "Secret plan|The secret plan names Quux of Xyzzy. It was a mistake.|3"
LONG = "x" * 300  # payloads of 200 bytes and fewer are not worth a revisit
FIRST = [
    page("/news/1", "Plant restarted|The plant was restarted on Friday.|3"),
    page("/news/2", SECRET + LONG),
    page("/style.css", "a{}", mime="text/css"),
    page("/news/3", "Quiet news|Nothing moves here, calmly.|none"),
]
SECOND = [
    page("/news/2", SECRET + LONG),
    page("/news/1", "Plant restarted|The plant was restarted on Saturday.|4"),
    page("/news/2/print", SECRET + LONG),
]


def made(folder: Path) -> Home:
    """Two crawls: the second one's /news/2 is a revisit of the first one's."""
    home = Home.create(folder)
    crawl(home, "first", FIRST, known=True)
    crawl(home, "second", SECOND, first=100, known=True)
    adopt(home.path, home.warc, NOW)
    projector.project(home, extract, extractor_version="made/1", jobs=1)
    return home


__all__ = ["FIRST", "NOW", "SECOND", "SECRET", "START", "made"]
