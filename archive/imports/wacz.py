"""The WARC files inside a WACZ (WACZ 1.1.1): a ZIP with `archive/*.warc.gz` and a `datapackage.json` of their hashes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from archive.errors import WarcError
from archive.imports.source import Source, check_size, zip_errors
from archive.index.repair import ENDINGS

_MAX_PACKAGE = 32 << 20
"""Bytes of datapackage.json that are read."""


def in_wacz(path: Path) -> Iterator[Source | WarcError]:
    """The files of captures of a WACZ in the order of their names."""
    try:
        with zip_errors(path), zipfile.ZipFile(path) as archive:
            found = sorted(
                (one for one in archive.infolist() if one.filename.lower().endswith(ENDINGS)),
                key=lambda one: one.filename,
            )
            said = _hashes(archive)
        if not found:
            yield WarcError("is a ZIP without WARC files: no WACZ", path=path)
        for member in found:
            yield _source(path, member, said.get(member.filename))
    except WarcError as error:
        yield error


def _source(path: Path, member: zipfile.ZipInfo, said: str | None) -> Source | WarcError:
    try:
        check_size(member.file_size, member.compress_size, path)
    except WarcError as error:
        return error
    label = f"{path}!{member.filename}"
    return Source(label, member.filename, member.file_size, lambda: _open(path, member), None, said)


def _open(path: Path, member: zipfile.ZipInfo) -> BinaryIO:
    """A member as a file to read: no more than its stated size comes out of it, and its CRC is checked."""
    with zip_errors(path), zipfile.ZipFile(path) as archive:
        return cast(BinaryIO, archive.open(member))  # which keeps the ZIP open until it is closed itself


def _hashes(archive: zipfile.ZipFile) -> dict[str, str]:
    """SHA-256 by path, of the resources that state one; what cannot be read states nothing."""
    try:
        with archive.open("datapackage.json") as file:
            package = json.loads(file.read(_MAX_PACKAGE))
        resources = package.get("resources", [])
        return {
            str(one["path"]): str(one["hash"]).removeprefix("sha256:").lower()
            for one in resources
            if str(one.get("hash", "")).startswith("sha256:") and "path" in one
        }
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
