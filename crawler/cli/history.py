"""`newsark history ID|URL`"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.marks import marked
from crawler.cli.options import format_options, home_option
from crawler.cli.output import emit, printable, second, short_id

if TYPE_CHECKING:
    from archive.query import Event


@click.command()
@click.argument("name", metavar="ID|URL")
@format_options
@home_option
def command(home: Home, name: str, form: str | None) -> None:
    """Show what became of one article, word by word.

    Each change with the captures it lies between, oldest first: [-went-]{+came+}.
    """
    from archive import query

    with query.reading(home.archive_db, keeper=True) as db:
        events = query.history(db, name)
        captures = [] if events[1:] or form else query.captures(db, name)
    if form is not None:
        emit([event.as_dict() for event in events], form, [])
        return
    for line in _lines(events):
        click.echo(line)
    if not events[1:]:
        click.echo(f"No changes; captures: {len(captures):,}.")


def _lines(events: list[Event]) -> Iterator[str]:
    if events:
        yield printable(events[-1].title or "(no title)")
        yield printable(events[-1].url)
    for event in events:
        grade = f", {event.change.grade}" if event.change.grade else ""
        yield ""
        yield (
            f"{second(event.seen)}  {event.change.kind}{grade}"
            f"  (record {short_id(event.id)}; {short_id(event.previous_id)} of {second(event.not_before)} was before)"
        )
        yield "  " + marked(event.change)
