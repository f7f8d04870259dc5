"""`newsark rehearse`"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option
from crawler.cli.output import counted, emit, printable, short_id, shorten

if TYPE_CHECKING:
    from archive.model import Json
    from archive.rehearse import Compared

COLUMNS = ("field", "gained", "lost", "changed", "same")
VALUE = 60
"""Columns that a value takes in an example."""


@click.command()
@click.option("--site", help="Only this publication.")
@click.option(
    "--sample", type=click.IntRange(min=1), metavar="N", help="Only so many captures, drawn evenly."
)
@click.option(
    "--examples", type=click.IntRange(min=0), default=2, show_default=True, help="Examples of each kind."
)
@format_options
@home_option
def command(home: Home, site: str | None, sample: int | None, examples: int, form: str | None) -> None:
    """Show what the current parsers would change, before they do.

    Reads captures as newsark rebuild does, compares each field with the rows that are there, and writes nothing.
    """
    from archive import query
    from archive.rehearse import rehearse
    from crawler.learning import reader

    extractor, _ = reader(home)
    with query.reading(home.archive_db, keeper=True) as db:
        found = rehearse(home, db, extractor, site=site, sample=sample, examples=examples)
    if form is not None:
        emit([_flat(one) if form != "json" else one.as_dict() for one in found], form, [])
        return
    different = [one for one in found if one.differs]
    click.echo(
        f"{counted(sum(_counts(found[0])), 'capture')} read anew; fields that would differ: {len(different)}"
    )
    if different:
        emit([_flat(one) for one in different], None, COLUMNS)
    for line in _examples(different):
        click.echo(printable(line))


def _flat(one: Compared) -> dict[str, object]:
    return {name: getattr(one, name) for name in COLUMNS}


def _counts(one: Compared) -> tuple[int, ...]:
    return one.gained, one.lost, one.changed, one.same


def _examples(different: list[Compared]) -> Iterator[str]:
    for one in different:
        for kind, examples in one.examples.items():
            for example in examples:
                yield ""
                yield f"{one.field} {kind}: {_value(example.before)} → {_value(example.after)}"
                yield f"  {example.url}  (record {short_id(example.id)})"


def _value(value: Json) -> str:
    text = " ".join(str(value).split())
    return "nothing" if value is None or text in ("", "[]") else shorten(text, VALUE)
