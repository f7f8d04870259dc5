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


HAN = "記者陳木隆／宜蘭報導，林務局羅東林管處轄管的太平山國家森林遊樂區，將在除夕休園一天，請遊客注意，以免白跑一趟。"


def test_a_short_article_in_han_characters_among_teasers_is_an_article() -> None:
    head = "<html><head><title>太平山國家森林遊樂區除夕休園一天請遊客注意以免白跑</title></head><body><h1>太平山國家森林遊樂區除夕休園一天請遊客注意以免白跑</h1>"
    inner = f"<p>2012/01/21 15:12</p><div><p>{HAN}</p><p>{HAN[::-1]}</p></div>" + "".join(
        map(teaser, range(8))
    )
    assert isinstance(extract((head + inner).encode(), URL), Article)


def test_a_short_report_under_a_headline_of_its_own_is_an_article() -> None:
    title = "More details over seized assets in the harbour fraud case"
    inner = f"<p>By: NP | Tuesday January 12 2012 13:30</p><div><p>{TEXT}</p><div><p>{TEXT} {TEXT[:40]}</p></div></div>"
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{inner}{''.join(map(teaser, range(8)))}</body></html>"
    assert isinstance(extract(html.encode(), URL), Article)


def test_a_section_with_a_description_is_a_section() -> None:
    inner = f"<p>{TEXT}</p>" + "".join(map(teaser, range(8)))
    assert isinstance(extract(page(inner), "http://news.example/world"), NotArticle)
