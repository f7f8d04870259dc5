"""One crawl of one site, start to seal, in this process: `run`."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from archive.home import Home
from archive.warc.record import Transfer
from crawler.discovery.past import Past
from crawler.spiders.result import CrawlResult, Progress

__all__ = ["CrawlResult", "Progress", "run"]


def run(
    home: Home,
    site_name: str,
    *,
    limit: int | None = None,
    max_time: timedelta | None = None,
    transfer: Transfer | None = None,
    past: Past | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.time,
) -> CrawlResult:
    """Crawls the site until nothing is left, `limit` pages (HTML, not assets) are in, or `max_time` is over.

    `transfer` says how chunked answers are kept, against the home's setting `warc.transfer`. `past` are days whose articles
    are looked for where the site file says that they can be found, after all that is new.
    Goes on where a crawl before it was stopped or killed. `progress` is called at the start and about once a second, `stop` is asked as
    often and ends the crawl when true; SIGINT and SIGTERM do the same: answers under way are finished, the file is
    sealed. Call it once a process: the event loop is used up. Raises SiteError (unknown or unreadable site), HomeError
    (the site is being crawled), WriteError and DatabaseError where the crawl cannot begin; what stops a crawl that has
    begun is in the result. `clock` gives the frontier its seconds since 1970, by which it decides when to look again;
    captures always carry the machine's time.
    """
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.spiders.news import NewsSpider
    from crawler.spiders.session import Session

    with Session(
        home,
        site_name,
        limit=limit,
        max_time=max_time,
        transfer=transfer,
        past=past,
        progress=progress,
        stop=stop,
        clock=clock,
    ) as session:
        if progress is not None:
            progress(session.now())
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        process = AsyncCrawlerProcess(settings)
        process.crawl(NewsSpider, session=session)
        process.start()
    assert session.result is not None  # set on the way out
    return session.result
