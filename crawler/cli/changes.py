"""`newsark changes`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.marks import marked
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, second, short_id, shorten

if TYPE_CHECKING:
    from archive.query import Event

COLUMNS = ("seen", "kind", "grade", "record", "title", "change")
MEASURE = 80
"""Columns of a table that a change may take; `newsark history` shows it whole."""


@click.command()
@click.option(
    "--since", metavar="TIME", help="Seen at this time (UTC) or later: 2026-11-23, 2026-11-23T08:00Z."
)
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND",
    help="headline, body, byline, date, correction, comments, moved, paywall, removed or restored; new only if named; "
    "may be repeated.",
)  # fmt: skip
@click.option("--site", help="Only this publication.")
@limit_option()
@format_options
@home_option
def command(
    home: Home,
    since: str | None,
    kinds: tuple[str, ...],
    site: str | None,
    limit: int | None,
    form: str | None,
) -> None:
    """List what changed in articles, newest first."""
    from archive import query

    with query.reading(home.archive_db) as db:
        events = query.changes(db, since=since, kinds=kinds, site=site, limit=limit)
        rows = (_row(event) if form is None else event.as_dict() for event in events)
        if not emit(rows, form, COLUMNS, query.Event.names()) and form is None:
            click.echo("No changes.")


def _row(event: Event) -> dict[str, object]:
    change = shorten(click.unstyle(marked(event.change)), MEASURE)
    return {**event.as_dict(), "seen": second(event.seen), "record": short_id(event.id), "change": change}
