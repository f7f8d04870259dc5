"""Looking at a publication for the first time: front page, robots.txt, feeds, sitemaps.

`look` asks through a function, so that it neither knows the network nor the archive; `draft` makes the site file of what
was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from archive.errors import SiteError
from crawler.discovery import answers, feeds, html, sitemaps
from crawler.discovery.addresses import Refused, netloc, origin, resolve
from crawler.discovery.gather import PageLinks
from crawler.discovery.linkheader import related
from crawler.parsers.decode import decode
from crawler.parsers.entities import unescape
from crawler.sites.load import NAME

MOST = 12
"""Feeds and sitemaps that are looked into; a paper of a hundred sections has a feed for each."""
USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/news-sitemap.xml")

_TITLE = re.compile(r"<title[^>]{0,500}>([^<]{1,300})", re.I)
_API = re.compile(r"<link\b[^>]{0,500}https://api\.w\.org/[^>]{0,500}>", re.I)
"""WordPress names its interface so (REST API handbook, "Discovery")."""
_FEED_LINK = re.compile(r"(?:^|[/._-])(?:rss|feed|atom)s?(?:[/._?-]|\Z)", re.I)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer after redirects: `url` is where it came from in the end, `body` is free of content coding, `link` is its
    Link field (RFC 8288), "" without one."""

    url: str
    status: int
    content_type: str
    body: bytes
    link: str = ""

    @property
    def hub(self) -> str | None:
        """The WebSub hub that the field names (WebSub, section 4: it goes before what the document says)."""
        return related(self.link, "hub", self.url)


@dataclass(frozen=True, slots=True)
class Unfetched:
    """Why there is no answer, as one plain line: the server gave none, or robots.txt forbids the address."""

    reason: str


Fetch = Callable[[str], Fetched | Unfetched]


@dataclass(frozen=True, slots=True)
class Found:
    """What a first look has shown. `feeds` and `sitemaps` are pairs of address and number of entries; `hub` is where a
    feed or the front page says that news of it are pushed from (WebSub, W3C 2018, section 4)."""

    start: str
    title: str | None = None
    language: str | None = None
    generator: str | None = None
    feeds: tuple[tuple[str, int], ...] = ()
    sitemaps: tuple[tuple[str, int], ...] = ()
    asset_hosts: tuple[str, ...] = ()
    hosts: tuple[str, ...] = field(default=())
    wordpress: str | None = None
    hub: str | None = None

    def lines(self) -> list[str]:
        """What was found, for a person."""
        lines = [f"{self.start}: {self.title or 'no title'}"]
        lines += [f"language {self.language}"] if self.language else []
        lines += [f"made with {self.generator}"] if self.generator else []
        lines += [f"feed {url}: {count} items" for url, count in self.feeds] or ["no feed"]
        lines += [f"WebSub hub {self.hub}: noted; newsark asks by the clock"] if self.hub else []
        lines += [f"sitemap {url}: {count} entries" for url, count in self.sitemaps] or ["no sitemap"]
        lines += (
            [f"WordPress interface {self.wordpress}: newsark backfill can ask it"] if self.wordpress else []
        )
        lines += [f"images and styles from {', '.join(self.asset_hosts)}"] if self.asset_hosts else []
        return lines


