"""`newsark why ID|URL FIELD`"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING

import click

from archive.home import Home
from archive.model import Candidate
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, json_line, printable, say, shorten

if TYPE_CHECKING:
    from archive.model import Json
    from archive.query import Evidence

PLACE = ("record_id", "captured", "file", "offset")


@click.command()
@click.argument("name", metavar="ID|URL")
@click.argument("field")
@limit_option()
@format_options
@home_option
def command(home: Home, name: str, field: str, limit: int | None, form: str | None) -> None:
    """Show where a value comes from, to the byte.

    The value, the rule that read it, the node or header it stood in, and the WARC record that holds those bytes;
    below it the candidates that lost. As CSV a row a candidate, best first.
    """
    from archive import query

    with query.reading(home.archive_db, keeper=True) as db:
        found = query.evidence(db, name, field)
    found = replace(found, candidates=found.candidates[:limit])
    if form == "json":
        click.echo(json_line(found.as_dict()))
    elif form is not None:
        emit(_rows(found), form, [], ("url", *(one.name for one in fields(Candidate)), *PLACE))
    else:
        say(map(printable, _lines(found)))


def _rows(found: Evidence) -> Iterator[dict[str, object]]:
    """A row a candidate, with the record it stands in."""
    place = {name: getattr(found, name) for name in PLACE}
    return ({"url": found.url, **asdict(candidate), **place} for candidate in found.candidates)


def _lines(found: Evidence) -> Iterator[str]:
    yield f"{found.field} = {_value(found.value)}"
    winners = [candidate for candidate in found.candidates if candidate.chosen]
    losers = [candidate for candidate in found.candidates if not candidate.chosen]
    for candidate in winners:
        yield from _steps(candidate)
    if not winners:
        yield "  ← no rule read a value"
    yield f"  ← {found.url}, captured {found.captured}"
    yield f"  ← {found.file}:{found.offset}  record {found.record_id}"
    yield f"  read by {found.extractor}"
    if losers:
        yield "not chosen:"
    for candidate in losers:
        note = f"  ({candidate.note})" if candidate.note else ""
        yield f"  {shorten(_value(candidate.value), 60)}  ← {candidate.rule} ← {candidate.where}{note}"


def _steps(candidate: Candidate) -> Iterator[str]:
    note = f"  ({candidate.note})" if candidate.note else ""
    yield f"  ← rule {candidate.rule}, confidence {candidate.confidence:.2f}{note}"
    yield f"  ← {candidate.where}"
    if candidate.raw:
        yield f"  ← “{shorten(' '.join(candidate.raw.split()), 200)}”"


def _value(value: Json) -> str:
    return "not stated" if value is None else value if isinstance(value, str) else json_line(value)
