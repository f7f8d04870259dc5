"""Machine-readable stamps against visible ones (H9), roles in markup, and what is none of the article's."""

import time

import pytest

from crawler.parsers.authors import split_names
from crawler.parsers.datelines import read_dateline, trailing_agency
from crawler.parsers.dates.iso import read_machine
from crawler.parsers.header import HeaderFacts, read_header, read_text
from crawler.parsers.page import Page


def read(body: str, language: str = "en", url: str = "https://sample.example/1") -> HeaderFacts:
    page = f'<html lang="{language}"><head><title>A b c</title></head><body>{body}</body></html>'
    return read_header(Page(page.encode(), url))


CASES = [
    ("en", '<time datetime="2014-11-28T15:12:00+03:30">28 Nov</time>', "2014-11-28T15:12:00+03:30", True),
    (
        "en",
        '<meta property="article:published_time" content="2014-11-28"><h1>X y z</h1><div class="d">28 Nov 2014 15:12</div>',
        "2014-11-28T15:12",
        False,
    ),
    (
        "en",
        '<script type="application/ld+json">{"@type":"WebSite","datePublished":"2001-01-01T00:00:00Z"}</script><h1>A b</h1><p>3 May 2016</p>',
        "2016-05-03",
        False,
    ),
    (
        "en",
        '<script type="application/ld+json">{"@graph":[{"@type":"Organization"},{"@type":"NewsArticle","headline":"A b","datePublished":"2016-05-03T10:00:00Z","dateModified":"2016-05-04T10:00:00Z"}]}</script><h1>A b</h1>',
        "2016-05-03T10:00:00+00:00",
        True,
    ),
    (
        "en",
        '<h1>Big news here</h1><abbr class="published" title="2014-11-28T15:12:00Z">Nov 28</abbr>',
        "2014-11-28T15:12:00+00:00",
        True,
    ),
    (
        "en",
        '<h1>Big news here</h1><span data-timestamp="1417187520">Nov 28</span>',
        "2014-11-28T15:12:00+00:00",
        True,
    ),
    (
        "en",
        '<div class="clock">Today: Friday, 28 November 2025</div><h1>Big news here</h1><p class="date">3 May 2016</p>',
        "2016-05-03",
        False,
    ),
    (
        "en",
        "<h1>Big news here</h1><p>Text of the story which goes on for a bit.</p><footer>© 2020 Site. Page generated 3 May 2020</footer>",
        None,
        False,
    ),
    ("en", "<h1>Big</h1><p class=meta>Updated: 4 May 2016 09:00</p>", None, False),
    (
        "en",
        '<h1>Big news</h1><time class="updated" datetime="2016-05-04T09:00:00Z">Updated 4 May 2016</time>',
        None,
        False,
    ),
    (
        "en",
        '<h1>Big news</h1><p>3 May 2016</p><div class="comments"><div class="comment">John <time datetime="2016-05-09T09:00:00Z">9 May 2016</time></div></div>',
        "2016-05-03",
        False,
    ),
    (
        "en",
        '<h1>Big news</h1><p>3 May 2016</p><div class="related"><a href=x>Other</a> <time datetime="2017-05-09T09:00:00Z">9 May 2017</time></div>',
        "2016-05-03",
        False,
    ),
    (
        "en",
        '<meta name="DC.date.issued" content="2014-11-28T15:12+0330"><h1>A</h1>',
        "2014-11-28T15:12+03:30",
        True,
    ),
    (
        "en",
        '<meta name="parsely-pub-date" content="2014-11-28T15:12:00Z"><h1>A</h1>',
        "2014-11-28T15:12:00+00:00",
        True,
    ),
    (
        "en",
        '<meta name="sailthru.date" content="Fri, 28 Nov 2014 15:12:00 +0330"><h1>A</h1>',
        "2014-11-28T15:12:00+03:30",
        True,
    ),
    (
        "en",
        '<meta itemprop="datePublished" content="2014-11-28T15:12:00+03:30"><h1>A</h1>',
        "2014-11-28T15:12:00+03:30",
        True,
    ),
    (
        "en",
        '<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop=headline>A b c</h1><time itemprop="datePublished" datetime="2014-11-28T15:12">x</time></div>',
        "2014-11-28T15:12",
        False,
    ),
    (
        "en",
        '<h1>A b c</h1><p>Published: <time datetime="2014-11-28T10:00:00Z">28 Nov</time> Updated: <time datetime="2014-11-29T10:00:00Z">29 Nov</time></p>',
        "2014-11-28T10:00:00+00:00",
        True,
    ),
    (
        "en",
        '<h1>A b c</h1><p>Updated: <time datetime="2014-11-29T10:00:00Z">29 Nov</time> Published: <time datetime="2014-11-28T10:00:00Z">28 Nov</time></p>',
        "2014-11-28T10:00:00+00:00",
        True,
    ),
    (
        "fa",
        '<div class="news_nav">کد خبر: <span>۱۲۳۴۵</span></div><div class="news_pdate_c">تاریخ انتشار: <span>۲۲ خرداد ۱۴۰۳ - ۱۴:۰۳ 11 June 2024</span></div><h1>خبر</h1>',
        "2024-06-11T14:03",
        False,
    ),
    (
        "en",
        "<table><tr><td>Date</td><td>28 Nov 2014</td></tr><tr><td>Time</td><td>15:12</td></tr><tr><td>ID</td><td>4411</td></tr></table><h1>Hi there</h1>",
        "2014-11-28T15:12",
        False,
    ),
    (
        "en",
        '<ul><li>Date: 28 Nov 2014</li><li>Time: 15:12</li><li>News ID: 4411</li><li><a href="/print/1">Print</a></li></ul><h1>Hi there</h1>',
        "2014-11-28T15:12",
        False,
    ),
    (
        "en",
        "<dl><dt>Published</dt><dd>28 Nov 2014 15:12</dd><dt>Updated</dt><dd>29 Nov 2014</dd></dl><h1>Hi there</h1>",
        "2014-11-28T15:12",
        False,
    ),
    (
        "en",
        "<span>Date :</span><span>28 Nov 2014</span> <span>Time :</span> <b>15:12</b><h1>Hi there</h1>",
        "2014-11-28T15:12",
        False,
    ),
    (
        "en",
        '<meta property="article:modified_time" content="2016-05-04T09:00:00Z"><h1>Hi there</h1>',
        None,
        False,
    ),
    ("en", '<meta name="date" content="2014-11-28"><h1>A</h1>', "2014-11-28", False),
]


