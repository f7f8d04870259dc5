"""`newsark search WORDS`"""

from __future__ import annotations

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option
from crawler.cli.output import emit

COLUMNS = ("record", "published", "title", "snippet")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--site", help="Only this publication.")
@click.option("--since", metavar="DATE", help="Published on or after this date.")
@click.option("--until", metavar="DATE", help="Published on or before this date.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many.")
@format_options
@home_option
def command(
    home: Home, words: tuple[str, ...], site: str | None, since: str | None, until: str | None, limit: int, form: str | None
) -> None:
    """Search titles and texts.

    All words must occur; "several words" in quotes are a phrase; a word may end in * for any ending. Persian and
    Arabic letters that are written in several ways, digits and vowel marks are taken as one.
    """
    from archive import query

    found = query.search(home.archive_db, " ".join(words), site=site, since=since, until=until, limit=limit)
    rows = ({"record": row.record_id[:8], **row.as_dict()} if form is None else row.as_dict() for row in found)
    if not emit(rows, form, COLUMNS) and form is None:
        click.echo("Nothing found.")
