"""From index rows to captures: a revisit comes back with the body it stands for, wherever that lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from archive.errors import NotFound, WarcError
from archive.model import Capture, CaptureRow, Headers
from archive.storage.places import range_elsewhere, whole_elsewhere
from archive.warc.http import HttpResponse, entity_body, parse_response
from archive.warc.parse import Record
from archive.warc.read import read_record
from archive.warc.recover import OPEN


class Index(Protocol):
    """What the resolver asks: archive.index.store.CaptureIndex."""

    def by_record(self, record_id: str) -> CaptureRow | None: ...

    def closest(self, url: str, when: datetime) -> CaptureRow | None: ...

    def captures(self, url: str) -> list[CaptureRow]: ...


class Resolver:
    """From index rows to captures: a revisit comes back with the body it stands for, wherever that lies."""

    def __init__(self, index: Index, folder: Path) -> None:
        self._index, self._folder = index, folder

    def path(self, file: str) -> Path:
        """Where a file is now: under its final name or still open."""
        path = self._folder / file
        being_written = self._folder / (file + OPEN)
        return being_written if being_written.exists() and not path.exists() else path

    def whole(self, file: str) -> Path:
        """The same; of a file that lies elsewhere (archive.storage) a copy of it."""
        path = self.path(file)
        return path if path.exists() else whole_elsewhere(self._folder.parent, file) or path

    def record(self, row: CaptureRow) -> Record:
        path = self.path(row.location.file)
        try:
            record = read_record(path, row.location.offset, row.location.length)
        except WarcError:
            if path.name.endswith(OPEN) and (self._folder / row.location.file).exists():
                return read_record(self._folder / row.location.file, row.location.offset, row.location.length)
            found = None if path.exists() else self._elsewhere(row)
            if found is None:
                raise
            record = found
        if record.record_id != row.record_id:
            raise WarcError(
                f"holds another record than the index says ({record.record_id})",
                path=path,
                offset=row.location.offset,
            )
        return record

    def _elsewhere(self, row: CaptureRow) -> Record | None:
        """The record out of a file that is kept elsewhere: its range alone where that is enough to read it."""
        at, home = row.location, self._folder.parent
        with range_elsewhere(home, at.file, at.offset, at.length) as path:
            if path is None:
                return None
            try:
                record = read_record(path, 0, at.length)
                if record.record_id == row.record_id:
                    return replace(record, location=at)
            except WarcError:
                pass
        return read_record(self.whole(at.file), at.offset, at.length)

    def capture(self, row: CaptureRow) -> Capture:
        """The capture with its body. WarcError where its bytes cannot be read, NotFound where a revisit's original is gone."""
        record = self.record(row)
        via = None
        if record.type == "resource":
            headers: Headers = (("Content-Type", record.get("Content-Type")),)
            return Capture(row, 200, headers, record.block, row.location, via)
        http = parse_response(record.block) if record.block else HttpResponse("1.1", 200, "", (), 0)
        if row.kind != "revisit":
            body = entity_body(http.headers, record.block[http.body_offset :])
            return Capture(row, http.status, http.headers, body, row.location, via)
        original = self.capture(self.original(row))
        if http.status == 304 or not http.headers:
            # RFC 9111, section 4.3.4: a 304 renews the headers it carries; the others are those of the stored answer.
            return Capture(
                row,
                original.status,
                _renewed(original.headers, http.headers),
                original.body,
                original.body_location,
                via,
            )
        return Capture(row, http.status, http.headers, original.body, original.body_location, via)

    def original(self, row: CaptureRow) -> CaptureRow:
        """What a revisit refers to: by record id, else by address and date, else the same payload; NotFound if it is gone."""
        found = self._index.by_record(row.refers_to) if row.refers_to else None
        if found is None and row.refers_to_url and row.refers_to_date:
            found = self._index.closest(row.refers_to_url, row.refers_to_date)
        if found is None or found.kind == "revisit":
            same = (
                c
                for c in self._index.captures(row.refers_to_url or row.url)
                if c.kind != "revisit" and c.digest == row.digest
            )
            found = next((c for c in same if row.digest), None)
        if found is None:
            raise NotFound(
                f"{row.url}: the capture that record {row.record_id} repeats is not in this archive"
            )
        return found


def _renewed(stored: Headers, fresh: Headers) -> Headers:
    names = {name.lower() for name, _ in fresh} - {
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "content-type",
    }
    kept = tuple((name, value) for name, value in stored if name.lower() not in names)
    return kept + tuple((name, value) for name, value in fresh if name.lower() in names)
