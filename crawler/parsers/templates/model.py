"""A layout as it is learned, stored and used: frozen, and all that is needed to read a page by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.parsers.blocks import Block
from crawler.parsers.templates.lines import Lines

if TYPE_CHECKING:
    from crawler.parsers.page import Page

SURE = 0.9
"""A line whose text was body in this share of all cases writes the body; the other way round, furniture."""
UNKNOWN = 0.05
"""Share of the body's length that text of lines nobody knows may have, for the layout alone to decide."""
SCANT = 250
"""A body of fewer characters is left to the generic parser."""
REPEATED = 0.02
"""How likely a text is body that the site prints under many articles."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of a site.

    It holds for pages of `host` (with its port) captured from `since` on and before `until` (aware; None: still).
    `title` is the line of the headline, `header` that of the line around it which states the date, `comments` that of
    the comment area, "" where the pages have none. `lines` gives each line the share of its text that was body in the
    `pages` it was learned from; `repeated` are texts inside the body's lines that many pages share.
    """

    name: str
    host: str
    since: datetime
    until: datetime | None
    pages: int
    title: str
    header: str
    comments: str
    lines: Mapping[str, float]
    repeated: frozenset[str] = frozenset()

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
        shares = [REPEATED if b.text in self.repeated else self.lines.get(line(b.node)) for b in blocks]
        body = sum(len(b.text) for b, share in zip(blocks, shares, strict=True) if (share or 0.0) >= SURE)
        open_text = sum(
            len(b.text) - b.linked
            for b, share in zip(blocks, shares, strict=True)
            if share is None or 1 - SURE < share < SURE
        )
        return Known(shares, body >= SCANT, open_text <= UNKNOWN * body)


@dataclass(frozen=True, slots=True)
class Known:
    """The share of each block's line, None for lines that the layout has never seen.

    `fits`: there is a body by it; `alone`: it knows enough of the page to decide without the generic judgement.
    """

    shares: list[float | None]
    fits: bool
    alone: bool

    def chances(self, generic: list[float] | None = None) -> list[float]:
        """How likely each block is body: by its line where that is clear, else by `generic`."""
        if generic is None:
            return [0.3 if share is None else share for share in self.shares]
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

    def known(self, page: Page) -> bool:
        """Whether the page's site has layouts that hold at the time of its capture."""
        return any(layout.holds(page.captured_at) for layout in self.by_host.get(host_of(page.url), ()))

    def of(self, page: Page) -> Layout | None:
        """The layout that the page follows: in force when it was captured, with its headline in the same place."""
        held = [x for x in self.by_host.get(host_of(page.url), ()) if x.holds(page.captured_at)]
        if not held or page.headline is None:
            return None
        title = Lines(page.tree).of(page.headline[1])
        return next((layout for layout in reversed(held) if layout.title == title), None)


def host_of(url: str) -> str:
    """Host and port of an address, lower-case; "" for none."""
    try:
        return urlsplit(url).netloc.lower().rpartition("@")[2]
    except ValueError:
        return ""
