"""From pages of a site, as the generic parser reads them, to the site's layouts. Pure; the order of the pages is no matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.parsers.body import candidates
from crawler.parsers.body_features import features
from crawler.parsers.body_model import judge
from crawler.parsers.body_notices import readable
from crawler.parsers.body_run import chosen
from crawler.parsers.comments import read_comments
from crawler.parsers.header import read_header
from crawler.parsers.templates.apart import LEAST_NODES, MOST, spelt, survey, telling
from crawler.parsers.templates.lines import Lines
from crawler.parsers.templates.model import SURE, Layout, host_of, title_line
from crawler.parsers.tree import Element

if TYPE_CHECKING:
    from crawler.parsers.page import Page

LEAST_PAGES = 3
"""Pages of one layout from which it is learned."""
LEAST_SEEN = 2
"""Pages on which a line, or a repeated text, must have been seen."""
DATE_LINE = 120
"""A block shorter than this that states the article's date is no body."""
MAX_LINES, MAX_REPEATED, MAX_TEXT = 400, 100, 300
"""Lines and texts that one layout keeps, the most frequent ones, and characters of a text."""
MAX_NODES = 25_000
"""Nodes of a page that is learned from; large articles have 10,000."""
_LONG = 400
"""Characters beyond which a block has no more weight."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page teaches. `blocks`: line, text, and whether the generic parser took it for body. `empty`: elements that
    hold nothing of the article, with the number of nodes in them; `full`: those that hold some of it."""

    url: str
    date: datetime
    headline: str
    title: str
    header: frozenset[str]
    comments: str
    blocks: tuple[tuple[str, str, bool], ...]
    empty: Mapping[Element, int] = field(default_factory=dict)
    full: frozenset[Element] = frozenset()


def study(page: Page) -> Reading | None:
    """What a page teaches; None for one without the time of its capture or a body, and for an enormous one."""
    line, tree = Lines(page.tree).of, page.tree
    if len(tree) > MAX_NODES:
        return None
    regions = read_comments(page).regions
    blocks = candidates(page, regions)
    kept = readable(page, chosen(page, blocks, judge(features(page, blocks))), ())
    if page.captured_at is None or not kept:
        return None
    header = read_header(page, None)
    dates = {id(b) for b in blocks if (header.date_text or "\n\n") in b.text and len(b.text) < DATE_LINE}
    body = {id(b) for b in kept} - dates
    headline, node = page.headline or (kept[0].text, kept[0].first)
    span = [node, *(i for b in kept for i in (b.first, b.last + 1))]
    used = [range(min(span), max(span)), *(range(r, tree.ends[r]) for r in regions)]
    return Reading(
        page.url,
        page.captured_at,
        headline,
        title_line(page),
        frozenset(line(b.node) for b in telling(page, blocks, header.candidates)),
        line(regions[0]) if regions else "",
        tuple((line(b.node), b.text, id(b) in body) for b in blocks),
        *survey(tree, used),
    )


def learn(site: str, readings: Iterable[Reading]) -> tuple[Layout, ...]:
    """The layouts of a site: pages of one host with the headline in the same place. The newest comes last.

    A layout ends where another one of its host begins after its last page; layouts that alternate go on side by side.
    """
    groups: dict[tuple[str, str], dict[tuple[str, str], Reading]] = {}
    full: dict[str, set[Element]] = {}
    for reading in sorted(readings, key=lambda r: (r.date, r.url)):
        host = host_of(reading.url)
        groups.setdefault((host, reading.title), {})[reading.url, reading.headline] = reading
        full.setdefault(host, set()).update(reading.full)
    found = [_layout(site, host, list(pages.values()), full[host]) for (host, _), pages in groups.items()]
    layouts = sorted((x for x in found if x is not None), key=lambda x: (x[0].since, x[0].host, x[0].title))
    ended = [replace(layout, until=_end(layout, last, layouts)) for layout, last in layouts]
    return tuple(replace(x, name=f"{site}.{n}" if n > 1 else site) for n, x in enumerate(ended, 1))


def _end(layout: Layout, last: datetime, others: Sequence[tuple[Layout, datetime]]) -> datetime | None:
    return min((o.since for o, _ in others if o.host == layout.host and o.since > last), default=None)


def _layout(site: str, host: str, pages: list[Reading], full: set[Element]) -> tuple[Layout, datetime] | None:
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
        header=frozenset().union(*(p.header for p in pages)) & lines.keys(),
        comments=_usual(p.comments for p in pages),
        lines=lines,
        repeated=_repeated(pages),
        apart=_apart(pages, full),
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
    least = LEAST_SEEN + (len(pages) >= 8)
    often = sorted((x for x in seen if seen[x] >= least), key=lambda x: (-seen[x], x))[:MAX_LINES]
    return {line: round(body[line] / text[line], 3) for line in often}


def _repeated(pages: list[Reading]) -> frozenset[str]:
    """Texts of lines that also write body which stand in a third of the articles, two at least."""
    lines = {line for page in pages for line, _, kept in page.blocks if kept}
    articles: dict[str, set[str]] = {}
    for page in pages:
        for line, text, _ in page.blocks:
            if line in lines and len(text) <= MAX_TEXT:
                articles.setdefault(text, set()).add(page.headline)
    least = max(LEAST_SEEN, -(-len({page.headline for page in pages}) // 3))
    often = [text for text, found in articles.items() if len(found) >= least]
    return frozenset(sorted(often, key=lambda text: (-len(articles[text]), text))[:MAX_REPEATED])


def _apart(pages: list[Reading], full: set[Element]) -> frozenset[Element]:
    """Elements that hold much, on several pages, and nothing of an article on any page of the host."""
    seen: Counter[Element] = Counter()
    nodes: Counter[Element] = Counter()
    for page in pages:
        seen.update(page.empty.keys())
        nodes.update(page.empty)
    often = [e for e in seen if e not in full and seen[e] >= LEAST_SEEN and nodes[e] >= LEAST_NODES * seen[e]]
    return frozenset(sorted(often, key=lambda e: (-nodes[e], spelt(e)))[:MOST])
