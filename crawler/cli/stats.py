"""`newsark stats`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit

if TYPE_CHECKING:
    from archive.stats import Figures

COLUMNS = (
    "site", "articles", "changed", "characters", "minute", "zone", "author", "count", "comments", "captures", "revisits",
    "failed", "MB",
)  # fmt: skip


@click.command()
@click.option("--site", help="Only this publication.")
@click.option("--by", type=click.Choice(["day", "month", "year"]), help="A row for each of these.")
@limit_option()
@format_options
@home_option
def command(home: Home, site: str | None, by: str | None, limit: int | None, form: str | None) -> None:
    """Count what there is, by publication and time.

    Articles by the time they were published, with the shares of them that state a minute, a zone, an author, a comment
    count; captures by the time they were made. With --limit the latest so many periods.
    """
    from archive import query
    from archive.stats import Figures, stats

    with query.reading(home.archive_db) as db:
        found = list(stats(db, site=site, by=by))
        rows = (_row(one) if form is None else one.as_dict() for one in found[-(limit or 0) :])
        columns = (*COLUMNS[:1], "period", *COLUMNS[1:]) if by else COLUMNS
        if not emit(rows, form, columns, Figures) and form is None:
            click.echo("Nothing is here yet.")


def _row(one: Figures) -> dict[str, object]:
    said = ("minute", "zone", "author", "count")
    shares = {name: f"{getattr(one, f'with_{name}') / one.articles:.0%}" for name in said if one.articles}
    return {**one.as_dict(), **shares, "MB": f"{one.bytes / 1e6:.1f}"}
