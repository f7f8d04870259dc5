"""`newsark verify [PATH…]`"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.errors import NewsarkError, WarcError
from archive.home import Home
from crawler.cli.meter import Meter
from crawler.cli.options import home_folder_option
from crawler.cli.output import counted, printable

if TYPE_CHECKING:
    from archive.warc.ties import Ties
    from archive.warc.verify import Problem


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--deep/--shallow",
    default=True,
    show_default=True,
    help="Whether digests, the places of captures and the rows of the database are checked as well.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=lambda: min(os.cpu_count() or 1, 8),
    help="Files checked at once.  [default: processors, at most 8]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a problem.")
@home_folder_option
def command(home: Path, paths: tuple[Path, ...], deep: bool, jobs: int, as_json: bool) -> None:
    """Check WARC files, and the index against them.

    PATH is any WARC or ARC file, or a folder of them: no home is needed. Without PATH it is the home: its files, its
    index, what its revisits refer to, its database and its manifest. A line a problem: file, byte offset, record, what
    is wrong, the section of WARC 1.1 it goes against. Nothing is changed; the exit code is 1 where there is a problem.
    """
    meter = Meter("checked")
    check = _Check(deep, jobs, meter)
    problems = 0
    for problem in check.outside(paths) if paths else check.home(home):
        problems += 1
        meter.clear()
        if isinstance(problem, NewsarkError):
            click.echo(f"newsark: {printable(str(problem))}", err=True)
        else:
            click.echo(json.dumps(asdict(problem)) if as_json else printable(str(problem)))
    meter.clear()
    for note in check.notes:
        click.echo(note, err=True)
    sums = ((check.files, "file"), (check.records, "record"), (problems, "problem"))
    click.echo(", ".join(counted(count, name) for count, name in sums), err=True)
    if problems:
        sys.exit(1)


Found = Iterator["Problem | NewsarkError"]


@dataclass(slots=True)
class _Check:
    """What one call checks; `notes` is what is no problem and still worth saying."""

    deep: bool
    jobs: int
    meter: Meter
    files: int = 0
    records: int = 0
    notes: list[str] = field(default_factory=list)
    ties: list[tuple[str, Ties]] = field(default_factory=list)

    def outside(self, paths: tuple[Path, ...]) -> Found:
        """Files that belong to no home. What a revisit refers to may well be in files that are not given."""
        from archive.warc.ties import unmet

        yield from self._files(list(self._given(paths)))
        count = sum(1 for _ in unmet(self.ties))
        if count:
            self.notes.append(f"{count:,} revisits refer to records that are in none of these files")

    def home(self, folder: Path) -> Found:
        from archive.index.repair import is_warc, open_files
        from archive.warc.verify import Problem

        home = Home.open(folder)
        yield from self._files([path for path in sorted(home.warc.iterdir()) if is_warc(path)])
        for path, alive in open_files(home.warc):
            if alive:
                self.notes.append(f"{path.name}: is being written; not checked")
            else:
                yield Problem(
                    path.name, 0, "", "open", "was left open by a killed crawl; run: newsark repair"
                )
        if home.index_db.exists():
            yield from self._index(home)
        elif self.files:
            yield Problem(home.index_db.name, 0, "", "index", "is missing; run: newsark repair")
        yield from self._manifest(home)

    def _given(self, paths: tuple[Path, ...]) -> Iterator[Path | WarcError]:
        from archive.index.repair import ENDINGS

        for path in paths:
            found = [path]
            if path.is_dir():
                found = sorted(file for file in path.rglob("*") if file.name.lower().endswith(ENDINGS))
            yield from found
            if not found:
                yield WarcError("holds no WARC files (*.warc, *.warc.gz)", path=path)

    def _files(self, given: list[Path] | list[Path | WarcError]) -> Found:
        from archive.warc.checking import check_files

        paths = [one for one in given if not isinstance(one, WarcError)]
        self.meter.whole = sum(path.stat().st_size for path in paths if path.is_file())
        jobs = min(self.jobs, len(paths)) if self.meter.whole > 20e6 else 1  # a process takes longer to start
        for report in check_files(paths, deep=self.deep, jobs=jobs, heard=self.meter):
            self.ties.append((report.path.name, report.ties))
            self.records += report.records
            self.files += report.error is None
            self.notes.extend(report.remarks)
            yield from report.problems
            if report.error is not None:
                yield WarcError(report.error)
        yield from (one for one in given if isinstance(one, WarcError))

    def _index(self, home: Home) -> Found:
        from archive.index.check import check
        from archive.index.revisits import check_revisits
        from archive.index.store import CaptureIndex
        from archive.projector.check import check_rows

        try:
            with CaptureIndex(home.index_db) as index:
                yield from check(home.warc, index, deep=self.deep)
                yield from check_revisits(home.warc, index)
                if self.deep and home.archive_db.exists():
                    yield from check_rows(home.archive_db, index)
        except NewsarkError as error:
            yield error

    def _manifest(self, home: Home) -> Found:
        from archive.fixity.check import check
        from archive.fixity.manifest import FILE
        from archive.takedown.journal import FILE as JOURNAL
        from archive.takedown.journal import broken_off
        from archive.warc.verify import Problem

        if (home.path / FILE).exists():
            yield from check(home.path, home.warc, deep=self.deep)
        elif self.files:
            self.notes.append(f"{FILE}: there is none, fixity was not checked; run: newsark repair")
        if broken_off(home.path):
            yield Problem(JOURNAL, 0, "", "takedown", "a take-down was broken off; run: newsark repair")
