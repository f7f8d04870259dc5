"""Evidence packed small: all candidates of a capture as one deflated text.

As rows of a table the thirty candidates of an average page would take twice the space of its article. A value that the
article itself has, or that equals the text as printed, is not repeated; long texts are cut, because the body's evidence
is where it was found, not the body again. `newsark sql` reads it with `inflate(data)`.

The text is a record for each candidate, its eight parts set off by ASCII's own separators; JSON takes three times as
long, and is left to what holds such a character itself.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archive.model import Candidate, Json

MAX_TEXT = 300
"""Characters kept of a raw text and of a losing value."""

LEVEL = 3
"""Of zlib: a quarter faster than its usual 6, and 3 % larger."""

_AS_STATED, _AS_PRINTED, _GIVEN = "0", "1", "2"
_RECORD, _UNIT, _PARTS = "\x1e", "\x1f", 8

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(candidates: Iterable[Candidate], stated: Mapping[str, Json]) -> bytes:
    """The candidates in their order; `stated` holds the values that are kept elsewhere, by field."""
    rows = [_parts(c, stated) for c in candidates]
    text = _RECORD + _RECORD.join(map(_UNIT.join, rows))
    if text.count(_RECORD) != len(rows) or text.count(_UNIT) != len(rows) * (_PARTS - 1):
        text = _json(rows)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)


def unpack(data: bytes, stated: Mapping[str, Json]) -> tuple[Candidate, ...]:
    """The inverse of `pack`, but for what was cut."""
    text = zlib.decompress(data).decode("utf-8", "surrogatepass")
    if text.startswith(_RECORD):
        rows = [record.split(_UNIT) for record in text[1:].split(_RECORD)]
    else:
        rows = json.loads(text)
    return tuple(_candidate(row, stated) for row in rows)


def _parts(c: Candidate, stated: Mapping[str, Json]) -> tuple[str, ...]:
    """Field, rule, place, text as printed, confidence, whether chosen, note, and the value or where it is kept."""
    field, value, raw = c.field, c.value, c.raw
    if len(raw) > MAX_TEXT:
        raw = _cut(raw)
    if isinstance(value, tuple):
        value = list(value)
    # Types are compared too: `0` is not `False`, and `1` not `1.0`.
    if field in stated and value == stated[field] and type(value) is type(stated[field]):
        kept = _AS_STATED
    elif value == raw:
        kept = _AS_PRINTED
    else:
        kept = _GIVEN + _json(_cut(value) if isinstance(value, str) else value)
    return field, c.rule, c.where, raw, str(round(c.confidence, 4)), "1" if c.chosen else "", c.note, kept


def _candidate(row: Sequence[Any], stated: Mapping[str, Json]) -> Candidate:
    """From its parts; databases written before have the last in two: the kind as a number, and the value."""
    field, rule, where, raw, confidence, chosen, note, kept, *given = row
    kind = str(kept)[:1]
    if kind == _GIVEN:
        value = given[0] if given else json.loads(kept[1:])
    else:
        value = stated.get(field) if kind == _AS_STATED else raw
    return Candidate(field, value, raw, rule, where, float(confidence), bool(chosen), note)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
