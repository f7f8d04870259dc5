"""`newsark rebuild`"""

from __future__ import annotations

import os

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
@home_option
def command(home: Home, jobs: int) -> None:
    """Make the database anew from the captures.

    The old one stays in place, whole, until the new one is complete.
    """
    from archive import projector
    from crawler.cli.project import summary
    from crawler.extractor import EXTRACTOR, extract_capture

    done = projector.rebuild(home, extract_capture, extractor_version=EXTRACTOR, jobs=jobs)
    click.echo(summary(done))
