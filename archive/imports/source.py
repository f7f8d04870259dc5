"""One file to be imported, and what a ZIP around it may do wrong."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.errors import WarcError

_BOMB = 2 << 30
"""Bytes of a ZIP member beyond which it must not be packed more than a hundredfold."""

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be imported. `label` names it for people, `name` is the one it would like to have; `size` in bytes.

    `path` is where it lies, None inside a ZIP; `said` is the SHA-256 that a WACZ states of it.
    """

    label: str
    name: str
    size: int
    open: Opener
    path: Path | None = None
    said: str | None = None


Found = Source | WarcError


@contextmanager
def zip_errors(path: Path) -> Iterator[None]:
    """What the ZIP reader says of hostile or broken files, as one line."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise WarcError(f"is a damaged ZIP: {reason}", path=path) from None


def check_size(size: int, packed: int, path: Path) -> None:
    """WarcError for a member that unpacks to no end."""
    if size > _BOMB and size > 100 * max(1, packed):
        raise WarcError(f"holds a member that unpacks from {packed:,} to {size:,} bytes: refused", path=path)
