"""Lists of articles, told from articles that carry lists."""

from __future__ import annotations

import pytest

from archive.model import Article, NotArticle
from crawler.parsers import extract

TEXT = "The council met in the old town hall on Tuesday and heard the harbour master for more than two hours."
URL = "http://news.example/world/story-12345"


def teaser(number: int, summary: str = TEXT[:90]) -> str:
    return f'<div class="t"><h3><a href="/world/other-{number}">Harbour plan number {number} is put off</a></h3><p>{summary}…</p></div>'


def page(inner: str, title: str = "World | The Paper") -> bytes:
    return f"<html><head><title>{title}</title></head><body><h1>World</h1>{inner}</body></html>".encode()


@pytest.mark.parametrize("count", [2, 3, 4, 12])
def test_teasers_alone_are_a_section(count: int) -> None:
    outcome = extract(page("".join(map(teaser, range(count)))), "http://news.example/world")
    assert isinstance(outcome, NotArticle)
    assert outcome.reason == "section"


@pytest.mark.parametrize("count", [0, 2, 4, 12])
def test_an_article_with_related_ones_is_an_article(count: int) -> None:
    body = f"<time datetime='2026-11-23T08:00'>23 November 2026</time><div>{f'<p>{TEXT}</p>' * 6}</div>"
    outcome = extract(page(body + "".join(map(teaser, range(count)))), URL)
    assert isinstance(outcome, Article)


def test_an_article_whose_headline_links_to_itself_is_an_article() -> None:
    head = '<article><h2><a href="/world/story-12345">The council hears the harbour master</a></h2>'
    body = head + "<p>23 November 2026, 08:00</p>" + f"<p>{TEXT}</p>" * 3 + "</article>"
    assert isinstance(extract(page(body + "".join(map(teaser, range(5)))), URL), Article)


def test_a_list_of_links_in_a_table_is_a_section() -> None:
    rows = "".join(
        f'<tr><td><a href="/a.asp?id={n}">Harbour plan number {n} is put off again</a><br>12.03.2009 [{n} Comments]</td></tr>'
        for n in range(9)
    )
    outcome = extract(page(f"<table>{rows}</table>"), "http://news.example/section.asp?s=world")
    assert isinstance(outcome, NotArticle)


def test_an_imprint_bears_no_mark_of_an_article() -> None:
    outcome = extract(page(f"<p>{TEXT}</p>", "Imprint | The Paper"), "http://news.example/imprint")
    assert isinstance(outcome, NotArticle)
    assert outcome.reason == "no-marks"
    assert outcome.as_dict()["title"] is not None


def test_a_fragment_is_read_as_an_article() -> None:
    assert isinstance(extract(f"<p>{TEXT}</p>".encode(), URL), Article)
