"""`newsark export parquet FOLDER`"""

from __future__ import annotations

from pathlib import Path

import click

from archive.home import Home
from crawler.cli.exports.selection import selected, selection_options, tell
from crawler.cli.options import home_option


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@selection_options
@home_option
def command(
    home: Home, folder: Path, table: str, site: str | None, since: str | None, until: str | None
) -> None:
    """Write Parquet files, by publication and month.

    FOLDER/site=NAME/month=2026-11/part-0.parquet: what DuckDB, pandas, polars and Spark read as one table. FOLDER must
    not exist yet. What take-downs withhold is left out.
    """
    from archive.exports.parquet import write_parquet

    with selected(home, table, site, since, until) as (kind, rows):
        count = write_parquet(kind, rows, folder)
    tell(count, "rows", folder)
