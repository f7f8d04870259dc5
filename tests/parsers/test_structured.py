"""Structured data: broken JSON mended within reason, three syntaxes in one shape, the page's own article chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsers.jsonld import read_json
from crawler.parsers.page import Page

URL = "https://news.example/2024/05/storm"


def page(body: str, url: str = URL) -> Page:
    return Page(
        f"<html><head><title>Storm hits the coast - Example</title></head><body>{body}</body></html>".encode(),
        url,
    )


def jsonld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "A"}',
        '<!-- {"@type": "NewsArticle", "headline": "A"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "A"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "A",}',
        '{"@type": "NewsArticle", "headline": "A", "text": "one\ntwo"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;A&quot;}",
        '{"@type": "NewsArticle", "headline": "A"};',
        '{"@type": "NewsArticle", "description": "He said "no" twice", "headline": "A"}',
    ],
)
def test_what_newsrooms_write_is_read(text: str) -> None:
    assert read_json(text)[0]["headline"] == "A"


def test_several_values_one_after_the_other() -> None:
    assert [v["a"] for v in read_json('{"a": 1} {"a": 2}\n,{"a": 3}')] == [1, 2, 3]


@given(st.text(alphabet='{}[]":,\\ \n<!->a1&quot;', max_size=80))
def test_any_text_is_survived(text: str) -> None:
    assert isinstance(read_json(text), list)


def test_deep_nesting_is_no_error() -> None:
    assert read_json("[" * 100_000) == []


def test_the_own_article_is_chosen_by_address() -> None:
    other = '{"@type": "NewsArticle", "url": "https://news.example/other", "headline": "Storm hits the coast", "n": 1}'
    own = '{"@type": "NewsArticle", "mainEntityOfPage": {"@id": "http://www.news.example/2024/05/storm/#x"}, "headline": "B"}'
    article = page(jsonld(f'{{"@graph": [{other}, {own}]}}')).structured.article
    assert article is not None
    assert article.text("headline") == "B"
    assert article.where.endswith("#/@graph/1")


def test_a_replay_prefix_is_no_other_address() -> None:
    text = '{"@type": "Article", "url": "https://web.archive.org/web/20240501000000/https://news.example/2024/05/storm"}'
    assert page(jsonld(f"[{text}, {{}}, {text}]")).structured.article is not None


def test_without_addresses_the_headline_chooses() -> None:
    nodes = '[{"@type": "Article", "headline": "Other things"}, {"@type": "Article", "headline": "Storm hits the coast"}]'
    article = page(jsonld(nodes)).structured.article
    assert article is not None
    assert article.text("headline") == "Storm hits the coast"


def test_a_lone_teaser_of_another_page_is_not_the_article() -> None:
    text = '{"@type": "NewsArticle", "url": "https://news.example/x", "headline": "Ten recipes for beans"}'
    assert page(jsonld(text) + "<h1>Storm hits the coast</h1>").structured.article is None


def test_microdata_and_rdfa_have_the_same_shape() -> None:
    micro = """<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">A <b>b</b></h1>
        <span itemprop="author" itemscope itemtype="http://schema.org/Person"><i itemprop="name">N</i></span>
        <meta itemprop="commentCount" content="7"><time itemprop="datePublished" datetime="2024-05-01">May</time></div>"""
    rdfa = """<div vocab="http://schema.org/" typeof="schema:NewsArticle"><h1 property="schema:headline">A <b>b</b></h1>
        <span property="author" typeof="Person"><i property="name">N</i></span>
        <meta property="commentCount" content="7"><time property="datePublished" datetime="2024-05-01">May</time></div>"""
    shapes = [page(text).structured.articles[0].data for text in (micro, rdfa)]
    assert shapes[0] == shapes[1]
    assert shapes[0]["author"] == {"@type": "Person", "name": "N"}
    assert shapes[0]["commentCount"] == "7"


def test_script_state_is_read() -> None:
    found = page(
        '<script id="__NEXT_DATA__" type="application/json">{"a": 1}</script>'
        '<script>window.__INITIAL_STATE__ = {"b": 2}; other()</script>'
        '<script>window.__PRELOADED_STATE__ = JSON.parse("{\\"c\\": 3}")</script>'
    ).structured.states
    assert [value for value, _ in found] == [{"a": 1}, {"b": 2}, {"c": 3}]
