"""Layouts between the archive and the parsers: learned from captures, told to the extractor, watched for changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from heapq import nlargest, nsmallest
from itertools import islice, takewhile
from pathlib import Path
from sqlite3 import Connection

from archive import query
from archive.errors import NewsarkError, SiteError
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import Article, Capture, CaptureRow, Outcome
from archive.urls import surt
from archive.warc.resolve import Resolver
from crawler.extractor import EXTRACTOR, extract_capture, page_of
from crawler.parsers.article import read_page
from crawler.parsers.page import Page
from crawler.parsers.templates import Layout, learn, proven, study
from crawler.parsers.templates.model import host_of
from crawler.sites.layouts import load_layouts, path_of, write_layouts
from crawler.sites.load import load, names

SAMPLE, NEWEST = 300, 60
"""Captures of a site that are read to learn its layouts: some drawn by their record ids, so always the same ones, and the
newest, so that a layout of yesterday is learned too."""
PROVED = 120
"""Of these, captures that must read the same without the elements that a layout leaves apart."""
SURE_ARTICLE = 0.5
"""Articles whose body is less certain teach nothing."""
NOTICED = 3
"""Captures in a row that follow no known layout: the site has been redesigned."""
LOOKED_BACK, BEFORE = 200, 10
"""Captures that are looked at, and those before the strange ones of which most must have followed a layout."""

_PAGES = ("", "text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning a site: the file, its layouts, and the pages it was learned from."""

    path: Path
    layouts: tuple[Layout, ...]
    pages: int


def reader(home: Home) -> tuple[Callable[[Capture], Outcome], str]:
    """The extractor with this home's layouts, and its version, which names them too."""
    layouts = load_layouts(home.sites)
    if not layouts.all:
        return extract_capture, EXTRACTOR
    return partial(extract_capture, layouts=layouts), f"{EXTRACTOR}+{layouts.version}"


def learn_site(home: Home, name: str, *, replace: bool = False) -> Learned:
    """Learns the layouts of a site (by its name, or a captured host) anew and writes their file.

    SiteError for an unknown site, one without enough captures of articles, or a file that a person has changed, unless
    `replace`. The same captures give the same file.
    """
    called = name.replace(":", "-")
    with CaptureIndex(home.index_db) as index:
        resolver = Resolver(index, home.warc)
        rows = _sample(lambda: (row for host in _hosts(home, name) for row in _pages_of(index, host)))
        studied = [(row, read) for row in rows if (page := _article(row, resolver)) and (read := study(page))]
        layouts = learn(called, (reading for _, reading in studied))
        some = (page for row, _ in studied[:PROVED] if (page := _article(row, resolver)))
        layouts = proven(layouts, some, read_page)
    if not layouts:
        raise SiteError(f"{name}: no layout in {len(studied)} articles; crawl more of them, then learn again")
    return Learned(write_layouts(home.sites, called, layouts, replace=replace), layouts, len(studied))


def learn_all(home: Home) -> list[Learned]:
    """Learns every site of the home that has captures enough; the others are left as they are."""
    found = []
    for name in names(home.sites):
        try:
            found.append(learn_site(home, name))
        except SiteError:
            continue
    return found


def changed_sites(home: Home) -> Iterator[tuple[str, datetime]]:
    """Sites whose last captures of articles follow none of their layouts, each with the time of the first of those."""
    layouts = load_layouts(home.sites)
    if not layouts.all or not home.archive_db.exists():
        return
    version = f"{EXTRACTOR}+{layouts.version}"
    for name in names(home.sites):
        learned = path_of(home.sites, name).exists()
        if learned and (since := _strange_since(home, name, version)):
            yield name, since


def _strange_since(home: Home, site: str, version: str) -> datetime | None:
    """When the first capture was made of those that follow no layout, if they are the last NOTICED ones at least, and
    most of those just before them did follow one (all having been read with these layouts)."""
    with query.reading(home.archive_db) as db:
        last = db.execute(
            "SELECT c.record_id, c.date FROM captures c JOIN outcomes o ON o.capture = c.id WHERE c.site = ? "
            "AND o.kind = 'article' AND o.extractor = ? AND c.kind = 'response' ORDER BY c.date DESC, c.id LIMIT ?",
            (site, version, LOOKED_BACK),
        ).fetchall()
        followed = (_followed(db, record) for record, _ in last)
        strange = list(takewhile(lambda follows: not follows, followed))
        before = list(islice(followed, BEFORE))
    if len(strange) < NOTICED or 2 * sum(before) < len(before):
        return None
    return datetime.fromisoformat(last[len(strange) - 1][1])


def _followed(db: Connection, record: str) -> bool:
    return any(c.rule.startswith("learned:") for c in query.evidence(db, record, "body").candidates)


def _hosts(home: Home, name: str) -> tuple[str, ...]:
    if name in names(home.sites):
        return load(home.sites, name).hosts
    if "." in name:
        return (name,)
    load(home.sites, name)  # says which sites there are
    return ()


def _pages_of(index: CaptureIndex, host: str) -> Iterator[CaptureRow]:
    """Captures of pages of a host as site files write it (`*.example.org` is the domain and all below it)."""
    bare = host.removeprefix("*.")
    prefix = surt(f"http://{bare}/").removesuffix(")/")
    for row in index.in_order(prefix):
        own = host_of(row.url)
        same = own == bare or own.rpartition(":")[0] == bare or (host[0] == "*" and own.endswith("." + bare))
        mime = (row.mime or "").partition(";")[0].strip().lower()
        if same and row.kind == "response" and row.status == 200 and mime in _PAGES:
            yield row


def _sample(rows: Callable[[], Iterable[CaptureRow]]) -> list[CaptureRow]:
    """The newest ones first; `rows` gives all of them, each time it is asked."""
    newest = nlargest(NEWEST, rows(), key=lambda row: (row.date, row.record_id))
    some = nsmallest(SAMPLE, rows(), key=lambda row: sha256(row.record_id.encode()).digest())
    return list({row.record_id: row for row in [*newest, *some]}.values())


def _article(row: CaptureRow, resolver: Resolver) -> Page | None:
    """The captured page, if it can be read and the generic parser is sure that it is an article."""
    try:
        capture = resolver.capture(row)
    except (NewsarkError, OSError, ValueError, EOFError):
        return None
    outcome = extract_capture(capture)
    sure = isinstance(outcome, Article) and outcome.confidence >= SURE_ARTICLE
    return page_of(capture) if sure else None
