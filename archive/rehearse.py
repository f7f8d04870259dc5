"""What another extractor would make of the archive, field by field, before a row is written.

Each capture is read from its WARC record and extracted anew; what comes out is compared with the rows that are there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from dataclasses import field as made

from archive.db.conditions import conditions_of
from archive.db.load import load
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import Article, Counts, Json, Outcome
from archive.projector.work import Extractor, Reader

OUTCOME = "(outcome)"
"""Stands among the fields for what a capture is at all: `article`, `not_article: section`, `failed: …`."""

_SKIPPED = {"evidence", "extractor", "confidence", "body_html"}
FIELDS = tuple(f.name for f in fields(Article) if f.name not in _SKIPPED)

_CAPTURES = """
    SELECT o.capture, c.record_id, o.kind, o.reason FROM outcomes o JOIN captures c ON c.id = o.capture
    WHERE o.extractor IS NOT NULL AND o.kind <> 'counts' AND {condition}"""
_SAMPLED = " ORDER BY (o.capture * 2654435761) % 4294967296, o.capture LIMIT ?"
"""The same captures whenever the same number is asked for: keys multiplied by Knuth's constant are spread evenly."""


@dataclass(frozen=True, slots=True)
class Example:
    """A value that would be another one; `id` is the WARC record id."""

    url: str
    id: str
    before: Json
    after: Json


@dataclass(slots=True)
class Compared:
    """One field over all captures looked at: how many values come, go, become others, or stay.

    `examples` holds the first of each kind, under `gained`, `lost` and `changed`.
    """

    field: str
    gained: int = 0
    lost: int = 0
    changed: int = 0
    same: int = 0
    examples: dict[str, list[Example]] = made(default_factory=dict)

    def add(self, url: str, record: str, before: Json, after: Json, most: int) -> None:
        kind = _kind(before, after)
        setattr(self, kind, getattr(self, kind) + 1)
        if kind != "same" and len(self.examples.setdefault(kind, [])) < most:
            self.examples[kind].append(Example(url, record, before, after))

    @property
    def differs(self) -> bool:
        return bool(self.gained or self.lost or self.changed)

    def as_dict(self) -> dict[str, Json]:
        found: dict[str, Json] = asdict(self)
        return found


def rehearse(
    home: Home,
    db: sqlite3.Connection,
    extractor: Extractor,
    *,
    site: str | None = None,
    sample: int | None = None,
    examples: int = 3,
) -> list[Compared]:
    """Every field, in the order of the model, the outcome first. Writes nothing.

    `site` narrows it to a publication, `sample` to so many captures, drawn evenly and always the same ones. Captures
    that cannot be read are left out, as nothing would change for them.
    """
    found = {name: Compared(name) for name in (OUTCOME, *FIELDS)}
    with (
        closing(Reader(home.index_db, home.warc, extractor, "")) as reader,
        closing(CaptureIndex(home.index_db)) as index,
    ):
        for key, record, stated in _captures(db, site, sample):
            row = index.by_record(record)
            outcome = None if row is None else reader.outcome(row)
            if row is None or not isinstance(outcome, Outcome) or isinstance(outcome, Counts):
                continue
            before = next(load(db, [key]), None) if stated == "article" else None
            found[OUTCOME].add(row.url, record, stated, _stated(outcome), examples)
            if before is not None and isinstance(outcome, Article):
                old, new = before.article.as_dict(), outcome.as_dict()
                for name in FIELDS:
                    found[name].add(row.url, record, old[name], new[name], examples)
    return list(found.values())


def _captures(db: sqlite3.Connection, site: str | None, sample: int | None) -> Iterator[tuple[int, str, str]]:
    conditions, values = conditions_of(db, site=site)
    statement = _CAPTURES.format(condition=" AND ".join(f"c.{c}" for c in conditions) or "true")
    if sample is None:
        rows = db.execute(f"{statement} ORDER BY o.capture", values)
    else:
        rows = db.execute(statement + _SAMPLED, (*values, sample))
    return ((key, record, f"{kind}: {reason}" if reason else kind) for key, record, kind, reason in rows)


def _stated(outcome: Outcome) -> str:
    if isinstance(outcome, Article):
        return "article"
    reason = getattr(outcome, "reason", None) or getattr(outcome, "error", "")
    return f"{'not_article' if hasattr(outcome, 'reason') else 'failed'}: {reason}"


def _kind(before: Json, after: Json) -> str:
    if before == after and isinstance(before, bool) == isinstance(after, bool):
        return "same"
    return "gained" if _empty(before) else "lost" if _empty(after) else "changed"


def _empty(value: Json) -> bool:
    return value is None or value in ("", [])
