"""`newsark export warc`"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from archive.home import Home
from crawler.cli.exports.captures import capture_options, left_out, wanted
from crawler.cli.options import home_option
from crawler.cli.output import counted


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@capture_options
@home_option
def command(
    home: Home,
    folder: Path,
    url: str | None,
    site: str | None,
    words: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Write WARC files of a part of the archive.

    Records as they are, into FOLDER. Each page comes with its pictures, styles and scripts, nearest to it in time, and
    with the captures that its revisits repeat: the files need no others. Withheld captures are never in them.
    """
    from archive.exports.captures import export_warc

    captures, names, skipped = export_warc(
        home, wanted(url, site, words, since, until), folder, datetime.now(UTC)
    )
    left_out(skipped)
    for name in names:
        click.echo(folder / name)
    click.echo(f"{counted(captures, 'capture')} written", err=True)
