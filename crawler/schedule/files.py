"""Schedules as files a person can edit: `HOME/schedules/SITE.toml`, one a site."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.errors import ScheduleError
from crawler.schedule.model import USUAL_PRIORITY, Schedule
from crawler.schedule.when import check_cron
from crawler.sites.load import NAME

FOLDER = "schedules"
SHORTEST = timedelta(seconds=1)
_SPAN = re.compile(r"(\d+)([smhdw])")
_UNITS = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}


def span(text: object) -> timedelta:
    """`90s`, `30m`, `6h`, `1d`, `1h30m`; ValueError with one plain line for anything else."""
    parts = _SPAN.findall(text.strip()) if isinstance(text, str) else []
    if not parts or "".join(n + u for n, u in parts) != str(text).strip() or len(str(text)) > 40:
        raise ValueError(f'{text!r} is not a span of time; write for example "30m", "6h" or "1h30m"')
    try:
        return timedelta(seconds=sum(int(n) * _UNITS[u] for n, u in parts))
    except OverflowError:
        raise ValueError(f"{text!r} is too long a time") from None


def written(value: timedelta) -> str:
    """The span as `span` reads it: `1h30m`."""
    left, parts = int(value.total_seconds()), []
    for unit, size in _UNITS.items():
        if left >= size and (size <= 86_400 or left % size == 0):
            parts.append(f"{left // size}{unit}")
            left %= size
    return "".join(parts) or "0s"


def load_all(folder: Path) -> tuple[list[Schedule], list[str]]:
    """All schedules of `folder`, and one line for each file that cannot be read: one wrong file stops no other."""
    found, wrong = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(load(folder, path.stem))
        except ScheduleError as error:
            wrong.append(str(error))
    return found, wrong


def load(folder: Path, site: str) -> Schedule:
    """The schedule of one site; ScheduleError where there is none or its file is wrong."""
    path = _path(folder, site)
    try:
        text = path.read_bytes()[:100_000].decode("utf-8-sig")
        table = tomllib.loads(text)
        since = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    except FileNotFoundError:
        known = ", ".join(sorted(p.stem for p in folder.glob("*.toml"))) or "none yet"
        raise ScheduleError(f"{site} has no schedule; there are: {known}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScheduleError(f"{path}: cannot be read: {error}; mend or remove it") from None
    return _checked(path, site, table, since)


def save(folder: Path, schedule: Schedule) -> Path:
    """Writes a schedule; an older one of that site is replaced."""
    path = _path(folder, schedule.site)
    lines = [f"# When {schedule.site} is crawled. `newsark schedule run` reads changes at once."]
    lines += [f"{key} = {_toml(value)}  # {why}" for key, value, why in _said(schedule)]
    lines += ["paused = true"] * schedule.paused
    _write(path, "\n".join(lines) + "\n")
    return path


def _said(schedule: Schedule) -> Iterator[tuple[str, object, str]]:
    """Key, value and meaning of what is not at its default."""
    if schedule.every is not None:
        yield "every", written(schedule.every), "from one start to the next"
    else:
        yield "cron", schedule.cron, "minute hour day month weekday"
        yield "zone", schedule.zone, "whose clock these are times of"
    if schedule.jitter:
        yield "jitter", written(schedule.jitter), "each start is put off by up to this"
    if schedule.max_time is not None:
        yield "max_time", written(schedule.max_time), "a run ends after this; the next goes on from there"
    if schedule.priority != USUAL_PRIORITY:
        yield "priority", schedule.priority, "where more is due than may run at once, the smaller goes first"
    yield "since", schedule.since, "nothing before this is due"


def pause(folder: Path, site: str) -> None:
    """Nothing is due until `resume`. The file's other lines stay as they are."""
    if not load(folder, site).paused:
        path = _path(folder, site)
        _write(path, _without(path.read_text("utf-8"), "paused") + "paused = true\n")


def resume(folder: Path, site: str, now: datetime) -> None:
    """What was due while it was paused is not caught up: times count from `now`."""
    if load(folder, site).paused:
        path = _path(folder, site)
        rest = _without(_without(path.read_text("utf-8"), "paused"), "since")
        _write(path, f"{rest}since = {_toml(now)}  # nothing before this is due\n")


def remove(folder: Path, site: str) -> None:
    load(folder, site)
    _path(folder, site).unlink()


def _without(text: str, key: str) -> str:
    text = text if text.endswith("\n") or not text else text + "\n"
    return re.sub(rf"^[ \t]*{key}[ \t]*=.*\n", "", text, flags=re.M)


def _path(folder: Path, site: str) -> Path:
    if not NAME.match(site):
        raise ScheduleError(f"{site!r} is no site's name")
    return folder / f"{site}.toml"


def _write(path: Path, text: str) -> None:
    """In one step: a daemon that reads meanwhile sees the old file or the new one."""
    new = path.with_suffix(".toml.new")
    try:
        path.parent.mkdir(exist_ok=True)
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise ScheduleError(f"{path}: cannot be written: {error.strerror}; make the home writable") from None


def _checked(path: Path, site: str, table: dict[str, Any], since: datetime) -> Schedule:
    values: dict[str, Any] = {"since": since}
    for key, value in table.items():
        if key not in _CHECKS:
            raise ScheduleError(f"{path}: unknown key {key}; known keys: {', '.join(_CHECKS)}")
        try:
            values[key] = _CHECKS[key](value)
        except ValueError as error:
            raise ScheduleError(f"{path}: {key}: {error}") from None
    return one_of_two(Schedule(site, **values), str(path))


def one_of_two(schedule: Schedule, where: str) -> Schedule:
    """The schedule, where it has either `every` or `cron`; ScheduleError else."""
    if (schedule.every is None) == (schedule.cron is None):
        raise ScheduleError(f'{where}: say either every = "30m" or cron = "*/30 6-23 * * *"')
    return schedule


def every_span(value: object) -> timedelta:
    found = span(value)
    if not SHORTEST <= found <= timedelta(days=3660):
        raise ValueError(f"{value!r} is not between a second and ten years")
    return found


def zone(value: object) -> str:
    """A zone's name in the tz database."""
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'{value!r} is not a time zone; write for example "Asia/Tehran"') from None


def _cron(value: object) -> str:
    return check_cron(value if isinstance(value, str) else repr(value))


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise ValueError(f"{value!r} is not an instant; write for example 2026-11-30T06:00:00Z")
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 99:
        raise ValueError(f"{value!r} is not a whole number from 0 to 99")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _toml(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return str(value) if isinstance(value, int) else f'"{value}"'


_CHECKS: dict[str, Callable[[object], Any]] = {
    "every": every_span,
    "cron": _cron,
    "zone": zone,
    "jitter": span,
    "max_time": every_span,
    "priority": _whole,
    "paused": _truth,
    "since": _instant,
}
