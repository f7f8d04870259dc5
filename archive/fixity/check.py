"""Comparing files with the manifest: what was altered, removed or slipped in, and where the chain itself was touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.fixity.chain import Entry, breaks
from archive.fixity.manifest import FILE, Manifest
from archive.index.repair import is_warc
from archive.storage.places import is_elsewhere
from archive.warc.seal import sha256_of
from archive.warc.verify import Problem

RULE = "fixity"


def check(home: Path, folder: Path, *, deep: bool = True) -> Iterator[Problem]:
    """The problems of a home's sealed files and of its manifest.

    Shallow: sizes; `deep` also computes each SHA-256. A file that is not in `folder` may be in a place that newsark.toml
    names.
    """
    manifest = Manifest(home)
    lines = manifest.lines()
    for found in breaks(lines):
        yield Problem(FILE, found.line, "", RULE, f"line {found.line} {found.message}")
    known = manifest.files()
    present = {path.name: path for path in sorted(folder.iterdir()) if is_warc(path)}
    for name, path in present.items():
        if name in known:
            yield from _compared(path, known[name], deep=deep)
        else:
            yield Problem(
                name, 0, "", RULE, "is not in the manifest; if it belongs here, run: newsark repair"
            )
    for name, entry in known.items():
        if name not in present and not is_elsewhere(home, name):
            message = (
                f"is in the manifest (entry {entry.number}) but not in warc/: it was removed; bring it back"
            )
            yield Problem(name, 0, "", RULE, message)


def _compared(path: Path, entry: Entry, *, deep: bool) -> Iterator[Problem]:
    size = path.stat().st_size
    if size != entry.facts.get("size"):
        message = f"has {size:,} bytes, but {entry.facts.get('size')} in the manifest (entry {entry.number}): it was altered"
        yield Problem(path.name, 0, "", RULE, message)
    elif deep and sha256_of(path) != entry.facts.get("sha256"):
        message = f"does not have the SHA-256 of the manifest (entry {entry.number}): it was altered"
        yield Problem(path.name, 0, "", RULE, message)
