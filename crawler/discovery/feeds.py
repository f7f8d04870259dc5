"""Feeds → links: RSS 2.0 and 0.9x, RSS 1.0 (RDF), Atom, JSON Feed; with comment counts, hub and paging.

Comment counts: `slash:comments` (RSS 1.0 modules, Slash) and `thr:total` (RFC 4685, section 5); `wfw:commentRss` leads to
the comments themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from crawler.discovery.addresses import Refused, resolve
from crawler.discovery.model import Link
from crawler.discovery.when import moment
from crawler.discovery.xml import inflate, name, parse, text

MAX_ITEMS = 10_000
MAX_COUNT = 100_000_000
"""A comment count above this is no count."""


@dataclass(frozen=True, slots=True)
class Feed:
    """`links` are the items, comment feeds among them; `hub` is a WebSub hub, `next` an older page (RFC 5005)."""

    links: tuple[Link, ...]
    title: str | None = None
    hub: str | None = None
    next: str | None = None


def read(data: bytes, url: str) -> Feed | None:
    """The feed got from `url`, or None for what is no feed."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return _json(data, url)
    root = parse(data)
    if root is None or name(root) not in ("rss", "rdf", "feed", "channel"):
        return None
    return _xml(root, url)


def _xml(root: etree._Element, url: str) -> Feed:
    links: list[Link] = []
    relations: dict[str, str] = {}
    title = None
    for element in root.iter("*"):
        tag = name(element)
        if tag in ("item", "entry"):
            links.extend(_item(element, url))
            if len(links) >= MAX_ITEMS:
                break
        elif (
            tag == "link"
            and element.get("rel") in ("hub", "next", "prev-archive")
            and not _inside_item(element)
        ):
            relations.setdefault(element.get("rel", ""), element.get("href") or "")
        elif tag == "title" and title is None and not _inside_item(element):
            title = text(element, 300) or None
    older = relations.get("next") or relations.get("prev-archive")
    return Feed(tuple(links), title, _absolute(url, relations.get("hub")), _absolute(url, older))


def _inside_item(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and name(parent) in ("item", "entry", "image", "source")


def _item(item: etree._Element, base: str) -> Iterator[Link]:
    """The article of one `<item>` or `<entry>`, then its comment feed."""
    values: dict[str, str] = {}
    for child in item.iterchildren("*"):
        tag = name(child)
        if tag == "link":
            rel, href = child.get("rel", "alternate"), child.get("href") or text(child)
            key = "link" if rel == "alternate" else "replies" if rel == "replies" else ""
            if rel == "replies" and _number(_attribute(child, "count")) is not None:
                values.setdefault("total", _attribute(child, "count"))
        elif tag == "guid":
            key, href = ("guid" if child.get("isPermaLink", "true") != "false" else ""), text(child)
        else:
            key, href = tag, text(child)
            if tag == "comments" and _number(href) is not None:
                key = "slash"  # RSS's own <comments> is an address and says nothing of their number
        if key and href:
            values.setdefault(key, href)
    url = _absolute(base, values.get("origlink") or values.get("link") or _permalink(values.get("guid", "")))
    if url:
        yield Link(
            url,
            "article",
            "S",
            published=moment(
                values.get("pubdate") or values.get("published") or values.get("date") or values.get("issued")
            ),
            updated=moment(values.get("updated") or values.get("modified")),
            title=values.get("title") or None,
            comment_count=_count(values),
        )
    comments = _absolute(base, values.get("commentrss") or values.get("replies"))
    if comments:
        yield Link(comments, "feed", "S", priority=1)


def _permalink(guid: str) -> str:
    return guid if guid.startswith(("http://", "https://")) else ""


def _attribute(element: etree._Element, wanted: str) -> str:
    """An attribute by its local name: `thr:count`."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == wanted), "")


def _count(values: dict[str, str]) -> int | None:
    found = _number(values.get("total", ""))
    return found if found is not None else _number(values.get("slash", ""))


def _number(value: str) -> int | None:
    value = value.strip()
    return (
        int(value)
        if value.isascii() and value.isdigit() and len(value) < 10 and int(value) < MAX_COUNT
        else None
    )


def _absolute(base: str, href: str | None) -> str | None:
    if not href:
        return None
    try:
        return resolve(base, href)
    except Refused:
        return None


def _json(data: bytes, url: str) -> Feed | None:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    try:
        document = json.loads(inflate(data, 20_000_000))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or "jsonfeed.org" not in str(document.get("version")):
        return None
    items = document.get("items")
    links = [
        link
        for item in (items if isinstance(items, list) else [])[:MAX_ITEMS]
        for link in _json_item(item, url)
    ]
    hubs = document.get("hubs")
    hub = hubs[0].get("url") if isinstance(hubs, list) and hubs and isinstance(hubs[0], dict) else None
    return Feed(
        tuple(links),
        _str(document.get("title")),
        _absolute(url, _str(hub)),
        _absolute(url, _str(document.get("next_url"))),
    )


def _json_item(item: Any, base: str) -> Iterator[Link]:
    if not isinstance(item, dict):
        return
    url = _absolute(base, _str(item.get("url")) or _permalink(_str(item.get("id")) or ""))
    if url:
        count = item.get("_comment_count")
        yield Link(
            url,
            "article",
            "S",
            published=moment(_str(item.get("date_published"))),
            updated=moment(_str(item.get("date_modified"))),
            title=_str(item.get("title")),
            comment_count=_number(str(count)) if count is not None else None,
        )


def _str(value: Any) -> str | None:
    return value.strip()[:4000] or None if isinstance(value, str) else None
