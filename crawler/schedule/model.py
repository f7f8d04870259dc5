"""A schedule as its file describes it, and a run as the history keeps it. Instants are aware and UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.spiders.result import COMPLETE

USUAL_PRIORITY = 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """When one site is crawled: `every` so often, or at the times of a `cron` expression; one of the two is set.

    Nothing is due before `since`, from which the steps of `every` are counted as well. `zone` is that of `cron`'s wall
    clock. Each due time is put off by up to `jitter`. Where more is due than may run at once, the smaller `priority`
    goes first. `max_time` ends a run early; the next one goes on from there.
    """

    site: str
    since: datetime
    every: timedelta | None = None
    cron: str | None = None
    zone: str = "UTC"
    jitter: timedelta = timedelta(0)
    max_time: timedelta | None = None
    priority: int = USUAL_PRIORITY
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `missed` counts the due times before `due` that this run stands for as well.

    `result` is the crawl's finish reason, `failed` where it could not begin, or `lost` where the machine or the daemon
    died; None while it runs. `pid` is the crawl's process.
    """

    site: str
    due: datetime
    started: datetime
    missed: int = 0
    pid: int | None = None
    finished: datetime | None = None
    result: str | None = None
    pages: int = 0
    requests: int = 0
    errors: int = 0
    message: str = ""

    @property
    def well(self) -> bool:
        """Whether the crawl did what it was told."""
        return self.result in COMPLETE
