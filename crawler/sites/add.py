"""Looking at a publication for the first time: front page, robots.txt, feeds, sitemaps; and its site file.

`look` asks through a function, so that it neither knows the network nor the archive; `write` makes the file that a
person then reads and changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from archive.errors import SiteError
from crawler.discovery import answers, feeds, html, sitemaps
from crawler.discovery.addresses import Refused, netloc, origin, resolve
from crawler.parsers.decode import decode
from crawler.sites.load import NAME

MOST = 12
"""Feeds and sitemaps that are looked into; a paper of a hundred sections has a feed for each."""
USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/news-sitemap.xml")

_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})", re.I)
_API = re.compile(r"<link\b[^>]{0,500}https://api\.w\.org/[^>]{0,500}>", re.I)
"""WordPress names its interface so (REST API handbook, "Discovery")."""
_FEED_LINK = re.compile(r"(?:^|[/._-])(?:rss|feed|atom)s?(?:[/._?-]|\Z)", re.I)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer after redirects: `url` is where it came from in the end, `body` is free of content coding."""

    url: str
    status: int
    content_type: str
    body: bytes


Fetch = Callable[[str], "Fetched | None"]
"""None stands for no answer at all, and for what robots.txt forbids."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a first look has shown. `feeds` and `sitemaps` are pairs of address and number of entries."""

    start: str
    title: str | None = None
    language: str | None = None
    generator: str | None = None
    feeds: tuple[tuple[str, int], ...] = ()
    sitemaps: tuple[tuple[str, int], ...] = ()
    asset_hosts: tuple[str, ...] = ()
    hosts: tuple[str, ...] = field(default=())
    wordpress: str | None = None

    def lines(self) -> list[str]:
        """What was found, for a person."""
        lines = [f"{self.start}: {self.title or 'no title'}"]
        lines += [f"language {self.language}"] if self.language else []
        lines += [f"made with {self.generator}"] if self.generator else []
        lines += [f"feed {url}: {count} items" for url, count in self.feeds] or ["no feed"]
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
    if front is None:
        raise SiteError(f"{start}: no answer, or robots.txt forbids it; check the address")
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
        if robots and robots.status == 200
        else []
    )
    assets = (netloc(link.url) for link in page.links if link.kind == "requisite")
    return Found(
        front.url,
        " ".join(unescape(named[1]).split()) if named else None,
        page.language,
        page.generator,
        tuple(_feeds(page, base, fetch)),
        tuple(_sitemaps([link.url for link in in_robots], base, fetch)),
        tuple(dict.fromkeys(host for host in assets if host != netloc(front.url))),
        tuple(dict.fromkeys((netloc(start), netloc(front.url)))),
        _wordpress(text, front, fetch),
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
    return root if got is not None and got.status == 200 and b"wp/v2" in got.body else None


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


def _feeds(page: html.PageLinks, base: str, fetch: Fetch) -> Iterator[tuple[str, int]]:
    """Feeds that the page names; without any, addresses that look like one; without those, the usual places."""
    named = [link.url for link in page.links if link.kind == "feed"]
    likely = [
        link.url for link in page.links if link.hop == "L" and _FEED_LINK.search(urlsplit(link.url).path)
    ]
    for urls in (named[:MOST], likely[:MOST], [base + path for path in USUAL_FEEDS]):
        good = list(
            _checked(
                urls,
                fetch,
                lambda got: None if (f := feeds.read(got.body, got.url)) is None else len(f.links),
            )
        )
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
        if got is None or got.status != 200 or got.url in seen:
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


def name_for(found: Found) -> str:
    """A name for the site file, from the host: `www.news.example.org` is `news`."""
    host = (urlsplit(found.start).hostname or "").removeprefix("www.")
    labels = host.split(".")
    number = all(label.isdigit() for label in labels) or ":" in host
    words = re.findall(r"[a-z0-9]+", (found.title or "").lower()) if number else labels[:1]
    name = "-".join(words or re.findall(r"[a-z0-9]+", host))[:40]
    return name if NAME.match(name) else "site"


def write(found: Found, folder: Path, name: str) -> Path:
    """Writes `NAME.toml`; SiteError for a name that will not do, or a file that is there already."""
    if not NAME.match(name):
        raise SiteError(f"{name!r} cannot name a site; use small letters, digits, dots and hyphens")
    path = folder / f"{name}.toml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_text(found))
    except FileExistsError:
        raise SiteError(
            f"{path}: is there already; change it by hand, or choose another name with --name"
        ) from None
    except OSError as error:
        raise SiteError(f"{path}: cannot be written: {error.strerror}; make the folder writable") from None
    return path


def _text(found: Found) -> str:
    made = f", made with {_plain(found.generator)}" if found.generator else ""
    seen = f" Seen on the front page: {_plain(', '.join(found.asset_hosts))}." if found.asset_hosts else ""
    return f"""\
# {_plain(found.title or found.start)}{made}
# Every line but `start` may be left out.

start = [{_quoted(found.start)}]

# Hosts whose pages are crawled. "*.example.org" is the domain and all below it.
hosts = {_list(_with_twins(found.hosts))}

# Hosts from which images, styles and scripts are fetched too. "*" is any.{seen}
asset_hosts = ["*"]

feeds = {_list(url for url, _ in found.feeds)}
sitemaps = {_list(url for url, _ in found.sitemaps)}

# Facts that the pages do not say. The zone is where the newsroom is.
{f"language = {_quoted(found.language)}" if _is_language(found.language) else '# language = "en"'}
# country = "GB"
# zone = "Europe/London"

[crawl]
delay = {"0.0" if is_local(found.start) else "1.0"}          # seconds between two requests to a host; Crawl-delay in robots.txt counts where it is larger
# concurrency = 4    # requests under way to one host, where there is no delay
# requisites = true  # images, styles and scripts
# robots = "obey"
# opt_outs = "record"  # noarchive, TDM and AI opt-outs are noted with each request; "obey" keeps nothing of such pages
# max_pages = 10000  # a crawl; the next one goes on from there
# max_mib = 1000
# max_host_requests = 20000

[revisit]
shortest = "1h"      # until an article is looked at again
longest = "30d"

# Where its past can be found: newsark backfill NAME --from 2014-01
[backfill]
# archives = ["{origin(found.start)}/%Y/%m/%d/"]   # pages that list a day, a month or a year
{f"wordpress = {_quoted(found.wordpress)}" if found.wordpress else f'# wordpress = "{origin(found.start)}/wp-json/"'}
# comments = false   # ask WordPress for the comment total of each post: a request a post
# ids = "{origin(found.start)}/news/{{id}}"   # with first_id and last_id: sites that number articles and list them nowhere
"""


def _with_twins(hosts: tuple[str, ...]) -> list[str]:
    """The hosts, each with and without `www.`."""
    twins = []
    for host in hosts:
        bare = host.removeprefix("www.")
        twins += [host] if _is_number(host) or "." not in bare else [bare, f"www.{bare}"]
    return list(dict.fromkeys(twins))


def _is_number(host: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+(?::\d+)?|\[.*", host))


def _is_language(text: str | None) -> bool:
    return bool(text and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text))


def _list(values: Iterable[str]) -> str:
    rows = [_quoted(value) for value in values]
    if len(rows) < 2:
        return f"[{''.join(rows)}]"
    return "[\n" + "".join(f"    {row},\n" for row in rows) + "]"


def _quoted(text: str | None) -> str:
    """A TOML basic string."""
    kept = (text or "").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in kept) + '"'


def _plain(text: str | None) -> str:
    """For a comment: one line, printable."""
    return "".join(c for c in " ".join((text or "").split()) if c.isprintable())[:200]
