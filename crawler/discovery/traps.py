"""Addresses without end: calendars, mazes, session ids, actions. Each link left out has a reason, and is counted.

Three nets, from cheap to sure: what an address says (`refuse`), what makes two addresses one (`identity`), and what a
family of addresses has given so far (`Yields`): pages that say nothing new and lead only to their own kind are not
asked for for ever. A family that keeps saying new things is never cut.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from crawler.discovery.shapes import shape

MAX_SEGMENTS = 20
MAX_PARAMETERS = 12
MAX_REPEATS = 3
"""A path segment that stands more often than this in one address: relative links on a page that never ends."""
BARREN = 40
"""Pages of one family in a row without anything new, after which the family's other addresses are left out."""

_SESSIONS = re.compile(
    r"(?:jsessionid|phpsessid|aspsessionid\w{8}|sid|sess|session|session_?id|oscsid|zenid|cfid|cftoken|s)\Z",
    re.I,
)
_TOKEN = re.compile(r"(?=[^\W\d]*\d)(?=\d*[^\W\d])[0-9a-z]{10,128}\Z", re.I)
_PATH_SESSION = re.compile(r";jsessionid=[\w.!-]+", re.I)
_ACTIONS = frozenset(
    [
        "replytocom",
        "share",
        "like_comment",
        "unapproved",
        "moderation-hash",
        "add-to-cart",
        "_wpnonce",
        "doing_wp_cron",
        "wc-ajax",
    ]
)
_SAYING = re.compile(rb">([^<>{}]{80,4000})<")


def refuse(url: str) -> str | None:
    """Why this address is left out, or None: `deep`, `repeats`, `parameters` or `action`."""
    parts = urlsplit(url)
    segments = [s for s in parts.path.split("/") if s]
    if len(segments) > MAX_SEGMENTS:
        return "deep"
    if len(segments) - len(set(segments)) >= MAX_REPEATS and max(Counter(segments).values()) > MAX_REPEATS:
        return "repeats"
    if parts.query:
        names = [unquote(pair.partition("=")[0]) for pair in parts.query.split("&") if pair]
        if len(names) > MAX_PARAMETERS:
            return "parameters"
        if not _ACTIONS.isdisjoint(names):
            return "action"
    return None


def identity(url: str) -> str:
    """The address without what only tells visitors apart: two addresses of one identity are fetched once.

    A parameter counts as a session id when its name says so and its value is ten or more letters and digits mixed; an
    article's number under the same name (`sid=4711`) stays.
    """
    if ";" in url:
        url = _PATH_SESSION.sub("", url)
    head, mark, query = url.partition("?")
    if not mark or "=" not in query:
        return url
    kept = [pair for pair in query.split("&") if not _is_session(pair)]
    return head + ("?" + "&".join(kept) if kept else "")


def _is_session(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return bool(_SESSIONS.match(name) and _TOKEN.match(value))


@lru_cache(maxsize=4096)
def family(url: str) -> str:
    """The addresses this one is one of: host, first segment, and whether the rest has numbers, words or parameters.

    Coarser than a shape: all depths of a maze are one family, and so are all months and days of a calendar.
    """
    parts = urlsplit(url)
    first, _, rest = parts.path.lstrip("/").partition("/")
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")} - {""})
    kinds = sorted({shape("/" + segment) for segment in rest.split("/") if segment and not segment.isalpha()})
    return f"{parts.netloc}{shape('/' + first)}{'/*' if rest else ''}{''.join(kinds)}?{','.join(names)}"


class Yields:
    """What the families of one crawl have given. Bounded: the families seen last are kept."""

    def __init__(self, *, families: int = 5_000, sayings: int = 200_000) -> None:
        self._barren: OrderedDict[str, int] = OrderedDict()
        self._families = families
        self._said: OrderedDict[int, None] = OrderedDict()
        self._sayings = sayings

    def page(self, url: str, body: bytes, new_links: list[str]) -> bool:
        """Notes a fetched page; True when it said something new or led out of its own family."""
        kin = family(url)
        gave = self._news(body) or any(family(link) != kin for link in new_links)
        count = 0 if gave else self._barren.get(kin, 0) + 1
        self._barren[kin] = count
        self._barren.move_to_end(kin)
        if len(self._barren) > self._families:
            self._barren.popitem(last=False)
        return gave

    def exhausted(self, url: str) -> bool:
        """Whether this address belongs to a family that has given nothing for BARREN pages in a row."""
        return self._barren.get(family(url), 0) >= BARREN

    def _news(self, body: bytes) -> bool:
        """Whether the page has a sentence that no page of this crawl had: 80 characters of text without markup."""
        new = False
        for match in _SAYING.finditer(body, 0, 2_000_000):
            saying = match[1].strip()
            if saying.count(b" ") < 8 or hash(saying) in self._said:
                continue
            self._said[hash(saying)] = None
            new = True
            if len(self._said) > self._sayings:
                self._said.popitem(last=False)
        return new
