"""`newsark init HOME`"""

from __future__ import annotations

from pathlib import Path

import click

from archive.home import Home


@click.command()
@click.argument("folder", metavar="HOME", type=click.Path(path_type=Path))
@click.option("--operator", default="", help="Who runs the crawls: a person or an institution.")
@click.option("--contact", default="", help="Mail address or web page for the owners of crawled sites.")
def command(folder: Path, operator: str, contact: str) -> None:
    """Make an archive home."""
    home = Home.create(folder, operator=operator, contact=contact)
    click.echo(f"{home.path}: an archive home")
    if not contact:
        click.echo("Write a contact into newsark.toml, so that the owners of crawled sites can reach you.")
    click.echo(f"Next: newsark site add http://… --home {folder}")
