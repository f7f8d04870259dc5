"""Headlines of a page: which links they are, in which order, under which title; hostile pages."""

from __future__ import annotations

import pytest
from newsroom.model import PUBS
from newsroom.room import Room

from archive.charset import decode
from archive.frontpage import headlines

URL = "http://press.example/"
PAGE = """<html><head><base href="/news/"></head><body>
<header><a href="/">The Press</a> <a href="/politics/">Politics and everything that belongs to it</a></header>
<nav><ul><li><a href="/a-long-menu">A long entry of a menu that reads like a line</a></li></ul></nav>
<main><article><a href="2"><img alt="A picture of a plant"></a><h2><a href="2">Plant restarted after inspection</a></h2>
<p>It was inspected. <a href="2#comments">3 comments</a></p></article>
<article><h3>Council <b>agrees</b> budget</h3><a href="1">read on</a></article>
<a href="/known">Short</a> <a href="3">Why the bridge will be closed for two winters</a>
<a href="http://elsewhere.example/x">A story that another house has written on its own</a>
<a href="javascript:void(0)">Open the whole long list of stories here</a> <a href="mailto:a@b.example">Write to the desk of this paper</a>
<a href="http://[::1/">An address that is none at all, by its brackets</a></main>
<footer><a href="/imprint">Who is responsible for this page and how to reach us</a></footer></body></html>"""


def found(page: str, *known: str) -> list[tuple[str, str, int | None]]:
    return [
        (one.url.removeprefix("http://press.example"), one.title, one.level)
        for one in headlines(page, URL, lambda url: url.removeprefix("http://press.example") in known)
    ]


def test_links_to_articles_in_the_order_of_the_page() -> None:
    assert found(PAGE, "/known") == [
        ("/news/2", "Plant restarted after inspection", 2),
        ("/known", "Short", None),
        ("/news/3", "Why the bridge will be closed for two winters", None),
    ]


def test_a_known_article_counts_wherever_it_stands() -> None:
    page = '<nav><a href="/x">Short</a></nav><h4><a href="/y">五十字以内的一个新闻标题在此</a></h4>'
    assert found(page, "/x") == [("/x", "Short", None), ("/y", "五十字以内的一个新闻标题在此", 4)]


@pytest.mark.parametrize("publication", PUBS)
def test_front_pages_of_the_press(publication: str) -> None:
    """Everything known as an article is found, in the order of its first link, under a headline of its own."""
    site = Room(3, 40, [publication], faults="none").sites[publication]
    titles = {site.url(a): a.title0 for a in site.view.live}
    body, url = site.page("/").body, site.base + "/"
    page = decode(body, "")
    shown = [one for one in headlines(page.real(page.text), url, titles.__contains__) if one.url in titles]
    assert len(shown) >= 5
    assert [one.position for one in shown] == sorted(one.position for one in shown)
    assert [one.title for one in shown if one.title != " ".join(titles[one.url].split())] == []


@pytest.mark.parametrize(
    "page",
    ["<a href=/x>" * 59_000, "<div>" * 20_000 + "<a href=/x>y</a>", "", "<a href='" + "/" * 100_000, "\0" * 1000],
)  # fmt: skip
def test_hostile_pages(page: str) -> None:
    assert len(headlines(page, URL, lambda url: True)) <= 1
