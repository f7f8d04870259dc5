"""Settings of the Scrapy project, politeness first. A site file may be more patient than these; each has its reason."""

from __future__ import annotations

import os
from pathlib import Path

from archive.errors import HomeError
from archive.home import Home
from crawler.fetching.identity import user_agent


def _contact() -> str:
    """`contact` of the home's newsark.toml; empty outside a home (the spider then refuses to start anyway)."""
    try:
        return str(Home.open(Path(os.environ.get("NEWSARK_HOME") or ".")).setting("contact", ""))
    except HomeError:
        return ""


BOT_NAME = "newsark"
SPIDER_MODULES = ["crawler.spiders"]

# -- manners

USER_AGENT = user_agent(_contact())  # who we are and how to reach us; nothing disguises the crawler
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0  # seconds between the end of an answer and the next request to that host
DOWNLOAD_DELAY_JITTER = 0.0  # the gap is a promise: random variation would also make it shorter
NEWSARK_OPT_OUTS = "record"  # what publishers reserve is noted; "obey" keeps nothing of such pages
NEWSARK_LATENCY_FACTOR = 2.0  # a slow server gets twice its own answering time, up to ten times the gap
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # one queue a host
CONCURRENT_REQUESTS = 16  # hosts at once: a publication, its asset and comment hosts
NEWSARK_MAX_WAIT = (
    120.0  # seconds a crawl waits for a host that asks for quiet; beyond, its requests are dropped
)
RETRY_TIMES = 2  # three attempts are enough to tell a hiccup from an outage
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504, 522, 524]
REDIRECT_MAX_TIMES = 10  # real chains are shorter; browsers stop at 20
COOKIES_ENABLED = (
    False  # a public page is what a first visitor sees; a session makes captures differ from each other
)
# Only codings that every reader of the archive can undo: zstd and dcb are missing from most WARC tools.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
}

# -- what one answer may cost

DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # bytes on the wire; a longer body is kept up to here
NEWSARK_MAX_DECODED = (
    8 * 1024 * 1024
)  # bytes that links are looked for in, content coding undone; the largest front pages have 6 MB
DOWNLOAD_WARNSIZE = 0  # a size is no news: truncation is counted and recorded
DOWNLOAD_TIMEOUT = 120.0  # seconds for a whole answer
NEWSARK_CONNECT_TIMEOUT = 15.0  # name, TCP, TLS
NEWSARK_STALL_TIMEOUT = 20.0  # seconds without a byte, the wait for the first one included
NEWSARK_MAX_HEAD = 256 * 1024  # bytes of header: four times what the largest real ones have
DOWNLOAD_FAIL_ON_DATALOSS = (
    True  # a body that broke off is asked for again; every attempt stays in the archive
)
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy's default is not to; an archive must know whom it heard
NEWSARK_CA_FILE = None  # PEM file with authorities to trust beside the system's

# -- the machinery

DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.handler.ArchivingHandler",
    "https": "crawler.fetching.handler.ArchivingHandler",
    "data": None,  # everything fetched is archived, so nothing but http and https is fetched
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_REACTOR_ENABLED = False  # one asyncio loop, without Twisted's reactor on top of it
REMOTE_CONTROL_ENABLED = False  # on by default, and executes Python that comes in over a port
TELNETCONSOLE_ENABLED = False  # the same, older
CONCURRENT_ITEMS = 1  # Scrapy starts this many tasks for every response, even where a callback yields nothing
# Scrapy's base sets cost as much CPU a page as writing the archive does. These are the ones a crawl needs: the handler
# itself sets headers, timeouts and proxies, decodes and counts.
DOWNLOADER_MIDDLEWARES_BASE = {
    "crawler.fetching.robots.RobotsMiddleware": 100,
    "crawler.fetching.retry.RetryMiddleware": 550,
    "crawler.fetching.redirects.Redirects": 600,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
}

# -- the log

LOG_LEVEL = (
    "WARNING"  # a line a page costs more than the page; the archive itself is the record of what happened
)
STATS_DUMP = False
