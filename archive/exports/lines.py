"""JSON lines (https://jsonlines.org) and CSV (RFC 4180, UTF-8) of a table: streamed, a few MB of memory at any size."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import TextIO

from archive.exports.tables import Batch, Table, records


def write_jsonl(table: Table, found: Iterable[Batch], out: TextIO) -> int:
    """One JSON object a line, every column in each; returns how many. Missing values are null."""
    count = 0
    for batch in found:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in records(table, batch))
        count += len(batch.rows)
    return count


def write_csv(table: Table, found: Iterable[Batch], out: TextIO) -> int:
    """A heading and one row each; returns how many. Lists as JSON, booleans as true and false, missing values empty."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    count = 0
    for batch in found:
        writer.writerows([_cell(value) for value in row.values()] for row in records(table, batch))
        count += len(batch.rows)
    return count


def _cell(value: object) -> object:
    if isinstance(value, list | bool):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else value
