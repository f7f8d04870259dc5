"""`newsark project`"""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.options import home_option
from crawler.cli.output import counted

if TYPE_CHECKING:
    from archive.projector import Projected


@click.command()
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default=True,
    help="Worker processes.",
)
@click.option("--follow", is_flag=True, help="Go on with new captures until standard input ends.")
@home_option
def command(home: Home, jobs: int, follow: bool) -> None:
    """Turn new captures into rows."""
    from archive import projector
    from crawler.cli.status import redesigns
    from crawler.fetching.memory import give_back_large
    from crawler.learning import reader

    give_back_large()
    extractor, version = reader(home)
    if follow:
        stop = threading.Event()
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()
        done = projector.follow(home, extractor, stop, extractor_version=version)
    else:
        done = projector.project(home, extractor, extractor_version=version, jobs=jobs)
    click.echo(summary(done))
    for line in redesigns(home):
        click.echo(f"newsark: {line}", err=True)


def summary(done: Projected) -> str:
    """What a projection did, as one line."""
    if not done.captures:
        return "nothing new"
    parts = [
        (done.articles, "articles"),
        (done.not_articles, "other pages"),
        (done.counts, "answers of counting services"),
        (done.errors, "errors and redirects"),
        (done.others, "pictures, styles and the like"),
        (done.failed, "FAILED (newsark sql \"select * from outcomes where kind = 'failed'\")"),
    ]
    became = ", ".join(f"{count:,} {name}" for count, name in parts if count)
    return f"{counted(done.captures, 'capture')}: {became}"


def _wait_for_end_of_input(stop: threading.Event) -> None:
    while os.read(
        sys.stdin.fileno(), 4096
    ):  # not through the buffer, whose lock would be held when the process ends
        pass
    stop.set()
