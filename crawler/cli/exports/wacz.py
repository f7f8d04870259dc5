"""`newsark export wacz`"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from archive.home import Home
from crawler.cli.exports.captures import capture_options, left_out, wanted
from crawler.cli.options import home_option
from crawler.cli.output import counted


@click.command()
@capture_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write.",
)
@click.option("--title", default="", help="What the package is called.")
@click.option(
    "--sign",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="KEY",
    help="Sign with this key (PEM, P-384); made where there is none.",
)
@home_option
def command(
    home: Home,
    url: str | None,
    site: str | None,
    words: str | None,
    since: str | None,
    until: str | None,
    output: Path,
    title: str,
    sign: Path | None,
) -> None:
    """Write a WACZ: pages with all they need, for replayweb.page.

    Each page comes with its pictures, styles and scripts, nearest to it in time, and with the captures that its
    revisits repeat: the file needs no archive. Without a choice everything is written; withheld captures never are.
    """
    from archive.exports.captures import export_wacz
    from archive.exports.sign import Key

    choice = wanted(url, site, words, since, until)
    key = Key.open(sign) if sign is not None else None
    done = export_wacz(home, choice, output, datetime.now(UTC), title=title, key=key)
    left_out(done.skipped)
    click.echo(
        f"{counted(done.captures, 'capture')}, {counted(done.pages, 'page')}, {done.bytes:,} bytes written: {output}",
        err=True,
    )
