"""Markup habits of publications, rebuilt small: each was once read wrongly."""

from __future__ import annotations

import pytest

from crawler.parsers.header import HeaderFacts, read_header
from crawler.parsers.page import Page

LEAD = "<p>The council met for three hours, and in the end all but two of its members agreed to raise the wall again.</p>"


def read(
    body: str, language: str = "en", head: str = "", url: str = "https://sample.example/1"
) -> HeaderFacts:
    html = f'<html lang="{language}"><head><title>Wall raised by a metre</title>{head}</head><body>{body}</body></html>'
    return read_header(Page(html.encode(), url))


NAV = "<div><a href='/'>Home</a> <a href='/w'>World</a></div>"
ROWS = "".join(f"<p><a href='/n/{n}'>Another story number {n} of the day</a></p>" for n in range(14))


@pytest.mark.parametrize(
    ("language", "body", "published"),
    [
        ("en", f"<span class='today'>Friday, 21 November 2025</span>{NAV}<h1>Wall raised by a metre</h1><div>3 May 2016 - 14:20</div>{LEAD}{ROWS}", "2016-05-03T14:20"),
        ("en", f"<table><tr><td class='topdate'>Friday, November 21, 2025</td></tr><tr><td>{NAV}</td></tr></table><h1>Wall raised by a metre</h1><p>Tuesday, May 3, 2016</p>{LEAD}{ROWS}", "2016-05-03"),
        ("en", f"<div>{NAV}<div>21.11.2025</div></div><h1>Wall raised by a metre</h1><p>By Ann Lee, 3.5.2016</p>{LEAD}{ROWS}", "2016-05-03"),
        ("fa", f"<div><span>جمعه ۳۰ آبان ۱۴۰۴</span></div>{NAV}<h1>دیوار بلند شد</h1><p>۱۴ اردیبهشت ۱۳۹۵ - ۱۴:۲۰ کد خبر: ۴۵۶۷۸</p>{LEAD}{ROWS}", "2016-05-03T14:20"),
        ("ar", f"<table><tr><td id='date'>الجمعة 21 نوفمبر 2025</td></tr></table>{NAV}<h1>رفع الجدار</h1><div>نشر في: 3 مايو 2016</div>{LEAD}{ROWS}", "2016-05-03"),
        # a masthead's date is better than nothing only if it says it is the publication
        ("en", f"<span class='current-date'>Friday, 21 November 2025</span>{NAV}<h1>Wall raised by a metre</h1>{LEAD}{ROWS}", None),
        # a stamp over the headline is the article's where nothing else is
        ("en", f"{NAV}<p>Tuesday, 3 May 2016</p><h1>Wall raised by a metre</h1>{LEAD}{ROWS}", "2016-05-03"),
        # the archive's months are none
        ("de", f"<ul><li><a>Mai 2016</a></li><li><a>Juni 2016</a></li><li><a>Juli 2016</a></li></ul><h1>Wall raised by a metre</h1>{LEAD}{ROWS}", None),
    ],
)  # fmt: skip
def test_the_mastheads_date_is_not_the_articles(language: str, body: str, published: str | None) -> None:
    assert read(body, language).published == published


@pytest.mark.parametrize(
    ("language", "body", "published"),
    [
        ("fa", "<h1>دیوار بلند شد</h1><div class='item-date'><span>تاریخ انتشار: ۲۲ خرداد ۱۴۰۳ - ۱۴:۰۳</span><span>11 June 2024</span></div>", "2024-06-11T14:03"),
        ("fa", "<h1>دیوار بلند شد</h1><div>۱۴:۰۳<span>10 June 2024</span></div>", "2024-06-10T14:03"),
        ("de", "<h1>Die Mauer</h1><p class='author'><em>von</em><span>Anna Martel</span><em>31.10.2023</em></p>", "2023-10-31"),
        ("en", "<h1>The wall</h1><p class='date'><em>Published:</em> 2023-11-07 15:03:30<em>Updated:</em> 2023-11-07 15:30:46</p>", "2023-11-07T15:03:30"),
        ("en", "<h1>The wall</h1><div><b>F</b>riday, <b>N</b>ovember 28<sup>th</sup>, 2014</div>", "2014-11-28"),
    ],
)  # fmt: skip
def test_elements_side_by_side_are_parted(language: str, body: str, published: str) -> None:
    assert read(body + LEAD + ROWS, language).published == published


