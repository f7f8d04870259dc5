"""`newsark status --watch`: the crawls under way and the schedules, drawn again every second."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from archive import live
from archive.home import Home
from archive.status import sizes
from crawler.cli.output import printable
from crawler.schedule import files, history
from crawler.schedule.plan import next_start
from crawler.spiders.result import size

EVERY = 1.0


@contextmanager
def until_stopped() -> Iterator[threading.Event]:
    """An event that Ctrl-C or SIGTERM sets."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watching(home: Home, stopped: threading.Event) -> None:
    """Draws until `stopped` is set; into a pipe, one picture at the end of each second."""
    with Live(view(home), console=Console(), auto_refresh=False) as screen:
        while not stopped.wait(EVERY):
            screen.update(view(home), refresh=True)


def view(home: Home) -> Group:
    """What is to be seen now."""
    now = datetime.now(UTC)
    figures = {name: value for name, _, value in sizes(home)}
    head = (
        f"{home.path}   {now:%H:%M:%SZ}   {figures['captures']:,.0f} captures, {size(int(figures['warc_bytes']))}"
        f" in {figures['warc_files']:,.0f} files, {size(int(figures['disk_free_bytes']))} free"
    )
    return Group(Text(head), _crawls(home), _schedules(home, now))


def _crawls(home: Home) -> Table:
    table = _table("crawling", "time", "pages", "a second", "requests", "received", "errors", "queued")
    for crawl in live.running(home):
        got = crawl.progress
        counts = (f"{got.get(name, 0):,.0f}" for name in ("requests", "errors", "queued"))
        requests, errors, queued = counts
        table.add_row(
            printable(crawl.site),
            _span(got.get("seconds", 0)),
            f"{got.get('pages', 0):,.0f}",
            f"{got.get('rate', 0):.1f}",
            requests,
            size(int(got.get("bytes", 0))),
            errors,
            queued,
        )
    return table


def _schedules(home: Home, now: datetime) -> Table:
    table = _table("schedule", "last run", "result", "pages", "requests", "errors", "next in")
    schedules, _ = files.load_all(home.path / files.FOLDER)
    with history.History(home.path / history.FILE) as past:
        last = past.last()
    for one in schedules:
        run, start = last.get(one.site), next_start(one, last)
        until = "paused" if start is None else _span(max(0.0, (start - now).total_seconds()))
        if run is None:
            table.add_row(one.site, "never", "", "", "", "", until)
            continue
        counts = (f"{count:,}" for count in (run.pages, run.requests, run.errors))
        table.add_row(one.site, f"{run.started:%m-%d %H:%MZ}", run.result or "running", *counts, until)
    return table


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left")
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right")
    return table


def _span(seconds: float) -> str:
    whole = int(seconds)
    days, rest = divmod(whole, 86_400)
    clock = f"{rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{days} d {clock}" if days else clock
