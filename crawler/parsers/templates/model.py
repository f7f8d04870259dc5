"""A layout as it is learned, stored and used: frozen, and all that is needed to read a page by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.parsers.blocks import Block
from crawler.parsers.templates.lines import Lines
from crawler.parsers.tree import Element

if TYPE_CHECKING:
    from crawler.parsers.page import Page

SURE = 0.9
"""A line whose text was body in this share of all cases writes the body; the other way round, furniture."""
UNKNOWN = 0.05
"""Share of the body's length that text of lines nobody knows may have, for the layout alone to decide."""
SCANT, BRIEF = 250, 80
"""A body of fewer characters is left to the generic parser; the latter where every line is known."""
PROSE = 100
"""Characters without links above which a text outside the body may be some of it; shorter ones stand beside it."""
ALL_LINK = 0.95
NEW = 0.3
"""How likely a text is body whose line nobody knows."""
UNDECIDED = 0.0, 1.0
REPEATED = 0.02
"""How likely a text is body that the site prints under many articles."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of a site.

    It holds for pages of `host` (with its port) captured from `since` on and before `until` (aware; None: still).
    `title` is the line of the headline ("" where the pages mark none), `comments` that of
    the comment area, "" where the pages have none. `lines` gives each line the share of its text that was body in the
    `pages` it was learned from; `repeated` are texts inside the body's lines that many pages share; `apart` are elements
    that hold nothing of any article.
    """

    name: str
    host: str
    since: datetime
    until: datetime | None
    pages: int
    title: str
    header: frozenset[str]
    comments: str
    lines: Mapping[str, float]
    repeated: frozenset[str] = frozenset()
    apart: frozenset[Element] = frozenset()
    containers: Mapping[str, tuple[float, float]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, tuple[float, float]] = {}
        for line, share in self.lines.items():
            around = container(line)
            if around and not line.endswith(around):
                low, high = found.get(around, (share, share))
                found[around] = min(low, share), max(high, share)
        object.__setattr__(self, "containers", found)

    @property
    def rule(self) -> str:
        """What `why` shows: `learned:agency@2026-11-23`."""
        return f"learned:{self.name}@{self.since:%Y-%m-%d}"

    def holds(self, at: datetime | None) -> bool:
        return at is None or (self.since <= at and (self.until is None or at < self.until))

    def writes_body(self, line: str) -> bool:
        return self.lines.get(line, 0.0) >= SURE

    def writes_furniture(self, line: str) -> bool:
        return self.lines.get(line, 1.0) <= 1 - SURE

    def judge(self, page: Page, blocks: list[Block]) -> Known:
        """What the layout says of the blocks."""
        line = Lines(page.tree).of
        lines = [line(b.node) for b in blocks]
        shares = [self._share(b, own) for b, own in zip(blocks, lines, strict=True)]
        sure = [k for k, share in enumerate(shares) if share is not None and share >= SURE]
        inner = range(sure[0], sure[-1]) if sure else range(0)
        body = open_text = 0
        for k, (b, share) in enumerate(zip(blocks, shares, strict=True)):
            if share is not None and share >= SURE:
                body += len(b.text)
            elif share is None or share > 1 - SURE:
                plain = len(b.text) - b.linked
                open_text += plain if k in inner or plain > PROSE else 0
        fits = body >= (SCANT if open_text else BRIEF)
        return Known(shares, [self.is_quiet(own) for own in lines], fits, open_text <= UNKNOWN * body)

    def is_quiet(self, line: str) -> bool:
        """Whether a line has been seen and never stated a date, an author, a number or an agency."""
        return bool(self.header) and line in self.lines and line not in self.header

    def _share(self, block: Block, line: str) -> float | None:
        if block.text in self.repeated:
            return REPEATED
        share = self.share(line)
        alone = share is not None and share >= SURE and block.linked >= ALL_LINK * len(block.text)
        return NEW if alone else share

    def share(self, line: str) -> float | None:
        """How much of a line's text is body; a line that was never seen has the share of all elements without names in
        its last named element, if they agree. None where nothing is known."""
        known = self.lines.get(line)
        if known is not None:
            return known
        low, high = self.containers.get(container(line), UNDECIDED)
        return low if low >= SURE else high if high <= 1 - SURE else None


def container(line: str) -> str:
    """The last element of a line with a class, an id or a property; "" where there is none."""
    return next((step for step in reversed(line.split(" > ")) if _NAMED.search(step)), "")


_NAMED = re.compile(r"[.#\[]")


@dataclass(frozen=True, slots=True)
class Known:
    """The share of each block's line, None for lines that the layout has never seen.

    `quiet`: blocks of lines that state nothing about the article. `fits`: there is a body by it; `alone`: it knows enough of the page to decide without the generic judgement.
    """

    shares: list[float | None]
    quiet: list[bool]
    fits: bool
    alone: bool

    def chances(self, generic: list[float] | None = None) -> list[float]:
        """How likely each block is body: by its line where that is clear, else by `generic`."""
        if generic is None:
            return [NEW if share is None else share for share in self.shares]
        sure = 1 - SURE
        return [
            chance if share is None or sure < share < SURE else share
            for share, chance in zip(self.shares, generic, strict=True)
        ]


@dataclass(frozen=True)
class Layouts:
    """All layouts of a home; `version` names their content ("" for none): rows read by others are stale."""

    all: tuple[Layout, ...] = ()
    version: str = ""
    by_host: Mapping[str, tuple[Layout, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, tuple[Layout, ...]] = {}
        for layout in self.all:
            found[layout.host] = (*found.get(layout.host, ()), layout)
        object.__setattr__(self, "by_host", found)

    def held(self, page: Page) -> tuple[Layout, ...]:
        """The layouts of the page's site in force when it was captured, the newest last."""
        found = self.by_host.get(host_of(page.url), ()) if self.by_host else ()
        return tuple(layout for layout in found if layout.holds(page.captured_at))

    def apart(self, page: Page) -> frozenset[Element]:
        """The elements of the page that need not be read, whichever layout it follows."""
        return frozenset().union(*(layout.apart for layout in self.held(page)))

    def of(self, page: Page) -> Layout | None:
        """The layout that the page follows: in force when it was captured, with its headline in the same place."""
        held = self.held(page)
        title = title_line(page) if held else ""
        return next((layout for layout in reversed(held) if layout.title == title), None)


def title_line(page: Page) -> str:
    """The line of a page's headline, "" where it marks none."""
    return Lines(page.tree).of(page.headline[1]) if page.headline else ""


def host_of(url: str) -> str:
    """Host and port of an address, lower-case; "" for none."""
    try:
        return urlsplit(url).netloc.lower().rpartition("@")[2]
    except ValueError:
        return ""
