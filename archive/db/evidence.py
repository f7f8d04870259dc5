"""Evidence packed small: all candidates of a capture as one deflated text.

As rows of a table the thirty candidates of an average page would take twice the space of its article. A value that the
article itself has, or that equals the text as printed, is not repeated; long texts are cut, because the body's evidence
is where it was found, not the body again. `newsark sql` reads it with `inflate(data)`.

The text is a record for each candidate, its eight parts set off by ASCII's own separators; JSON takes three times as
long, and is left to what holds such a character itself.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterable, Mapping

from archive.db.deflate import deflate
from archive.model import Candidate, Json

MAX_TEXT = 300
"""Characters kept of a raw text and of a losing value."""

_AS_STATED, _AS_PRINTED = 0, 1
_RECORD, _UNIT, _PARTS = "\x1e", "\x1f", 8

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(candidates: Iterable[Candidate], stated: Mapping[str, Json]) -> bytes:
    """The candidates in their order; `stated` holds the values that are kept elsewhere, by field."""
    records = [_parts(c, stated) for c in candidates]
    text = _RECORD + _RECORD.join(map(_UNIT.join, records))
    if text.count(_RECORD) != len(records) or text.count(_UNIT) != len(records) * (_PARTS - 1):
        text = _json([_row(*record) for record in records])
    return deflate(text.encode("utf-8", "surrogatepass"))


def unpack(data: bytes, stated: Mapping[str, Json]) -> tuple[Candidate, ...]:
    """The inverse of `pack`, but for what was cut."""
    rows = json.loads(as_json(zlib.decompress(data).decode("utf-8", "surrogatepass")))
    return tuple(_candidate(row, stated) for row in rows)


def as_json(text: str) -> str:
    """Inflated evidence as docs/schema.md has it, a list of lists; any other text as it is."""
    if not text.startswith(_RECORD):
        return text
    return _json([_row(*record.split(_UNIT)) for record in text[1:].split(_RECORD)])


def _parts(c: Candidate, stated: Mapping[str, Json]) -> tuple[str, ...]:
    """Field, rule, place, text as printed, confidence, whether chosen, note, and the value or where it is kept."""
    field, value, raw = c.field, c.value, c.raw
    if len(raw) > MAX_TEXT:
        raw = _cut(raw)
    if isinstance(value, tuple):
        value = list(value)
    # Types are compared too: `0` is not `False`, and `1` not `1.0`.
    if field in stated and value == (own := stated[field]) and type(value) is type(own):
        kept = "0"
    elif value == raw:
        kept = "1"
    else:
        kept = "2" + _json(_cut(value) if isinstance(value, str) else value)
    return field, c.rule, c.where, raw, _sure(c.confidence), "1" if c.chosen else "0", c.note, kept


@functools.lru_cache(maxsize=1024)
def _sure(confidence: float) -> str:
    return str(round(float(confidence), 4))


def _row(
    field: str, rule: str, where: str, raw: str, confidence: str, chosen: str, note: str, kept: str
) -> list[Json]:
    """The parts in their types; a value that is kept here comes last."""
    given = [json.loads(kept[1:])] if len(kept) > 1 else []
    return [field, rule, where, raw, float(confidence), int(chosen), note, int(kept[0]), *given]


def _candidate(row: list[Json], stated: Mapping[str, Json]) -> Candidate:
    field, rule, where, raw, confidence, chosen, note, kind = row[:8]
    value = stated.get(str(field)) if kind == _AS_STATED else raw if kind == _AS_PRINTED else row[8]
    sure = float(confidence) if isinstance(confidence, int | float) else 0.0
    return Candidate(str(field), value, str(raw), str(rule), str(where), sure, bool(chosen), str(note))


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
