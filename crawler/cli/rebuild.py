"""`newsark rebuild`"""

from __future__ import annotations

import os

import click

from archive.home import Home
from crawler.cli.options import home_option


@click.command()
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default=True,
    help="Worker processes.",
)
@click.option("--learn", "learning", is_flag=True, help="Learn the layouts of all sites first.")
@click.option(
    "--site", metavar="NAME", help="Read only this publication's captures again, in the database as it is."
)
@home_option
def command(home: Home, jobs: int, learning: bool, site: str | None) -> None:
    """Make the database anew from the captures.

    The old one stays in place, whole, until the new one is complete. With --site the rows of that publication are
    replaced as its captures are read, and all others stay.
    """
    from archive import projector
    from crawler.cli.project import summary
    from crawler.learning import learn_all, learn_site, reader

    for learned in (learn_all(home) if site is None else [learn_site(home, site)]) if learning else ():
        click.echo(f"{len(learned.layouts)} layouts from {learned.pages:,} articles: {learned.path}")
    extractor, version = reader(home)
    if site is None:
        done = projector.rebuild(home, extractor, extractor_version=version, jobs=jobs)
    else:
        done = projector.reread(home, extractor, site, extractor_version=version, jobs=jobs)
    click.echo(summary(done))
