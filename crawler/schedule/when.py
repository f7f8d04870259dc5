"""When a schedule is due: pure, the time is an argument. Instants are aware and UTC.

Wall clocks that are put forward or back (daylight saving) follow the rules of cron(8) by Vixie: a fixed time that is
skipped runs at the first instant after the gap, a fixed time that comes twice runs the first time only. An expression
whose hours are `*` follows elapsed time: it runs in both of a doubled hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from croniter import CroniterError, croniter

from crawler.schedule.model import Schedule

MAX_MISSED = 10_000
"""Missed due times that are counted; a daemon that was away for years need not count them all."""
_LOOK = timedelta(days=7)
"""No zone has put its clocks forward and back within a week."""


def check_cron(expression: str) -> str:
    """The expression, five fields or `@daily` and its like; ValueError with one plain line for anything else."""
    example = 'write for example "*/30 6-23 * * *" (minute, hour, day, month, weekday)'
    if not (len(expression.split()) == 5 or expression.startswith("@")) or len(expression) > 200:
        raise ValueError(f"{expression!r} has not five fields; {example}")
    if {"r", "h"} & {field[:1].lower() for field in expression.split()}:
        raise ValueError(f"{expression!r} draws by lot; use --jitter, and {example}")
    try:
        croniter(expression, datetime(2000, 1, 1)).get_next(datetime)  # noqa: DTZ001 (a wall clock has no zone)
    except (CroniterError, ValueError, KeyError, OverflowError) as error:
        raise ValueError(f"{expression!r} names no times ({error}); {example}") from None
    return expression


def times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """The due times later than `after` and not before `since`, in order, without jitter. Endless."""
    after = max(after, schedule.since - timedelta(microseconds=1))
    if schedule.every is not None:
        yield from _steps(schedule.since, schedule.every, after)
        return
    assert schedule.cron is not None
    while True:
        after = _next_cron(schedule.cron, schedule.zone, after)
        yield after


def put_off(schedule: Schedule, due: datetime) -> datetime:
    """The due time with its jitter: drawn from site and time, so that it is the same whenever it is asked for."""
    digest = blake2b(f"{schedule.site} {due.timestamp()}".encode(), digest_size=6).digest()
    return due + schedule.jitter * (int.from_bytes(digest, "big") / (1 << 48))


def next_due(schedule: Schedule, last: datetime | None) -> datetime:
    """The first due time after `last`, the due time that was run last (None: never run), without jitter."""
    return next(times(schedule, last or schedule.since - timedelta(microseconds=1)))


def missed(schedule: Schedule, last: datetime | None, now: datetime) -> tuple[datetime, int] | None:
    """The latest due time that has passed since `last`, and how many others it stands for; None where none has.

    However long nobody looked, it is one run: a crawl finds what the missed ones would have found.
    """
    passed = _passed(schedule, last or schedule.since - timedelta(microseconds=1), now)
    if len(passed) < MAX_MISSED:
        return (passed[-1], len(passed) - 1) if passed else None
    for back in (timedelta(hours=1), timedelta(days=1), timedelta(days=30)):
        if lately := _passed(schedule, max(now - schedule.jitter - back, passed[-1]), now):
            return lately[-1], MAX_MISSED
    return passed[-1], MAX_MISSED


def _passed(schedule: Schedule, after: datetime, now: datetime) -> list[datetime]:
    """The due times after `after` that have passed with their jitter, at most MAX_MISSED."""
    first = islice(times(schedule, after), MAX_MISSED)
    return list(takewhile(lambda due: put_off(schedule, due) <= now, first))


def _steps(since: datetime, every: timedelta, after: datetime) -> Iterator[datetime]:
    number = max(0, (after - since) // every + 1)
    while True:
        yield since + number * every
        number += 1


def _next_cron(expression: str, zone: str, after: datetime) -> datetime:
    """The first instant of the expression later than `after`.

    Between two changes of its offset a zone is plain arithmetic; so the search goes from change to change.
    """
    clock = ZoneInfo(zone)
    start, offset = after, _offset(clock, after)
    wall = _wall(start, offset)
    while True:
        wall = _next_wall(expression, wall)
        found = wall.replace(tzinfo=UTC) - offset
        change = _change(clock, start, found)
        if change is None:
            if not found.astimezone(clock).fold or _every_hour(expression):
                return found
            continue  # the second of two equal wall clocks
        later = _offset(clock, change)
        if found < change + (later - offset):
            return change  # a wall clock that never comes
        start, offset = change, later
        wall = _wall(change, later) - timedelta(seconds=1)


def _wall(instant: datetime, offset: timedelta) -> datetime:
    return (instant + offset).replace(tzinfo=None)


def _next_wall(expression: str, wall: datetime) -> datetime:
    found: datetime = croniter(expression, wall).get_next(datetime)
    return found


@lru_cache(maxsize=256)
def _every_hour(expression: str) -> bool:
    return bool(croniter(expression, datetime(2000, 1, 1)).expanded[1] == ["*"])  # noqa: DTZ001


def _offset(clock: ZoneInfo, instant: datetime) -> timedelta:
    offset = instant.astimezone(clock).utcoffset()
    assert offset is not None
    return offset


def _change(clock: ZoneInfo, start: datetime, end: datetime) -> datetime | None:
    """The first change of the offset in (start, end]; None where there is none."""
    before, low = _offset(clock, start), start
    while low < end:
        high = min(low + _LOOK, end)
        if _offset(clock, high) != before:
            return _bisect(clock, int(low.timestamp()), int(high.timestamp()), before)
        low = high
    return None


def _bisect(clock: ZoneInfo, low: int, high: int, before: timedelta) -> datetime:
    """The second at which the offset is no longer `before`: it is at `low`, it is not at `high`."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(clock, datetime.fromtimestamp(middle, UTC)) == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
