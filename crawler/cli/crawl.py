"""`newsark crawl NAME`"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from archive.errors import NewsarkError
from archive.home import Home
from crawler.cli.options import Duration, home_option, limit_option
from crawler.cli.output import json_line

if TYPE_CHECKING:
    from archive.warc.record import Transfer
    from crawler.crawl import Progress


@click.command()
@click.argument("name", metavar="NAME")
@limit_option(text="Stop after so many pages (their images and styles not counted).")
@click.option("--max-time", type=Duration(), help="Stop after this time: 90s, 10m, 2h.")
@click.option(
    "--project/--no-project", "projecting", default=True, help="Turn captures into rows beside the crawl."
)
@click.option(
    "--transfer",
    type=click.Choice(["verbatim", "dechunk"]),
    help="How chunked answers are kept: as they came, or without their framing.  [default: newsark.toml]",
)
@click.option("--json", "as_json", is_flag=True, help="The closing summary as one JSON object.")
@home_option
def command(
    home: Home,
    name: str,
    limit: int | None,
    max_time: timedelta | None,
    projecting: bool,
    as_json: bool,
    transfer: Transfer | None,
) -> None:
    """Crawl a publication into the archive."""
    options = {"limit": limit, "max_time": max_time, "transfer": transfer}
    carry_out(home, name, projecting=projecting, as_json=as_json, **options)


def carry_out(home: Home, name: str, *, projecting: bool, as_json: bool, **options: Any) -> None:
    """A crawl with its meter, its projector and its summary; ends the process where it failed. `options` are those of
    `crawler.crawl.run`."""
    from crawler.crawl import run

    with _projector(home) as projecting_too, _meter() as meter:

        def told(progress: Progress) -> None:
            if projecting:
                projecting_too()
            meter(progress)

        result = run(home, name, progress=told, **options)
    if as_json:
        click.echo(json_line({**result.summary(), "error": result.error}))
    else:
        for line in result.lines():
            click.echo(line)
    code = result.exit_code or _uploaded(home)
    if code:
        sys.exit(code)


def _uploaded(home: Home) -> int:
    """Copies sealed files elsewhere, if newsark.toml names a place; 1 where that failed, which `newsark upload` mends."""
    from crawler.cli.upload import uploaded

    if not home.setting("storage.upload"):
        return 0
    try:
        for line in uploaded(home):
            click.echo(line, err=True)
    except NewsarkError as error:
        click.echo(f"newsark: {error}", err=True)
        return 1
    return 0


@contextmanager
def _projector(home: Home) -> Iterator[Callable[[], None]]:
    """Gives what starts `newsark project --follow` in a process of its own, once: a crawl that cannot begin needs none.
    It ends when its standard input does: also when we are killed."""
    command = [sys.executable, "-m", "crawler.cli", "project", "--follow", "--home", str(home.path)]
    started: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        if not started:
            started.append(
                subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
                )
            )

    try:
        yield start
    finally:
        for process in started:
            assert process.stdin is not None
            process.stdin.close()
            if process.wait() != 0:
                click.echo("newsark: the projection beside the crawl failed; run: newsark project", err=True)


@contextmanager
def _meter() -> Iterator[Meter]:
    meter = Meter(live=sys.stderr.isatty())
    try:
        yield meter
    finally:
        meter.done()


class Meter:
    """The progress of a crawl on standard error: one live line in a terminal, a line every few seconds elsewhere."""

    EVERY = 5.0

    def __init__(self, *, live: bool) -> None:
        self.live = live
        self.said = 0.0

    def __call__(self, progress: Progress) -> None:
        if self.live:
            click.echo(f"\r\x1b[2K{progress.line()}", nl=False, err=True)
        elif progress.seconds - self.said >= self.EVERY:
            self.said = progress.seconds
            click.echo(progress.line(), err=True)

    def done(self) -> None:
        if self.live:
            click.echo("", err=True)
