"""What a crawl of a whole publication must show, judged against the manifest and the server's own counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from press import Press

TRAP_PAGES = 3 * 45
"""Three traps (maze, sessions, and what a maze's copies lead to), each cut after forty barren pages and those under way."""


@dataclass(frozen=True)
class Figures:
    """Shares are of 1. `again` counts requests for an address that was asked for before."""

    articles: float
    requisites: float
    again: int
    forbidden: int
    trap: int
    requests: int

    def line(self) -> str:
        return ", ".join(f"{name} {value:.4g}" for name, value in asdict(self).items())


def figures(found: Press, pub: str) -> Figures:
    """Of the one crawl that the press has seen since its counters were set to nothing."""
    articles, hits = found.manifest(), found.hits()
    urls = {a["url"] for a in articles}
    requisites = {r["url"] for a in articles for r in a["requisites"]}
    kinds = found.stats()[pub]["by_kind"]
    return Figures(
        len(urls & set(hits)) / len(urls),
        len(requisites & set(hits)) / len(requisites),
        sum(count - 1 for count in hits.values()),
        kinds.get("private", 0),
        kinds.get("trap", 0),
        sum(hits.values()),
    )


def assert_whole(found: Press, pub: str, *, traps: int = 0) -> Figures:
    """Every article, 99 % of the requisites, nothing twice, nothing forbidden, no trap beyond its limit."""
    seen = figures(found, pub)
    assert seen.articles == 1.0, seen.line()
    assert seen.requisites >= 0.99, seen.line()
    assert (seen.again, seen.forbidden) == (0, 0), seen.line()
    assert seen.trap <= traps, seen.line()
    return seen
