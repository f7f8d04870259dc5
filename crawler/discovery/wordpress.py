"""WordPress' own interface (REST API handbook, /wp/v2/posts and /wp/v2/comments): all posts by date, and comment totals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler.discovery.addresses import Refused, resolve
from crawler.discovery.model import Link
from crawler.discovery.when import moment
from crawler.parsers.entities import unescape

PER_PAGE = 100
"""The most that the interface gives at once."""
MAX_BYTES = 20_000_000

_POSTS, _COMMENTS = "wp/v2/posts", "wp/v2/comments"
_PAGE = re.compile(r"(?<=[?&]page=)\d{1,6}\b")
_TAG = re.compile(r"<[^<>]*>")


def posts_link(root: str, since: date, until: date) -> Link:
    """Where the posts published from one day to another, both included, are asked for, the newest first.

    `root` is the interface's root as a page's `https://api.w.org/` link names it: `…/wp-json/` or `…/?rest_route=/`.
    """
    asked = f"after={since - timedelta(days=1)}T23:59:59&before={until + timedelta(days=1)}T00:00:00"
    fields = "_fields=id,link,date_gmt,modified_gmt,title,comment_status"
    return Link(
        _method(root, _POSTS, f"per_page={PER_PAGE}&orderby=date&{asked}&{fields}&page=1"),
        "feed",
        "P",
        priority=1,
    )


def read(body: bytes, url: str) -> list[Link] | None:
    """The posts of an answer, and the next page of them; None for what is none."""
    if not _asks(url, _POSTS):
        return None
    posts = _posts(body)
    links = [link for post in posts if (link := _article(post, url))]
    if len(posts) == PER_PAGE and (page := _PAGE.search(url)):
        following = f"{url[: page.start()]}{int(page[0]) + 1}{url[page.end() :]}"
        links.append(Link(following, "feed", "S", priority=1))
    return links


def totals(body: bytes, url: str) -> Iterator[Link]:
    """Where the comments of each post of an answer are counted: `X-WP-Total` of an answer with one comment in it."""
    root = url.partition(_POSTS)[0]
    for post in _posts(body) if _asks(url, _POSTS) else ():
        if isinstance(number := post.get("id"), int):
            asked = f"post={number}&per_page=1&_fields=id,post,link"
            yield Link(_method(root, _COMMENTS, asked), "count", "S", priority=1)


def total(body: bytes, url: str, stated: str) -> tuple[str, int] | None:
    """The address of a post and the number of its comments, from an answer and its header `X-WP-Total`.

    Trackbacks are not in it. None for what is no such answer; where there is no comment the post has no address here.
    """
    if not _asks(url, _COMMENTS) or not re.fullmatch(r"\d{1,9}", stated.strip()):
        return None
    link = next((str(comment.get("link")) for comment in _posts(body)), "")
    try:
        return (resolve(url, link).partition("#")[0], int(stated)) if link else None
    except Refused:
        return None


def _method(root: str, method: str, query: str) -> str:
    """Sites without speaking addresses name the method in a parameter."""
    return f"{root}{method}{'&' if '?' in root else '?'}{query}"


def _asks(url: str, method: str) -> bool:
    parts = urlsplit(url)
    return parts.path.rstrip("/").endswith("/" + method) or f"rest_route=/{method}" in parts.query.replace(
        "%2F", "/"
    )


def _posts(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body[:MAX_BYTES])
    except (ValueError, RecursionError):
        return []
    return [one for one in found if isinstance(one, dict)][:PER_PAGE] if isinstance(found, list) else []


def _article(post: dict[str, Any], base: str) -> Link | None:
    title = post.get("title")
    words = title.get("rendered") if isinstance(title, dict) else None
    published, updated = (_moment(post.get(name)) for name in ("date_gmt", "modified_gmt"))
    if not isinstance(post.get("link"), str):
        return None
    try:
        return Link(
            resolve(base, post["link"]),
            "article",
            "S",
            published=moment(published),
            updated=moment(updated),
            title=" ".join(unescape(_TAG.sub("", words)).split())[:1000] if isinstance(words, str) else None,
            priority=1,
        )
    except Refused:
        return None


def _moment(value: object) -> str | None:
    return f"{value}Z" if isinstance(value, str) and value else None
