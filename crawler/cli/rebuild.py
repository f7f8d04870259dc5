"""`newsark rebuild`"""

from __future__ import annotations

import os

import click

from archive.home import Home
from crawler.cli.options import home_option


@click.command()
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True, help="Worker processes.")
@home_option
def command(home: Home, jobs: int) -> None:
    """Make the database anew from the captures.

    The old one stays in place, whole, until the new one is complete.
    """
    from archive import projector
    from crawler.extractor import EXTRACTOR, VERSION

    done = projector.rebuild(home, EXTRACTOR, extractor_version=VERSION, jobs=jobs)
    for line in done.lines():
        click.echo(line)