@pytest.mark.parametrize(("language", "body", "published", "known"), CASES)
def test_published(language: str, body: str, published: str | None, known: bool) -> None:
    facts = read(body, language)
    assert (facts.published, facts.published_zone_known) == (published, known)


def test_update_stays_an_update() -> None:
    facts = read('<h1>Big news</h1><p class="meta">Updated: 4 May 2016 09:00</p>')
    assert (facts.published, facts.updated) == (None, "2016-05-04T09:00")


def test_visible_zone_joins_the_machine_clock() -> None:
    facts = read(
        '<meta property="article:published_time" content="2016-05-03T14:20:30"><h1>Big news</h1><p>3 May 2016 14:20 GMT</p>'
    )
    assert facts.published == "2016-05-03T14:20:30+00:00"


def test_losers_are_kept() -> None:
    facts = read('<h1>Big news</h1><time datetime="2014-11-28T15:12:00Z">28 Nov 2014 16:12</time>')
    dates = [(c.rule, c.value, c.chosen) for c in facts.candidates if c.field == "published"]
    assert dates == [
        ("time.datetime", "2014-11-28T15:12:00+00:00", True),
        ("header-line", "2014-11-28T16:12", False),
    ]


def test_address_is_the_last_resort() -> None:
    assert read("<h1>Big news</h1>", url="https://a.example/2014/11/28/big-news").published == "2014-11-28"
    assert (
        read("<h1>Big news</h1><p>3 May 2016</p>", url="https://a.example/2014/11/28/x").published
        == "2016-05-03"
    )


