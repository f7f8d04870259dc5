"""`extract()`: articles, pages that are none, and input that nobody should send."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Article, Failed, NotArticle
from crawler.parsers import extract
from crawler.parsers.page import Page
from crawler.parsers.tree import Tree

TEXT = "The council met on Tuesday, heard three witnesses and put off its decision on the harbour until the spring. "
STORY = f"<title>Harbour put off</title><link rel=canonical href=/h><link rel=amphtml href=/h/amp><h1>Harbour put off</h1><div>{f'<p>{TEXT * 3}</p>' * 4}</div>"
LINKS = "".join(f'<li><a href="/a/{n}">A headline of a story that is number {n}</a></li>' for n in range(40))


def test_an_article_with_its_links_and_evidence() -> None:
    found = extract(STORY.encode(), "https://news.example/harbour")
    assert isinstance(found, Article)
    assert (found.title, found.canonical_url, found.amp_url) == (
        "Harbour put off",
        "https://news.example/h",
        "https://news.example/h/amp",
    )
    assert len(found.body.split("\n\n")) == 4
    chosen = {c.field for c in found.evidence if c.chosen}
    assert {"title", "body", "canonical_url", "amp_url"} <= chosen
    assert all(len(c.raw) <= 300 for c in found.evidence)


@pytest.mark.parametrize(
    ("html", "url", "reason"),
    [
        ("<title>404 Not Found</title><h1>Page not found</h1><p>Sorry.</p>", "https://n.example/gone", "soft-404"),
        ("<title>Страница не найдена</title><h1>Страница не найдена</h1>", "https://n.example/gone", "soft-404"),
        ("<title>Just a moment...</title><h1>Just a moment...</h1>", "https://n.example/a", "challenge"),
        ("<title>Log in</title><h1>Log in</h1><form><input type=password></form>", "https://n.example/login", "login"),
        (f"<title>Example News</title><ul>{LINKS}</ul>", "https://n.example/", "section"),
    ],
)  # fmt: skip
def test_pages_that_are_no_article_say_why(html: str, url: str, reason: str) -> None:
    found = extract(html.encode(), url)
    assert isinstance(found, NotArticle)
    assert found.reason == reason


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>12 comments</p>",
        "<span>Friday, 28 November 2014</span>",
        "plain text",
        "<h1>404 people rescued at sea</h1>",
    ],
)
def test_fragments_are_articles(html: str) -> None:
    assert isinstance(extract(html.encode(), ""), Article)


HOSTILE = {
    "deep": b"<div>" * 10_000 + b"x" + b"</div>" * 10_000,
    "NULs": b"\0" * 1_000_000 + STORY.encode(),
    "a huge attribute": b'<p title="' + b"x" * 50_000_000 + b'">' + STORY.encode(),
    "UTF-16 that says UTF-8": STORY.encode("utf-16"),
    "half a letter": "<p>م".encode()[:-1],
    "links": b'<a href="http://[bad">x</a><base href="http://[worse"><link rel=canonical href="//[">' * 200,
    "scopes": b'<div itemscope itemtype=http://schema.org/Article itemprop="a b c d">' * 3000,
    "surrogates": b'<script type="application/ld+json">{"@type":"Article","headline":"\\ud800"}</script><h1>\\ud800</h1>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_in_time(name: str) -> None:
    start = time.process_time()
    found = extract(HOSTILE[name], "https://n.example/a")
    assert not isinstance(found, Failed), found
    assert time.process_time() - start < 2


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(STORY)), st.integers(0, len(STORY)), st.binary(max_size=12))
def test_cut_and_mixed_pages_never_fail(at: int, to: int, junk: bytes) -> None:
    html = STORY.encode()
    assert not isinstance(extract(html[:at] + junk + html[to:], "https://n.example/a"), Failed)


def test_the_same_page_gives_the_same_outcome() -> None:
    assert extract(STORY.encode(), "https://n.example/a") == extract(STORY.encode(), "https://n.example/a")


def test_a_page_is_freed_with_its_last_use() -> None:
    """Reading makes no cycles, so that it can do without the collector, which it leaves as it was."""
    pages = sum(isinstance(thing, Page | Tree) for thing in gc.get_objects())
    gc.disable()
    try:
        assert isinstance(extract(STORY.encode(), "https://news.example/harbour"), Article)
        assert not gc.isenabled()
        assert sum(isinstance(thing, Page | Tree) for thing in gc.get_objects()) == pages
    finally:
        gc.enable()
    extract(STORY.encode(), "https://news.example/harbour")
    assert gc.isenabled()
