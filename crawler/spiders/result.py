"""What a crawl says of itself: while it runs, and when it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.model import Json

COMPLETE = frozenset({"finished", "limit", "max-time", "max-pages", "max-size", "interrupted"})
"""Finish reasons of a crawl that did what it was told. The others (`archive-full`, `archive-error`, `unreachable`, `error`) exit 1."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A crawl at one moment. `pages` are HTML pages that came with a 2xx status, `articles` those of them whose address
    looks like an article's, `requests` all attempts; `bytes` as received; `rate` is pages a second of late."""

    seconds: float
    pages: int
    articles: int
    requests: int
    bytes: int
    errors: int
    queued: int
    rate: float

    def line(self) -> str:
        """One line for a terminal."""
        return (
            f"{self.seconds:5.0f} s  {self.pages:,} pages ({self.rate:.1f}/s)  {self.articles:,} articles  "
            f"{self.requests:,} requests  {size(self.bytes)}  {self.errors:,} errors  {self.queued:,} queued"
        )


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """A crawl that has ended. `skipped` counts the links left out, by reason; `recovered` says what a start found of a
    crawl before it that was killed; `error` is the one line of what stopped it, if anything did. `opt_outs` counts answers
    whose publisher reserves something, by its kind; `unreachable` has a line for each host whose robots.txt could not be had."""

    site: str
    crawl_id: str
    reason: str
    progress: Progress
    resumed: bool = False
    not_modified: int = 0
    unchanged: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    recovered: tuple[str, ...] = ()
    error: str | None = None
    opt_outs: Mapping[str, int] = field(default_factory=dict)
    unreachable: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        return 0 if self.reason in COMPLETE else 1

    def lines(self) -> list[str]:
        """The closing summary for a person."""
        at = self.progress
        lines = [
            *self.recovered,
            f"{self.site}: {self.reason} after {at.seconds:.0f} s: {at.pages:,} pages, {at.articles:,} of them look like"
            f" articles; {at.requests:,} requests, {size(at.bytes)}, {at.errors:,} errors",
        ]
        if self.not_modified or self.unchanged:
            lines.append(
                f"unchanged: {self.not_modified:,} answered 304, {self.unchanged:,} sent the same bytes again"
            )
        lines += [f"{line}, so nothing else was asked for there" for line in self.unreachable]
        failed = {name: n for name, n in self.statuses.items() if not name.isdigit() or int(name) >= 400}
        if failed:
            told = ", ".join(f"{n:,} {_answer(name)}" for name, n in _by_count(failed))
            lines.append(f"errors: {told}; newsark skipped {self.site} shows which")
        if self.skipped:
            lines.append(
                "left out: " + ", ".join(f"{count:,} {reason}" for reason, count in _by_count(self.skipped))
            )
        if self.opt_outs:
            noted = ", ".join(f"{count:,} {kind}" for kind, count in _by_count(self.opt_outs))
            lines.append(f"reserved by the publisher: {noted}; noted with each")
        if at.queued:
            lines.append(f"{at.queued:,} addresses are queued; the next crawl goes on with them")
        if self.error:
            lines.append(self.error)
        return lines

    def summary(self) -> dict[str, Json]:
        """The closing `metadata` record of the crawl's WARC files."""
        at = self.progress
        return {
            "crawl": self.crawl_id,
            "site": self.site,
            "finish_reason": self.reason,
            "resumed": self.resumed,
            "seconds": round(at.seconds, 1),
            "pages": at.pages,
            "articles_by_address": at.articles,
            "requests": at.requests,
            "bytes": at.bytes,
            "errors": at.errors,
            "queued": at.queued,
            "not_modified": self.not_modified,
            "unchanged": self.unchanged,
            "statuses": dict(self.statuses),
            "skipped": dict(self.skipped),
            "opt_outs": dict(self.opt_outs),
            "unreachable": list(self.unreachable),
        }


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _answer(status: str) -> str:
    return status if status.isdigit() else "without an answer"


def size(count: int) -> str:
    """Bytes for a reader: `12.3 MB` (SI)."""
    value, units = float(count), iter(("B", "kB", "MB", "GB", "TB"))
    unit = next(units)
    while value >= 1000 and unit != "TB":
        value, unit = value / 1000, next(units)
    return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
