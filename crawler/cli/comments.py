"""`newsark comments ID|URL` and `newsark comments --site NAME`"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.errors import WriteError
from archive.home import Home
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, second, short_id

if TYPE_CHECKING:
    import sqlite3

    from archive.model import Json
    from archive.plot import Point

COLUMNS = ("date", "comment_count", "qualifier", "source", "record")
SITE_COLUMNS = ("day", "articles", "comments")
BARS = "▁▂▃▄▅▆▇█"
LINE = 60
"""Bars of a sparkline at most."""


@click.command()
@click.argument("name", metavar="[ID|URL]", required=False)
@click.option("--site", help="All articles of this publication, a row a day.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.svg",
    help="Draw the series as well, into this file.",
)
@limit_option()
@format_options
@home_option
def command(
    home: Home, name: str | None, site: str | None, plot: Path | None, limit: int | None, form: str | None
) -> None:
    """Show how an article's comment count grew.

    A row for each capture that states a count, of the article, of its counting service or of a feed; times are UTC.
    With --limit the latest so many.
    """
    from archive import query

    if (name is None) == (site is None):
        raise click.UsageError("name one article, or a publication with --site")
    if plot is not None and plot.suffix.lower() != ".svg":
        raise click.UsageError(f"{plot}: the drawing is SVG; give the file a name that ends in .svg")
    with query.reading(home.archive_db, keeper=True) as db:
        rows, points = _of_site(db, site) if site else _of_article(db, name or "")
    rows, points = rows[-(limit or 0) :], points[-(limit or 0) :]
    if plot is not None:
        _draw(plot, points, site or name or "")
    if form is None:
        rows = [_for_people(row) for row in rows]
    columns, kind = (SITE_COLUMNS, query.Discussed) if site else (COLUMNS, query.Counted)
    if not emit(rows, form, columns, kind) and form is None:
        click.echo("No capture states a comment count.")
    elif form is None and len(points) > 1:
        counts = [count for _, count in points]
        click.echo(f"\n{counts[0]:,} {sparkline(counts)} {counts[-1]:,}")


def _of_article(db: sqlite3.Connection, name: str) -> tuple[list[dict[str, Json]], list[Point]]:
    from archive import query

    series = query.comments(db, name)
    return [row.as_dict() for row in series], [(row.moment, row.comment_count) for row in series]


def _of_site(db: sqlite3.Connection, site: str) -> tuple[list[dict[str, Json]], list[Point]]:
    from archive import query

    series = query.discussion(db, site)
    return [row.as_dict() for row in series], [(row.moment, row.comments) for row in series]


def _for_people(row: dict[str, Json]) -> dict[str, Json]:
    if "date" not in row:
        return row
    return row | {"date": second(str(row["date"])), "record": short_id(str(row["id"]))}


def _draw(file: Path, points: Sequence[Point], about: str) -> None:
    from archive.plot import chart

    try:
        file.write_text(chart(points, f"Comments: {about}"), encoding="utf-8")
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror}; choose another file", path=file) from None


def sparkline(values: Sequence[int]) -> str:
    """One bar a value between the lowest and the highest; of many values as many as fit a line, the last among them."""
    low, high = min(values), max(values)
    step = max(1, -(-len(values) // LINE))
    shown = values[::-step][::-1]
    return "".join(BARS[(value - low) * (len(BARS) - 1) // max(1, high - low)] for value in shown)