def test_names_side_by_side_are_parted() -> None:
    assert read(
        f"<h1>Die Mauer</h1><p class='author'><em>von</em><span>Anna Martel</span></p>{LEAD}", "de"
    ).authors == ("Anna Martel",)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("fa", "<div class='tags_title'>برچسب‌ها: <a class='tags_item' href='/t/1'>دیوار</a> <a class='tags_item' href='/t/2'>بندر</a></div>"),
        ("fa", "<div class='box'><span>برچسب ها:</span><a href='/t/1'>دیوار</a>، <a href='/t/2'>بندر</a></div>"),
        ("en", "<p>Tags: <a href='/tag/wall'>دیوار</a>, <a href='/tag/harbour'>بندر</a></p>"),
        ("ru", "<section class='article-tags'><ul><li><a href='/t/1'>دیوار</a></li><li><a href='/t/2'>بندر</a></li></ul></section>"),
    ],
)  # fmt: skip
def test_tags_behind_their_label(language: str, body: str) -> None:
    assert read(f"<article><h1>Wall</h1>{LEAD}{body}</article>", language).tags == ("دیوار", "بندر")


def test_the_journalists_number_beside_the_articles() -> None:
    both = "<ul><li>News ID: 85000001</li><li>Journalist ID: 5000</li></ul>"
    for part in (both, "<div><span>News ID 85000001</span><span>Journalist ID 5000</span></div>",
                 "<p>Journalist ID: 5000 | News ID: 85000001</p>", "<div><span>News ID: </span><span>85000001</span> <span>Journalist ID: </span><span>5000</span></div>"):  # fmt: skip
        assert (
            read(f"<h1>Wall</h1><div>3 May 2016, 14:20</div>{part}{LEAD}{ROWS}").article_id == "85000001"
        ), part


@pytest.mark.parametrize(
    "byline",
    [
        "<div class='td-author-by'>بواسطة</div> <a class='author' href='/a'>علي حسن</a>",
        "<span class='by'>بواسطة</span><span class='author-name'>علي حسن</span>",
        "<p class='byline'>بقلم : علي حسن</p>",
        "<div class='author-name'>كتب: علي حسن</div>",
    ],
)
def test_by_in_an_element_of_its_own(byline: str) -> None:
    assert read(f"<h1>رفع الجدار</h1>{byline}<p>3 مايو 2016</p>{LEAD}", "ar").authors == ("علي حسن",)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="og:article:section" content="Economy">', ""),
        ("", "<ul class='td-category'><li class='entry-category'><a href='/c/economy'>Economy</a></li></ul>"),
        ("", "<nav><ol class='breadcrumb'><li class='breadcrumb__parent'><a href='/'>Home</a></li><li class='breadcrumb__parent'><a href='/economy'>Economy</a></li><li>Wall raised</li></ol></nav>"),
        ("", "<div>Du befindest dich hier: <a href='/'>Startseite</a> <a href='/economy'>Economy</a></div>"),
        ("", "<div class='meta_category'><a href='/economy'>Economy</a></div>"),
        ("", "<span class='article-category'>Economy</span>"),
        ("", '<ul itemscope itemtype="https://schema.org/BreadcrumbList"><li itemprop="itemListElement"><a href="/"><span itemprop="name">Home</span></a></li><li itemprop="itemListElement"><a href="/e"><span itemprop="name">Economy</span></a></li></ul>'),
    ],
)  # fmt: skip
def test_sections(head: str, body: str) -> None:
    assert (
        read(
            f"{body}<article><h1>Wall raised by a metre</h1><p>3 May 2016</p>{LEAD}</article>", head=head
        ).section
        == "Economy"
    )
