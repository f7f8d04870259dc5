"""Erasing captures: out of the WARC files, the index, the projection and its search, whatever instant a kill comes at.

    note (journal) → for each file: new file beside the old → index rows and file change places in one transaction
    → projection → manifest → note taken away

Every step leads from any state that a kill can leave to the same end: places in the index and the projection are set,
not moved by a difference, so that doing them twice does nothing.
"""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.db.store import Store
from archive.errors import WarcError, WriteError
from archive.fixity.manifest import Manifest
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, Json
from archive.takedown import journal as notes
from archive.takedown.journal import Journal
from archive.takedown.rewrite import Rewritten, SharedMember, Tombstone, without
from archive.takedown.rules import HIDDEN, Rule
from archive.warc import record
from archive.warc.parse import Record, parse_date
from archive.warc.read import rows as rows_in
from archive.warc.recover import sync_folder
from archive.warc.repack import repack
from archive.warc.seal import Sealed, sealed, sha256_of

NEW = ".erasing"
"""Behind a file's name: its new form, not yet in its place."""

_NAMES = uuid.UUID("5f0f6f0e-6f0a-5d52-8b55-3c2f4f0d8f1b")
"""The name space of ids of tombstones: made of what they stand for, so that doing it again gives the same."""


@dataclass(frozen=True, slots=True)
class Erased:
    """A file that captures were taken out of: how many, and its size in bytes before and after."""

    file: str
    captures: int
    before: int
    after: int

    def __str__(self) -> str:
        captures = f"{self.captures:,} capture{'s' * (self.captures != 1)}"
        return f"{self.file}: {captures} taken out, {self.before - self.after:,} bytes fewer"


def erase(home: Home, rule: Rule, reason: str, at: datetime, rows: Iterable[CaptureRow]) -> list[Erased]:
    """Takes these captures out of everything, by order of `rule`, which holds for readers from then on.

    The caller holds the projection's lock and has made sure that no row lies in a file that is being written. Raises as
    `finish` does.
    """
    by_file: dict[str, list[str]] = {}
    digests: dict[str, str | None] = {}
    for row in rows:
        by_file.setdefault(row.location.file, []).append(row.record_id)
        digests[row.record_id] = row.digest
    files = {name: sha256_of(home.warc / name) for name in by_file}
    when = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    notes.write(home.path, Journal(rule.match, rule.what, reason, when, files, by_file, digests))
    return finish(home)


def finish(home: Home) -> list[Erased]:
    """Completes the erasure that is noted, if there is one. The caller holds the projection's lock.

    WriteError where the disk refuses: the note stays, and the next start goes on. WarcError names what could not be
    taken out of its file; everything else is out then.
    """
    journal = notes.read(home.path)
    if journal is None:
        return []
    number = _ordered(home, journal)
    done: list[Erased] = []
    refused: list[str] = []
    with CaptureIndex(home.index_db) as index:
        for name in journal.files:
            try:
                done.append(_in_file(home, index, journal, name, number))
            except WriteError:
                raise
            except WarcError as error:
                refused.append(str(error))
        index.scrub()
    if home.archive_db.exists():
        with Store(home.archive_db) as store:
            store.scrub()
    home.likeness_db.unlink(missing_ok=True)
    notes.remove(home.path)
    if refused:
        raise WarcError("; ".join(refused) + "; it is withheld from readers all the same")
    return done


def _ordered(home: Home, journal: Journal) -> int:
    """The number of the manifest's entry that says what is ordered, made now if it is not there."""
    facts = {"match": journal.match, "what": journal.what, "level": "erase", "reason": journal.reason}
    manifest = Manifest(home.path)
    for entry in manifest.entries(b'"event":"hidden"'):
        if entry.at == journal.at and dict(entry.facts) == facts:
            return entry.number
    return manifest.append(HIDDEN, facts, _instant(journal)).number


def _in_file(home: Home, index: CaptureIndex, journal: Journal, name: str, number: int) -> Erased:
    path, gone = home.warc / name, journal.gone[name]
    was = sha256_of(path)
    before = path.stat().st_size
    new = path.with_name(name + NEW)
    new.unlink(missing_ok=True)
    places = None if was == journal.files[name] else list(rows_in(path))
    if places is None or any(row.record_id in gone for row in places):
        made = _without(home, path, gone, _tombstones(journal), new)
        now, places = made.sealed, list(made.rows)
        index.replace(name, places, now.size, before_commit=lambda: _put_in_place(made, path))
    else:  # it was put in its place before a kill
        now = sealed(path)
        index.replace(name, places, now.size)
    if home.archive_db.exists():
        with Store(home.archive_db) as store:
            store.relocate(gone, ((row.location, row.record_id) for row in places))
    _enter(home, journal, name, now, number)
    return Erased(name, len(gone), before, now.size)


def _without(home: Home, path: Path, gone: list[str], tombstone: Tombstone, new: Path) -> Rewritten:
    """The file without these captures; where records share gzip members each gets its own first."""
    try:
        return without(path, gone, tombstone, new)
    except SharedMember:
        pass
    try:
        with TemporaryDirectory(prefix=".erasing-", dir=home.path) as folder:
            apart = Path(folder) / path.name
            with apart.open("wb") as file:
                repack(path, file)
            return without(apart, gone, tombstone, new)
    except OSError as error:
        raise WriteError(
            f"cannot be written ({error.strerror}); make room and try again", path=new
        ) from error


def _put_in_place(made: Rewritten, path: Path) -> None:
    made.path.replace(path)
    sync_folder(path.parent)


def _enter(home: Home, journal: Journal, name: str, now: Sealed, number: int) -> None:
    """The chain goes on: old hash, new hash, why, and what went."""
    manifest = Manifest(home.path)
    known = manifest.files().get(name)
    if known is not None and known.facts.get("sha256") == now.sha256:
        return
    gone: list[Json] = [{"record": id, "digest": journal.digests.get(id)} for id in journal.gone[name]]
    more: dict[str, Json] = {"was": journal.files[name], "of": number, "reason": journal.reason}
    manifest.seal(now, _instant(journal), "erased", more | {"gone": gone})


def _tombstones(journal: Journal) -> Tombstone:
    def made(erased: Record, with_it: Sequence[Record], gzipped: bool) -> bytes:
        said = [("type", erased.type), ("date", erased.get("WARC-Date"))]
        said += [("payload-digest", erased.get("WARC-Payload-Digest"))]
        said += [("block-digest", erased.get("WARC-Block-Digest"))]
        member = record.tombstone(
            [(f"erased-{name}", value) for name, value in said if value],
            [f"{one.record_id} ({one.type})" for one in with_it],
            erased.record_id,
            f"urn:uuid:{uuid.uuid5(_NAMES, erased.record_id)}",
            _instant(journal),
            journal.reason,
        )
        return member if gzipped else gzip.decompress(member)

    return made


def _instant(journal: Journal) -> datetime:
    found = parse_date(journal.at)
    assert found is not None  # as `erase` wrote it
    return found
