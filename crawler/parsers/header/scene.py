"""What the parts of the header reader share: the page, its candidate lines, and the stamps in them, each read once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from crawler.parsers.header.scan import Marked
from crawler.parsers.header.stamps import Value
from crawler.parsers.header.states import Stated
from crawler.parsers.header.text import Shown, read_stamps, value_of
from crawler.parsers.header.visible import Line, Visible

if TYPE_CHECKING:
    from crawler.parsers.header.lines import Stamp
    from crawler.parsers.page import Page


class Scene:
    """`lines` stand around the headline, `rest` elsewhere in the article; `shown` is what `lines` state."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.marked = Marked(page)
        self.visible = Visible(page, self.marked)
        found = self.visible.lines
        self.lines: list[Line] = [x for x in found if x.zone == "head"]
        self.rest: list[Line] = [x for x in found if x.zone != "head"]

    @cached_property
    def stated(self) -> Stated:
        """What script state says, for what nothing else does."""
        return Stated(self.page)

    @cached_property
    def shown(self) -> Shown:
        return self.read(self.lines)

    def read(self, lines: list[Line]) -> Shown:
        text = "\n".join(x.text.replace("\n", " ") for x in lines)
        return read_stamps(text, self.page.language, self.page.country)

    def value(self, stamp: Stamp, shown: Shown, lines: list[Line]) -> Value:
        """A stamp as a value, with the element that it stands in."""
        where = lines[stamp.line].block.node if stamp.line < len(lines) else ""
        return value_of(stamp, shown.header, "header-line", where)
