"""`newsark schedule …`"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.home import Home
from crawler.cli.options import Group, format_options, home_option
from crawler.cli.output import emit
from crawler.cli.schedule_rows import (
    COLUMNS,
    DUE,
    NONE_YET,
    ROW,
    RUN_COLUMNS,
    nothing_due,
    row,
    run_row,
    utc,
    when,
)

if TYPE_CHECKING:
    from crawler.schedule.model import Run, Schedule


class _Checked(click.ParamType[Any]):
    """What a function makes of the text; its ValueError is the message."""

    def __init__(self, name: str, module: str, function: str) -> None:
        self.name, self._module, self._function = name, module, function

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from importlib import import_module

        try:
            return getattr(import_module(self._module), self._function)(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


_SPAN = _Checked("span", "crawler.schedule.files", "span")
_EVERY = _Checked("span", "crawler.schedule.files", "every_span")
_CRON = _Checked("cron", "crawler.schedule.when", "check_cron")
_ZONE = _Checked("zone", "crawler.schedule.files", "zone")


class _Days(click.FloatRange):
    """A number of days; `nan` lies in no range, and Click's own check lets it pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        days = float(super().convert(value, param, ctx))
        if isnan(days):
            self.fail(f"{value!r} is not a number of days", param, ctx)
        return days


@click.group(cls=Group)
def command() -> None:
    """Crawl by the clock: what is due when, and the daemon that runs it."""


@command.command()
@click.argument("name", metavar="NAME")
@click.option("--every", type=_EVERY, help="From one start to the next: 30m, 6h, 1d.")
@click.option("--cron", type=_CRON, help='Five fields: "*/30 6-23 * * *".')
@click.option("--zone", type=_ZONE, help="Whose clock --cron is of.  [default: the site's zone, else UTC]")
@click.option("--jitter", type=_SPAN, default="0s", help="Put each start off by up to this.")
@click.option("--max-time", type=_EVERY, help="End a run after this; the next goes on from there.")
@click.option(
    "--priority",
    type=click.IntRange(0, 99),
    default=5,
    show_default=True,
    help="Where more is due than may run at once, the smaller goes first.",
)
@home_option
def add(
    home: Home,
    name: str,
    every: timedelta | None,
    cron: str | None,
    zone: str | None,
    jitter: timedelta,
    max_time: timedelta | None,
    priority: int,
) -> None:
    """Crawl a site by the clock, from now on; an older schedule of it is replaced."""
    from crawler.schedule import files
    from crawler.schedule.model import Schedule
    from crawler.sites.load import load

    site = load(home.sites, name)
    if (every is None) == (cron is None):
        raise click.UsageError('say either --every 30m or --cron "*/30 6-23 * * *"')
    now = datetime.now(UTC).replace(microsecond=0)
    zone = zone or site.zone or "UTC"
    new = Schedule(name, now, every, cron, zone, jitter, max_time, priority)
    path = files.save(home.path / files.FOLDER, new)
    click.echo(f"{path}: {when(new)}, first at {_first(new):%Y-%m-%dT%H:%M:%SZ}")
    click.echo("Next: newsark schedule simulate, then newsark schedule run (or: newsark schedule systemd)")


@command.command("list")
@format_options
@home_option
def list_(home: Home, form: str | None) -> None:
    """List schedules with their last and next runs (UTC)."""
    with _read(home) as (schedules, last):
        if not emit([row(one, last) for one in schedules], form, COLUMNS, ROW) and form is None:
            click.echo(NONE_YET)


@command.command()
@click.argument("name", metavar="NAME")
@click.option(
    "-n", "--count", type=click.IntRange(min=1), default=20, show_default=True, help="So many runs."
)
@format_options
@home_option
def runs(home: Home, name: str, count: int, form: str | None) -> None:
    """List a site's runs, newest first."""
    from crawler.schedule import history
    from crawler.sites.load import load

    with history.History(home.path / history.FILE) as past:
        rows = [run_row(run) for run in past.of(name, count)]
    if not rows:
        load(home.sites, name)  # a name that is none is told from one that has not run
    if not emit(rows, form, RUN_COLUMNS, ("site", *RUN_COLUMNS)) and form is None:
        click.echo(f"No runs of {name} yet.")


@command.command()
@click.argument("name", metavar="NAME")
@home_option
def remove(home: Home, name: str) -> None:
    """Crawl a site by the clock no longer."""
    from crawler.schedule import files

    files.remove(home.path / files.FOLDER, name)
    click.echo(f"{name}: has no schedule any more")


