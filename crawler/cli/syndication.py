"""`newsark syndication ID|URL`"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.marks import marked
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, printable, say, second, short_id

if TYPE_CHECKING:
    from archive.likeness.syndication import Telling


@click.command()
@click.argument("name", metavar="ID|URL")
@limit_option()
@format_options
@home_option
def command(home: Home, name: str, limit: int | None, form: str | None) -> None:
    """Show who else ran an article's text, who was first and what each changed.

    Copies in other publications, in the order they were first captured: [-only here-]{+only there+}. Needs datasketch:
    pip install 'newsark[compare]'.
    """
    from archive import query
    from archive.likeness.signatures import Signatures
    from archive.likeness.syndication import syndication

    with query.reading(home.archive_db) as db, Signatures(home.likeness_db) as signatures:
        signatures.follow(db, _progress)
        found = syndication(db, signatures, name)[:limit]
    if form is not None:
        emit([one.as_dict() for one in found], form, [])
        return
    say(_lines(found))


def _progress(signed: int) -> None:
    """Signing a large archive for the first time takes minutes: a line now and then says that it goes on."""
    if signed % 50_000 == 0:
        click.echo(f"{signed:,} texts signed", err=True)


def _lines(found: Sequence[Telling]) -> Iterator[str]:
    for one in found:
        own = one.stored.article
        yield printable(f"{one.stored.site}: {own.title or '(no title)'}")
        yield printable(f"  {own.url}  (record {short_id(one.stored.id)})")
        yield printable("  " + "; ".join(_facts(one)))
        for change in one.edits:
            yield f"  {change.kind}: {marked(change)}"
        yield ""
    if len(found) < 2:
        yield "Nobody else ran it, as far as this archive knows."
    elif all(one.published_first is None for one in found):
        yield "Who published it first cannot be told from what the pages state."


def _facts(one: Telling) -> Iterator[str]:
    own = one.stored.article
    if one.is_asked:
        yield "the article asked for"
    else:
        yield f"{one.overlap.containment:.0%} of the shorter text in common"
    published = own.published or "at an unknown time"
    zone = ", zone not stated" if "T" in published and not own.published_zone_known else ""
    yield f"published {published}{zone}{', first' if one.published_first else ''}"
    yield f"captured {second(one.first_seen)}{', first' if one.captured_first else ''}"
    if one.agency:
        yield f"agency {one.agency}"
