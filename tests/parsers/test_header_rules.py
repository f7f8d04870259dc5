"""The rules of header lines (tests/data/header_rules.tsv): as text, and within pages of several kinds."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from crawler.parsers.header import HeaderFacts, read_header, read_text
from crawler.parsers.page import Page

FILE = Path(__file__).parents[1] / "data" / "header_rules.tsv"
ROWS = [line.split("\t") for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
FIELDS = ("published", "updated", "article_id", "agency", "city", "dateline_date")
PAGES = {
    "paragraphs": "<main>{}</main>",
    "story": "<nav><a href='/'>Home</a></nav><main><article><h1>The town hears of it</h1>{}</article></main><footer>© 2020 The Harbour</footer>",
}


def shown(facts: HeaderFacts) -> list[str]:
    values = [getattr(facts, name) or "-" for name in FIELDS]
    return [*values, "; ".join(facts.authors) or "-"]


def comparable(row: list[str]) -> list[str]:
    """Agencies and cities compare without case."""
    return [v.casefold() if k in (3, 4) else v for k, v in enumerate(row)]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r[0]}:{r[1][:40]}")
def test_text(row: list[str]) -> None:
    facts = read_text(row[1].replace("\\n", "\n"), language=row[0])
    assert comparable(shown(facts)) == comparable(row[2:])
    assert facts.published_zone_known == ("+" in row[2] or row[2].count("-") > 2)


@pytest.mark.parametrize("kind", PAGES)
def test_the_same_in_pages(kind: str) -> None:
    for language, text, *want in ROWS:
        lines = "".join(f"<p>{escape(x)}</p>" for x in text.split("\\n"))
        page = f"<html lang='{language}'><body>{PAGES[kind].format(lines)}</body></html>"
        facts = read_header(Page(page.encode(), "https://sample.example/1"))
        assert comparable(shown(facts)) == comparable(want), text
