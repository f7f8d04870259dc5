"""`newsark comments ID|URL`"""

from __future__ import annotations

from collections.abc import Sequence

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option
from crawler.cli.output import emit, second, short_id

COLUMNS = ("date", "comment_count", "qualifier", "source", "record")
BARS = "▁▂▃▄▅▆▇█"
LINE = 60
"""Bars of a sparkline at most."""


@click.command()
@click.argument("name", metavar="ID|URL")
@format_options
@home_option
def command(home: Home, name: str, form: str | None) -> None:
    """Show how an article's comment count grew.

    A row for each capture that states a count; times are UTC.
    """
    from archive import query

    with query.reading(home.archive_db, keeper=True) as db:
        series = query.comments(db, name)
    rows = [
        row.as_dict() if form else {**row.as_dict(), "date": second(row.date), "record": short_id(row.id)}
        for row in series
    ]
    if not emit(rows, form, COLUMNS) and form is None:
        click.echo("No capture states a comment count.")
    elif form is None and len(series) > 1:
        counts = [row.comment_count for row in series]
        click.echo(f"\n{counts[0]:,} {sparkline(counts)} {counts[-1]:,}")


def sparkline(values: Sequence[int]) -> str:
    """One bar a value between the lowest and the highest; of many values as many as fit a line, the last among them."""
    low, high = min(values), max(values)
    step = max(1, -(-len(values) // LINE))
    shown = values[::-step][::-1]
    return "".join(BARS[(value - low) * (len(BARS) - 1) // max(1, high - low)] for value in shown)
