"""Which addresses belong to a crawl."""

from __future__ import annotations

from crawler.discovery.addresses import netloc
from crawler.discovery.model import PARTS, Link
from crawler.sites.model import Site


class Scope:
    """The bounds of one site: its hosts for pages, feeds and sitemaps, its asset hosts too for page requisites."""

    def __init__(self, site: Site) -> None:
        self._pages = _Hosts(site.hosts)
        self._assets = _Hosts(site.asset_hosts)
        self._requisites = site.crawl.requisites

    def refuse(self, link: Link) -> str | None:
        """None for a link in bounds, else the reason's token."""
        host = netloc(link.url)
        if link.kind not in PARTS:
            return None if host in self._pages else "other-host"
        if not self._requisites:
            return "requisites-off"
        return None if host in self._pages or host in self._assets else "other-asset-host"


class _Hosts:
    """A set of patterns: `example.org`, `*.example.org`, `127.0.0.2:8700`, `*`. Answers are remembered."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._patterns = patterns
        self._answers: dict[str, bool] = {}

    def __contains__(self, host: str) -> bool:
        answer = self._answers.get(host)
        if answer is None:
            if len(self._answers) > 10_000:
                self._answers.clear()
            answer = self._answers[host] = any(_matches(pattern, host) for pattern in self._patterns)
        return answer


def _matches(pattern: str, host: str) -> bool:
    """A pattern without a port means every port of that host."""
    if pattern == "*":
        return True
    bare = host if host.endswith("]") else host.rpartition(":")[0] or host
    if pattern.startswith("*."):
        return bare == pattern[2:] or bare.endswith(pattern[1:])
    return pattern in (host, bare)
