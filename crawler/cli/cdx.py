"""`newsark cdx URL`"""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import urlencode

import click

from archive.errors import NotFound, QueryError
from archive.home import Home
from crawler.cli.options import home_option, limit_option


@click.command()
@click.argument("url", required=False)
@click.option("--all", "everything", is_flag=True, help="The whole index, sorted as LC_ALL=C sort does.")
@click.option("--match", metavar="KIND", help="exact (the default), prefix, host or domain.")
@click.option("--from", "since", metavar="TIME", help="Captured then or later: 2014, 20141128000200 (UTC).")
@click.option("--to", "until", metavar="TIME", help="Captured then or before.")
@click.option("--closest", metavar="TIME", help="The nearest to this time first.")
@limit_option()
@click.option(
    "--filter", "filters", metavar="FILTER", multiple=True, help="=status:200, mime:html, !~url:.*x"
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@home_option
def command(
    home: Home,
    url: str | None,
    everything: bool,
    match: str | None,
    since: str | None,
    until: str | None,
    closest: str | None,
    limit: int | None,
    filters: tuple[str, ...],
    as_json: bool,
) -> None:
    """List captures of an address as CDXJ.

    The lines, parameters and filters are those of the replay server's /web/cdx; URL may be http://host/path* or
    *.host. What is withheld from readers is listed here: this is the keeper's view.
    """
    from archive.replay.cdx import MAX_LIMIT

    most = None if limit is None else min(limit, MAX_LIMIT)
    wanted = {"url": url, "matchType": match, "from": since, "to": until, "closest": closest, "limit": most}
    pairs = [(name, str(value)) for name, value in wanted.items() if value is not None]
    pairs += [("filter", text) for text in filters]
    if everything == bool(pairs):
        raise QueryError("name an address, or give --all alone for the whole index")
    if not home.index_db.exists() or _is_empty(home):
        raise NotFound(f"{home.path}: nothing is indexed here; crawl first, or run: newsark repair")
    told = False
    for line in _all(home, as_json=as_json) if everything else _asked(home, pairs, as_json=as_json):
        told = True
        click.echo(line)
    if not told:
        click.echo("newsark: no captures answer to that", err=True)


def _is_empty(home: Home) -> bool:
    from archive.index.store import CaptureIndex

    with CaptureIndex(home.index_db) as index:
        return not index.files()


def _all(home: Home, *, as_json: bool) -> Iterable[str]:
    from archive.index.cdxj import cdxj_lines
    from archive.index.store import CaptureIndex
    from archive.replay import cdx

    with CaptureIndex(home.index_db) as index:
        rows = index.in_order()
        if as_json:
            yield from (json.dumps(cdx.fields_of(row)) for row in rows if row.kind != "metadata")
        else:
            yield from cdxj_lines(rows)


def _asked(home: Home, pairs: list[tuple[str, str]], *, as_json: bool) -> list[str]:
    from archive.replay import cdx
    from archive.replay.library import Library

    output = [("output", "json")] if as_json else []
    query = cdx.parse_query(urlencode(pairs + output, errors="surrogateescape"))
    library = Library(home, keeper=True)
    _, text = cdx.write(query, cdx.select(query, library.query(query)))
    lines = text.splitlines()
    if len(lines) == cdx.MAX_LIMIT:
        told = f"{cdx.MAX_LIMIT:,} lines, the most there are at a time; ask for less, with --from and --to"
        click.echo(f"newsark: {told}", err=True)
    return lines
