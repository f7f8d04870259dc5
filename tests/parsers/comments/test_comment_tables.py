"""The tables of `tests/data/comment_counts`: what a page states, by system, rule and language, bare and within a page.

A line is the expected count (`null`, `12`, `~1200` for about, `>=100` for at least), the markup (or, in
`languages.tsv`, the language and the label), and what the case is about. `\\n` stands for a line break.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.parsers.comments import read_comments
from crawler.parsers.page import Page

URL = "https://gazette.example/2024/05/harvest"
TABLES = Path(__file__).parents[2] / "data" / "comment_counts"
HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Harvest – Gazette</title></head><body><header><nav><ul>'
    '<li><a href="/">Home</a></li><li><a href="/opinion">Opinion 24</a></li></ul></nav></header><main>'
)
FOOT = (
    '</main><aside class="sidebar"><h3>Most commented</h3><ol><li><a href="/x/1">Another long title of a story</a> 999 comments'
    '</li></ol></aside><footer><p>© 2024 Gazette, 12 offices</p><a href="/comments/feed">Comments Feed</a></footer></body></html>'
)
SHAPES = (
    "<h3>{0}</h3>",
    '<a href="#comments">{0}</a>',
    '<div id="comments"><p>{0}</p></div>',
    '<html lang="{1}"><body><article><h1>T</h1></article><div class="comments"><h2>{0}</h2></div></body></html>',
)


def rows() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """An id, the expected count, and the pages that must give it."""
    for path in sorted(TABLES.glob("*.tsv")):
        for line in path.read_text("utf-8").split("\n"):
            if not line or line.startswith("#"):
                continue
            expected, html, what = line.replace("\\n", "\n").split("\t")
            if path.stem == "languages":
                yield f"{html} {what}", expected, tuple(shape.format(what, html) for shape in SHAPES)
            else:
                framed = () if "<html" in html else (HEAD + html + FOOT,)
                yield f"{path.stem}: {what}", expected, (html, *framed)


def stated(html: str) -> str:
    facts = read_comments(Page(html.encode(), URL))
    bound = {"approx": "~", "at_least": ">="}.get(facts.comment_count_qualifier or "", "")
    return "null" if facts.comment_count is None else f"{bound}{facts.comment_count}"


ROWS = list(rows())


@pytest.mark.parametrize(("expected", "pages"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_stated(expected: str, pages: tuple[str, ...]) -> None:
    assert {page: stated(page) for page in pages} == dict.fromkeys(pages, expected)
