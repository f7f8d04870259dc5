"""What exports of captures share: which ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from crawler.cli.output import printable

if TYPE_CHECKING:
    from archive.exports.choose import Wanted

F = TypeVar("F", bound=Callable[..., Any])
SAID = 5


def capture_options(function: F) -> F:
    """`--url`, `--site`, `--query`, `--from`, `--to`."""
    for option in (
        click.option("--to", "until", metavar="TIME", help="Captured then or before."),
        click.option(
            "--from",
            "since",
            metavar="TIME",
            help="Captured then or later: 2026-11-23, 2026-11-23T08:00 (UTC).",
        ),
        click.option("--query", "words", metavar="WORDS", help="Articles that newsark search finds."),
        click.option("--site", help="A publication, or a host."),
        click.option("--url", help="One page, all its captures."),
    ):
        function = option(function)
    return function


def wanted(
    url: str | None, site: str | None, words: str | None, since: str | None, until: str | None
) -> Wanted:
    """The options as the library takes them. QueryError for a time that is none."""
    from archive.exports.choose import Wanted, instant

    return Wanted(
        url,
        site,
        words,
        None if since is None else instant(since),
        None if until is None else instant(until, end=True),
    )


def left_out(lines: Iterable[str]) -> None:
    """On standard error: what could not be exported."""
    lines = list(lines)
    for line in lines[:SAID]:
        click.echo(f"left out {printable(line)}", err=True)
    if len(lines) > SAID:
        click.echo(f"left out {len(lines) - SAID:,} more", err=True)
