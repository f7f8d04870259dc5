"""A publication as its site file describes it: what to crawl, how politely, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, TypeAlias

Robots: TypeAlias = Literal["obey", "ignore"]
OptOuts: TypeAlias = Literal["record", "obey"]


@dataclass(frozen=True, slots=True)
class CrawlRules:
    """How a publication is fetched. Times are seconds.

    `delay` is the least time between two requests to one host; a Crawl-delay in robots.txt counts where it is
    larger. `concurrency` is the number of requests under way to one host that has no delay at all; with a delay it is
    one. `requisites` says whether the images, styles and scripts of a page are fetched too. `robots = "ignore"` is for
    owners of a site who archive themselves; it is written into every WARC file's `warcinfo`. `opt_outs` are statements
    against keeping or mining pages (crawler/fetching/optouts.py): they are recorded with each request; "obey" keeps
    nothing of such pages. `max_pages` and `max_mib` (bytes as received) end a crawl early, `max_host_requests` is what one
    host may be asked for in a crawl; the next one goes on from there.
    """

    delay: float = 1.0
    concurrency: int = 4
    requisites: bool = True
    robots: Robots = "obey"
    opt_outs: OptOuts = "record"
    max_pages: int | None = None
    max_mib: int | None = None
    max_host_requests: int | None = None


@dataclass(frozen=True, slots=True)
class RevisitBounds:
    """The shortest and the longest time until an article is looked at again."""

    shortest: timedelta = timedelta(hours=1)
    longest: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Backfill:
    """Where a publication's past can be found.

    `archives` are addresses with fields of strftime (`https://news.example/%Y/%m/%d/`), of pages that list a day, a
    month or a year. `wordpress` is the root of its REST interface; `comments` asks that for the comment total of each
    post too, a request a post. `ids` is an address with `{id}` for the numbers from `first_id` to `last_id`: for sites
    that number their articles and list them nowhere.
    """

    archives: tuple[str, ...] = ()
    wordpress: str = ""
    comments: bool = False
    ids: str = ""
    first_id: int = 1
    last_id: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """One publication.

    `hosts` are those whose pages are crawled: `example.org`, `127.0.0.2:8700` (a port is compared when given) or
    `*.example.org` (the domain and all below it). `asset_hosts` are those from which images, styles and scripts are
    fetched as well; `*` is any. `zone`, `country` and `language` are facts about the publication that its pages do
    not say; every crawl writes them into its files.
    """

    name: str
    start: tuple[str, ...]
    hosts: tuple[str, ...]
    asset_hosts: tuple[str, ...] = ("*",)
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    zone: str | None = None
    country: str | None = None
    language: str | None = None
    crawl: CrawlRules = field(default_factory=CrawlRules)
    revisit: RevisitBounds = field(default_factory=RevisitBounds)
    backfill: Backfill = field(default_factory=Backfill)
