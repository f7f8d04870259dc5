"""Importing: each file becomes part of the home in one step, so that a kill leaves whole files, and the next run goes on.

    Source --copy, fsync--> warc/.import.part --survey, repack--> warc/NAME --> manifest --> index

A file that is here already, by its SHA-256, is not brought again; what a kill left undone of it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from archive.errors import WarcError, WriteError
from archive.fixity.manifest import Manifest
from archive.home import Home
from archive.imports import place
from archive.imports.source import Source
from archive.imports.sources import file_name, sources
from archive.index.repair import is_warc
from archive.index.store import CaptureIndex
from archive.model import Json
from archive.warc.read import rows
from archive.warc.repack import Survey, survey
from archive.warc.seal import Sealed, sha256_of

EVENT = "imported"
State = Literal["imported", "known", "refused"]


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one source. `damaged` are offset and reason in the home's file; `reason` is why it was refused.

    `repacked` says that records shared gzip members and have their own now.
    """

    source: str
    state: State
    file: str | None = None
    captures: int = 0
    records: int = 0
    damaged: tuple[tuple[int, str], ...] = ()
    repacked: bool = False
    reason: str | None = None

    @property
    def sound(self) -> bool:
        return self.state != "refused" and not self.damaged

    def as_dict(self) -> dict[str, Json]:
        places: list[Json] = [{"offset": offset, "reason": reason} for offset, reason in self.damaged]
        return {
            "source": self.source,
            "state": self.state,
            "file": self.file,
            "captures": self.captures,
            "records": self.records,
            "repacked": self.repacked,
            "damaged": places,
            "reason": self.reason,
        }


@dataclass(slots=True)
class _Known:
    """The files that are here, by SHA-256 of what was imported; the sizes tell what need not be compared."""

    files: dict[str, str] = field(default_factory=dict)
    sizes: set[int] = field(default_factory=set)

    def add(self, sha256: str, size: int, file: str) -> None:
        self.files[sha256] = file
        self.sizes.add(size)


def bring(
    home: Home,
    paths: Iterable[Path],
    *,
    linking: bool = False,
    site: str | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    heard: place.Heard = lambda count: None,
) -> Iterator[Brought]:
    """Imports what lies at these paths; says of each file what became of it.

    `linking` gives the file a second name instead of copying it; `site` is the publication that captures of files without
    one of their own are counted to. HomeError where another import is under way, WriteError where the home cannot be
    written; a source that cannot be read is refused, and the others are brought.
    """
    with home.lock("import", remedy="wait until that import has ended"):
        place.clean(home.warc)
        known = _known(home)
        with CaptureIndex(home.index_db) as index:
            bringing = _Bringing(home, index, known, linking, site, now, heard)
            for path in paths:
                for found in sources(path):
                    yield bringing.one(found)


@dataclass(frozen=True, slots=True)
class _Bringing:
    home: Home
    index: CaptureIndex
    known: _Known
    linking: bool
    site: str | None
    now: Callable[[], datetime]
    heard: place.Heard

    def one(self, found: Source | WarcError) -> Brought:
        if isinstance(found, WarcError):
            return Brought(str(found.path), "refused", reason=str(found))
        try:
            return self._bring(found)
        except WriteError:
            raise
        except WarcError as error:
            return Brought(found.label, "refused", reason=str(error))
        finally:
            place.clean(self.home.warc)

    def _bring(self, source: Source) -> Brought:
        if source.size in self.known.sizes or self.linking:
            digest = place.digest_of(source)
            if digest in self.known.files:
                return self._again(source, self.known.files[digest])
        if self.linking:
            part = place.link(source, self.home.warc)
        else:
            part, digest = place.copy(source, self.home.warc, self.heard)
        if source.said is not None and source.said != digest:
            raise WarcError(
                "does not have the SHA-256 that its WACZ states: it was altered", path=source.label
            )
        if digest in self.known.files:
            return self._again(source, self.known.files[digest])
        return self._settle(source, part, digest)

    def _settle(self, source: Source, part: Path, digest: str) -> Brought:
        held, packed = survey(part), digest
        again = held.shared and not held.damaged
        if again:
            place.repacked(part)
            packed = sha256_of(part)
            if packed in self.known.files:
                return self._again(source, self.known.files[packed])
        with part.open("rb") as file:
            wanted = file_name(source.name, file.read(16))
        size = part.stat().st_size
        name = place.settle(part, wanted)
        self._enter(source, Sealed(name, size, packed, held.records), digest)
        captures = self._index(name)
        self.known.add(digest, source.size, name)
        self.known.add(packed, size, name)
        return Brought(
            source.label, "imported", name, captures, held.records, held.damaged + held.unnamed, again
        )

    def _again(self, source: Source, name: str) -> Brought:
        """A file that is here; its entry or its rows may be missing where an import was killed, or lacked its site."""
        path, held = self.home.warc / name, Survey(0, (), False)
        entry = Manifest(self.home.path).files().get(name)
        if entry is None or (self.site and not _site_of(self.home, name)):
            held = survey(path)
            sealed = Sealed(name, path.stat().st_size, sha256_of(path), held.records)
            self._enter(source, sealed, place.digest_of(source))
        captures = self._index(name)
        return Brought(source.label, "known", name, captures, held.records)

    def _enter(self, source: Source, sealed: Sealed, digest: str) -> None:
        more: dict[str, Json] = {"source": source.label.encode("utf-8", "replace").decode()}
        if digest != sealed.sha256:
            more |= {"source_sha256": digest, "source_size": source.size}
        if self.site:
            more["site"] = self.site
        Manifest(self.home.path).seal(sealed, self.now(), EVENT, more)

    def _index(self, name: str) -> int:
        path = self.home.warc / name
        added, _ = self.index.sync(name, path.stat().st_size, lambda start: rows(path, start))
        return added


def _known(home: Home) -> _Known:
    """By the manifest; files that it does not have yet (a kill came between) are read."""
    known, present = _Known(), {path.name: path for path in home.warc.iterdir() if is_warc(path)}
    entered: set[str] = set()
    for entry in Manifest(home.path).entries():
        if entry.file in present and entry.file is not None:
            entered.add(entry.file)
            for sha256, size in (("sha256", "size"), ("source_sha256", "source_size")):
                value, count = entry.facts.get(sha256), entry.facts.get(size)
                if isinstance(value, str) and isinstance(count, int):
                    known.add(value, count, entry.file)
    for name in present.keys() - entered:
        known.add(sha256_of(present[name]), present[name].stat().st_size, name)
    return known


def _site_of(home: Home, name: str) -> str | None:
    return sites(home.path).get(name)


def sites(home: Path) -> dict[str, str]:
    """The publication that each imported file was given, by the manifest of a home's folder."""
    found = Manifest(home).entries(containing=b'"site"')
    given = ((entry.file, entry.facts.get("site")) for entry in found if entry.event == EVENT)
    return {file: site for file, site in given if file is not None and isinstance(site, str)}
