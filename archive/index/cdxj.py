"""CDXJ: one capture a line, as pywb, wacz and cdxj-indexer read and write it (IIPC CDXJ; keys are SURT).

    org,example)/a 20261123060000 {"url": "http://example.org/a", "mime": "text/html", "status": "200", ...}

Lines are sorted by their bytes (`LC_ALL=C sort`), as binary search in the file needs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby

from archive.model import CaptureRow

Asked = Callable[[CaptureRow], tuple[str, str] | None]
"""The method and the body's fields of what an answer was given to; None for GET."""


def cdxj_line(row: CaptureRow, asked: tuple[str, str] | None = None) -> str:
    """The capture as a line without its end. A revisit has the type `warc/revisit` and its own status, if it kept one."""
    facts: dict[str, str | None] = {
        "url": row.url,
        "mime": "warc/revisit" if row.kind == "revisit" else row.mime,
        "status": None if row.status is None else str(row.status),
        "digest": row.digest,
        "length": str(row.location.length),
        "offset": str(row.location.offset),
        "filename": row.location.file,
        "method": asked[0] if asked else None,
        "requestBody": asked[1] if asked else None,
    }
    stated = {name: value for name, value in facts.items() if value}
    return f"{row.surt} {_second(row.date)} {json.dumps(stated)}"


def cdxj_lines(rows: Iterable[CaptureRow], asked: Asked = lambda _: None) -> Iterator[str]:
    """The lines of rows that come in the order of their keys and times (`CaptureIndex.in_order`); failures are left out.

    No key holds a byte below the space, so that order of keys is order of lines; lines of one key and second are put in
    order here.
    """
    captures = (row for row in rows if row.kind != "metadata")
    for _, same in groupby(captures, key=lambda row: (row.surt, _second(row.date))):
        yield from sorted(cdxj_line(row, asked(row)) for row in same)


def _second(date: datetime) -> str:
    return f"{date:%Y%m%d%H%M%S}"
