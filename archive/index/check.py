"""Comparing the index with the WARC files without mending anything: what `repair` would do, and what it cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.index.pack import pack_record
from archive.index.repair import is_warc
from archive.index.store import CaptureIndex
from archive.storage.places import is_elsewhere
from archive.warc.read import rows
from archive.warc.recover import OPEN
from archive.warc.verify import Problem

RULE = "index"


def check(folder: Path, index: CaptureIndex, *, deep: bool = True) -> Iterator[Problem]:
    """The problems of the index of the sealed files in `folder`, each with the offset it is about.

    Shallow: sizes, and what lies behind the indexed end. `deep` reads the files and compares each capture's place.
    """
    files = {path.name: path for path in sorted(folder.iterdir()) if is_warc(path)}
    for name, path in files.items():
        yield from _places(name, path, index) if deep else _ends(name, path, index)
    present = set(files) | {path.name.removesuffix(OPEN) for path in folder.glob(f"*{OPEN}")}
    for name in index.files():
        if name not in present and not is_elsewhere(folder.parent, name):
            yield Problem(name, 0, "", RULE, "is in the index but not in warc/; bring it back")


def _ends(name: str, path: Path, index: CaptureIndex) -> Iterator[Problem]:
    """Records that are no captures may lie behind the indexed end: only captures there are missing from the index."""
    size, known = path.stat().st_size, index.size(name)
    for row in index.rows_of(name, size):
        yield _beyond(name, row.location.offset, row.record_id)
    for row in rows(path, known) if known < size else ():
        yield _missing(name, row.location.offset, row.record_id)


def _places(name: str, path: Path, index: CaptureIndex) -> Iterator[Problem]:
    held = {row.location.offset: row.record_id for row in index.rows_of(name)}
    size = index.size(name)
    for row in rows(path):
        offset = row.location.offset
        known = held.pop(offset, None)
        if known is None:
            yield _missing(name, offset, row.record_id, "" if offset >= size else " --deep")
        elif pack_record(known) != pack_record(row.record_id):
            message = f"is {known} in the index; run: newsark repair --deep"
            yield Problem(name, offset, row.record_id, RULE, message)
    for offset, record in held.items():
        yield _beyond(name, offset, record)


def _missing(name: str, offset: int, record: str, how: str = "") -> Problem:
    return Problem(name, offset, record, RULE, f"is not in the index; run: newsark repair{how}")


def _beyond(name: str, offset: int, record: str) -> Problem:
    return Problem(name, offset, record, RULE, "is in the index, but the file has no such capture there")
