"""What an answer leads to, whatever it is: page, style sheet, feed, sitemap, web manifest, redirect."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive.charset import decode_sheet
from archive.urls import of_header
from crawler.discovery import documents, feeds, html, jsonlists, scripts, sitemaps, wordpress
from crawler.discovery.addresses import Refused, resolve
from crawler.discovery.gather import MAX_PROLOG, Known
from crawler.discovery.model import Kind, Link
from crawler.discovery.shapes import looks
from crawler.parsers.decode import decode

MAX_REDIRECTS = 20
"""Hops in a row; browsers give up after 20 as well (Fetch, "HTTP-redirect fetch")."""
MAX_SHEET = 2_000_000
_SCRIPTS = ("text/javascript", "application/javascript", "application/x-javascript")

_HTML = re.compile(
    rb"\s*+(?><!--.{0,2000}?-->\s*+)*+<(?:!doctype\s+html|html|head|body|title|meta|div|p|a|table|h1)\b",
    re.I | re.S,
)
_TRAILING_REDIRECTS = re.compile(r"R*\Z")


@dataclass(slots=True)
class Reading:
    """`links` are new to `known`; `is_page` tells HTML from all else; `refused` counts values that are no address,
    `examples` holds the first such value of each reason.

    `sources` is true for feeds and sitemaps, whose links state something about pages known already; `lists` for other
    documents that lead to pages.
    """

    links: list[Link] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    is_page: bool = False
    sources: bool = False
    lists: bool = False
    canonical: str | None = None


def read(
    kind: Kind,
    url: str,
    status: int,
    content_type: str,
    body: bytes,
    *,
    known: Known | None = None,
    guess: Callable[[str], Kind] = looks,
    via: str | None = None,
) -> Reading:
    """What the answer got for an address of this kind leads to. `body` is free of content coding, `via` what led here.
    Never raises."""
    if urlsplit(url).path == "/robots.txt":
        return Reading(sitemaps.lines(body.decode("utf-8", "replace"), url))
    mime = content_type.partition(";")[0].strip().lower()
    if kind in ("feed", "sitemap") or (status == 200 and ("rss" in mime or "atom" in mime)):
        links = _source(kind, url, body)
        if links is not None:
            return Reading(links, sources=True)
    if mime == "text/css":
        sheet = decode_sheet(body[:MAX_SHEET], content_type)
        return Reading(list(documents.sheet(sheet.real(sheet.text), url, known=known)))
    if mime in _SCRIPTS:
        text = body[: scripts.MAX_CHARS].decode("utf-8", "replace")
        page = via if via is not None and looks(via) != "requisite" else None
        return Reading(list(documents.script(text, url, page=page, known=known)))
    if mime == "image/svg+xml":
        text = body[:MAX_SHEET].decode("utf-8", "replace")
        return Reading(list(documents.drawing(text, url, known=known)))
    if "manifest+json" in mime or url.endswith(".webmanifest"):
        return Reading(_icons(body, url))
    if mime == "application/json" or mime.endswith("+json"):
        return _json(kind, url, body, known, guess)
    if is_html(mime, body):
        return _page(url, content_type, body, known, guess)
    if mime.endswith(("/xml", "+xml")):
        return Reading(documents.xml(body[:MAX_PROLOG].decode("utf-8", "replace"), url, known=known))
    return Reading()


def is_html(mime: str, body: bytes) -> bool:
    """By the stated type, and where there is none by the first bytes; what is stated as HTML but is binary is none."""
    if mime in ("text/html", "application/xhtml+xml"):
        return b"\0" not in body[:512] or body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<" in body[:512]
    return mime in ("", "text/plain", "application/octet-stream") and bool(_HTML.match(body[:4096]))


def _page(
    url: str, content_type: str, body: bytes, known: Known | None, guess: Callable[[str], Kind]
) -> Reading:
    text, charset = decode(body, content_type)
    page = html.read(text, url, known=known, kind=guess, charset=charset)
    return Reading(page.links, page.refused, page.examples, is_page=True, canonical=page.canonical)


def _json(kind: Kind, url: str, body: bytes, known: Known | None, guess: Callable[[str], Kind]) -> Reading:
    """A feed, or a list as scripts load them; not another form of a page, nor an interface that describes itself."""
    if (feed := feeds.read(body, url)) is not None:
        return Reading(list(feed.links), sources=True)
    if kind in ("alternate", "count") or "/wp-json" in url:
        return Reading()
    links = jsonlists.read(body, url, guess, known)
    return Reading(links, lists=bool(links))


def _source(kind: Kind, url: str, body: bytes) -> list[Link] | None:
    if (posts := wordpress.read(body, url)) is not None:
        return posts
    if kind == "sitemap":
        return sitemaps.read(body, url)
    feed = feeds.read(body, url)
    if feed is None:
        return sitemaps.read(body, url) if kind == "feed" else None
    older = [Link(feed.next, "feed", "S", priority=2)] if feed.next else []
    return [*feed.links, *older]


def _icons(body: bytes, url: str) -> list[Link]:
    """The pictures of a web app manifest (W3C Web Application Manifest)."""
    try:
        document = json.loads(body[:1_000_000])
        entries = [entry for key in ("icons", "screenshots") for entry in document.get(key, ())][:50]
        found = [str(entry["src"]) for entry in entries]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
    links = []
    for src in found:
        try:
            links.append(Link(resolve(url, src), "requisite", "E"))
        except Refused:
            continue
    return links


def resolved(url: str, kind: Kind) -> Link | None:
    """An address that a site file names, as a link; None for one that cannot be requested."""
    try:
        return Link(resolve(url, ""), kind, "P")
    except Refused:
        return None


def redirect(url: str, location: str, kind: Kind, hops: str) -> Link | str:
    """Where a redirect leads, or the reason why it is not followed. The fragment goes: it never reaches a server."""
    trail = _TRAILING_REDIRECTS.search(hops)
    if trail is not None and len(trail[0]) >= MAX_REDIRECTS:
        return "redirects"
    try:
        return Link(resolve(url, of_header(location)), kind, "R")
    except Refused as reason:
        return f"redirect-{reason}"
