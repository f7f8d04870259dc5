"""`newsark search WORDS`"""

from __future__ import annotations

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, short_id

COLUMNS = ("record", "published", "title", "snippet")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--site", help="Only this publication.")
@click.option("--since", metavar="DATE", help="Published on or after this date.")
@click.option("--until", metavar="DATE", help="Published on or before this date.")
@click.option("--language", help="Only this language: fa, en-GB.")
@click.option("--ranked", is_flag=True, help="Best match first instead of newest first.")
@limit_option(20)
@format_options
@home_option
def command(
    home: Home,
    words: tuple[str, ...],
    site: str | None,
    since: str | None,
    until: str | None,
    language: str | None,
    ranked: bool,
    limit: int,
    form: str | None,
) -> None:
    """Search titles and texts.

    All words must occur; "several words" in quotes are a phrase, word* a beginning, -word one that must not occur,
    title:word, author:name and body:word look there alone. Letters that are written in several ways (Persian and Arabic ones,
    digits, accents) are taken as one.
    """
    from archive import query

    text = words[0] if len(words) == 1 else " ".join(f'"{word}"' if " " in word else word for word in words)
    with query.reading(home.archive_db) as db:
        mark = ("[", "]") if form is None else ("", "")
        found = query.search(
            db,
            text,
            site=site,
            since=since,
            until=until,
            language=language,
            limit=limit,
            ranked=ranked,
            mark=mark,
        )
        rows = (
            {"record": short_id(row.id), **row.as_dict()} if form is None else row.as_dict() for row in found
        )
        if not emit(rows, form, COLUMNS, query.Hit) and form is None:
            click.echo("Nothing found.")
