"""`newsark repair`"""

from __future__ import annotations

import sys

import click

from archive.home import Home
from crawler.cli.options import home_option


@click.command()
@home_option
def command(home: Home) -> None:
    """Seal what a kill left open and mend the index.

    Files of a running crawl are left alone. The exit code is 1 where a file is gone that the index knows.
    """
    from archive.index.repair import repair
    from archive.index.store import CaptureIndex
    from archive.warc.recover import recover

    recovered = recover(home.warc)
    with CaptureIndex(home.index_db) as index:
        mended = repair(home.warc, index)
    for done in (*recovered, *mended):
        click.echo(str(done))
    if not recovered and not mended:
        click.echo("nothing to repair")
    if any(found.missing for found in mended):
        sys.exit(1)
