"""The site file that comes of a first look, for a person to read and change: `write`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from archive.errors import SiteError
from crawler.discovery.addresses import origin
from crawler.sites.add import Found, is_local
from crawler.sites.load import NAME


def check(folder: Path, name: str) -> Path:
    """Where the site file goes; SiteError for a name that will not do, or a file that is there already."""
    if not NAME.match(name):
        raise SiteError(f"{name!r} cannot name a site; use small letters, digits, dots and hyphens")
    path = folder / f"{name}.toml"
    if path.exists():
        raise SiteError(f"{path}: is there already; change it by hand, or choose another name with --name")
    return path


def write(found: Found, folder: Path, name: str) -> Path:
    """Writes `NAME.toml`; SiteError as `check` raises it, and where it cannot be written."""
    path = check(folder, name)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_text(found))
    except OSError as error:
        raise SiteError(f"{path}: cannot be written: {error.strerror}; make the folder writable") from None
    return path


def _text(found: Found) -> str:
    made = f", made with {_plain(found.generator)}" if found.generator else ""
    seen = f" Seen on the front page: {_plain(', '.join(found.asset_hosts))}." if found.asset_hosts else ""
    return f"""\
# {_plain(found.title or found.start)}{made}
# Every line but `start` may be left out.

start = [{_quoted(found.start)}]

# Hosts whose pages are crawled. "*.example.org" is the domain and all below it.
hosts = {_list(_with_twins(found.hosts))}

# Hosts from which images, styles and scripts are fetched too. "*" is any.{seen}
asset_hosts = ["*"]

{f"# WebSub hub: {_plain(found.hub)}{chr(10)}" if found.hub else ""}feeds = {_list(url for url, _ in found.feeds)}
sitemaps = {_list(url for url, _ in found.sitemaps)}

# Facts that the pages do not say. The zone is where the newsroom is.
{f"language = {_quoted(found.language)}" if _is_language(found.language) else '# language = "en"'}
# country = "GB"
# zone = "Europe/London"

[crawl]
delay = {"0.0" if is_local(found.start) else "1.0"}          # seconds between two requests to a host; Crawl-delay in robots.txt counts where it is larger
# concurrency = 4    # requests under way to one host, where there is no delay
# requisites = true  # images, styles and scripts
# robots = "obey"
# opt_outs = "record"  # noarchive, TDM and AI opt-outs are noted with each request; "obey" keeps nothing of such pages
# max_pages = 10000  # a crawl; the next one goes on from there
# max_mib = 1000
# max_host_requests = 20000

[revisit]
shortest = "1h"      # until an article is looked at again
longest = "30d"

# Where its past can be found: newsark backfill NAME --from 2014-01
[backfill]
# archives = ["{origin(found.start)}/%Y/%m/%d/"]   # pages that list a day, a month or a year
{f"wordpress = {_quoted(found.wordpress)}" if found.wordpress else f'# wordpress = "{origin(found.start)}/wp-json/"'}
# comments = false   # ask WordPress for the comment total of each post: a request a post
# ids = "{origin(found.start)}/news/{{id}}"   # with first_id and last_id: sites that number articles and list them nowhere
"""


def _with_twins(hosts: tuple[str, ...]) -> list[str]:
    """The hosts, each with and without `www.`."""
    twins = []
    for host in hosts:
        bare = host.removeprefix("www.")
        twins += [host] if _is_number(host) or "." not in bare else [bare, f"www.{bare}"]
    return list(dict.fromkeys(twins))


def _is_number(host: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+(?::\d+)?|\[.*", host))


def _is_language(text: str | None) -> bool:
    return bool(text and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text))


def _list(values: Iterable[str]) -> str:
    rows = [_quoted(value) for value in values]
    if len(rows) < 2:
        return f"[{''.join(rows)}]"
    return "[\n" + "".join(f"    {row},\n" for row in rows) + "]"


def _quoted(text: str | None) -> str:
    """A TOML basic string."""
    kept = (text or "").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in kept) + '"'


def _plain(text: str | None) -> str:
    """For a comment: one line, printable."""
    return "".join(c for c in " ".join((text or "").split()) if c.isprintable())[:200]
