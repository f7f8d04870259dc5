"""Addresses without end: calendars, mazes, session ids, actions. Each link left out has a reason, and is counted.

Three nets, from cheap to sure: what an address says (`refuse`), what makes two addresses one (`identity`), and what a
family of addresses has given so far (`Yields`): pages that say nothing new and lead only to their own kind are not
asked for for ever. A family that keeps saying new things is never cut.

A page gives something when it has a sentence that is new, or leads to another family that has not fallen silent itself: so two
families that only lead to each other do not keep each other alive.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from crawler.discovery.shapes import shape

MAX_SEGMENTS = 20
MAX_PARAMETERS = 12
MAX_REPEATS = 3
"""A path segment that stands more often than this in one address: relative links on a page that never ends."""
BARREN = 40
"""Pages of one family in a row without anything new, after which the family's other addresses are left out."""
GROUP = 3 * BARREN
"""The same for all families that differ in their parameters only: a maze of filters has one for each choice of them."""
TRUSTED = 8
"""A family of which one page in so many was new is still asked for what pages of other families name."""

_SESSIONS = re.compile(
    r"(?:\w*sess(?:ion)?(?:_?(?:id|key|token))?|aspsessionid\w{8}|sid|ssid|oscsid|zenid|cfid|cftoken|s)\Z",
    re.I,
)
_TOKEN = re.compile(
    r"(?:(?=[^\W\d]*\d)(?=\d*[^\W\d])[0-9a-z]{10,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z", re.I
)
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
_INDEX = re.compile(r"%5B.*?(?:%5D|\Z)|\[.*?(?:\]|\Z)|\d+", re.I)
_BEYOND_ASCII = bytes(range(128, 256))
_SAYING = re.compile(rb">([^<>]{80,4000}+)<")


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
    """The address without what only tells visitors apart, its parameters in order: two of one identity are fetched once.

    A parameter counts as a session id when its name says so and its value is ten or more letters and digits mixed; an
    article's number under the same name (`sid=4711`) stays.
    """
    if ";" in url:
        url = _PATH_SESSION.sub("", url)
    head, mark, query = url.partition("?")
    if not mark or "=" not in query:
        return url
    kept = sorted(pair for pair in query.split("&") if not _is_session(pair))
    return head + ("?" + "&".join(kept) if kept else "")


def _is_session(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return bool(_SESSIONS.match(name) and _TOKEN.match(value))


@lru_cache(maxsize=4096)
def family(url: str) -> str:
    """The addresses this one is one of: host, first segment, whether the rest has numbers, words, and its parameters' names.

    Coarser than a shape: all depths of a maze are one family, and so are all months and days of a calendar, and all
    numbers of a filter (`f[0]`, `f[1]`).
    """
    parts = urlsplit(url)
    first, _, rest = parts.path.lstrip("/").partition("/")
    names = sorted({_INDEX.sub("", pair.partition("=")[0]) for pair in parts.query.split("&")} - {""})
    kinds = sorted({shape("/" + segment) for segment in rest.split("/") if segment and not segment.isalpha()})
    return f"{parts.netloc}{shape('/' + first)}{'/*' if rest else ''}{''.join(kinds)}?{','.join(names)}"


@lru_cache(maxsize=4096)
def _leads_out(kin: str, other: str) -> bool:
    """Whether the families are no kin: those of one path are where one has all parameters of the other."""
    (path, _, names), (there, _, others) = kin.partition("?"), other.partition("?")
    if path != there:
        return True
    mine, theirs = set(names.split(",")) - {""}, set(others.split(",")) - {""}
    return not (mine <= theirs or theirs <= mine)


@dataclass(slots=True)
class _Record:
    """`barren` pages in a row gave nothing, `silent` ones had no new sentence; of `total` pages `news` had one."""

    barren: int = 0
    silent: int = 0
    news: int = 0
    total: int = 0

    def note(self, *, gave: bool, news: bool) -> None:
        self.barren = 0 if gave else self.barren + 1
        self.silent = 0 if news else self.silent + 1
        self.news += news
        self.total += 1

    def exhausted(self, patience: int, *, from_outside: bool) -> bool:
        return self.barren >= patience and not (from_outside and TRUSTED * self.news >= self.total)


class Yields:
    """What the families of one crawl have given. Bounded: the families seen last are kept."""

    def __init__(self, *, families: int = 5_000, sayings: int = 200_000) -> None:
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._families = families
        self._said: OrderedDict[int, None] = OrderedDict()
        self._sayings = sayings

    def page(self, url: str, body: bytes, new_links: list[str]) -> bool:
        """Notes a fetched page; True when it said something new or led out of its own family."""
        kin, news = family(url), self._news(body)
        gave = news or any(_leads_out(kin, to) and self._speaks(to) for to in {*map(family, new_links)})
        self._note(kin, gave=gave, news=news)
        return gave

    def redirect(self, url: str, *, new: bool) -> None:
        """Notes an address that led to another one; `new` says that nothing had led there before."""
        self._note(family(url), gave=new, news=new)

    def exhausted(self, url: str, via: str | None = None) -> bool:
        """Whether this address belongs to a family that has given nothing for BARREN pages in a row. `via` is the page
        that named it: what other families lead to is worth more than what a trap leads to itself."""
        kin = family(url)
        outside = via is not None and _group(family(via)) != _group(kin)
        records = ((name, self._records.get(name)) for name in _circles(kin))
        return any(
            record is not None and record.exhausted(BARREN if name == kin else GROUP, from_outside=outside)
            for name, record in records
        )

    def _speaks(self, kin: str) -> bool:
        record = self._records.get(kin)
        return record is None or record.silent < BARREN

    def _note(self, kin: str, *, gave: bool, news: bool) -> None:
        for name in _circles(kin):
            record = self._records.get(name)
            if record is None:
                record = self._records[name] = _Record()
            record.note(gave=gave, news=news)
            self._records.move_to_end(name)
        while len(self._records) > self._families:
            self._records.popitem(last=False)

    def _news(self, body: bytes) -> bool:
        """Whether the page has a sentence that no page of this crawl had: 80 bytes of text without markup, of eight words,
        or in letters that are written without blanks."""
        new = False
        for match in _SAYING.finditer(body, 0, 2_000_000):
            saying = match[1].strip()
            if hash(saying) in self._said or not _is_sentence(saying):
                continue
            self._said[hash(saying)] = None
            new = True
            if len(self._said) > self._sayings:
                self._said.popitem(last=False)
        return new


def _group(kin: str) -> str:
    """The family's path: all families that differ in their parameters only are one group."""
    return kin.partition("?")[0]


def _circles(kin: str) -> tuple[str, ...]:
    """The family and, where its addresses have parameters, its group."""
    return (kin,) if kin.endswith("?") else (kin, _group(kin))


def _is_sentence(saying: bytes) -> bool:
    """Braces are those of scripts and styles, but for the second bytes of letters (Shift_JIS, Big5, GB 18030)."""
    braces = b"{" in saying or b"}" in saying
    if not braces and (saying.count(b" ") >= 8 or saying.count(b"&#") >= 30):
        return True
    beyond = len(saying) - len(saying.translate(None, _BEYOND_ASCII))
    return beyond >= 60 and (not braces or 2 * beyond >= len(saying))
