"""The note of an erasure under way (`takedown.journal`), from which any next start completes it.

It is on disk before the first byte changes and is taken away when the last has. While it is there the home is being
changed; every step may have been done or not, and each can be done again.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from archive.errors import HomeError, WriteError
from archive.warc.recover import sync_folder

FILE = "takedown.journal"


@dataclass(frozen=True, slots=True)
class Journal:
    """An erasure: what was ordered (`match` and `what` as in a rule), why, when (UTC, ISO 8601), and for each file its
    SHA-256 as it was and the record ids that go; the payload digest of each."""

    match: str
    what: str
    reason: str
    at: str
    files: dict[str, str]
    gone: dict[str, list[str]] = field(default_factory=dict)
    digests: dict[str, str | None] = field(default_factory=dict)


def write(home: Path, journal: Journal) -> None:
    """On disk for good when it returns."""
    path = home / FILE
    fresh = path.with_name(FILE + ".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(journal), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(home)
    except OSError as error:
        raise WriteError(
            f"cannot be written ({error.strerror}); make room and try again", path=path
        ) from error


def broken_off(home: Path) -> bool:
    """Whether there is an erasure to complete."""
    return (home / FILE).exists()


def read(home: Path) -> Journal | None:
    """The erasure under way; None where there is none. HomeError where its note cannot be read."""
    path = home / FILE
    try:
        return Journal(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise HomeError(
            f"{path}: cannot be read ({error}); give the take-down again, then remove it"
        ) from None


def remove(home: Path) -> None:
    (home / FILE).unlink(missing_ok=True)
    sync_folder(home)
