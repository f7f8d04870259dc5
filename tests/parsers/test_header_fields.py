"""Sections, authors, cities and days as pages state them for machines: lists in one string, paths, JSON in a string."""

from __future__ import annotations

import json

import pytest

from crawler.parsers.header import HeaderFacts, read_header, read_text
from crawler.parsers.page import Page


def read(head: str = "", body: str = "", language: str = "en", lead: str | None = None) -> HeaderFacts:
    page = f'<html lang="{language}"><meta charset="utf-8"><head>{head}</head><body><h1>Wall to be raised</h1>{body}</body></html>'
    return read_header(Page(page.encode(), "https://paper.example/a/1"), lead)


def stating(**data: object) -> str:
    article = {"@type": "NewsArticle", "headline": "Wall to be raised", **data}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


@pytest.mark.parametrize(
    ("stated", "section"),
    [
        ("World", "World"),
        (["Politics", "World"], "Politics"),
        ("Stock Car, Home slides, Racing calendar", "Stock Car"),
        ("Harbour,Council", "Harbour"),
        ("Arts, Culture", "Arts, Culture"),
        ("Law, order and the people who keep them, today", "Law, order and the people who keep them, today"),
        ("News - News", "News"),
        ("News - Harbour", "News - Harbour"),
        ("Opinion | The Paper", "Opinion"),
        ("/world/", "world"),
        ("/category/jobs/", "jobs"),
        ("Food &amp; Drink", "Food & Drink"),
        ("42", None),
        ("Home", None),
        ("Homepage", None),
        ("首頁", None),
        ("Home and garden", "Home and garden"),
        ("https://paper.example/news/", None),
    ],
)
def test_stated_section(stated: object, section: str | None) -> None:
    assert read(stating(articleSection=stated)).section == section


def test_breadcrumb_leads_back() -> None:
    crumbs = '<div class="breadcrumb"><a href="/all">All News</a><a href="/">Home</a><a href="/b">Back to all news</a></div>'
    assert read(body=crumbs).section == "All News"


@pytest.mark.parametrize(
    ("stated", "authors"),
    [
        ('{"@type": "Person", "name": "Alice Wu"}', ("Alice Wu",)),
        ('[{"name": "Alice Wu"}, {"name": "Ann Lee"}]', ("Alice Wu", "Ann Lee")),
        ('{"name": "Alice Wu"', ()),
        ("By Glen Owen And Brendan Carlin For The Mail On Sunday", ("Glen Owen", "Brendan Carlin")),
        ("Institute for the Study of War", ("Institute for the Study of War",)),
        ("Текст: Венера Ерофеева", ("Венера Ерофеева",)),
        ("Compiled by Adam Kepler", ("Adam Kepler",)),
    ],
)
def test_stated_author(stated: str, authors: tuple[str, ...]) -> None:
    assert read(stating(author=stated)).authors == authors


@pytest.mark.parametrize(
    "content",
    [
        "Web architecture: D. Volkova, Design: M. Tkachuk. HTML: N. Momot",
        "财讯网_提供股票、基金、期货资讯，以及咨询等服务",
    ],
)
def test_who_built_the_site_is_no_author(content: str) -> None:
    assert read(f'<meta name="author" content="{content}">').authors == ()


def test_printed_bylines() -> None:
    assert read_text("By Ann Lee/Harbour.com The Star | 3 May 2016", language="en").authors == ("Ann Lee",)
    assert read_text("(记者 柳德新 通讯员 彭娟)", language="zh").authors == ("柳德新", "彭娟")
    assert read(body='<div class="byline">Powered By</div>').authors == ()


@pytest.mark.parametrize(
    ("printed", "published", "updated"),
    [
        ("<p>Thursday, Jan 12 2012 3PM</p><p>Last updated at 12:59 AM on 9th January 2012</p>", None, "2012-01-09T00:59"),
        ("<p>9 January 2012</p><p>Last updated at 12:59 AM on 10th January 2012</p>", "2012-01-09", "2012-01-10T00:59"),
        ("<p>Published 12 January 2012</p><p>Updated 9 January 2012</p>", "2012-01-12", "2012-01-09"),
    ],
)  # fmt: skip
def test_unnamed_day_behind_the_last_change(printed: str, published: str | None, updated: str) -> None:
    """The site's own day (H6) is later than anything that happened to the article."""
    facts = read(body=printed)
    assert (facts.published, facts.updated) == (published, updated)


def test_reporter_is_no_city_and_no_agency() -> None:
    page = read(stating(author="Sehernur Karsu"), lead="Sehernur Karsu | 05.04.2025", language="tr")
    assert (page.authors, page.city) == (("Sehernur Karsu",), None)
    signed = read(lead="Киев, Январь 04 (Новый Регион, Иван Зельфанов) – Сегодня днем", language="ru")
    assert (signed.city, signed.agency) == ("Киев", "Новый Регион")


@pytest.mark.parametrize(
    "line", ["F.P. Report", "Report: harbour wall to be raised", "NR 2", "资料图：1月7日，北京 中新社记者"]
)
def test_no_agency_city_or_number(line: str) -> None:
    facts = read_text(f"{line}\n\nThe council met for three hours.", language="en")
    assert (facts.agency, facts.city, facts.article_id) == (None, None, None)
