"""docs/layouts.md shows a real file: the one that is learned from eight articles of the local press.

After a change: `PYTHONPATH=.:tests python tests/sites_files/test_layout_guide.py` writes it anew.
"""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsroom.room import Room

from crawler.parsers.article import read_page
from crawler.parsers.page import Page
from crawler.parsers.templates import learn, proven, study
from crawler.sites.layouts import write_layouts

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "layouts.md"
BLOCK = re.compile(r"(?<=```toml\n).*?(?=```)", re.S)
START = datetime(2026, 11, 1, tzinfo=UTC)


def learned() -> str:
    site = Room(13, 8, ["weekly"], faults="none").sites["weekly"]
    made = [(site.url(a), site.page(site.path(a))) for a in site.view.live]
    pages = [
        Page(p.body, url, headers={"content-type": p.ctype}, captured_at=START + n * timedelta(days=1))
        for n, (url, p) in enumerate(made)
    ]
    layouts = proven(learn("weekly", filter(None, map(study, pages))), pages, read_page)
    with tempfile.TemporaryDirectory() as folder:
        return write_layouts(Path(folder), "weekly", layouts).read_text("utf-8")


def test_the_guide_shows_the_file_that_is_written() -> None:
    shown = BLOCK.search(GUIDE.read_text("utf-8"))
    assert shown is not None
    assert shown[0] == learned()


if __name__ == "__main__":
    GUIDE.write_text(BLOCK.sub(lambda _: learned(), GUIDE.read_text("utf-8"), count=1), "utf-8")
