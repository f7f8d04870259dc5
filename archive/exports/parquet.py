"""Apache Parquet, partitioned as Hive does (`site=NAME/month=2026-11/part-0.parquet`): DuckDB, pandas, polars, Spark.

Needs pyarrow: `pip install 'newsark[export]'`. Memory holds one batch of rows. The folder appears when it is whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from archive.errors import QueryError, WriteError
from archive.exports.tables import Batch, Column, Table, values

PARTITIONS = ("site", "month")
"""Columns that are in the folders' names and not in the files."""

OWN = frozenset({"record_id", "url", "title", "body", "canonical_url", "header_line", "text_digest"})
"""Texts that are another one in each row: a dictionary of them is made in vain, and their smallest and largest tell nothing."""

UNFINISHED = ".unfinished"


def write_parquet(table: Table, found: Iterable[Batch], folder: Path) -> int:
    """Writes the rows below `folder`, which must not exist; returns how many. WriteError where it cannot be written."""
    arrow = _pyarrow()
    if folder.exists():
        raise WriteError("is there already; choose another folder, or remove it", path=folder)
    unfinished = folder.with_name(folder.name + UNFINISHED)
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        count = _write(arrow, table, found, unfinished)
        unfinished.rename(folder)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror}; choose another folder", path=folder) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return count


def _write(arrow: ModuleType, table: Table, found: Iterable[Batch], folder: Path) -> int:
    from pyarrow import parquet

    columns = [(place, column) for place, column in enumerate(table.columns) if column.name not in PARTITIONS]
    schema = arrow.schema([(column.name, _type(arrow, column)) for _, column in columns])
    shared = [column.name for _, column in columns if column.name not in OWN]
    writer, partition, count = None, None, 0
    try:
        for batch in found:
            if partition != (batch.site, batch.month):
                if writer is not None:
                    writer.close()
                partition = (batch.site, batch.month)
                writer = parquet.ParquetWriter(
                    _part(folder, *partition),
                    schema,
                    compression="zstd",
                    use_dictionary=shared,
                    write_statistics=shared,
                )
            cells = list(zip(*batch.rows, strict=True))
            arrays = [_array(arrow, column, cells[place]) for place, column in columns]
            assert writer is not None
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            count += len(batch.rows)
    finally:
        if writer is not None:
            writer.close()
    return count


def _part(folder: Path, site: str, month: str) -> Path:
    """The file of a partition; names are percent-encoded, as Hive's readers expect."""
    parent = folder / f"site={quote(site, safe='')}" / f"month={quote(month, safe='')}"
    parent.mkdir(parents=True, exist_ok=True)
    return parent / "part-0.parquet"


def _type(arrow: ModuleType, column: Column) -> Any:
    return {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "real": arrow.float64(),
        "boolean": arrow.bool_(),
        "instant": arrow.timestamp("us", tz="UTC"),
        "list": arrow.list_(arrow.string()),
    }[column.kind]


def _array(arrow: ModuleType, column: Column, cells: tuple[Any, ...]) -> Any:
    made = values(column, cells)
    if column.kind == "instant":
        return arrow.array(made, arrow.string()).cast(_type(arrow, column))
    return arrow.array(made, _type(arrow, column))


def _pyarrow() -> ModuleType:
    try:
        import pyarrow
    except ImportError:
        raise QueryError("Parquet needs pyarrow; install it with: pip install 'newsark[export]'") from None
    module: ModuleType = pyarrow
    return module
