"""Printing: tables for people, JSON lines, CSV and TSV for programs. All of it streams.

What is for people is paged in a terminal (`$PAGER`, else less) and printed without colour into pipes.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain

import click
from wcwidth import wcswidth

TABLE_ROWS = 1000
"""A table for people is laid out in pieces of so many rows, so that a long list still streams."""


def emit(
    rows: Iterable[Mapping[str, object]],
    form: str | None,
    columns: Sequence[str],
    heading: Sequence[str] | type | None = None,
) -> int:
    """Prints rows in the form asked for and returns how many there were; the table shows `columns` only.

    `heading` is what CSV and TSV begin with, as names or as the dataclass whose fields the rows are; lists that are never
    empty need none: their first row has the names.
    """
    if isinstance(heading, type):
        heading = [one.name for one in fields(heading)]
    if form == "json":
        return _lines(rows)
    if form in ("csv", "tsv"):
        return _separated(rows, "," if form == "csv" else "\t", heading)
    return _table(rows, columns)


def say(lines: Iterable[str]) -> None:
    """Lines for people: in a terminal through a pager, which ends at once if they fit the screen."""
    stream = iter(lines)
    first = next(stream, None)
    if first is None:
        return
    everything = chain([first], stream)
    if sys.stdout.isatty():
        os.environ.setdefault("LESS", "-FRX")  # quit if it fits, keep colours, leave the text on the screen
        click.echo_via_pager(line + "\n" for line in everything)
        return
    for line in everything:
        click.echo(line)


def counted(count: int, name: str, many: str = "") -> str:
    """`1 file`, `1,200 files`, `2 entries`."""
    return f"{count:,} {name if count == 1 else many or name + 's'}"


def printable(text: str) -> str:
    """Text from the web made safe for a terminal: control characters and bidi overrides are taken out."""
    return "".join(
        c for c in text if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _BIDI)
    )


LONGEST = 1000
"""Characters of a message: what was given may be a megabyte, and the remedy stands at the end."""


def one_line(text: str) -> str:
    """A message as one line that a terminal takes as text: what else is in it is shown as escapes (`\\n`, `\\x1b`)."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
    return "".join(c if printable(c) and c not in "\n\t" else _escape(c) for c in text)


def _escape(char: str) -> str:
    if "\udc80" <= char <= "\udcff":  # a byte of an argument that is no UTF-8 (PEP 383)
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def short_id(record_id: str) -> str:
    """The first eight digits of a record id, which `show` and `why` take for the whole."""
    return record_id.removeprefix("<").removeprefix("urn:uuid:")[:8]


def second(instant: str) -> str:
    """A UTC instant as the database has it, cut to the second: what a person reads."""
    return instant[:19] + "Z"


def _lines(rows: Iterable[Mapping[str, object]]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the number of the last row is the result
        click.echo(json_line(dict(row)))
    return count


def json_line(value: object) -> str:
    """JSON in the letters of the texts; characters that a terminal obeys are escaped, which any reader undoes."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_OBEYED = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _separated(rows: Iterable[Mapping[str, object]], mark: str, heading: Sequence[str] | None) -> int:
    writer = csv.writer(sys.stdout, delimiter=mark, lineterminator="\n")
    if heading is not None:
        writer.writerow(heading)
    count = 0
    for count, row in enumerate(rows, 1):
        if count == 1 and heading is None:
            writer.writerow(row)
        cells = [_cell(v) for v in row.values()]
        writer.writerow(map(printable, cells) if sys.stdout.isatty() else cells)
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def _table(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> int:
    counted: list[int] = []
    say(_tables(rows, columns, counted))
    return sum(counted)


def _tables(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str], counted: list[int]
) -> Iterator[str]:
    from tabulate import tabulate

    for piece in _pieces(rows, TABLE_ROWS):
        counted.append(len(piece))
        cells = [[printable(_cell(row.get(name))).replace("\n", " ") for name in columns] for row in piece]
        cells = _narrow(cells, columns)
        heads = [name.replace("_", " ") for name in columns]
        yield tabulate(cells, heads, tablefmt="simple", disable_numparse=True)


def _pieces(rows: Iterable[Mapping[str, object]], size: int) -> Iterable[list[Mapping[str, object]]]:
    piece: list[Mapping[str, object]] = []
    for row in rows:
        piece.append(row)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


def _narrow(cells: list[list[str]], columns: Sequence[str]) -> list[list[str]]:
    """Shortens columns until a row fits the terminal, texts first, times and numbers last; a pipe gets everything."""
    if not sys.stdout.isatty():
        return cells
    room = shutil.get_terminal_size().columns - 2 * (len(columns) - 1)
    widths = [max([len(name), *(width(row[i]) for row in cells)]) for i, name in enumerate(columns)]
    every = range(len(columns))
    for which, least in (
        ([i for i in every if columns[i] in _TEXTS], 16),
        ([i for i in every if columns[i] in _NAMES], 10),
        (every, 12),
    ):
        while sum(widths) > room and which and widths[widest := max(which, key=widths.__getitem__)] > least:
            widths[widest] -= 1
    return [[shorten(cell, widths[i]) for i, cell in enumerate(row)] for row in cells]


_TEXTS = frozenset(("title", "snippet", "change", "url", "found_on", "message", "what", "start", "value"))
_NAMES = frozenset(("site", "host", "rule", "when", "section"))
"""Columns that can be cut and still tell something; of a time without its zone that is not so."""


def width(text: str) -> int:
    """Columns a terminal needs for this text."""
    return max(wcswidth(text), 0)


def shorten(text: str, limit: int) -> str:
    """The text cut to so many terminal columns, with an ellipsis where something was cut."""
    if width(text) <= limit:
        return text
    while text and width(text) > limit - 1:
        text = text[:-1]
    return text + "…"
