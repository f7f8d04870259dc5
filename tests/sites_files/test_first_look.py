"""A first look at a publication, and the site file that comes of it."""

from dataclasses import replace

import pytest
from crawl.smallpress import Handler
from crawl.smallpress import serving as small_press
from newsroom.check import start
from newsroom.room import Room, free_port

from archive.errors import SiteError
from archive.home import Home
from archive.index.store import CaptureIndex
from crawler.sites.add import Fetched, Found, Unfetched, look, name_for
from crawler.sites.draft import write
from crawler.sites.load import load
from crawler.spiders.visit import add_site

FRONT = """<html lang="fa"><head><title> The &amp; Paper </title><meta name="generator" content="WordPress 6">
<link rel="alternate" type="application/rss+xml" href="/feed/"><link rel="stylesheet" href="http://cdn.example/a.css"></head></html>"""
RSS = "<rss><channel><item><link>/1</link></item></channel></rss>"
PAPER = {
    "http://paper.example/": ("text/html", FRONT),
    "http://paper.example/feed/": ("text/xml", RSS),
    "http://paper.example/robots.txt": ("text/plain", "Sitemap: /map.xml\nSitemap: /gone.xml"),
    "http://paper.example/map.xml": (
        "text/xml",
        "<urlset><url><loc>/1</loc></url><url><loc>/2</loc></url></urlset>",
    ),
}


def serving(pages):
    asked = []

    def fetch(url):
        asked.append(url)
        if url not in pages:
            return Fetched(url, 404, "text/html", b"")
        mime, text = pages[url]
        return Fetched(url, 200, mime, text.encode())

    return fetch, asked


def test_what_a_paper_names_is_found_without_guessing():
    fetch, asked = serving(PAPER)
    found = look("http://paper.example", fetch)
    assert found == Found(
        "http://paper.example/",
        "The & Paper",
        "fa",
        "WordPress 6",
        (("http://paper.example/feed/", 1),),
        (("http://paper.example/map.xml", 2),),
        ("cdn.example",),
        ("paper.example",),
    )
    assert len(asked) == len(set(asked)) == 5


def test_a_hub_in_a_header_goes_before_the_documents():
    feed = RSS.replace("<item>", '<link rel="hub" href="https://hub.example/"/><item>', 1)
    fetch, _ = serving(PAPER | {"http://paper.example/feed/": ("text/xml", feed)})

    def with_header(url):
        got = fetch(url)
        return (
            replace(got, link='</feed/>; rel=self, </hub>; title="a, b"; rel="x hub"')
            if "feed" in url
            else got
        )

    assert look("http://paper.example", with_header).hub == "http://paper.example/hub"


def test_a_hub_is_noted(tmp_path):
    feed = RSS.replace("<item>", '<link rel="hub" href="https://hub.example/"/><item>', 1)
    pages = PAPER | {"http://paper.example/feed/": ("text/xml", feed)}
    found = look("http://paper.example", serving(pages)[0])
    assert found.hub == "https://hub.example/"
    assert "WebSub hub https://hub.example/: noted; newsark asks by the clock" in found.lines()
    path = write(found, tmp_path, "paper")
    assert "# WebSub hub: https://hub.example/\nfeeds" in path.read_text()
    assert load(tmp_path, "paper").feeds == ("http://paper.example/feed/",)


def test_without_names_the_usual_places_are_tried():
    pages = {"http://p.example/": ("text/html", "<title>P"), "http://p.example/rss.xml": ("text/xml", RSS)}
    found = look("http://p.example/", serving(pages)[0])
    assert found.feeds == (("http://p.example/rss.xml", 1),)
    assert found.sitemaps == ()


@pytest.mark.parametrize("url", ["", "mailto:a@b", "http://", "http://[::1"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(SiteError, match="is not a web address"):
        look(url, serving({})[0])


def test_no_page_there():
    with pytest.raises(SiteError, match=r"no page there \(status 404"):
        look("http://p.example/", serving({})[0])
    with pytest.raises(SiteError, match="no answer"):
        look("http://p.example/", lambda url: Unfetched("no answer (connection refused); check the address"))


NASTY = 'A "title"\n[crawl]\nrobots = \\ \x00 \u202e end'


def test_the_file_is_read_back_whatever_the_page_says(tmp_path):
    found = Found(
        "http://p.example/?a=%22",
        NASTY,
        'en"\n',
        NASTY,
        (('http://p.example/"', 1),),
        (),
        (NASTY,),
        ("p.example",),
    )
    write(found, tmp_path, "paper")
    site = load(tmp_path, "paper")
    assert (site.start, site.feeds, site.language) == (
        ("http://p.example/?a=%22",),
        ('http://p.example/"',),
        None,
    )
    assert (site.hosts, site.crawl.robots, site.crawl.delay) == (("p.example", "www.p.example"), "obey", 1.0)
    with pytest.raises(SiteError, match="is there already"):
        write(found, tmp_path, "paper")
    with pytest.raises(SiteError, match="cannot name a site"):
        write(found, tmp_path, "../paper")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.news.example/", "news"),
        ("http://127.0.0.2:8700/", "127-0-0-2"),
        ("http://[::1]:8700/", "1"),
        ("http://xn--mgbh0fb.example/", "xn--mgbh0fb"),
    ],
)
def test_names(url, name):
    assert name_for(url) == name


@pytest.mark.parametrize(
    ("robots", "said"),
    [
        ((200, "User-agent: *\nDisallow: /"), "robots.txt forbids http"),
        ((503, "none"), "robots.txt cannot be read, so nothing may be asked for: status 503"),
        ((404, "none"), "more than 10 redirects, the last to http"),
    ],
)
def test_why_there_is_no_front_page_is_said(tmp_path, robots, said):
    class Press(Handler):
        def answer(self):
            status, text = robots if self.path == "/robots.txt" else (302, "")
            self.say(text, *([("Location", "/on")] if status == 302 else []), status=status)

    home = Home.create(tmp_path / "home")
    with small_press(Press) as (base, _), pytest.raises(SiteError) as caught:
        add_site(home, base)
    assert said in str(caught.value)
    with pytest.raises(SiteError, match=r"nothing may be asked for: no answer \(.*\); check the address"):
        add_site(home, base)
    assert {file.name.partition("-20")[0] for file in home.warc.iterdir()} == {"newsark_127_0_0_2"}


def test_a_real_press_is_added_and_what_was_seen_is_archived(tmp_path):
    port = free_port(["127.0.0.7", "127.0.0.8", "127.0.0.9"])
    info, stop = start(Room(seed=99, articles=10, pubs=["weekly"], port=port, crawl_delay=0))
    try:
        home = Home.create(tmp_path / "home")
        path, found = add_site(home, info["publications"]["weekly"]["base"], "paper")
        with pytest.raises(SiteError, match="is there already"):
            add_site(home, info["publications"]["weekly"]["base"], "paper")
    finally:
        stop()
    site = load(home.sites, "paper")
    assert path == home.sites / "paper.toml"
    assert found.feeds
    assert site.sitemaps
    assert site.crawl.delay == 0  # its own machine needs no sparing
    with CaptureIndex(home.index_db) as index:
        assert index.captures(site.start[0])
        assert index.captures(site.feeds[0])
    assert all(file.name.endswith(".warc.gz") for file in home.warc.iterdir())
