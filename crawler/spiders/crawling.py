"""One crawl without Scrapy: jobs out of the frontier, answers into it, and the sums. The spider is a thin coat over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from archive.model import CaptureRow
from crawler.discovery import answers, traps, wordpress
from crawler.discovery.counting import CountingServices
from crawler.discovery.model import PARTS, Kind, Link
from crawler.discovery.past import Past
from crawler.discovery.past import links as past_links
from crawler.discovery.scope import Scope
from crawler.discovery.shapes import Shapes
from crawler.frontier.model import BACKFILL, Job, Look
from crawler.frontier.report import Skipped
from crawler.frontier.seen import Seen
from crawler.frontier.store import Found, Frontier
from crawler.sites.model import Site
from crawler.spiders.turns import ASSETS, Turns

_OF_PAST = frozenset(("article", "section", "page"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a job, its content coding undone; `capture` is its record, `at` seconds since 1970.

    `opt_outs` are the kinds of what its publisher reserves."""

    at: float
    status: int
    content_type: str
    body: bytes
    etag: str | None = None
    modified: str | None = None
    location: str | None = None
    capture: CaptureRow | None = None
    opt_outs: tuple[str, ...] = ()

    @property
    def kept(self) -> CaptureRow | None:
        """The record that holds the answer; None where it was not kept because of an opt-out."""
        return None if self.capture is None or self.capture.kind == "metadata" else self.capture


