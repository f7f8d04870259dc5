"""Lists of articles as JSON, as "load more" buttons ask for them: the pages they name, and where the list goes on.

Only values whose name says that they are addresses are taken, and links in strings of markup. Where a list that has been asked
for by number (`?page=2`) does not say where it goes on, and named something, the next number is asked for: so its script does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from crawler.discovery import html
from crawler.discovery.addresses import Refused, resolve
from crawler.discovery.gather import Known
from crawler.discovery.model import Kind, Link
from crawler.discovery.more import ADDRESS

MAX_BYTES = 5_000_000
MAX_VALUES = 20_000
MAX_DEPTH = 12
MAX_MARKUP = 200
"""Strings of one document that are read as markup."""

_NAMES = frozenset(
    "url link href permalink path uri loc weburl shareurl canonicalurl canonical articleurl pageurl fullurl detailurl".split()
)
_ONWARD = frozenset(
    "next nexturl nextpage nextpageurl nextlink nexthref more moreurl loadmore loadmoreurl older olderurl".split()
)
_NUMBER = re.compile(r"(?<=[?&])((?:page|paged|pg|p|pagenumber|pageindex|page_?no)=)(\d{1,5})(?=&|\Z)", re.I)


def read(body: bytes, url: str, guess: Callable[[str], Kind], known: Known | None) -> list[Link]:
    """The links of a document got from `url`; [] for what is no JSON."""
    try:
        document = json.loads(body[:MAX_BYTES])
    except (ValueError, RecursionError):
        return []
    found = _Found(url, guess, known)
    found.walk(document)
    if found.links and not found.onward and (number := _NUMBER.search(url)):
        found.add(f"{url[: number.start(2)]}{int(number[2]) + 1}{url[number.end(2) :]}", "page")
    return list(found.links.values())


class _Found:
    def __init__(self, url: str, guess: Callable[[str], Kind], known: Known | None) -> None:
        self.url, self.guess, self.known = url, guess, known
        self.links: dict[str, Link] = {}
        self.onward = False
        self._values = self._markup = 0

    def walk(self, value: Any, name: str = "", depth: int = 0) -> None:
        self._values += 1
        if self._values > MAX_VALUES or depth > MAX_DEPTH or name.startswith("_"):
            return
        if isinstance(value, dict):
            for key, inner in value.items():
                inside = name if key == "href" and name in _ONWARD else _plain(key)
                self.onward |= inside in _ONWARD
                self.walk(inner, inside, depth + 1)
        elif isinstance(value, list):
            for inner in value:
                self.walk(inner, name, depth + 1)
        elif isinstance(value, str):
            self._string(value, name)

    def _string(self, value: str, name: str) -> None:
        if name in _NAMES or name in _ONWARD:
            if ADDRESS.match(value):
                self.add(value, "page" if name in _ONWARD else None)
        elif "<a " in value and self._markup < MAX_MARKUP:
            self._markup += 1
            links = html.read(value, self.url, known=self.known, kind=self.guess).links
            self.links.update((link.url, link) for link in links)

    def add(self, value: str, kind: Kind | None) -> None:
        try:
            url = resolve(self.url, value)
        except Refused:
            return
        kind = kind or self.guess(url)
        if kind != "requisite" and url != self.url:
            self.links.setdefault(url, Link(url, kind, "L"))


def _plain(key: str) -> str:
    """`next_page_url`, `nextPageUrl` and `@odata.nextLink` alike; private names keep their underscore."""
    return key if key.startswith("_") else re.sub(r"[^a-z]", "", key.rpartition(".")[2].lower())
