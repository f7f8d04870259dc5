"""`newsark backfill NAME --from 2014-01`"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import click

from archive.errors import SiteError
from archive.home import Home
from crawler.cli.crawl import carry_out
from crawler.cli.options import Duration, home_option, limit_option


class Day(click.ParamType[date]):
    """A day, month or year; `last` takes the last day of a month or year, else the first."""

    name = "day"

    def __init__(self, *, last: bool = False) -> None:
        self._last = last

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            first = date.fromisoformat(text + {4: "-01-01", 7: "-01"}.get(len(text), ""))
            if not self._last or len(text) == 10:
                return first
            following = first.replace(year=first.year + 1) if len(text) == 4 else first + timedelta(days=31)
            return following.replace(day=1) - timedelta(days=1)
        except ValueError:
            self.fail(f"{value!r} is no day; write 2014, 2014-01 or 2014-01-31", param, ctx)


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--from", "since", type=Day(), required=True, help="The first day: 2014, 2014-01, 2014-01-31.")
@click.option("--to", "until", type=Day(last=True), help="The last day, included.  [default: today]")
@limit_option(text="Stop after so many pages.")
@click.option("--max-time", type=Duration(), help="Stop after this time: 90s, 10m, 2h.")
@click.option(
    "--project/--no-project", "projecting", default=True, help="Turn captures into rows beside the crawl."
)
@click.option("--json", "as_json", is_flag=True, help="The closing summary as one JSON object.")
@home_option
def command(
    home: Home,
    name: str,
    since: date,
    until: date | None,
    limit: int | None,
    max_time: timedelta | None,
    projecting: bool,
    as_json: bool,
) -> None:
    """Crawl what a publication had before it was archived.

    Its site file says where that can be found: [backfill] with archives, wordpress or ids (docs/crawling.md). What is
    new comes first, the past after it, the newest first; a later crawl or backfill goes on where this one ends.
    """
    from crawler.discovery.past import Past
    from crawler.sites.load import load

    past = Past(since, until or datetime.now(UTC).date())
    if past.since > past.until:
        raise click.UsageError(f"--from ({past.since}) is after --to ({past.until})")
    where = load(home.sites, name).backfill
    if not (where.archives or where.wordpress or where.ids):
        raise SiteError(
            f"{home.sites / name}.toml: does not say where the past can be found; write for example: [backfill] "
            f'archives = ["https://news.example/%Y/%m/%d/"]'
        )
    carry_out(home, name, projecting=projecting, as_json=as_json, limit=limit, max_time=max_time, past=past)
