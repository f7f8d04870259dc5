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

    A take-down that a kill broke off is completed, files that are not in the manifest are entered into it. Files of a
    running crawl are left alone. The exit code is 1 where a file is gone that the index knows.
    """
    from datetime import UTC, datetime

    from archive.fixity.adopt import adopt
    from archive.index.repair import repair
    from archive.index.store import CaptureIndex
    from archive.takedown.journal import broken_off
    from archive.takedown.order import complete
    from archive.warc.recover import recover

    erased = complete(home) if broken_off(home.path) else []
    recovered = recover(home.warc)
    with CaptureIndex(home.index_db) as index:
        mended = repair(home.warc, index)
    adopted = adopt(
        home.path, home.warc, datetime.now(UTC), recovered=[done.file for done in recovered]
    )
    found = (*erased, *recovered, *mended, *adopted)
    for done in found:
        click.echo(str(done))
    if not found:
        click.echo("nothing to repair")
    if any(one.missing for one in mended):
        sys.exit(1)
