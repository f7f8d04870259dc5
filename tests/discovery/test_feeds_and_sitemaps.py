"""Feeds and sitemaps → links with what they state; and the bytes that are meant to hurt."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import feeds, sitemaps
from crawler.discovery.when import moment
from crawler.discovery.xml import inflate

BASE = "http://news.example/feed/"

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>All news</title>
<link>http://news.example/</link><atom:link rel="hub" href="http://hub.example/"/><image><title>Logo</title></image>
<item><title><![CDATA[First & best]]></title><link>/a/1</link><pubDate>Fri, 28 Nov 2014 00:02:00 +0330</pubDate>
 <comments>http://news.example/a/1#comments</comments><slash:comments>12</slash:comments>
 <wfw:commentRss>/a/1/feed/</wfw:commentRss></item>
<item><title>Second</title><guid>http://news.example/a/2</guid><dc:date>2014-11-27T20:00:00Z</dc:date></item>
<item><title>No link</title><guid isPermaLink="false">http://news.example/?p=3</guid></item>
</channel></rss>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>Old</title></channel><item rdf:about="y"><title>One</title><link>http://news.example/r/1</link></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>T</title>
<link rel="self" href="/atom"/><link rel="next" href="/atom?page=2"/>
<entry><title>One</title><link href="/e/1"/><link rel="replies" href="/e/1/comments.xml" thr:count="3"/>
<published>2014-11-28T00:02:00+03:30</published><updated>2014-11-28T01:00:00Z</updated></entry>
<entry><title>Two</title><link rel="alternate" href="/e/2"/><thr:total>7</thr:total></entry></feed>"""

JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "J",
    "hubs": [{"type": "WebSub", "url": "http://hub.example/"}],
    "items": [
        {"id": "1", "url": "/j/1", "date_published": "2014-11-28T00:02:00Z", "title": "One"},
        {"id": "no"},
        "odd",
        None,
    ],
}


def told(links):
    return [
        f"{x.kind} {x.url} {x.title} {x.published:%FT%H:%M}" if x.published else f"{x.kind} {x.url} {x.title}"
        for x in links
    ]


def test_rss():
    feed = feeds.read(RSS.encode(), BASE)
    assert told(feed.links) == [
        "article http://news.example/a/1 First & best 2014-11-27T20:32",
        "feed http://news.example/a/1/feed/ None",
        "article http://news.example/a/2 Second 2014-11-27T20:00",
    ]
    assert [x.comment_count for x in feed.links] == [12, None, None]
    assert (feed.title, feed.hub) == ("All news", "http://hub.example/")


def test_rss_1_and_atom_and_json():
    assert told(feeds.read(RDF.encode(), BASE).links) == ["article http://news.example/r/1 One"]
    atom = feeds.read(ATOM.encode(), BASE)
    assert told(atom.links) == [
        "article http://news.example/e/1 One 2014-11-27T20:32",
        "feed http://news.example/e/1/comments.xml None",
        "article http://news.example/e/2 Two",
    ]
    assert [x.comment_count for x in atom.links] == [3, None, 7]
    assert atom.next == "http://news.example/atom?page=2"
    feed = feeds.read(json.dumps(JSON).encode(), BASE)
    assert told(feed.links) == ["article http://news.example/j/1 One 2014-11-28T00:02"]
    assert feed.hub == "http://hub.example/"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: b"\n \xef\xbb\xbf" + b,
        lambda b: b.replace(b"&amp;", b"&nbsp;"),
        lambda b: b[:-60],
        gzip.compress,
    ],
)
def test_a_feed_that_is_a_little_broken_is_read_all_the_same(spoil):
    assert len(feeds.read(spoil(RSS.encode()), BASE).links) >= 2


MAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> http://news.example/world/a-long-story-of-today-4711?a=1&amp;b=2 </loc><lastmod>2014-11-28</lastmod>
 <image:image><image:loc>http://news.example/i.jpg</image:loc><image:title>Picture</image:title></image:image></url>
<url><loc>http://news.example/x</loc><news:news><news:publication><news:name>N</news:name></news:publication>
 <news:publication_date>2014-11-28T00:02:00+03:30</news:publication_date><news:title>Headline</news:title></news:news></url>
