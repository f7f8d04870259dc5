"""Bringing the index and the WARC files together: after a kill, after a file was added by hand, after the index was lost."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.index.store import CaptureIndex
from archive.storage.places import is_elsewhere
from archive.warc.read import rows
from archive.warc.recover import OPEN

ENDINGS = (".warc.gz", ".warc", ".arc.gz", ".arc")
"""The names of files of captures; what else lies in the folder is nobody's."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was wrong with the index of one file. `missing` means that the file itself is gone."""

    file: str
    added: int = 0
    removed: int = 0
    missing: bool = False

    def __str__(self) -> str:
        if self.missing:
            return f"{self.file}: is in the index but not in warc/; bring it back, or its captures cannot be read"
        parts = [f"{self.added:,} captures added to the index"] * bool(self.added)
        parts += [f"{self.removed:,} removed from it"] * bool(self.removed)
        return f"{self.file}: " + ", ".join(parts)


def repair(folder: Path, index: CaptureIndex) -> list[Mended]:
    """Makes the index right for every file in `folder` that has no living writer; says what was wrong.

    Cheap where nothing is: only bytes that the index has not seen are read.
    """
    files = {path.name: path for path in sorted(folder.iterdir()) if is_warc(path)}
    found = [mended for name, path in files.items() if (mended := _mend(name, path, index))]
    known = set(index.files())
    present = set(files) | {path.name.removesuffix(OPEN) for path in folder.glob(f"*{OPEN}")}
    gone = (name for name in sorted(known - present) if not is_elsewhere(folder.parent, name))
    return found + [Mended(name, missing=True) for name in gone]


def remake(folder: Path, index: CaptureIndex) -> list[Mended]:
    """The same by reading every file and comparing each row: also what is missing or wrong in the middle of a file."""
    found = []
    for name, path in {path.name: path for path in sorted(folder.iterdir()) if is_warc(path)}.items():
        held = {(row.location.offset, row.record_id) for row in index.rows_of(name)}
        right = list(rows(path))
        places = {(row.location.offset, row.record_id) for row in right}
        if held != places:
            index.replace(name, right, path.stat().st_size)
            found.append(Mended(name, len(places - held), len(held - places)))
    return found


def _mend(name: str, path: Path, index: CaptureIndex) -> Mended | None:
    size = path.stat().st_size
    if index.size(name) == size:
        return None
    added, removed = index.sync(name, size, lambda start: rows(path, start))
    return Mended(name, added, removed) if added or removed else None


def is_warc(path: Path) -> bool:
    """A sealed file of captures, by its name."""
    return path.name.endswith(ENDINGS) and path.is_file()


def open_files(folder: Path) -> Iterator[tuple[Path, bool]]:
    """The files being written, and whether their writer lives."""
    for path in sorted(folder.glob(f"*{OPEN}")):
        try:
            with path.open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    yield path, False
                except BlockingIOError:
                    yield path, True
        except FileNotFoundError:
            continue  # sealed in this moment
