"""`newsark project`"""

from __future__ import annotations

import os
import sys
import threading

import click

from archive.home import Home
from crawler.cli.options import home_option


@click.command()
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default=True,
    help="Worker processes.",
)
@click.option("--follow", is_flag=True, help="Go on with new captures until standard input ends.")
@home_option
def command(home: Home, jobs: int, follow: bool) -> None:
    """Turn new captures into rows."""
    from archive import projector
    from crawler.extractor import EXTRACTOR, VERSION

    if follow:
        stop = threading.Event()
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()
        done = projector.follow(home, EXTRACTOR, extractor_version=VERSION, stop=stop)
    else:
        done = projector.project(home, EXTRACTOR, extractor_version=VERSION, jobs=jobs)
    for line in done.lines():
        click.echo(line)


def _wait_for_end_of_input(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()
