"""`newsark frontpage SITE`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, second, short_id, shorten

if TYPE_CHECKING:
    from archive.frontpage import Placed

COLUMNS = ("position", "moved", "title", "published", "record")
TITLE = 90
"""Columns of a table that a headline may take."""


@click.command()
@click.argument("name", metavar="SITE|URL")
@click.option(
    "--at",
    "--until",
    "at",
    metavar="TIME",
    help="As it was at this time (UTC): 2026-11-23T08:00. Else the newest.",
)
@click.option("--since", metavar="TIME", help="Show all places a headline had from this time on.")
@limit_option()
@format_options
@home_option
def command(
    home: Home, name: str, at: str | None, since: str | None, limit: int | None, form: str | None
) -> None:
    """Show a front page's headlines in their order, and how they moved.

    Moved is against the capture before: new, up, down, left. URL may be any page with headlines, a section for example.
    """
    from archive import query
    from archive.frontpage import Placed, frontpage
    from archive.library import record_reader

    with query.reading(home.archive_db) as db, record_reader(home) as read:
        front = frontpage(db, read, name, at=at, since=since)
    found = front.headlines[:limit]
    if form is None:
        against = f", moved against {second(front.compared)}" if front.compared else ", its first capture"
        click.echo(f"{front.url} captured {second(front.captured)}{against}\n")
    rows = (_row(one) if form is None else one.as_dict() for one in found)
    columns = (*COLUMNS[:2], "places", *COLUMNS[2:]) if since else COLUMNS
    if not emit(rows, form, columns, Placed) and form is None:
        click.echo("No headlines on it.")


def _row(one: Placed) -> dict[str, object]:
    places = " ".join("-" if position is None else str(position) for _, position in one.positions)
    return {
        **one.as_dict(),
        "title": shorten(one.title, TITLE),
        "record": short_id(one.id) if one.id else "",
        "places": places,
    }
