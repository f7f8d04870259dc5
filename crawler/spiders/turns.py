"""Whose turn it is: jobs out of the frontier, a few a host, the most pressing first, within the crawl's limits."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable

from crawler.discovery.model import PARTS, Kind
from crawler.frontier.model import REQUISITE, Job
from crawler.frontier.store import Frontier

BATCH = 8
"""Jobs of one host taken from the frontier at a time: one transaction for all of them."""
UNWANTED = 86_400.0
"""Seconds for which what has turned out to be a trap is not tried again."""
RETRY_EVERY = 1.0
"""Seconds after which a host without due jobs is asked again."""

ASSETS: frozenset[Kind] = PARTS | {"feed", "sitemap"}
"""Kinds that are no pages."""


class Turns:
    """Hands out jobs. At most `concurrency` of a host are out at once, so that a slow host does not fill the crawl.

    `limit` is a number of pages; requisites go on being handed out after it is reached, so that the pages that were
    captured can be shown. `budget` is how many requests one host may get; what is left is left to the next crawl.
    """

    def __init__(
        self,
        frontier: Frontier,
        concurrency: int,
        limit: int | None,
        unwanted: Callable[[Job], str | None],
        budget: int | None = None,
    ) -> None:
        self._frontier, self._concurrency, self._limit, self._unwanted = (
            frontier,
            concurrency,
            limit,
            unwanted,
        )
        self._ready: dict[str, deque[Job]] = {}
        self._dry: dict[tuple[str, int | None], float] = {}
        self._out: Counter[str] = Counter()
        self._budget = budget
        self._asked: Counter[str] = Counter()
        self._pages_out = 0
        self.pages = 0
        self.closed = False

    @property
    def only_requisites(self) -> bool:
        """Whether the limit leaves no room for another page."""
        return self._limit is not None and self.pages + self._pages_out >= self._limit

    @property
    def limit_reached(self) -> bool:
        return self._limit is not None and self.pages >= self._limit

    def next(self, now: float) -> Job | None:
        """The next job to fetch, or None while there is none."""
        while not self.closed:
            best = self._best(now)
            if best is None:
                return None
            job = self._ready[best].popleft()
            reason = self._unwanted(job)
            if reason is None:
                self._out[best] += 1
                self._asked[best] += 1
                self._pages_out += job.kind not in ASSETS
                return job
            self._frontier.drop(job, now, due=now + UNWANTED)
        return None

    def spent(self, host: str) -> bool:
        """Whether this host has had its budget."""
        return self._budget is not None and self._asked[host] >= self._budget

    @property
    def budgets_spent(self) -> bool:
        """Whether addresses are left of such hosts alone."""
        return self._budget is not None and all(map(self.spent, self._frontier.hosts))

    def back(self, job: Job, *, page: bool) -> None:
        """A job is finished; `page` says that it was a page that counts."""
        self._out[job.host] -= 1
        self._pages_out -= job.kind not in ASSETS
        self.pages += page

    def more(self) -> bool:
        """Whether there is, or will be, something to hand out."""
        if self.closed or self.budgets_spent:
            return False
        if self.limit_reached:
            return any(self._ready.values()) or self._requisites_left()
        return any(self._ready.values()) or self._frontier.queued > 0

    def _requisites_left(self) -> bool:
        return self._frontier.any_queued(priority=REQUISITE)

    def _best(self, now: float) -> str | None:
        best, rank = None, (99, 0)
        if self.only_requisites:
            self._send_back_pages()
        for host in list(self._frontier.hosts):
            if self._out[host] >= self._concurrency or self.spent(host):
                continue
            jobs = self._ready.get(host)
            if not jobs and not self._refill(host, now):
                continue
            job = self._ready[host][0]
            mine = (job.priority, self._out[host])
            if best is None or mine < rank:
                best, rank = host, mine
        return best

    def _refill(self, host: str, now: float) -> bool:
        only = REQUISITE if self.only_requisites else None
        if self._dry.get((host, only), 0.0) > now:
            return False
        jobs = self._frontier.take(host, BATCH, now, only=only)
        if not jobs:
            self._dry[host, only] = now + RETRY_EVERY
            return False
        self._ready[host] = deque(jobs)
        return True

    def wake(self) -> None:
        """New links have come in: hosts that had nothing may have something."""
        self._dry.clear()

    def _send_back_pages(self) -> None:
        for host, jobs in self._ready.items():
            pages = [job for job in jobs if job.kind not in ASSETS]
            if pages:
                self._frontier.release(pages)
                self._ready[host] = deque(job for job in jobs if job.kind in ASSETS)

    def close(self) -> None:
        """Hands out nothing more; what was taken and not handed out goes back."""
        self.closed = True
        self._frontier.release([job for jobs in self._ready.values() for job in jobs])
        self._ready.clear()