@command.command()
@click.argument("name", metavar="NAME")
@home_option
def pause(home: Home, name: str) -> None:
    """Start no runs of a site until it is resumed."""
    from crawler.schedule import files

    files.pause(home.path / files.FOLDER, name)
    click.echo(f"{name}: paused")


@command.command()
@click.argument("name", metavar="NAME")
@home_option
def resume(home: Home, name: str) -> None:
    """Go on with a paused site; what was due meanwhile is not caught up."""
    from crawler.schedule import files

    files.resume(home.path / files.FOLDER, name, datetime.now(UTC))
    click.echo(f"{name}: goes on")


@command.command()
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Crawls at a time.")
@click.option(
    "--metrics", type=click.IntRange(0, 65535), help="Serve Prometheus figures on this port of 127.0.0.1."
)
@home_option
def run(home: Home, jobs: int, metrics: int | None) -> None:
    """Run what is due until stopped (SIGTERM, Ctrl-C): the daemon, one line a run."""
    from crawler.schedule.daemon import Daemon
    from crawler.schedule.metrics import serving

    with serving(home, metrics) as address:
        if address:
            click.echo(f"metrics: {address}")
        Daemon(home, jobs=jobs, say=_say).run()


@command.command()
@click.option("--run", "running", is_flag=True, help="Run it, and come back when it has ended.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Crawls at a time.")
@format_options
@home_option
def due(home: Home, running: bool, jobs: int, form: str | None) -> None:
    """List what is due now; --run runs it, for cron and timers, and is silent where nothing is due."""
    from crawler.schedule.daemon import Daemon
    from crawler.schedule.plan import due_now

    if running:
        done = Daemon(home, jobs=jobs, say=_say).run_due()
        if not all(run.well for run in done):
            sys.exit(1)
        return
    with _read(home) as (schedules, last):
        found = due_now(schedules, last, (), datetime.now(UTC), len(schedules))
        rows = [dict(zip(DUE, (one.schedule.site, utc(one.due), one.missed), strict=True)) for one in found]
        if not emit(rows, form, DUE, DUE) and form is None:
            click.echo(nothing_due(schedules, last))


@command.command()
@click.option("--days", type=_Days(0.1, 366), default=7.0, show_default=True, help="So many days from now.")
@click.option("--hourly", is_flag=True, help="One row an hour and host.")
@format_options
@home_option
def simulate(home: Home, days: float, hourly: bool, form: str | None) -> None:
    """Show how many requests an hour each host would get, before it is switched on."""
    from crawler.schedule import simulate as model
    from crawler.sites.load import load

    now = datetime.now(UTC)
    with _read(home) as (schedules, last):
        sites = {one.site: load(home.sites, one.site) for one in schedules}
    known = {name: model.known_of(home.frontier_db, name, now) for name in sites}
    counts = model.requests(schedules, sites, known, now, days, last)
    rows = model.hours(counts, now) if hourly else model.hosts(counts, days)
    columns = model.HOURLY if hourly else model.BY_HOST
    if not emit(rows, form, columns, columns) and form is None:
        click.echo("No requests in this time." if schedules else NONE_YET)
    for name, what in known.items():
        if not what.pages:
            click.echo(f"{name}: never crawled, so only its start addresses are counted", err=True)
        elif not what.arrivals:
            click.echo(f"{name}: observed for {what.days:.1f} days; new pages are not counted", err=True)


@command.command()
@home_option
def systemd(home: Home) -> None:
    """Print units for systemd: the daemon, or a timer that runs what is due."""
    from crawler.schedule.systemd import units

    newsark = shutil.which("newsark") or str(Path(sys.argv[0]).resolve())
    for name, text in units(home.path, newsark).items():
        click.echo(f"# /etc/systemd/system/{name}\n{text}")


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


@contextmanager
def _read(home: Home) -> Iterator[tuple[list[Schedule], dict[str, Run]]]:
    """The schedules and the last runs; what cannot be read is said."""
    from crawler.schedule import files, history

    schedules, wrong = files.load_all(home.path / files.FOLDER)
    for line in wrong:
        click.echo(f"newsark: {line}", err=True)
    with history.History(home.path / history.FILE) as past:
        yield schedules, past.last()


def _first(schedule: Schedule) -> datetime:
    from crawler.schedule.when import next_due, put_off

    return put_off(schedule, next_due(schedule, None))
