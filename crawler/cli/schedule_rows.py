"""Schedules and their runs as rows of lists; times in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.schedule.model import Run, Schedule

NONE_YET = "No schedules; make one with: newsark schedule add NAME --every 6h"
COLUMNS = ("site", "when", "last_run", "result", "pages", "next_run")
ROW = ("site", "when", "last_run", "result", "pages", "requests", "next_run", "priority", "message")
RUN_COLUMNS = ("due", "started", "seconds", "result", "pages", "requests", "errors", "missed", "message")
DUE = ("site", "due", "missed")


def nothing_due(schedules: list[Schedule], last: dict[str, Run]) -> str:
    """That nothing is due, and what will be next."""
    from crawler.schedule.plan import next_start

    if not schedules:
        return NONE_YET
    starts = [(start, one.site) for one in schedules if (start := next_start(one, last)) is not None]
    if not starts:
        return "Nothing is due: all schedules are paused."
    start, site = min(starts)
    return f"Nothing is due; next: {site} at {utc(start)}"


def when(schedule: Schedule) -> str:
    from crawler.schedule.files import written

    text = f"every {written(schedule.every)}" if schedule.every else f"{schedule.cron} ({schedule.zone})"
    return text + (f" + up to {written(schedule.jitter)}" if schedule.jitter else "")


def row(schedule: Schedule, last: dict[str, Run]) -> dict[str, object]:
    from crawler.schedule.plan import next_start

    run = last.get(schedule.site)
    start = next_start(schedule, last)
    return {
        "site": schedule.site,
        "when": when(schedule),
        "last_run": None if run is None else utc(run.started),
        "result": None if run is None else run.result or "running",
        "pages": None if run is None else run.pages,
        "requests": None if run is None else run.requests,
        "next_run": "paused" if start is None else utc(start),
        "priority": schedule.priority,
        "message": None if run is None else run.message,
    }


def run_row(run: Run) -> dict[str, object]:
    seconds = None if run.finished is None else round((run.finished - run.started).total_seconds())
    return {
        "site": run.site,
        "due": utc(run.due),
        "started": utc(run.started),
        "seconds": seconds,
        "result": run.result or "running",
        "pages": run.pages,
        "requests": run.requests,
        "errors": run.errors,
        "missed": run.missed,
        "message": run.message,
    }


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
