"""Markup of many systems, in many languages, and the count it states: comment_table.tsv."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.parsers.comments import read_comments
from crawler.parsers.page import Page

URL = "https://paper.example/2024/05/council-budget/"
TEXT = (
    "<p>The council met on Friday and agreed the budget for the coming year after a long debate.</p>"
    "<p>Members said the plan would be reviewed in spring, when figures are known.</p>"
)
LINES = (Path(__file__).with_name("comment_table.tsv")).read_text(encoding="utf-8").splitlines()[1:]


def page(lang: str, place: str, markup: str, head: str = "") -> str:
    """An article with the markup in one of three places."""
    parts = {"head": head, "top": "", "below": ""}
    parts[place] += markup
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Council agrees budget - The Paper</title>'
        f'<link rel="canonical" href="{URL}">{parts["head"]}</head><body><article><h1>Council agrees budget</h1>'
        f'{parts["top"]}<div class="entry-content">{TEXT}</div></article>{parts["below"]}</body></html>'
    )


@pytest.mark.parametrize("number", range(len(LINES)))
def test_line(number: int) -> None:
    lang, count, qualifier, *rest = LINES[number].split("\t")
    facts = read_comments(Page(page(lang, *rest).encode(), URL))
    found = (facts.comment_count, facts.comment_count_qualifier)
    wanted = (None, None) if count == "-" else (int(count), qualifier)
    assert found == wanted, LINES[number]
