"""Publication days of pages that state none around their headline: foot lines, sentences about the post, script state.

Tried only where nothing better was found; the trust is low and says so in the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from crawler.parsers.blocks import Block, around_bit
from crawler.parsers.dates.iso import read_machine
from crawler.parsers.dates.moments import find_moments
from crawler.parsers.header.lines import HeaderText
from crawler.parsers.header.stamps import Value
from crawler.parsers.header.text import read_stamps, value_of
from crawler.parsers.hints import hint_bit

if TYPE_CHECKING:
    from crawler.parsers.page import Page

MAX_BLOCKS = 400
MAX_BLOCK = 240
MAX_SENTENCE = 420
MAX_LABELLED, MOST_LABELLED = 120, 30
_POSTED = re.compile(
    r"(?<!\w)(?:geschrieben|veröffentlicht|verfasst|erstellt|eingestellt|gepostet|published|posted|written|created|publié|posté|"
    r"écrit|publicado|escrito|pubblicato|scritto|geplaatst|gepubliceerd|erschienen|pressemitteilung|press release)(?!\w)",
    re.I,
)
_DIGIT = re.compile(r"\d")
_COMMENT = hint_bit("comment")
_TEASER = hint_bit("related")
_HEADING = around_bit("h1")
FEWEST = 12
"""Pages of so few blocks were read whole already."""
_STATE = re.compile(
    r'\\?"(?:datePublished|published_at|publishedAt|publishDate|publishedDate|pubDate|firstPublished\w{0,6}|created_at|createdAt)\\?"'
    r'\s*:\s*\\?"(\d{4}-\d\d-\d\d[^"\\]{0,25})'
)


def fallback_values(page: Page, is_clock: Callable[[Block], bool]) -> Iterator[Value]:
    """Values from elsewhere on the page, the surest first; none of blocks that show the site's own day."""
    if len(page.blocks) <= FEWEST:
        return
    at = page.headline[1] if page.headline else 0
    blocks = [
        b
        for b in page.blocks
        if len(b.text) <= MAX_SENTENCE and _DIGIT.search(b.text) and not b.near & _COMMENT
    ]
    blocks = [b for b in blocks[:MAX_BLOCKS] if not is_clock(b)]
    blocks = sorted(blocks, key=lambda b: (b.first < at, abs(b.first - at)))
    yield from _sentences(page, blocks)
    yield from _lines(page, [b for b in blocks if len(b.text) <= MAX_BLOCK and not b.near & _TEASER][:60])
    yield from _leading(page, is_clock)
    if (m := _STATE.search(page.html)) and (iso := read_machine(m[1])):
        yield Value(iso, m[1], "script.state", "", 0.3)


def fallback_updates(page: Page) -> Iterator[Value]:
    """`This page was last edited on 25 October 2020`: a labelled change in a small text near the page's end."""
    small = [b for b in page.blocks if len(b.text) <= MAX_LABELLED and _DIGIT.search(b.text)]
    for block in reversed(small[-MOST_LABELLED:]):
        shown = read_stamps(block.text, page.language, page.country)
        for stamp in shown.updated:
            if stamp.moment.full and not block.near & (_COMMENT | _TEASER):
                yield value_of(stamp, shown.header, "line", block.node)


def _sentences(page: Page, blocks: list[Block]) -> Iterator[Value]:
    """`Dieser Artikel wurde am 14. Dezember 2015 um 14:48 von Heiner geschrieben`."""
    for block in blocks:
        if not _POSTED.search(block.text):
            continue
        for moment in find_moments(block.text, language=page.language, country=page.country):
            if moment.full and moment.iso:
                raw = block.text[moment.start : moment.end]
                yield Value(moment.iso, raw, "sentence", block.node, 0.4, moment, moment.zone)


def _leading(page: Page, is_clock: Callable[[Block], bool]) -> Iterator[Value]:
    """`27.1.2022 - Bei der Erinnerung …`: a paragraph that begins with its day; a few words around a day."""
    for block in page.blocks[:MAX_BLOCKS]:
        text = block.text[:80]
        if block.near & _COMMENT or block.around & _HEADING or not _DIGIT.search(text) or is_clock(block):
            continue
        header = HeaderText(text, page.language, page.country)
        if header.is_furniture:
            continue
        for moment in header.moments[:1]:
            leads = moment.start <= 2 and text[moment.end :].lstrip()[:1] in tuple("-–—:(|")
            if moment.full and moment.iso and (leads or len(block.text.split()) <= 8):
                raw = text[moment.start : moment.end]
                yield Value(moment.iso, raw, "leading", block.node, 0.3, moment, moment.zone)


def _lines(page: Page, blocks: list[Block]) -> Iterator[Value]:
    for block in blocks:
        shown = read_stamps(block.text, page.language, page.country)
        for stamp in shown.published:
            if stamp.weight >= 0.3 and stamp.moment.full:
                yield value_of(stamp, shown.header, "line", block.node)
