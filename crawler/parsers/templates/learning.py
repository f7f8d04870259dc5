"""From pages of a site, as the generic parser reads them, to the site's layouts. Pure; the order of the pages is no matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.parsers.body import candidates, chosen, readable
from crawler.parsers.body_features import features
from crawler.parsers.body_model import judge
from crawler.parsers.comments import read_comments
from crawler.parsers.header import read_header
from crawler.parsers.templates.lines import Lines
from crawler.parsers.templates.model import SURE, Layout, host_of

if TYPE_CHECKING:
    from crawler.parsers.page import Page

LEAST_PAGES = 4
"""Pages of one layout from which it is learned."""
LEAST_SEEN = 3
"""Pages on which a line, or a repeated text, must have been seen."""
MAX_LINES, MAX_REPEATED, MAX_TEXT = 400, 100, 300
"""Lines and texts that one layout keeps, the most frequent ones, and characters of a text."""
_LONG = 400
"""Characters beyond which a block has no more weight."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page teaches. `blocks`: line, text, and whether the generic parser took it for body."""

    url: str
    date: datetime
    title: str
    header: str
    comments: str
    blocks: tuple[tuple[str, str, bool], ...]


def study(page: Page) -> Reading | None:
    """What a page teaches; None for one without a headline, or without the time of its capture."""
    if page.headline is None or page.captured_at is None:
        return None
    line = Lines(page.tree).of
    regions = read_comments(page).regions
    blocks = candidates(page, regions)
    kept = chosen(page, blocks, judge(features(page, blocks)))
    body = {id(b) for b in readable(page, kept, ())}
    seen = tuple((line(b.node), b.text, id(b) in body) for b in blocks)
    comments = line(regions[0]) if regions else ""
    dated = read_header(page, None).date_text
    header = next((line(b.node) for b in blocks if dated and dated in b.text), "")
    return Reading(page.url, page.captured_at, line(page.headline[1]), header, comments, seen)


def learn(site: str, readings: Iterable[Reading]) -> tuple[Layout, ...]:
    """The layouts of a site: pages of one host with the headline in the same place. The newest comes last.

    A layout ends where another one of its host begins after its last page; layouts that alternate go on side by side.
    """
    groups: dict[tuple[str, str], dict[str, Reading]] = {}
    for reading in sorted(readings, key=lambda r: (r.date, r.url)):
        groups.setdefault((host_of(reading.url), reading.title), {})[reading.url] = reading
    found = [_layout(site, host, list(pages.values())) for (host, _), pages in groups.items()]
    layouts = sorted((x for x in found if x is not None), key=lambda x: (x[0].since, x[0].host, x[0].title))
    ended = [replace(layout, until=_end(layout, last, layouts)) for layout, last in layouts]
    return tuple(replace(x, name=f"{site}.{n}" if n > 1 else site) for n, x in enumerate(ended, 1))


def _end(layout: Layout, last: datetime, others: Sequence[tuple[Layout, datetime]]) -> datetime | None:
    return min((o.since for o, _ in others if o.host == layout.host and o.since > last), default=None)


def _layout(site: str, host: str, pages: list[Reading]) -> tuple[Layout, datetime] | None:
    """The layout of these pages with the time of the last of them; None for too few pages, or where no line is sure."""
    if len(pages) < LEAST_PAGES:
        return None
    lines = _shares(pages)
    if not any(share >= SURE for share in lines.values()):
        return None
    return Layout(
        name=site,
        host=host,
        since=min(p.date for p in pages),
        until=None,
        pages=len(pages),
        title=pages[0].title,
        header=_usual(p.header for p in pages),
        comments=_usual(p.comments for p in pages),
        lines=lines,
        repeated=_repeated(pages),
    ), max(p.date for p in pages)


def _usual(lines: Iterable[str]) -> str:
    """The most frequent line; of equals the first by name, so that the order of the pages is no matter."""
    counts = Counter(lines)
    return min(counts, key=lambda line: (-counts[line], line))


def _shares(pages: list[Reading]) -> dict[str, float]:
    """Line → share of its text that was body; lines of too few pages teach nothing."""
    seen: Counter[str] = Counter()
    text: Counter[str] = Counter()
    body: Counter[str] = Counter()
    for page in pages:
        seen.update({line for line, _, _ in page.blocks})
        for line, words, kept in page.blocks:
            weight = min(len(words), _LONG)
            text[line] += weight
            body[line] += weight * kept
    often = sorted((x for x in seen if seen[x] >= LEAST_SEEN), key=lambda x: (-seen[x], x))[:MAX_LINES]
    return {line: round(body[line] / text[line], 3) for line in often}


def _repeated(pages: list[Reading]) -> frozenset[str]:
    """Texts that stand on a third of the pages, three at least, where lines also write body."""
    lines = {line for page in pages for line, _, kept in page.blocks if kept}
    counts = Counter(
        text
        for page in pages
        for text in {text for line, text, _ in page.blocks if line in lines and len(text) <= MAX_TEXT}
    )
    least = max(LEAST_SEEN, -(-len(pages) // 3))
    often = [text for text, count in counts.items() if count >= least]
    return frozenset(sorted(often, key=lambda text: (-counts[text], text))[:MAX_REPEATED])
