"""`newsark export atom [FILE]`"""

from __future__ import annotations

from pathlib import Path

import click

from archive.home import Home
from crawler.cli.exports.selection import file_argument, written
from crawler.cli.options import home_option, limit_option


@click.command()
@file_argument
@click.option("--since", metavar="TIME", help="Seen at this time (UTC) or later.")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind of change; may be repeated."
)
@click.option("--site", help="Only this publication.")
@limit_option(200)
@home_option
def command(
    home: Home, file: Path | None, since: str | None, kinds: tuple[str, ...], site: str | None, limit: int
) -> None:
    """Write an Atom feed of changes.

    Into FILE, or to standard output; the newest first. The kinds are those of `newsark changes`.
    """
    from archive import query
    from archive.exports.atom import feed

    with query.reading(home.archive_db) as db:
        events = query.changes(db, since=since, kinds=kinds, site=site, limit=limit)
        with written(file) as out:
            out.writelines(feed(events, about=site or "all publications"))
