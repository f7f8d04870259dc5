"""The rules of header lines: text (tests/data/header_rules.tsv), the same within pages, and markup (header_pages.tsv)."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from crawler.parsers.header import HeaderFacts, read_header, read_text
from crawler.parsers.page import Page

DATA = Path(__file__).parents[1] / "data"


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text("utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


ROWS = rows("header_rules.tsv")
MARKUP = rows("header_pages.tsv")
FIELDS = ("published", "updated", "article_id", "agency", "city", "dateline_date")
PAGES = {
    "paragraphs": "<main>{}</main>",
    "breaks": "<div>{}</div>",
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


@pytest.mark.parametrize("row", MARKUP, ids=lambda r: f"{r[0]}:{r[1][:60]}")
def test_markup(row: list[str]) -> None:
    language, body, *want = row
    page = f"<html lang='{language}'><head></head><body>{body}</body></html>"
    facts = read_header(Page(page.encode(), "https://sample.example/1"))
    assert comparable(shown(facts)) == comparable(want)


@pytest.mark.parametrize("kind", PAGES)
def test_the_same_in_pages(kind: str) -> None:
    for language, text, *want in ROWS:
        parts = [escape(x) for x in text.split("\\n")]
        lines = "<br>".join(parts) if kind == "breaks" else "".join(f"<p>{x}</p>" for x in parts)
        page = f"<html lang='{language}'><body>{PAGES[kind].format(lines)}</body></html>"
        facts = read_header(Page(page.encode(), "https://sample.example/1"))
        assert comparable(shown(facts)) == comparable(want), text
