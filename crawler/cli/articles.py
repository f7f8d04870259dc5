"""`newsark articles`"""

from __future__ import annotations

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, short_id

COLUMNS = ("record", "published", "comment_count", "site", "title")


@click.command()
@click.option("--site", help="Only this publication.")
@click.option("--since", metavar="DATE", help="Published on or after this date: 2026-11-23, or 2026-11.")
@click.option("--until", metavar="DATE", help="Published on or before this date.")
@click.option("--author", help="Only articles whose byline has this name in it.")
@limit_option()
@format_options
@home_option
def command(
    home: Home,
    site: str | None,
    since: str | None,
    until: str | None,
    author: str | None,
    limit: int | None,
    form: str | None,
) -> None:
    """List articles, newest first."""
    from archive import query

    with query.reading(home.archive_db) as db:
        found = query.articles(db, site=site, since=since, until=until, author=author, limit=limit)
        rows = (
            {"record": short_id(row.id), **row.as_dict(body=False)}
            if form is None
            else row.as_dict(body=False)
            for row in found
        )
        if not emit(rows, form, COLUMNS, query.Stored.names(body=False)) and form is None:
            click.echo("No articles.")
