"""`newsark export csv [FILE]`"""

from __future__ import annotations

from pathlib import Path

import click

from archive.home import Home
from crawler.cli.exports.selection import file_argument, selected, selection_options, tell, written
from crawler.cli.options import home_option


@click.command()
@file_argument
@selection_options
@home_option
def command(
    home: Home, file: Path | None, table: str, site: str | None, since: str | None, until: str | None
) -> None:
    """Write comma-separated values.

    Into FILE, or to standard output. The columns are those of docs/schema.md; what take-downs withhold is left out.
    """
    from archive.exports.lines import write_csv

    with selected(home, table, site, since, until) as (kind, rows), written(file) as out:
        count = write_csv(kind, rows, out)
    tell(count, "rows", file)
