"""Files that cannot be mended are put aside with a note, never deleted: another tool, or another year, may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import WarcError, WriteError
from archive.warc.read import walk
from archive.warc.recover import QUARANTINE, put_aside

__all__ = ["QUARANTINE", "Quarantined", "hopeless", "quarantine"]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that was moved to `place` (in the home's folder) for this reason."""

    file: str
    place: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}; moved to {self.place.parent.name}/{self.place.name}, nothing of it is deleted"


def hopeless(path: Path) -> str | None:
    """Why nothing of a file can be read; None where a record can."""
    damage = "is empty"
    try:
        for record in walk(path):
            if record.damage is None:
                return None
            damage = record.damage
    except WarcError as error:
        return str(error)
    return f"holds no readable record ({damage})"


def quarantine(path: Path, folder: Path, reason: str, at: datetime) -> Quarantined:
    """Moves the file to `quarantine/` of `folder` and writes a note beside it. WriteError where that cannot be done."""
    try:
        place = put_aside(path, folder / QUARANTINE)
        note = place.with_name(place.name + ".txt")
        note.write_text(f"{path}\n{at:%Y-%m-%dT%H:%M:%SZ}\n{reason}\n", encoding="utf-8", errors="replace")
    except OSError as error:
        raise WriteError(
            f"cannot be put aside ({error.strerror}); make the home writable", path=path
        ) from error
    return Quarantined(path.name, place, reason)
