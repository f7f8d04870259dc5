"""`newsark verify [PATH…]`"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.errors import WarcError
from archive.home import Home
from crawler.cli.options import home_folder_option
from crawler.cli.output import printable

if TYPE_CHECKING:
    from archive.warc.verify import Problem, Tally


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--shallow", is_flag=True, help="Leave the digests and the places of captures unchecked.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a problem.")
@home_folder_option
def command(home: Path, paths: tuple[Path, ...], shallow: bool, as_json: bool) -> None:
    """Check WARC files, and the index against them.

    PATH is any WARC file, or a folder of them: no home is needed. Without PATH it is the home's files, and its index
    too. A line a problem: file, byte offset, record, what is wrong, the section of WARC 1.1 it goes against. Nothing
    is changed; the exit code is 1 where there is any problem.
    """
    from archive.warc.verify import Tally

    tally, problems = Tally(), 0
    for problem in _files(paths, tally, deep=not shallow) if paths else _home(home, tally, deep=not shallow):
        problems += 1
        if not isinstance(problem, WarcError):
            click.echo(json.dumps(asdict(problem)) if as_json else printable(str(problem)))
        else:
            click.echo(f"newsark: {problem}", err=True)
    counted = ((tally.files, "file"), (tally.records, "record"), (problems, "problem"))
    click.echo(", ".join(f"{count:,} {name}{'s' * (count != 1)}" for count, name in counted), err=True)
    if problems:
        sys.exit(1)


def _files(paths: tuple[Path, ...], tally: Tally, *, deep: bool) -> Iterator[Problem | WarcError]:
    """One file that cannot be read does not keep the others from being checked."""
    from archive.warc.verify import verify

    for path in paths:
        try:
            yield from verify(_warcs(path), deep=deep, tally=tally)
        except WarcError as error:
            yield error


def _warcs(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for ending in ("*.warc", "*.warc.gz") for file in path.rglob(ending))
    if not found:
        raise WarcError("holds no WARC files (*.warc, *.warc.gz)", path=path)
    return found


def _home(folder: Path, tally: Tally, *, deep: bool) -> Iterator[Problem | WarcError]:
    from archive.fixity.check import check as untouched
    from archive.fixity.manifest import FILE as MANIFEST
    from archive.index.check import check
    from archive.index.repair import is_warc, open_files
    from archive.index.store import CaptureIndex
    from archive.takedown.journal import FILE as JOURNAL
    from archive.takedown.journal import broken_off
    from archive.warc.verify import Problem

    home = Home.open(folder)
    yield from _files(tuple(filter(is_warc, sorted(home.warc.iterdir()))), tally, deep=deep)
    for path, alive in open_files(home.warc):
        if alive:
            click.echo(f"{path.name}: is being written; not checked", err=True)
        else:
            yield Problem(path.name, 0, "", "open", "was left open by a killed crawl; run: newsark repair")
    if home.index_db.exists():
        with CaptureIndex(home.index_db) as index:
            yield from check(home.warc, index, deep=deep)
    elif tally.files:
        yield Problem(home.index_db.name, 0, "", "index", "is missing; run: newsark repair")
    if (home.path / MANIFEST).exists():
        yield from untouched(home.path, home.warc, deep=deep)
    elif tally.files:
        click.echo(f"{MANIFEST}: there is none, fixity was not checked; run: newsark repair", err=True)
    if broken_off(home.path):
        yield Problem(JOURNAL, 0, "", "takedown", "a take-down was broken off; run: newsark repair")
