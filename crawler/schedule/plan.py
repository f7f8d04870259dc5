"""What to run now, and when to look again: pure decisions over schedules, last runs and what is under way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from crawler.schedule.model import Run, Schedule
from crawler.schedule.when import missed, next_due, put_off


@dataclass(frozen=True, slots=True)
class Due:
    """A schedule whose time has come; `missed` due times before `due` are done with by the same run."""

    schedule: Schedule
    due: datetime
    missed: int


def due_now(
    schedules: Iterable[Schedule], last: Mapping[str, Run], busy: Collection[str], now: datetime, room: int
) -> list[Due]:
    """At most `room` runs to begin now, the most pressing first. A site in `busy` waits until it is no longer."""
    found = []
    for schedule in schedules:
        if schedule.paused or schedule.site in busy:
            continue
        at = missed(schedule, _last_due(schedule, last), now)
        if at is not None:
            found.append(Due(schedule, *at))
    found.sort(key=lambda one: (one.schedule.priority, one.due, one.schedule.site))
    return found[: max(0, room)]


def next_start(schedule: Schedule, last: Mapping[str, Run]) -> datetime | None:
    """When the schedule is due next, jitter included; it may have passed. None while it is paused."""
    if schedule.paused:
        return None
    return put_off(schedule, next_due(schedule, _last_due(schedule, last)))


def wake_at(schedules: Iterable[Schedule], last: Mapping[str, Run], busy: Collection[str]) -> datetime | None:
    """The earliest start of a schedule that is not busy; None where nothing will be due."""
    starts = (next_start(one, last) for one in schedules if one.site not in busy)
    return min((start for start in starts if start is not None), default=None)


def _last_due(schedule: Schedule, last: Mapping[str, Run]) -> datetime | None:
    run = last.get(schedule.site)
    return None if run is None else run.due
