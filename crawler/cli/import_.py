"""`newsark import PATH…`"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.home import Home
from crawler.cli.meter import Meter
from crawler.cli.options import home_option
from crawler.cli.output import counted, one_line

if TYPE_CHECKING:
    from archive.imports import Brought


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--link/--copy", "linking", help="Give the files a second name in the home instead of copying them."
)
@click.option("--site", metavar="NAME", help="The publication that these captures are listed under.")
@click.option("--project/--no-project", "projecting", default=True, help="Turn the captures into rows.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
@home_option
def command(
    home: Home, paths: tuple[Path, ...], linking: bool, site: str | None, projecting: bool, as_json: bool
) -> None:
    """Bring in WARC, ARC and WACZ files of others.

    PATH is a file or a folder of them. Each is copied into warc/ under its own name, indexed, and entered into the
    manifest; one that is here already is recognised. Damaged records are named and passed over, and the exit code is 1.
    What is killed goes on when it is started again. Captures are listed under --site NAME, else under their host.
    """
    from archive.imports import bring

    meter, sound, taken = Meter("copied"), True, False
    for one in bring(home, paths, linking=linking, site=site, heard=meter):
        meter.clear()
        sound, taken = sound and one.sound, taken or one.state != "refused"
        _tell(one, as_json=as_json)
    if projecting and taken:
        from archive import projector
        from crawler.cli.project import summary
        from crawler.learning import reader

        extractor, version = reader(home)
        done = projector.project(home, extractor, extractor_version=version)
        click.echo(summary(done), err=True)
    if not sound:
        sys.exit(1)


def _tell(one: Brought, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(one.as_dict()))
        return
    if one.state == "refused":
        click.echo(f"newsark: {one_line(str(one.reason))}", err=True)
        return
    for offset, reason in one.damaged:
        click.echo(one_line(f"{one.file}:{offset}: {reason}; passed over"), err=True)
    told = counted(one.captures, "capture") + (
        "; each record has a gzip member of its own now" if one.repacked else ""
    )
    if one.state == "known":
        told = "is here already" + (
            f"; {counted(one.captures, 'capture')} that the index lacked" * bool(one.captures)
        )
    as_file = "" if Path(one.source).name == one.file else f" as {one.file}"
    click.echo(one_line(f"{one.source}{as_file}: {told}"))
