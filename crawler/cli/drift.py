"""`newsark drift`"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.options import format_options, home_option, limit_option
from crawler.cli.output import emit, second, short_id

if TYPE_CHECKING:
    from archive.drift import Drift

COLUMNS = ("site", "field", "measure", "before", "after", "since", "record", "rule", "url")


@click.command()
@click.option("--site", help="Only this publication.")
@limit_option()
@format_options
@home_option
def command(home: Home, site: str | None, limit: int | None, form: str | None) -> None:
    """Show fields that are read worse than they used to be.

    For each publication the fields that are filled less often, or shorter, than before some capture, with that capture
    and the rule that used to read them (measure "rule": still read, but by another one): what a redesign of the pages looks like from here.
    """
    from itertools import islice

    from archive import query
    from archive.drift import Drift, drifts

    with query.reading(home.archive_db, keeper=True) as db:
        found = islice(drifts(db, site=site), limit)
        rows = (_for_people(one) if form is None else one.as_dict() for one in found)
        if not emit(rows, form, COLUMNS, Drift) and form is None:
            click.echo("No field is read worse than before.")


def _for_people(one: Drift) -> dict[str, object]:
    share = f"{one.before:.0%}", f"{one.after:.0%}"
    size = f"{one.before:,.0f} letters", f"{one.after:,.0f}"
    before, after = share if one.measure != "length" else size
    told = {"before": before, "after": after, "since": second(one.since), "record": short_id(one.id)}
    return {**one.as_dict(), **told, "rule": one.rule or "-"}
