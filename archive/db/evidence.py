"""Evidence packed small: all candidates of a capture as one deflated JSON text.

As rows of a table the thirty candidates of an average page would take twice the space of its article. A value that the
article itself has, or that equals the text as printed, is not repeated; long texts are cut, because the body's evidence
is where it was found, not the body again. `newsark sql` has `evidence_json(capture)` for those who ask with SQL.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping

from archive.model import Candidate, Json

MAX_TEXT = 300
"""Characters kept of a raw text and of a losing value."""

LEVEL = 3
"""Of zlib: a quarter faster than its usual 6, and 3 % larger."""

_AS_STATED, _AS_PRINTED, _GIVEN = 0, 1, 2

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def pack(candidates: Iterable[Candidate], stated: Mapping[str, Json]) -> bytes:
    """The candidates in their order; `stated` holds the values that are kept elsewhere, by field."""
    text = _json([_row(c, stated) for c in candidates])
    return zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)


def unpack(data: bytes, stated: Mapping[str, Json]) -> tuple[Candidate, ...]:
    """The inverse of `pack`, but for what was cut."""
    return tuple(_candidate(row, stated) for row in json.loads(zlib.decompress(data)))


def _row(c: Candidate, stated: Mapping[str, Json]) -> list[Json]:
    raw, value, field = _cut(c.raw), c.value, c.field
    if isinstance(value, tuple):
        value = list(value)
    row: list[Json] = [field, c.rule, c.where, raw, round(c.confidence, 4), int(c.chosen), c.note]
    if field in stated and _same(value, stated[field]):
        row.append(_AS_STATED)
    elif _same(value, raw):
        row.append(_AS_PRINTED)
    else:
        row += (_GIVEN, _cut(value) if isinstance(value, str) else value)
    return row


def _candidate(row: list[Json], stated: Mapping[str, Json]) -> Candidate:
    field, rule, where, raw, confidence, chosen, note, kind = row[:8]
    value = stated.get(str(field)) if kind == _AS_STATED else raw if kind == _AS_PRINTED else row[8]
    sure = float(confidence) if isinstance(confidence, int | float) else 0.0
    return Candidate(str(field), value, str(raw), str(rule), str(where), sure, bool(chosen), str(note))


def _same(a: Json, b: Json) -> bool:
    """Equality that tells `0` from `False` and `1` from `1.0`."""
    return type(a) is type(b) and a == b


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
