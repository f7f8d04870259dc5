"""`newsark init HOME`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive.home import Home


@click.command()
@click.argument("folder", metavar="HOME")
@click.option("--operator", default="", help="Who runs the crawls: a person or an institution.")
@click.option(
    "--contact", help="Mail address or web page for the owners of crawled sites; asked for in a terminal."
)
def command(folder: str, operator: str, contact: str | None) -> None:
    """Make an archive home."""
    if not folder:  # an unset variable of a script; the current folder is "."
        raise click.UsageError("name a folder for the archive home")
    contact = _asked() if contact is None else contact.strip()
    home = Home.create(Path(folder), operator=operator, contact=contact)
    click.echo(f"{home.path}: an archive home")
    if not contact:
        click.echo("Write a contact into newsark.toml, so that the owners of crawled sites can reach you.")
    click.echo(f"Next: newsark site add http://… --home {folder}")


def _asked() -> str:
    """Crawls say whom to write to; without a terminal there is nobody to ask."""
    if not sys.stdin.isatty():
        return ""
    answer: str = click.prompt(
        "Contact for the owners of crawled sites (mail address or web page)", default="", show_default=False
    )
    return answer.strip()
