"""After a kill: `.open` files without a living writer are cut to their last whole capture, sealed, and reported."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from archive.errors import WriteError
from archive.warc.members import members

OPEN = ".open"
QUARANTINE = "quarantine"
"""The folder within warc/ of what cannot be read."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A file that its writer left open: `kept` and `cut` are bytes. One of which nothing was whole is put aside."""

    file: str
    kept: int
    cut: int

    def __str__(self) -> str:
        if not self.kept:
            return f"recovered {self.file}: held no whole record, {self.cut:,} bytes; moved to {QUARANTINE}/"
        return f"recovered {self.file}: {self.kept:,} bytes kept, {self.cut:,} bytes of a capture under way cut off"


def recover(folder: Path) -> list[Recovered]:
    """Repairs and seals what killed writers left behind; files of living writers are not touched."""
    found = (_recover(path) for path in sorted(folder.glob(f"*.warc.gz{OPEN}")))
    return [one for one in found if one is not None]


def _recover(path: Path) -> Recovered | None:
    final = path.with_name(path.name.removesuffix(OPEN))
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None  # its writer has just sealed it
    except OSError as error:
        raise WriteError(f"cannot be opened: {error.strerror}; make the home writable", path=path) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not path.exists():
            return None
        size = os.fstat(handle).st_size
        kept = whole_captures(path)
        if kept:
            os.ftruncate(handle, kept)
            os.fsync(handle)
            os.rename(path, final)
        elif size:
            put_aside(path, path.parent / QUARANTINE)
        else:
            path.unlink()
        sync_folder(path.parent)
    except BlockingIOError:
        return None  # its writer lives
    except OSError as error:
        raise WriteError(
            f"cannot be repaired ({error.strerror}); make it writable and start again", path=path
        ) from error
    finally:
        os.close(handle)
    return Recovered(final.name, kept, size - kept)


def whole_captures(path: Path) -> int:
    """The offset behind the last whole capture: all of its members, of which one write put them there together.

    A capture begins with a record that is not tied to one before it (WARC-Concurrent-To); one whose later members are
    cut off is whole as to its response, and is kept: what was received is worth more than how it was asked for.
    """
    end = 0
    for member in members(path, keep=2048):
        if member.damage is not None or not member.data.startswith(b"WARC/"):
            break
        end = member.offset + member.length
    return end


def put_aside(path: Path, folder: Path) -> Path:
    """Moves a file into a folder, made if need be, under a name that is free there; OSError where it cannot be."""
    folder.mkdir(exist_ok=True)
    place, number = folder / path.name, 0
    while place.exists():
        number += 1
        place = folder / f"{path.name}.{number}"
    os.rename(path, place)
    sync_folder(folder)
    return place


def sync_folder(folder: Path) -> None:
    """A rename is on disk for good when its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
