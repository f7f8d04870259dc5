"""`newsark takedown URL|RECORD`"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from archive.errors import NotFound, QueryError
from archive.home import Home
from crawler.cli.options import home_option
from crawler.cli.output import counted, emit, printable

if TYPE_CHECKING:
    from archive.model import CaptureRow
    from archive.takedown.order import Concerned

COLUMNS = ("number", "at", "level", "match", "what", "reason", "lifted")
LISTED = 10


@click.command()
@click.argument("name", metavar="[URL|RECORD]", required=False)
@click.option("--level", type=click.Choice(["hide", "erase"]), help="[default: hide]")
@click.option("--reason", help="Why: goes into the manifest and into tombstones.")
@click.option(
    "--match", type=click.Choice(["exact", "prefix", "host"]), help="What URL stands for.  [default: exact]"
)
@click.option("--dry-run", is_flag=True, help="Say what it would be about and change nothing.")
@click.option("--undo", type=click.IntRange(min=1), metavar="NUMBER", help="End a take-down.")
@click.option("--json", "as_json", is_flag=True, help="The list as one JSON object a line.")
@home_option
def command(
    home: Home,
    name: str | None,
    level: str | None,
    reason: str | None,
    match: str | None,
    dry_run: bool,
    undo: int | None,
    as_json: bool,
) -> None:
    """Withhold captures, or take them out of the files.

    hide: replay answers 451, and lists, search, exports and the CDX server leave the captures out, also those to come;
    they stay in the files, and --undo shows them again. erase: besides, their records are taken out of the WARC files,
    the index and the database for good, each leaving a tombstone with its digest and the reason.

    Without URL or RECORD the take-downs are listed.
    """
    if name is None and undo is None:
        if reason is not None or match is not None or dry_run or level is not None:
            raise QueryError("name what to take down: an address or a record id")
        _list(home, as_json=as_json)
        return
    if name is not None and undo is not None:
        raise QueryError("name what to take down, or give --undo NUMBER: not both")
    if not dry_run and not (reason or "").strip():
        raise QueryError('say why: --reason "…"')
    lines = (
        _undo(home, undo, reason or "")
        if undo is not None
        else _order(home, name or "", match, level or "hide", reason or "", dry_run)
    )
    for line in lines:
        click.echo(printable(line))


def _order(home: Home, name: str, match: str | None, level: str, reason: str, dry_run: bool) -> Iterator[str]:
    from archive.takedown import order

    rule, now = order.named(name, match), datetime.now(UTC)
    if rule.match == "record" and not order.concerned(home, rule).captures:
        raise NotFound(
            f"{rule.what}: no capture here has this record id; newsark takedown lists what is out already"
        )
    if dry_run:
        yield from _about(order.concerned(home, rule), level)
    elif level == "hide":
        number = order.hide(home, rule, reason, now)
        found = order.concerned(home, rule)
        count = len(found.captures)
        yield f"take-down {number}: {counted(count, 'capture')} of {rule.what} withheld" + _none_yet(count)
        yield from _about(found, level, captures=False)
    else:
        number, found, done = order.erase(home, rule, reason, now)
        yield (
            f"take-down {number}: {counted(len(found.captures), 'capture')} of {rule.what} erased"
            + _none_yet(len(found.captures))
        )
        yield from map(str, done)
        yield from _about(found, level, captures=False)


def _undo(home: Home, number: int, reason: str) -> Iterator[str]:
    from archive.takedown import order

    rule = order.lift(home, number, reason, datetime.now(UTC))
    gone = "; what was erased stays erased" if rule.level == "erase" else ""
    yield f"take-down {number}: {rule.what} is shown again{gone}"


def _about(found: Concerned, level: str, *, captures: bool = True) -> Iterator[str]:
    if captures:
        files = len({row.location.file for row in found.captures})
        yield f"{counted(len(found.captures), 'capture')}, in {counted(files, 'file')}"
        yield from _lines(found.captures)
    if found.repeats and level == "erase":
        yield f"with them {counted(len(found.repeats), 'capture')} that repeat their payload and have none of their own:"
        yield from _lines(found.repeats)
    if found.same_payload:
        yield f"the same payload is also in {counted(len(found.same_payload), 'capture')} that this leaves alone:"
        yield from _lines(found.same_payload)
    if found.forms:
        yield f"other addresses of the same articles, which this leaves alone ({len(found.forms):,}):"
        yield from (f"  {url}" for url in found.forms[:LISTED])


def _lines(rows: tuple[CaptureRow, ...]) -> Iterator[str]:
    for row in rows[:LISTED]:
        yield f"  {row.date:%Y-%m-%d %H:%M:%S} {row.record_id} {row.url}"
    if len(rows) > LISTED:
        yield f"  and {len(rows) - LISTED:,} more"


def _none_yet(count: int) -> str:
    return "" if count else "; captures to come will be"


def _list(home: Home, *, as_json: bool) -> None:
    from archive.takedown.hidden import rules

    found = [{name: getattr(rule, name) for name in COLUMNS} for rule in rules(home.path)]
    if not emit(found, "json" if as_json else None, COLUMNS) and not as_json:
        click.echo("Nothing is taken down.")
