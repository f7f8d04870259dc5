"""`newsark upload`"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from archive.errors import QueryError
from archive.home import Home
from crawler.cli.options import home_option


@click.command()
@home_option
def command(home: Home) -> None:
    """Copy sealed files to the storage elsewhere.

    The place is [storage] upload in newsark.toml (s3://bucket/folder, any fsspec URL). Each file is read back there and
    compared with the manifest. What is there already is left alone. A crawl does the same at its end.
    """
    count = 0
    for line in uploaded(home):
        click.echo(line)
        count += 1
    if not count:
        click.echo("everything is there")


def uploaded(home: Home) -> Iterator[str]:
    """A line for each file that was copied. QueryError where newsark.toml names no place."""
    from archive.fixity.upload import upload
    from archive.storage.places import upload_place

    place = upload_place(home.path)
    if place is None:
        raise QueryError(
            f'{home.path / "newsark.toml"}: names no place; write [storage] and upload = "s3://…"'
        )
    yield from map(str, upload(home.path, home.warc, place, datetime.now(UTC)))
