"""`newsark status`"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.options import home_option
from crawler.cli.output import counted, emit, json_line

if TYPE_CHECKING:
    from archive.query import Status

COLUMNS = ("site", "captures", "articles", "versions", "failed", "last_crawl", "last_reason")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--watch", is_flag=True, help="Show crawls and schedules live, until Ctrl-C.")
@click.option(
    "--metrics", type=click.IntRange(0, 65535), help="Serve Prometheus figures on this port of 127.0.0.1."
)
@home_option
def command(home: Home, as_json: bool, watch: bool, metrics: int | None) -> None:
    """Show what is here and what is open."""
    from archive import query

    if as_json and (watch or metrics is not None):
        raise click.UsageError("--json says it once, --watch and --metrics go on: choose one of them")
    if watch or metrics is not None:
        _stay(home, watch=watch, port=metrics)
        return
    found = query.status(home)
    if as_json:
        click.echo(json_line(found.as_dict()))
        return
    for line in (*_lines(found), *redesigns(home)):
        click.echo(line)
    if found.sites:
        click.echo()
        emit([site.as_dict() for site in found.sites], None, COLUMNS)


def _stay(home: Home, *, watch: bool, port: int | None) -> None:
    """The live view, the figures, or both, until Ctrl-C or SIGTERM."""
    from crawler.cli.watching import until_stopped, watching
    from crawler.schedule.metrics import serving

    with serving(home, port) as address, until_stopped() as stopped:
        if address:
            click.echo(f"metrics: {address}")
        if watch:
            watching(home, stopped)
        else:
            stopped.wait()


def redesigns(home: Home) -> Iterator[str]:
    """A line for each publication whose newest pages do not look as it was learned."""
    from crawler.learning import NOTICED, changed_sites

    for name, since in changed_sites(home):
        told = f"the last {NOTICED} articles follow no learned layout (since {since:%Y-%m-%d %H:%M})"
        yield f"redesigned     {name}: {told}; run: newsark site learn {name}"


def _lines(found: Status) -> Iterator[str]:
    yield found.home
    yield f"captures       {found.captures:,} in {counted(found.warc_files, 'file')}, {_size(found.warc_bytes)}"
    yield f"articles       {found.articles:,}; database {_size(found.database_bytes)}, index {_size(found.index_bytes)}"
    yield f"not projected  {found.unprojected:,}" + (" (run: newsark project)" if found.unprojected else "")
    for crawl in found.running:
        pages, queued = (int(crawl.progress.get(name, 0)) for name in ("pages", "queued"))
        yield f"crawling       {crawl.site} (process {crawl.pid}): {pages:,} pages, {queued:,} queued"
    for file in found.open_files:
        yield f"open           {file.file}, {_size(file.bytes)}"


def _size(number: int) -> str:
    value = float(number)
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GiB"
