"""CDXJ: one capture a line, as pywb, wacz and cdxj-indexer read and write it (IIPC CDXJ; keys are SURT).

    org,example)/a 20261123060000 {"url": "http://example.org/a", "mime": "text/html", "status": "200", ...}

Lines are sorted by their bytes (`LC_ALL=C sort`), as binary search in the file needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from archive.model import CaptureRow


def cdxj_line(row: CaptureRow) -> str:
    """The capture as a line without its end. A revisit has the type `warc/revisit` and its own status, if it kept one."""
    facts: dict[str, str | None] = {
        "url": row.url,
        "mime": "warc/revisit" if row.kind == "revisit" else row.mime,
        "status": None if row.status is None else str(row.status),
        "digest": row.digest,
        "length": str(row.location.length),
        "offset": str(row.location.offset),
        "filename": row.location.file,
    }
    stated = {name: value for name, value in facts.items() if value}
    return f"{row.surt} {_second(row.date)} {json.dumps(stated)}"


def cdxj_lines(rows: Iterable[CaptureRow]) -> Iterator[str]:
    """The lines of rows that come in the order of their keys and times (`CaptureIndex.in_order`); failures are left out.

    No key holds a byte below the space, so that order of keys is order of lines; lines of one key and second are put in
    order here.
    """
    captures = (row for row in rows if row.kind != "metadata")
    for _, same in groupby(captures, key=lambda row: (row.surt, _second(row.date))):
        yield from sorted(map(cdxj_line, same))


def _second(date: datetime) -> str:
    return f"{date:%Y%m%d%H%M%S}"
