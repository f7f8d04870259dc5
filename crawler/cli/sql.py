"""`newsark sql STATEMENT`"""

from __future__ import annotations

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit


@click.command()
@click.argument("statement")
@limit_option()
@format_options
@home_option
def command(home: Home, statement: str, limit: int | None, form: str | None) -> None:
    """Ask the database, read-only.

    The tables and views are described in docs/schema.md; `articles`, `latest_articles` and `comment_counts` are
    where to begin.
    """
    from archive import query

    answer = query.sql(home.archive_db, statement, limit=limit)
    if not emit(answer.as_dicts(), form, answer.names, heading=answer.names) and form is None:
        click.echo("No rows.")