class Crawling:
    """The decisions of one crawl of one site. `now` is always the caller's."""

    def __init__(self, site: Site, frontier: Frontier, *, limit: int | None = None) -> None:
        self.site, self.frontier = site, frontier
        self.scope, self.shapes, self.yields, self.known = Scope(site), Shapes(), traps.Yields(), Seen()
        self.counting = CountingServices()
        self.turns = Turns(
            frontier, site.crawl.concurrency, limit, self._unwanted, site.crawl.max_host_requests
        )
        self.articles = self.errors = self.not_modified = self.unchanged = 0
        self.statuses: Counter[str] = Counter()
        self.opt_outs: Counter[str] = Counter()
        self.unreachable: dict[str, str] = {}
        self._skipped = Skipped()

    def begin(self, now: float, past: Past | None = None) -> bool:
        """Opens the crawl and queues what the site file names, its past too where one is given; True where it goes on
        with one that did not end."""
        resumed = self.frontier.begin(now)
        named: tuple[tuple[tuple[str, ...], Kind], ...] = (
            (self.site.start, "section"),
            (self.site.feeds, "feed"),
            (self.site.sitemaps, "sitemap"),
        )
        links = [answers.resolved(url, kind) for urls, kind in named for url in urls]
        self.frontier.add([Found(link) for link in links if link is not None], now)
        if past is not None:
            self.frontier.add(map(Found, past_links(self.site.backfill, past)), now)
        return resumed

    # -- jobs out

    def next(self, now: float) -> Job | None:
        return self.turns.next(now)

    def _unwanted(self, job: Job) -> str | None:
        """A job whose family has turned out to be a trap since it was queued. What a sitemap names is no trap."""
        if job.looks or job.kind in PARTS or job.hops[-1:] in ("S", "P"):
            return None
        if not self.yields.exhausted(job.url, job.via):
            return None
        self._skipped.add("no-yield", job.url, job.via)
        return "no-yield"

    # -- answers in

    def answered(self, job: Job, answer: Answer) -> None:
        """An answer was archived: what it leads to, and what it says of the page, goes into the frontier."""
        self.statuses[str(answer.status)] += 1
        self.opt_outs.update(set(answer.opt_outs))
        if answer.capture is not None and answer.kept is None:
            self._skipped.add(f"opt-out-{answer.opt_outs[0]}", job.url, job.via)
        if answer.status == 304:
            return self._not_modified(job, answer)
        reading = self._read(job, answer)
        row = answer.kept
        look = Look(
            answer.at,
            answer.status,
            record=None if row is None else row.record_id if row.kind != "revisit" else row.refers_to,
            digest=None if row is None else row.digest,
            etag=answer.etag,
            modified=answer.modified,
        )
        self.unchanged += bool(job.looks and look.digest and look.digest == job.digest)
        page = reading.is_page and 200 <= answer.status < 300
        if page and job.kind == "article" and (count := self._counted(job, answer)):
            reading.links.append(count)
        self.articles += page and job.kind == "article"
        self.errors += answer.status >= 400
        new = self.frontier.done(job, look, self._wanted(job, reading))
        if reading.sources:
            self.frontier.hear(reading.links, answer.at)
        if page or reading.lists:
            self.yields.page(job.url, answer.body, [link.url for link in new])
        elif answer.location is not None and not job.looks and job.kind not in PARTS:
            self.yields.redirect(job.url, new=bool(new))
        self._back(job, page=page)

    def _not_modified(self, job: Job, answer: Answer) -> None:
        self.not_modified += 1
        kept = Look(
            answer.at, 304, job.record, job.digest, answer.etag or job.etag, answer.modified or job.modified
        )
        self.frontier.done(job, kept)
        self.articles += job.kind == "article"
        self._back(job, page=job.kind not in ASSETS)

    def failed(self, job: Job, at: float) -> None:
        """No answer, for good: looked at again some day."""
        self.errors += 1
        self.statuses["none"] += 1
        self.frontier.done(job, Look(at, None, job.record, job.digest, job.etag, job.modified))
        self._back(job, page=False)

    def dropped(self, job: Job, reason: str, at: float) -> None:
        """Not fetched: forbidden, or its host asked for quiet."""
        self._skipped.add(reason, job.url, job.via)
        self.frontier.drop(job, at)
        self._back(job, page=False)

    def not_archived(self, job: Job) -> None:
        """The archive could not be written: as if never asked for."""
        self.frontier.release([job])
        self._back(job, page=False)

    def _back(self, job: Job, *, page: bool) -> None:
        self.turns.back(job, page=page)
        self.turns.wake()

    # -- links

    def _read(self, job: Job, answer: Answer) -> answers.Reading:
        if answer.location is not None and 300 <= answer.status < 400:
            link = answers.redirect(job.url, answer.location, job.kind, job.hops)
            if isinstance(link, str):
                self._skipped.add(link, answer.location, job.url)
                return answers.Reading()
            return answers.Reading([link])
        reading = answers.read(
            job.kind,
            job.url,
            answer.status,
            answer.content_type,
            answer.body,
            known=self.known,
            guess=self.shapes.kind,
            via=job.via,
        )
        if self.site.backfill.comments and reading.sources:
            reading.links.extend(wordpress.totals(answer.body, job.url))
        if reading.canonical:
            self.shapes.canonical(job.url, reading.canonical)
        for reason, count in reading.refused.items():
            self._skipped.add(reason, reading.examples.get(reason, ""), job.url, count)
        return reading

    def _counted(self, job: Job, answer: Answer) -> Link | None:
        return self.counting.link(job.url, answer.body, answer.content_type)

    def _wanted(self, job: Job, reading: answers.Reading) -> list[Found]:
        """The links in bounds; each of the others is counted with its reason."""
        wanted = []
        for link in reading.links:
            if reading.sources and link.kind == "article":
                self.shapes.is_article(link.url)
            reason = self.scope.refuse(link) or traps.refuse(link.url) or self._barren(job, link)
            if reason is None:
                wanted.append(Found(self._as_late_as(job, link), job.key, job.hops))
            else:
                self._skipped.add(reason, link.url, job.url)
        return wanted

    def _as_late_as(self, job: Job, link: Link) -> Link:
        """What a page of the past leads to is of the past: it does not come before what is new."""
        late = job.priority == BACKFILL and job.kind != "alternate" and link.kind in _OF_PAST
        return replace(link, priority=1) if late and not link.priority else link

    def _barren(self, job: Job, link: Link) -> str | None:
        judged = link.kind not in PARTS and link.hop not in "SR"
        return "no-yield" if judged and self.yields.exhausted(link.url, job.url) else None

    def heard_robots(self, links: Iterable[Link], now: float) -> None:
        """The sitemaps that robots.txt names."""
        in_bounds = [Found(link) for link in links if self.scope.refuse(link) is None]
        self.frontier.add(in_bounds, now)
        self.turns.wake()

    # -- the report

    def report(self) -> None:
        """Writes what came in since last time into the frontier's report."""
        counts, examples = self._skipped.take()
        if counts:
            self.frontier.skip(counts, examples)