def test_print_tags_section() -> None:
    facts = read(
        '<article><h1>Big news here</h1><a href="/print/1">Print</a><a rel="tag" href="/t/x">Ports</a>'
        '<a rel="category tag" href="/c/w">World</a></article>'
    )
    assert (facts.print_url, facts.print_link_present) == ("https://sample.example/print/1", True)
    assert (facts.section, facts.tags) == ("World", ("Ports",))


def test_section_of_a_stated_breadcrumb_and_of_the_navigation() -> None:
    crumbs = (
        '<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[{"position":1,"name":"Start"},'
        '{"position":2,"item":{"@id":"/w","name":"World"}},{"position":3,"name":"Big news here"}]}</script>'
    )
    nav = '<nav><ul><li><a href="/">Start</a></li><li class="active"><a href="/w">World</a></li><li><a href="/s">Sport</a></li></ul></nav>'
    trail = (
        '<nav aria-label="Breadcrumb"><a href="/">Start</a> <a href="/w">World</a> <b>Big news here</b></nav>'
    )
    written = '<div class="breadcrumbs">Start / News / World / Big news here</div>'
    label = '<div class="category"><a href="/w">World</a></div>'
    for stated in (crumbs, nav, trail, written, label):
        assert read(f"{stated}<h1>Big news here</h1><p>3 May 2016</p>").section == "World"
    assert read(nav.replace("<li>", "<li class=active>") + "<h1>Big news here</h1>").section is None


def test_print_version_as_an_alternate() -> None:
    link = '<link rel="alternate" media="print" href="/news?print=1">'
    assert read(f"{link}<h1>Big news here</h1>").print_url == "https://sample.example/news?print=1"


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/print.php?id=1", True),
        ("/news?id=1&print=1", True),
        ("/print-edition", False),
        ("/reprinted/1", False),
    ],
)
def test_print_version_by_its_address(href: str, found: bool) -> None:
    facts = read(f'<h1>Big news here</h1><a href="{href}"><img src="p.gif"></a>')
    assert facts.print_url == (f"https://sample.example{href}" if found else None)


def test_site_is_no_author_beside_people() -> None:
    facts = read(
        '<meta property="og:site_name" content="Harbour Times"><script type="application/ld+json">{"@type":"NewsArticle",'
        '"headline":"A b c","author":[{"name":"Ann Lee"},{"name":"Harbour Times"}]}</script><h1>A b c</h1>'
    )
    assert facts.authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2014-11-28T15:12:13.5+03:30", "2014-11-28T15:12:13+03:30"),
        ("20141128T151213Z", "2014-11-28T15:12:13+00:00"),
        ("Fri, 28 Nov 2014 15:12:13 +0330", "2014-11-28T15:12:13+03:30"),
        ("1417187533", "2014-11-28T15:12:13+00:00"),
        ("1417187533000", "2014-11-28T15:12:13+00:00"),
        ("2014-11", "2014-11"),
        ("2014-13-45", None),
        ("hello", None),
    ],
)
def test_machine_words(text: str, iso: str | None) -> None:
    assert read_machine(text) == iso


HOSTILE = [
    "1" * 50_000, "1:" * 20_000, "28/11/2014 " * 5_000, "may " * 20_000, "(" * 50_000, " " * 100_000 + "x", "by " * 20_000,
    "A, " * 20_000, "a@" * 30_000, "- " * 30_000, "به گزارش " * 5_000, "Published: " * 5_000, "ID: " * 10_000, "/" * 50_000,
    "年月日" * 10_000, "ABC " * 20_000, "\n" * 50_000, "3 May 2016\n" * 5_000, "3 May 2016" + "," * 3_000 + "12:30",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: repr(t[:12]))
def test_hostile_text_costs_little(text: str) -> None:
    start = time.process_time()
    read_text(text, language="en")
    read_dateline(text)
    trailing_agency(text)
    split_names(text)
    read_machine(text)
    read(f"<h1>x</h1><p>{text}</p>", url=f"http://a.b/{text[:2000]}")
    assert time.process_time() - start < 1.5
