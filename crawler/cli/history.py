"""`newsark history ID|URL`"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.marks import marked
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, printable, say, second, short_id

if TYPE_CHECKING:
    from archive.query import Event


@click.command()
@click.argument("name", metavar="ID|URL")
@limit_option()
@format_options
@home_option
def command(home: Home, name: str, limit: int | None, form: str | None) -> None:
    """Show what became of one article, word by word.

    Each change with the captures it lies between, oldest first: [-went-]{+came+}. With --limit the latest so many.
    """
    from archive import query

    with query.reading(home.archive_db, keeper=True) as db:
        events = query.history(db, name)[-limit if limit else 0 :]
        captures = [] if events[1:] or form else query.captures(db, name)
    if form is not None:
        emit([event.as_dict() for event in events], form, [], query.Event.names())
        return
    say(_lines(events, len(captures)))


def _lines(events: list[Event], captures: int) -> Iterator[str]:
    if events:
        yield printable(events[-1].title or "(no title)")
        yield printable(events[-1].url)
    for event in events:
        grade = f", {event.change.grade}" if event.change.grade else ""
        yield ""
        before = f"; {short_id(event.previous_id)} of {second(event.not_before)} was before"
        records = f"record {short_id(event.id)}{'' if event.change.kind == 'new' else before}"
        yield f"{second(event.seen)}  {event.change.kind}{grade}  ({records})"
        yield "  " + marked(event.change)
    if not events[1:]:
        yield f"No changes; captures: {captures:,}."
