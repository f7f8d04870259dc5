"""Pages → links: what is found, of which kind, and what hostile pages do to it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from archive.urls import normalise
from crawler.discovery import addresses, answers, css, html, srcset
from crawler.discovery.addresses import raw_key
from crawler.frontier.seen import Seen

BASE = "http://news.example/world/story"

PAGE = """
<!doctype html><html lang="fa"><head><title>T</title>
<meta name="generator" content="WordPress 6.1">
<link rel="canonical" href="/world/2014/11/a-long-story-about-things">
<link rel="amphtml" href="/amp/world/story"><link rel="next" href="/world/story/2">
<link rel="alternate" type="application/rss+xml" title="All" href="/feed/">
<link rel="alternate" hreflang="ar" href="/ar/"><link rel="alternate" media="print" href="/print/1">
<link rel="stylesheet" href="//cdn.example/a.css?v=1"><link rel="preload" as="font" href="f.woff2">
<link rel="icon" href="/favicon.ico"><link rel="manifest" href="/site.webmanifest"><link rel="dns-prefetch" href="//x.example">
<style>@import "base.css"; .a{background:url( '/bg.png' )}</style></head>
<body background="paper.gif" style="background-image:url(&quot;strip.png&quot;)">
<a href="/world/story#comments">here</a> <a href="story-two-of-the-day-4711.html">two</a> <a rel="nofollow" href="/reply">re</a>
<a href="?page=2">more</a><a href="mailto:a@b.example">m</a><a href="javascript:void(0)">j</a><a href="">e</a>
<img src="data:image/gif;base64,AAAA" data-src="/lazy.png" srcset="/s-320.jpg 320w, /s,640.jpg 640w">
<picture><source srcset="/p.webp 1x, /p2.webp 2x"></picture>
<video poster="/poster.jpg"><source src="/clip.mp4"></video><iframe src="/embed/7"></iframe>
<div data-bg="/hero.jpg"></div><script src="/app.js"></script><area href="/map"><base href="http://other.example/">
</body></html>
"""

GOLDEN = """
article L http://other.example/world/2014/11/a-long-story-about-things
alternate L http://other.example/amp/world/story
page L http://other.example/world/story/2
feed S http://other.example/feed/
section L http://other.example/ar/
alternate L http://other.example/print/1
requisite E http://cdn.example/a.css?v=1
requisite E http://news.example/world/f.woff2
requisite E http://news.example/favicon.ico
requisite E http://news.example/site.webmanifest
requisite E http://news.example/world/base.css
requisite E http://news.example/bg.png
requisite E http://news.example/world/paper.gif
requisite E http://news.example/world/strip.png
section L http://other.example/world/story
article L http://other.example/story-two-of-the-day-4711.html
section L http://other.example/reply
page L http://other.example/?page=2
requisite E http://news.example/lazy.png
requisite E http://news.example/s-320.jpg
requisite E http://news.example/s,640.jpg
requisite E http://news.example/p.webp
requisite E http://news.example/p2.webp
requisite E http://news.example/poster.jpg
requisite E http://news.example/clip.mp4
page E http://other.example/embed/7
requisite E http://news.example/hero.jpg
requisite E http://news.example/app.js
section L http://other.example/map
"""


def test_a_page_leads_to_these_links():
    page = html.read(PAGE, BASE)
    assert [f"{x.kind} {x.hop} {x.url}" for x in page.links] == GOLDEN.split("\n")[1:-1]
    assert page.canonical == "http://other.example/world/2014/11/a-long-story-about-things"
    assert (page.amp, page.next) == (
        "http://other.example/amp/world/story",
        "http://other.example/world/story/2",
    )
    assert (page.language, page.generator) == ("fa", "WordPress 6.1")
    assert page.refused == Counter(scheme=1)


def test_what_was_met_before_is_not_resolved_again():
    known = Seen()
    first = html.read(PAGE, BASE, known=known)
    assert html.read(PAGE, BASE, known=known).links == []
    assert len(first.links) == 29


def test_one_address_as_link_and_as_picture_is_both():
    page = html.read('<a href="/a.png">x</a><img src="/a.png">', BASE)
    assert [(x.kind, x.hop) for x in page.links] == [("requisite", "L"), ("requisite", "E")]


def test_a_page_that_says_nofollow_gives_its_requisites_only():
    page = html.read(
        '<meta name="Robots" content="noindex, NoFollow"><a href="/a">a</a><img src="/b.png">', BASE
    )
    assert [x.url for x in page.links] == ["http://news.example/b.png"]
    assert page.refused == Counter(nofollow=1)


def test_what_a_nofollow_page_names_is_found_on_another():
    known = Seen()
    for robots, found in (("nofollow", []), ("index", ["http://news.example/a"]), ("index", [])):
        page = html.read(f'<meta name="robots" content="{robots}"><a href="/a">a</a>', BASE, known=known)
        assert [x.url for x in page.links] == found


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("0; url=/next", "http://news.example/next"),
        ("5;URL='http://b.example/x y'", "http://b.example/x%20y"),
        ("3, /bare", "http://news.example/bare"),
    ],
)
def test_meta_refresh_is_a_redirect(content, url):
    page = html.read(f'<meta http-equiv="Refresh" content="{content}">', BASE)
    assert [(x.url, x.hop) for x in page.links] == [(url, "R")]


@pytest.mark.parametrize("content", ["5", "", "0; url=", "; ;"])
def test_meta_refresh_of_the_page_itself_leads_nowhere(content):
    assert html.read(f'<meta http-equiv=refresh content="{content}">', BASE).links == []


BAD = [
    ("http://", "malformed"),
    ("http://[::1", "malformed"),
    ("http:///x", "malformed"),
    ("http://h:99999/", "malformed"),
    ("http://h:0/", "malformed"),
    ("http://a b/", "malformed"),
    ("ftp://h/x", "scheme"),
    ("tel:+1", "scheme"),
    ("http://user:pw@h/", "credentials"),
    ("/" + "y" * 8000, "too-long"),
]


@pytest.mark.parametrize(("href", "reason"), BAD)
def test_what_is_no_address_is_counted_with_its_reason(href, reason):
    page = html.read(f'<a href="{href}">x</a>', BASE)
    assert (page.links, page.refused) == ([], Counter({reason: 1}))


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("  /trim  ", "http://news.example/trim"),
        ("/t\tab\n", "http://news.example/tab"),
        ("/a b", "http://news.example/a%20b"),
        ("/caf\u00e9?q=\u00e9", "http://news.example/caf%C3%A9?q=%E9"),
        ("/%zz", "http://news.example/%25zz"),
        ("/x/../y/./z", "http://news.example/y/z"),
        ("HTTP://NEWS.Example:80/A", "http://news.example/A"),
        ("/p?utm_source=x&id=4&fbclid=1", "http://news.example/p?id=4"),
        ("//cdn.example", "http://cdn.example/"),
    ],
)
def test_addresses_come_in_one_form(href, url):
    page = html.read(f'<a href="{href}">x</a>', BASE, charset="cp1252")
    assert [x.url for x in page.links] == [url]


def test_css_addresses():
    text = """@charset "utf-8"; @import "base.css"; @import url(reset.css) screen; /* url(not.png) */
    @font-face{src:url("../f.woff2") format("woff2"),url( f.ttf )} a{background:URL('i\\28 1\\29.png')}
    b{background:url(data:image/png;base64,AAA)} c{background:url(../f.woff2)}
    d{background:image-set("one.png" 1x, url(two.png) 2x, 'three.avif' type("image/avif"))} e{background:url(esc\\61 ped.png)}"""
    found = ["base.css", "reset.css", "../f.woff2", "f.ttf", "i(1).png", "two.png", "escaped.png"]
    assert list(css.addresses(text)) == [*found, "one.png", "three.avif"]


def test_css_addresses_that_look_like_comments_names_or_nothing():
    text = r"""@namespace url(http://www.w3.org/1999/xhtml); @namespace x "http://x.example/"; @import"near.css";
    @import url(we\ ird.css) layer; a{content:"/*";background:url(/p/*star.png)} b{background:/*url(no.png)*/url("it\"s.png")}
    c{background:url("fol\
ded.png")} d{background:url( a\)b.png )}"""
    assert list(css.addresses(text)) == [
        "near.css",
        "we ird.css",
        "/p/*star.png",
        'it"s.png',
        "folded.png",
        "a)b.png",
    ]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("<link rel=stylesheet href=a.css><base href=/b/><img src=c.png>", ["/world/a.css", "/b/c.png"]),
        ("<base href=/b/><base href=/x/><img src=c.png>", ["/b/c.png"]),
        ("<link rel=preload as=image imagesrcset='a.png 1x, b.png 2x'>", ["/world/a.png", "/world/b.png"]),
        ("<svg><filter><feImage href=/f.png /></filter></svg>", ["/f.png"]),
        (
            '<?xml version="1.0"?><?xml-stylesheet type="text/css" href="x.css?a=1&amp;b=2"?><html/>',
            ["/world/x.css?a=1&b=2"],
        ),
    ],
)
def test_parts_of_pages(text: str, urls: list[str]):
    assert [x.url for x in html.read(text, BASE).links] == [
        normalise("http://news.example" + url) for url in urls
    ]


def test_queries_of_pages_in_utf_16_are_utf_8():
    page = html.read('<img src="/p?t=ю">', BASE, charset="utf-16-le")
    assert [x.url for x in page.links] == ["http://news.example/p?t=%D1%8E"]


def test_xml_shown_with_a_style_sheet():
    body = b"<?xml version='1.0'?><?xml-stylesheet href='feed.css'?><rss/>"
    found = answers.read("page", BASE, 200, "application/xml", body)
    assert [x.url for x in found.links] == ["http://news.example/world/feed.css"]


def test_a_redirect_in_utf_8_bytes():
    raw = "http://bücher.example/снимок".encode().decode("latin-1")
    link = answers.redirect(BASE, raw, "page", "")
    assert not isinstance(link, str)
    assert link.url == "http://xn--bcher-kva.example/%D1%81%D0%BD%D0%B8%D0%BC%D0%BE%D0%BA"
    raw = answers.redirect(BASE, "/caf\xe9", "page", "")
    assert not isinstance(raw, str)
    assert raw.url == "http://news.example/caf%E9"


def test_a_style_sheet_is_read_in_its_own_encoding():
    sheet = "@charset \"shift_jis\"; a{background:url('/表.png')}".encode("cp932")
    found = answers.read("requisite", BASE, 200, "text/css", sheet)
    assert [link.url for link in found.links] == ["http://news.example/%E8%A1%A8.png"]


def test_drawings_and_written_documents_lead_to_their_pictures():
    inside = "<svg><image xlink:href='/i.png'/><use href='/s.svg#a'/><a href='/not'/><style>a{fill:url(/f.svg#x)}</style></svg>"
    found = answers.read("requisite", BASE, 200, "image/svg+xml", inside.encode())
    wanted = ["http://news.example/i.png", "http://news.example/s.svg", "http://news.example/f.svg"]
    assert [link.url for link in found.links] == wanted
    page = html.read('<iframe srcdoc="<img src=/d.png>"></iframe>' + inside, BASE)
    assert [link.url for link in page.links if link.hop == "E"] == ["http://news.example/d.png", *wanted]


@pytest.mark.parametrize(
    ("value", "urls"),
    [
        ("a.jpg", ["a.jpg"]),
        ("a.jpg 1x, b.jpg 2x", ["a.jpg", "b.jpg"]),
        ("a,b.jpg 320w,c.jpg 640w", ["a,b.jpg", "c.jpg"]),
        (" , a.jpg, b.jpg ,", ["a.jpg", "b.jpg"]),
        ("a.jpg (x, y) 1x, b.jpg", ["a.jpg", "b.jpg"]),
        ("", []),
        (", ,", []),
    ],
)
def test_srcset_candidates(value, urls):
    assert list(srcset.addresses(value)) == urls


@given(st.text(max_size=300))
def test_no_markup_breaks_the_reader(text):
    html.read(text, BASE)
    html.read(f'<a href="{text}"><img srcset="{text}" style="{text}">', BASE)
    list(css.addresses(text))


@given(st.text(max_size=60))
def test_equal_raw_keys_mean_equal_addresses(href):
    href = href.strip(addresses.EDGES)  # as the reader does before it asks
    one, two = "http://a.example/x/y?z", "http://a.example/x/w"
    if raw_key(one, href) == raw_key(two, href):
        links = [html.read(f"<a href='{href.replace(chr(39), '')}'>", base).links for base in (one, two)]
        assert links[0] == links[1]


@given(st.from_regex(addresses._PLAIN, fullmatch=True))
def test_the_short_cut_for_plain_addresses_changes_nothing(url):
    assert addresses.resolve(BASE, url) == normalise(safe_url_string(url))
    assert "?" in url or addresses.resolve(BASE, url) == url


def test_hostile_sizes_end_soon():
    deep = "<div>" * 100_000 + '<a href="/x">'
    wide = "".join(f'<a href="/{i}">x</a>' for i in range(30_000))
    comments = "<style>" + "/*" * 200_000 + "</style>"
    sets = f'<img srcset="{"," * 100_000}a 1x, {"(" * 100_000}">'
    assert len(html.read(wide, BASE).links) == html.MAX_LINKS + 1
    for text in (deep, comments, sets, "<a href='" + "/.." * 300_000 + "'>"):
        html.read(text, BASE)
    assert not answers.is_html("text/plain", b"<!---->" * 500 + b"x")
    assert answers.is_html("", b"\n<!-- a --> <!-- b --b -->\n<title>")
