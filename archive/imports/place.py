"""Putting a file into warc/: under a temporary name until it is whole and on disk, then under its own, in one step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from archive.errors import WarcError, WriteError
from archive.imports.source import Source, zip_errors
from archive.index.repair import ENDINGS
from archive.warc.recover import sync_folder
from archive.warc.repack import repack

PART = ".import.part"
"""The temporary name in warc/: no reader takes it for a file of captures, and the next import removes it."""

_STEP = 1 << 20

Heard = Callable[[int], None]
"""Told how many bytes more were copied."""


def copy(source: Source, folder: Path, heard: Heard) -> tuple[Path, str]:
    """The bytes of a source in a temporary file of `folder`, on disk for good, and their SHA-256 in hexadecimal."""
    part, digest = folder / PART, sha256()
    with _reading(source) as file, writing(part) as target:
        while piece := _read(file, source):
            digest.update(piece)
            target.write(piece)
            heard(len(piece))
    return part, digest.hexdigest()


def link(source: Source, folder: Path) -> Path:
    """A second name in `folder` for the very file. WarcError where the file system has none to give."""
    part = folder / PART
    part.unlink(missing_ok=True)
    if source.path is None:
        raise WarcError("lies inside a ZIP and cannot be linked; leave out --link", path=source.label)
    try:
        os.link(source.path, part)
    except OSError as error:
        raise WarcError(
            f"cannot be linked ({error.strerror}); leave out --link to copy it", path=source.label
        ) from None
    return part


def digest_of(source: Source) -> str:
    """The SHA-256 of a source, read once."""
    digest = sha256()
    with _reading(source) as file:
        while piece := _read(file, source):
            digest.update(piece)
    return digest.hexdigest()


def repacked(part: Path) -> Path:
    """The temporary file written again with a gzip member a record; what it held is in its place."""
    again = part.with_name(PART + ".again")
    with writing(again) as target:
        repack(part, target)
    with _trouble(part):
        os.replace(again, part)
    return part


def settle(part: Path, name: str) -> str:
    """Gives the temporary file this name in its folder, or one with a number where it is taken; which one it is.

    Only one import runs in a home, so nobody takes the name in between.
    """
    ending = next(end for end in ENDINGS if name.lower().endswith(end))
    stem, wanted, number = name[: -len(ending)], name, 0
    with _trouble(part):
        while part.with_name(wanted).exists():
            number += 1
            wanted = f"{stem}-{number}{name[-len(ending) :]}"
        os.rename(part, part.with_name(wanted))
        sync_folder(part.parent)
    return wanted


def clean(folder: Path) -> None:
    """Removes what a killed import left behind."""
    for part in folder.glob(PART + "*"):
        with _trouble(part):
            part.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A new file that is on disk when the block has ended, and gone when it was left by an error."""
    with _trouble(path):
        path.unlink(missing_ok=True)
        try:
            with path.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


@contextmanager
def _reading(source: Source) -> Iterator[BinaryIO]:
    try:
        file = source.open()
    except OSError as error:
        raise WarcError(f"cannot be read: {error.strerror}", path=source.label) from error
    with file:
        yield file


def _read(file: BinaryIO, source: Source) -> bytes:
    try:
        with zip_errors(Path(source.label)):
            return file.read(_STEP)
    except OSError as error:
        raise WarcError(f"cannot be read: {error.strerror}", path=source.label) from error


@contextmanager
def _trouble(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(
            f"cannot be written ({error.strerror}); mend that and import again: it goes on where it was",
            path=path,
        ) from error
