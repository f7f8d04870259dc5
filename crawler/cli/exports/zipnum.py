"""`newsark export zipnum`"""

from __future__ import annotations

from pathlib import Path

import click

from archive.home import Home
from crawler.cli.options import home_option
from crawler.cli.output import counted


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@home_option
def command(home: Home, folder: Path) -> None:
    """Write the index as ZipNum, for pywb.

    index.cdx.gz holds the sorted CDXJ lines in compressed blocks, index.idx their first lines, index.loc where the
    blocks lie. Withheld captures are left out. A plain CDXJ file: newsark cdx --all.
    """
    from archive.exports.captures import export_zipnum

    blocks = export_zipnum(home, folder)
    click.echo(f"{counted(blocks, 'block')} written: {folder / 'index.idx'}", err=True)
