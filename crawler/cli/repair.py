"""`newsark repair`"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from archive.home import Home
from crawler.cli.options import home_option


@click.command()
@click.option("--deep", is_flag=True, help="Read every file and compare each row of the index with it.")
@home_option
def command(home: Home, deep: bool) -> None:
    """Seal what a kill left open and mend the index.

    A take-down that a kill broke off is completed; files of which nothing can be read, and a damaged index, are moved
    to quarantine/ with a note, never deleted; files that are not in the manifest are entered into it. Files of a
    running crawl are left alone. The exit code is 1 where a file is gone that the index knows.
    """
    from archive.index.repair import Mended

    nothing, missing = True, False
    for done in _mended(home, datetime.now(UTC), deep=deep):
        nothing = False
        missing = missing or (isinstance(done, Mended) and done.missing)
        click.echo(str(done))
    if nothing:
        click.echo("nothing to repair")
    if missing:
        sys.exit(1)


def _mended(home: Home, now: datetime, *, deep: bool) -> Iterator[object]:
    """Each thing that was done, as it is done: files first, then the index, then the manifest."""
    from archive.fixity.adopt import adopt
    from archive.takedown.journal import broken_off
    from archive.takedown.order import complete
    from archive.warc.recover import recover

    if broken_off(home.path):
        yield from complete(home)
    recovered = recover(home.warc)
    yield from recovered
    yield from _put_aside(home, now)
    yield from _index(home, now, deep=deep)
    yield from adopt(home.path, home.warc, now, recovered=[done.file for done in recovered])


def _put_aside(home: Home, now: datetime) -> Iterator[object]:
    """Sealed files in which no record can be read."""
    from archive.fixity.chain import QUARANTINED
    from archive.fixity.manifest import Manifest
    from archive.index.repair import is_warc
    from archive.warc.quarantine import hopeless, quarantine

    for path in filter(is_warc, sorted(home.warc.iterdir())):
        reason = hopeless(path)
        if reason is not None:
            done = quarantine(path, home.warc, reason, now)
            Manifest(home.path).append(QUARANTINED, {"file": path.name, "reason": reason}, now)
            yield done


def _index(home: Home, now: datetime, *, deep: bool) -> Iterator[object]:
    """The index right for the files; a damaged one is put aside and made again from them."""
    from archive.errors import DatabaseError
    from archive.index.repair import remake, repair
    from archive.index.store import CaptureIndex
    from archive.sqlite import DAMAGED
    from archive.warc.quarantine import QUARANTINE, quarantine
    from archive.warc.recover import put_aside

    try:
        with CaptureIndex(home.index_db) as index:
            for name in index.files():
                if (home.warc / QUARANTINE / name).exists() and not (home.warc / name).exists():
                    index.forget(name)
            yield from repair(home.warc, index)
            yield from remake(home.warc, index) if deep else ()
    except DatabaseError as error:
        if DAMAGED not in str(error):
            raise
        for beside in home.path.glob(f"{home.index_db.name}-*"):  # its log would be played into the new one
            put_aside(beside, home.path / QUARANTINE)
        yield quarantine(home.index_db, home.path, str(error).removeprefix(f"{home.index_db}: "), now)
        with CaptureIndex(home.index_db) as index:
            yield from repair(home.warc, index)
