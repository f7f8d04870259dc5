"""Sitemaps → links: sitemap, sitemap index, news sitemap, plain text, all of them gzipped or not; `Sitemap:` lines of robots.txt.

Source: sitemaps.org/protocol.html; news: the Google News sitemap schema 0.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler.discovery import feeds
from crawler.discovery.addresses import Refused, resolve
from crawler.discovery.model import Kind, Link
from crawler.discovery.shapes import looks
from crawler.discovery.when import moment
from crawler.discovery.xml import entries, inflate, name, text

MAX_ENTRIES = 50_000
"""The protocol's own limit for one file."""

_ROOTS = frozenset({"urlset", "sitemapindex"})
_TAGS = frozenset({"url", "sitemap"})
_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.I | re.M)


def read(data: bytes, url: str) -> list[Link] | None:
    """The sitemap got from `url`: its pages, or the sitemaps of an index. None for what is no sitemap (nor a feed)."""
    found = entries(data, _ROOTS, _TAGS)
    if found is not None:
        return list(islice(_links(found, url), MAX_ENTRIES))
    feed = feeds.read(data, url)
    return _plain(data, url) if feed is None else list(feed.links)


def lines(robots: str, url: str) -> list[Link]:
    """The sitemaps that the robots.txt of `url` names (sitemaps.org, "Specifying the Sitemap location in robots.txt")."""
    found = (_link(url, match[1], "sitemap") for match in _LINE.finditer(robots[:600_000]))
    return [link for link in found if link is not None][:1000]


def _links(found: Iterator[etree._Element], base: str) -> Iterator[Link]:
    for element in found:
        link = _entry(element, base, "sitemap" if name(element) == "sitemap" else None)
        if link is not None:
            yield link


def _entry(element: etree._Element, base: str, kind: Kind | None) -> Link | None:
    values: dict[str, str] = {}
    for child in element.iter("*"):
        tag = name(child)
        if tag in ("loc", "lastmod", "publication_date", "title") and (
            tag != "loc" or child.getparent() is element
        ):
            values.setdefault(tag, text(child))
    if kind is None and "publication_date" in values:
        kind = "article"
    return _link(
        base,
        values.get("loc", ""),
        kind,
        lastmod=values.get("lastmod"),
        published=values.get("publication_date"),
        title=values.get("title") if "publication_date" in values else None,
    )


def _link(
    base: str,
    href: str,
    kind: Kind | None,
    *,
    lastmod: str | None = None,
    published: str | None = None,
    title: str | None = None,
) -> Link | None:
    if not href:
        return None
    try:
        url = resolve(base, href)
    except Refused:
        return None
    return Link(
        url, kind or looks(url), "S", published=moment(published), updated=moment(lastmod), title=title
    )


def _plain(data: bytes, base: str) -> list[Link] | None:
    """A text file, one address a line (sitemaps.org, "Text file")."""
    rows = inflate(data).decode("utf-8-sig", "replace").split("\n", MAX_ENTRIES)[:MAX_ENTRIES]
    rows = [row.strip() for row in rows if row.strip()]
    if not rows or not all(row.startswith(("http://", "https://")) for row in rows[:20]):
        return None
    return [link for link in (_link(base, row, None) for row in rows) if link is not None]
