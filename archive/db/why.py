"""Why a field has its value: value ← rule ← node or header ← WARC record, and what else was found."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, fields, replace

from archive.db import find
from archive.db.load import Stored, current, load, with_evidence
from archive.errors import NotFound, QueryError
from archive.model import Article, Candidate, Json


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value comes from: the winning candidate first, then the others that had something to say, best first.

    `file` and `offset` (bytes) are those of the WARC record; `record_id` its id; `captured` a UTC instant.
    """

    url: str
    field: str
    value: Json
    candidates: tuple[Candidate, ...]
    record_id: str
    captured: str
    file: str
    offset: int
    extractor: str

    def as_dict(self) -> dict[str, Json]:
        values: dict[str, Json] = {
            f.name: getattr(self, f.name) for f in fields(self) if f.name != "candidates"
        }
        return values | {"candidates": [asdict(candidate) for candidate in self.candidates]}


def evidence(db: sqlite3.Connection, name: str, field: str) -> Evidence:
    """Why a field of an article has the value it has."""
    if field not in Article.names():
        raise QueryError(f"{field}: articles have no such field; they have: {', '.join(Article.names())}")
    (stored,) = load(db, [find.find(db, name)])
    stored = with_evidence(db, stored)
    counted = current(db, stored)
    if field.startswith("comment") and counted.article != stored.article:
        return _service_evidence(db, counted, field)
    candidates = [c for c in stored.article.evidence if c.field == field]
    candidates.sort(key=lambda c: (not c.chosen, -c.confidence))
    return Evidence(
        url=stored.article.url,
        field=field,
        value=stored.article.as_dict()[field],
        candidates=tuple(candidates),
        record_id=stored.id,
        captured=stored.captured,
        file=stored.location.file,
        offset=stored.location.offset,
        extractor=stored.article.extractor,
    )


def _service_evidence(db: sqlite3.Connection, stored: Stored, field: str) -> Evidence:
    own = stored.article
    row = db.execute(
        "SELECT c.record_id, c.date, c.file, c.offset, c.url, o.extractor, w.value, w.system FROM service_counts w "
        "JOIN captures c ON c.id = w.capture JOIN outcomes o ON o.capture = c.id "
        "WHERE w.system = ? AND w.thread = ? OR w.page = ? ORDER BY w.capture DESC LIMIT 1",
        (own.comments_system, own.comments_thread, stored.page),
    ).fetchone()
    if row is None:
        raise NotFound(f"{own.url}: no capture of a service or feed that counts its comments")
    record, date, file, offset, service, extractor, value, system = row
    winner = Candidate(field, own.as_dict()[field], str(value), f"service:{system}", service, 1.0, True)
    losers = (replace(c, chosen=False) for c in own.evidence if c.field == field)
    return Evidence(
        own.url, field, winner.value, (winner, *losers), record, date, file, offset, extractor or ""
    )
