"""What a sealed file is known by: its SHA-256, its size and how many records it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from archive.errors import WarcError
from archive.warc.read import walk

_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that is not written to any more. `sha256` in hexadecimal, `size` in bytes; damaged records count too."""

    file: str
    size: int
    sha256: str
    records: int


Told = Callable[[Sealed], None]
"""What a writer calls for each file that it has sealed."""


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal. WarcError where it cannot be read."""
    digest = sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_STEP):
                digest.update(piece)
    except OSError as error:
        raise WarcError(f"cannot be read: {error.strerror}", path=path) from error
    return digest.hexdigest()


def sealed(path: Path) -> Sealed:
    """The same for a file that somebody else has written: read twice, for its digest and for its records."""
    digest = sha256_of(path)
    return Sealed(path.name, path.stat().st_size, digest, sum(1 for _ in walk(path)))
