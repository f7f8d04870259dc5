"""`newsark fixity`"""

from __future__ import annotations

import sys

import click

from archive.home import Home
from crawler.cli.options import home_option
from crawler.cli.output import counted, printable


@click.command()
@click.option("--expect", metavar="HASH", help="A head noted earlier: must still be in the chain.")
@click.option("--shallow", is_flag=True, help="Compare sizes only, not SHA-256.")
@home_option
def command(home: Home, expect: str | None, shallow: bool) -> None:
    """Check that no sealed file was altered, removed or added.

    Each sealed file has its SHA-256 in manifest.jsonl, each line of which names the hash of the line before. The last
    line's hash, the head, vouches for all of them: note it in another place, and ask with --expect whether it is still
    part of the chain. The exit code is 1 where anything differs.
    """
    from archive.fixity.chain import line_hash
    from archive.fixity.check import check
    from archive.fixity.manifest import Manifest

    manifest = Manifest(home.path)
    problems = [printable(str(problem)) for problem in check(home.path, home.warc, deep=not shallow)]
    if expect is not None and expect not in map(line_hash, manifest.lines()):
        problems.append(
            f"manifest.jsonl: holds no line with the hash {expect}: it was cut off or written anew [fixity]"
        )
    for problem in problems:
        click.echo(problem)
    count, head = manifest.head()
    files, entries = counted(len(manifest.files()), "file"), counted(count, "entry", "entries")
    click.echo(f"{files} in {entries}, {counted(len(problems), 'problem')}", err=True)
    click.echo(f"head {head}", err=True)
    if problems:
        sys.exit(1)
