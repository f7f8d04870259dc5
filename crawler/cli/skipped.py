"""`newsark skipped NAME`"""

from __future__ import annotations

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit

COLUMNS = ("reason", "count", "url", "found_on")


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--reason", help="Only this reason: robots, other-host, 404, no-answer …")
@limit_option()
@format_options
@home_option
def command(home: Home, name: str, reason: str | None, limit: int | None, form: str | None) -> None:
    """Show what the last crawl left out, and which pages answered with an error."""
    from crawler.frontier.report import LeftOut, left_out
    from crawler.sites.load import load

    load(home.sites, name)  # a name that is none is told from one that was not crawled
    found = left_out(home.frontier_db, name, reason)[:limit]
    if not emit((one.as_dict() for one in found), form, COLUMNS, LeftOut) and form is None:
        click.echo("Nothing was left out." if reason is None else f"Nothing was left out for {reason!r}.")