<url><lastmod>2014</lastmod></url><url><loc>mailto:x@y</loc></url></urlset>"""


def test_sitemap_with_news():
    links = sitemaps.read(MAP.encode(), BASE)
    assert told(links) == [
        "article http://news.example/world/a-long-story-of-today-4711?a=1&b=2 None",
        "article http://news.example/x Headline 2014-11-27T20:32",
    ]
    assert f"{links[0].updated:%F}" == "2014-11-28"
    assert sitemaps.read(gzip.compress(gzip.compress(MAP.encode())), BASE) == links
    assert sitemaps.read(MAP.encode()[: MAP.index("<url><lastmod")] + b"<url><lo", BASE) == links


def test_sitemap_index_text_feed_and_robots():
    index = b"<sitemapindex><sitemap><loc>/one.xml.gz</loc><lastmod>2014-01-01T00:00:00Z</lastmod></sitemap></sitemapindex>"
    assert told(sitemaps.read(index, BASE)) == ["sitemap http://news.example/one.xml.gz None"]
    plain = "\ufeffhttp://news.example/a\r\nhttp://news.example/b\n\n".encode()
    assert [x.url for x in sitemaps.read(plain, BASE)] == ["http://news.example/a", "http://news.example/b"]
    assert len(sitemaps.read(RSS.encode(), BASE)) == 3
    robots = "User-agent: *\nDisallow: /x\nSITEMAP : /s.xml # main\n sitemap:http://news.example/n.xml\nSitemap: ftp://no/\n#Sitemap: /c"
    assert [x.url for x in sitemaps.lines(robots, "http://news.example/robots.txt")] == [
        "http://news.example/s.xml",
        "http://news.example/n.xml",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>no feed",
        b"GIF89a",
        b"[1, 2]",
        b'{"version": 1}',
        b"<",
        b"{" * 100_000,
        b"\x1f\x8bno",
    ],
)
def test_what_is_neither_feed_nor_sitemap_is_none(data):
    assert feeds.read(data, BASE) is None
    assert sitemaps.read(data, BASE) is None


LAUGHS = "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
)


def test_entities_are_not_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("http://news.example/leaked")
    for name in ("j", "file"):
        text = f"{LAUGHS}<!ENTITY file SYSTEM '{secret.as_uri()}'>]><rss><item><title>&{name};</title><link>/a&{name};</link></item></rss>"
        links = feeds.read(text.encode(), BASE).links
        assert all("leaked" not in x.url and len(x.url) < 100 and len(x.title or "") < 100 for x in links)


def test_a_gzip_bomb_is_cut():
    assert len(inflate(gzip.compress(b" " * 60_000_000))) == 52_428_800
    assert sitemaps.read(gzip.compress(b"<urlset>" + b" " * 60_000_000), BASE) == []


def test_at_most_fifty_thousand_entries():
    rows = "".join(f"<url><loc>/{i}</loc></url>" for i in range(50_001))
    assert len(sitemaps.read(f"<urlset>{rows}</urlset>".encode(), BASE)) == sitemaps.MAX_ENTRIES


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(data):
    for bytes_ in (
        data,
        b"<rss><item>" + data,
        b"<urlset><url>" + data,
        b'{"version":"jsonfeed.org","items":[' + data,
    ):
        feeds.read(bytes_, BASE)
        sitemaps.read(bytes_, BASE)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Fri, 28 Nov 2014 00:02:00 +0330", "2014-11-27T20:32:00+00:00"),
        ("28 Nov 2014 00:02 GMT", "2014-11-28T00:02:00+00:00"),
        ("2014-11-28T00:02:00", "2014-11-28T00:02:00+00:00"),
        ("2014-11", "2014-11-01T00:00:00+00:00"),
        ("2014", "2014-01-01T00:00:00+00:00"),
    ],
)
def test_dates(text, iso):
    assert moment(text).isoformat() == iso


@pytest.mark.parametrize(
    "text", ["", "yesterday", "0001-01-01T00:00:00+14:00", "99999", "Fri, 99 Nov 2014", None, "9" * 50]
)
def test_what_is_no_date_is_none(text):
    assert moment(text) is None
