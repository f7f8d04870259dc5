"""Files that lie in warc/ and are not in the chain yet: left by a kill between seal and entry, or put there by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.fixity.manifest import Manifest
from archive.index.repair import is_warc
from archive.warc.seal import Sealed, Told, sealed


@dataclass(frozen=True, slots=True)
class Adopted:
    """A file that entered the chain late; `event` as in the manifest."""

    file: str
    event: str

    def __str__(self) -> str:
        return f"{self.file}: entered into the manifest ({self.event})"


def entering(home: Path) -> Told:
    """For a WARC writer: enters each file as it is sealed. WriteError where the manifest cannot be written."""
    manifest = Manifest(home)

    def enter(done: Sealed) -> None:
        manifest.seal(done, datetime.now(UTC))

    return enter


def adopt(
    home: Path, folder: Path, at: datetime, *, recovered: Collection[str] = (), event: str = "found"
) -> list[Adopted]:
    """Enters every sealed file of `folder` that the chain lacks, in the order of their names; says which.

    `recovered` are files that a start has just sealed in the place of their killed writers.
    """
    manifest = Manifest(home)
    known = manifest.files()
    done = []
    for path in sorted(folder.iterdir()):
        if path.name not in known and is_warc(path):
            kind = "recovered" if path.name in recovered else event
            manifest.seal(sealed(path), at, kind)
            done.append(Adopted(path.name, kind))
    return done
