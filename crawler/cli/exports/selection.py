"""What several exports share: which rows, and where to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from archive.errors import WriteError

if TYPE_CHECKING:
    from archive.exports.tables import Batch, Table
    from archive.home import Home

F = TypeVar("F", bound=Callable[..., Any])

_TABLES = ("articles", "versions", "comments")


def selection_options(function: F) -> F:
    """`--table`, `--site`, `--since`, `--until`."""
    for option in (
        click.option("--until", metavar="DATE", help="Published on or before this date."),
        click.option(
            "--since", metavar="DATE", help="Published on or after this date: 2026-11-23, or 2026-11."
        ),
        click.option("--site", help="Only this publication."),
        click.option(
            "--table",
            type=click.Choice(_TABLES),
            default="articles",
            show_default=True,
            help="The latest version of each article, every capture of one, or every comment count.",
        ),
    ):
        function = option(function)
    return function


@contextmanager
def selected(
    home: Home, table: str, site: str | None, since: str | None, until: str | None
) -> Iterator[tuple[Table, Iterator[Batch]]]:
    """The table and its rows, read while the block runs."""
    from archive import query
    from archive.exports.tables import TABLES, batches

    with query.reading(home.archive_db) as db:
        yield TABLES[table], batches(db, TABLES[table], site=site, since=since, until=until)


@contextmanager
def written(file: Path | None) -> Iterator[TextIO]:
    """The file, in UTF-8, in its place when it is whole; standard output without one."""
    if file is None:
        yield sys.stdout
        return
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            yield out
        unfinished.replace(file)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror}; choose another file", path=file) from None
    finally:
        with suppress(OSError):  # a folder that takes no file lets none be removed
            unfinished.unlink()


def file_argument(function: F) -> F:
    """`[FILE]`: standard output by default."""
    kind = click.Path(path_type=Path, dir_okay=False)
    return click.argument("file", type=kind, required=False)(function)


def tell(count: int, what: str, place: Path | None) -> None:
    """On standard error, because the rows may go to standard output."""
    if place is not None:
        click.echo(f"{count:,} {what} written: {place}", err=True)
