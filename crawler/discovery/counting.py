"""Comment counts that are not in the page: the address at which a page's external comment system can be asked.

Reading a page for its comment system costs more than all its links, so it is done for every page only of those shapes
whose first pages had one. The count itself is the projector's to read: its words of thirty languages are not needed here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crawler.discovery.addresses import Refused, resolve
from crawler.discovery.model import Link
from crawler.discovery.shapes import shape
from crawler.parsers.comments.external import count_request, thread_of
from crawler.parsers.comments.scene import Scene
from crawler.parsers.page import Page

TRIES = 3
"""Pages of a shape without an external comment system, after which no other page of it is read for one."""


@dataclass(frozen=True, slots=True)
class _Thread:
    """What a page says of where its comments are."""

    comments_system: str | None
    comments_thread: str | None


class CountingServices:
    """What one crawl has learned about where its pages' comments are counted."""

    def __init__(self) -> None:
        self._without: Counter[str] = Counter()
        self._with: set[str] = set()

    def link(self, url: str, body: bytes, content_type: str) -> Link | None:
        """Where the page's comment count is asked for; None where it is in the page, or needs more than a GET."""
        form = shape(url)
        if self._without[form] >= TRIES and form not in self._with:
            return None
        request = count_request(_thread(Page(body, url, headers={"content-type": content_type})), url)
        if request is None:
            self._without[form] += 1
            return None
        self._with.add(form)
        if request.method != "GET":
            return None
        try:
            return Link(resolve(url, request.url), "count", "E")
        except Refused:
            return None


def _thread(page: Page) -> _Thread:
    widgets = Scene(page).widgets
    system = widgets.system or next(iter(widgets.counters.values()), None)
    return _Thread(system, thread_of(page, widgets) if system else None)