def look(url: str, fetch: Fetch) -> Found:
    """A first look at the publication at `url` (a scheme may be left out). SiteError where there is no page."""
    start = start_of(url)
    front = fetch(start)
    if isinstance(front, Unfetched):
        raise SiteError(f"{start}: {front.reason}")
    if front.status != 200 or not answers.is_html(
        front.content_type.partition(";")[0].strip().lower(), front.body
    ):
        raise SiteError(
            f"{start}: no page there (status {front.status}, {front.content_type or 'no type'}); check the address"
        )
    text, charset = decode(front.body, front.content_type)
    page = html.read(text, front.url, charset=charset)
    named = _TITLE.search(text)
    base = origin(front.url)
    robots = fetch(base + "/robots.txt")
    in_robots = (
        sitemaps.lines(robots.body.decode("utf-8", "replace"), robots.url)
        if isinstance(robots, Fetched) and robots.status == 200
        else []
    )
    hubs = [hub for hub in (front.hub, page.hub) if hub]
    assets = (netloc(link.url) for link in page.links if link.kind == "requisite")
    return Found(
        front.url,
        " ".join(unescape(named[1]).split()) if named else None,
        page.language,
        page.generator,
        tuple(_feeds(page, base, fetch, hubs)),
        tuple(_sitemaps([link.url for link in in_robots], base, fetch)),
        tuple(dict.fromkeys(host for host in assets if host != netloc(front.url))),
        tuple(dict.fromkeys((netloc(start), netloc(front.url)))),
        _wordpress(text, front, fetch),
        next(iter(hubs), None),
    )


def _wordpress(text: str, front: Fetched, fetch: Fetch) -> str | None:
    """The root of the REST interface that the front page names, where it answers."""
    named = _API.search(text)
    href = re.search(r"href=[\"']?([^\"'\s>]{1,500})", named[0]) if named else None
    try:
        root = resolve(front.url, unescape(href[1])) if href else None
    except Refused:
        return None
    got = fetch(root) if root else None
    return root if isinstance(got, Fetched) and got.status == 200 and b"wp/v2" in got.body else None


def start_of(url: str) -> str:
    """The address as typed, made whole."""
    url = url.strip()
    if "://" not in url:
        url = f"{'http' if is_local(f'http://{url}') else 'https'}://{url}"
    try:
        return resolve(url, "")
    except Refused as reason:
        raise SiteError(
            f"{url!r} is not a web address ({reason}); write for example: https://news.example/"
        ) from None


def _feeds(page: PageLinks, base: str, fetch: Fetch, hubs: list[str]) -> Iterator[tuple[str, int]]:
    """Feeds that the page names; without any, addresses that look like one; without those, the usual places. The hubs that
    they name are added to `hubs`."""

    def items(got: Fetched) -> int | None:
        feed = feeds.read(got.body, got.url)
        if feed is not None:
            hubs.extend(hub for hub in (got.hub, feed.hub) if hub)
        return None if feed is None else len(feed.links)

    named = [link.url for link in page.links if link.kind == "feed"]
    likely = [
        link.url for link in page.links if link.hop == "L" and _FEED_LINK.search(urlsplit(link.url).path)
    ]
    for urls in (named[:MOST], likely[:MOST], [base + path for path in USUAL_FEEDS]):
        good = list(_checked(urls, fetch, items))
        if good:
            yield from good
            yield from ((url, 0) for url in named[MOST:])
            return


def _sitemaps(named: list[str], base: str, fetch: Fetch) -> Iterator[tuple[str, int]]:
    """Sitemaps that robots.txt names; without any, the usual places."""
    urls = named[:MOST] or [base + path for path in USUAL_SITEMAPS]
    yield from _checked(
        urls, fetch, lambda got: None if (s := sitemaps.read(got.body, got.url)) is None else len(s)
    )


def _checked(
    urls: Iterable[str], fetch: Fetch, count: Callable[[Fetched], int | None]
) -> Iterator[tuple[str, int]]:
    seen = set()
    for url in urls:
        got = fetch(url)
        if isinstance(got, Unfetched) or got.status != 200 or got.url in seen:
            continue
        seen.add(got.url)
        entries = count(got)
        if entries is not None:
            yield got.url, entries


def is_local(url: str) -> bool:
    """Whether it is on this very machine, where nobody needs to be spared."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def name_for(start: str) -> str:
    """A name for the site file, from the host: `www.news.example.org` is `news`, an IP address its numbers."""
    host = (urlsplit(start).hostname or "").removeprefix("www.")
    labels = host.split(".")
    number = all(label.isdigit() for label in labels) or ":" in host
    name = "-".join(re.findall(r"[a-z0-9]+", host) if number else labels[:1])[:40]
    return name if NAME.match(name) else "site"
