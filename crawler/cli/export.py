"""`newsark export FORMAT`: one module a format in crawler/cli/exports, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

FORMATS = {
    "parquet": "Write Parquet files, by publication and month.",
    "jsonl": "Write JSON lines.",
    "csv": "Write comma-separated values.",
    "atom": "Write an Atom feed of changes.",
    "wacz": "Write a WACZ: pages with all they need, for replayweb.page.",
    "warc": "Write WARC files of a part of the archive.",
    "zipnum": "Write the index as ZipNum, for pywb.",
}


class Formats(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(FORMATS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in FORMATS:
            return None
        found: click.Command = import_module(f"crawler.cli.exports.{name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            formatter.write_dl(list(FORMATS.items()))


@click.group(cls=Formats)
def command() -> None:
    """Write articles, captures or changes for other programs."""
