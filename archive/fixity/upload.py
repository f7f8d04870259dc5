"""Sealed files copied to a place elsewhere, read back there, and entered into the manifest as kept there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import WarcError
from archive.fixity.chain import Entry
from archive.fixity.manifest import Manifest
from archive.storage.remote import Remote
from archive.warc.seal import sha256_of

UPLOADED = "uploaded"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that is elsewhere now, byte for byte as the manifest has it; `bytes` long."""

    file: str
    to: str
    bytes: int

    def __str__(self) -> str:
        return f"{self.file}: {self.bytes:,} bytes at {self.to}"


def upload(home: Path, folder: Path, place: Remote, now: datetime) -> Iterator[Uploaded]:
    """Copies each sealed file of the manifest that is not there yet in its present form.

    WarcError where a file is not what the manifest says, here or after the copy; WriteError where it cannot be copied.
    Files from which captures were erased go again and take the place of their old form.
    """
    manifest = Manifest(home)
    there = _there(manifest, place.url)
    for name, entry in sorted(manifest.files().items()):
        path, stated = folder / name, entry.facts.get("sha256")
        if there.get(name) == stated or not path.exists():
            continue
        if sha256_of(path) != stated:
            raise WarcError(
                f"is not what the manifest says (entry {entry.number}); it is not copied; run: newsark fixity",
                path=path,
            )
        if place.upload(path) != stated:
            raise WarcError(
                f"is not what the manifest says (entry {entry.number}) after it was copied; run: newsark fixity",
                path=f"{place.url}/{name}",
            )
        manifest.append(UPLOADED, {"file": name, "to": place.url, "sha256": stated}, now)
        yield Uploaded(name, place.url, path.stat().st_size)


def _there(manifest: Manifest, url: str) -> dict[str, object]:
    """The SHA-256 of each file as it was uploaded last."""
    entries: Iterator[Entry] = manifest.entries(b'"event":"uploaded"')
    return {
        str(one.facts.get("file")): one.facts.get("sha256") for one in entries if one.facts.get("to") == url
    }
