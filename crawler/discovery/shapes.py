"""What an address looks like: the shape it shares with its like, and whether articles of this site have that shape.

Used for the order of requests only: nothing is left out because of its looks.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from crawler.discovery.model import Kind

_DOTS = re.compile(r"\.[a-z][a-z0-9]{1,5}\Z", re.I)
_SPLIT = re.compile(r"[-_+\s.]+")
_FOLLOWING = re.compile(r"(?:[a-z]{1,10}-){0,2}page-?\d{1,5}\Z", re.I)
"""A further page of something: `page-2`, WordPress' `comment-page-2`."""
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|css|js|mjs|woff2?|ttf|otf|eot|mp[34]|m4[av]|webm|og[gva]|wav|avi|mov|flv|swf|zip)\Z",
    re.I,
)
_LISTING = frozenset(
    [
        "category",
        "categories",
        "tag",
        "tags",
        "topic",
        "topics",
        "section",
        "sections",
        "archive",
        "archives",
        "author",
        "authors",
        "page",
        "pages",
        "search",
        "feed",
        "rss",
        "index",
        "print",
        "amp",
        "comments",
        "login",
        "register",
        "wp-json",
    ]
)
_ENOUGH = 2


@lru_cache(maxsize=4096)
def shape(url: str) -> str:
    """The address with its numbers, dates and slugs replaced by their kind: `/politics/Y/9/9/slug9.html`, `/read.cgi?9`."""
    parts = urlsplit(url)
    path = "/".join(_segment(s) for s in parts.path.split("/"))
    if not parts.query:
        return path
    pairs = (pair.partition("=") for pair in parts.query.split("&"))
    return f"{path}?{'&'.join(sorted({f'{_segment(k)}={_segment(v)}' if eq else _segment(k) for k, eq, v in pairs}))}"


@lru_cache(maxsize=4_096)
def _segment(text: str) -> str:
    if text.isascii() and text.isdigit():
        return "Y" if _YEAR.match(text) else "9"
    if _FOLLOWING.match(text):
        return re.sub(r"\d+", "9", text)
    text = unquote(text) if "%" in text else text
    ending = _DOTS.search(text) if "." in text else None
    stem, dot = (text[: ending.start()], ending[0].lower()) if ending else (text, "")
    words = [w for w in _SPLIT.split(stem) if w]
    numbers = [w for w in words if w.isdecimal() and len(w) > 2]
    long = len(words) - len(numbers) > 2 or len(stem) > 24
    if not numbers and not long:
        return re.sub(r"\d+", "9", stem) + dot
    tail = "9" if numbers and words[-1] == numbers[-1] else ""
    head = "9" if numbers and not tail else ""
    return (f"{head}slug{tail}" if len(words) > len(numbers) else "9") + dot


def looks(url: str) -> Kind:
    """A guess from the address alone: long slugs, numbers and dates make articles, short words make sections."""
    parts = urlsplit(url)
    if _MEDIA.search(parts.path):
        return "requisite"
    if parts.path.strip("/") == "" and not parts.query:
        return "section"
    segments = shape(url).partition("?")[0].strip("/").split("/")
    last = segments[-1]
    if last in ("9", "Y") and len(segments) > 1 and segments[-2] in ("page", "p"):
        return "section"
    if last.endswith("page-9") and last != "page-9":
        return "page"
    score = (
        2 * ("slug" in last) + ("9" in last) + 2 * (last != "Y" and "Y" in segments) + ("9" in segments[:-1])
    )
    score += 2 * bool(re.search(r"(?:^|&)(?:\w*id=)?\d{2,}(?:&|\Z)", parts.query))
    score -= 2 * bool(_LISTING & set(segments))
    if score >= 2:
        return "article"
    return "section" if not parts.query and len(segments) <= 2 and "9" not in last else "page"


class Shapes:
    """What one crawl has learned of its site: which shapes feeds call articles, and which are second forms of a page."""

    def __init__(self) -> None:
        self._articles: Counter[str] = Counter()
        self._copies: Counter[str] = Counter()
        self._originals: set[str] = set()

    def is_article(self, url: str) -> None:
        """A feed or a news sitemap names this page."""
        self._articles[shape(url)] += 1

    def canonical(self, url: str, canonical: str) -> None:
        """The page `url` says that its canonical address is `canonical`."""
        if canonical == url:
            self._originals.add(shape(url))
        elif shape(canonical) != shape(url):
            self._copies[shape(url)] += 1

    def kind(self, url: str) -> Kind:
        """What a link most likely leads to."""
        form = shape(url)
        if form not in self._originals and self._copies[form] >= _ENOUGH:
            return "alternate"
        if self._articles[form] >= _ENOUGH:
            return "article"
        return looks(url)
