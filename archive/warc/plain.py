"""Walking a WARC file that is not gzipped: a record ends where its Content-Length says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_LENGTH = re.compile(rb"\r?\nContent-Length:[ \t]*(\d{1,18})[ \t]*(?=\r?\n)", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MAX_HEAD = 1 << 20


def plain_records(path: Path, start: int = 0, *, keep: int) -> Iterator[tuple[int, int, bytes, str | None]]:
    """Offset, length, bytes (head and at most `keep` of the block) and damage of each record from an offset on."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        offset = start
        while offset < end:
            file.seek(offset)
            head = file.read(_MAX_HEAD)
            blank = len(head) - len(head.lstrip(b"\r\n"))
            if blank:
                offset += blank
                continue
            stop = _HEAD_END.search(head)
            stated = _LENGTH.search(head, 0, stop.end()) if stop else None
            if stop is None or stated is None:
                yield (
                    offset,
                    end - offset,
                    head,
                    "has no Content-Length" if stop else "breaks off in its header",
                )
                return
            length = stop.end() + int(stated[1])
            damage = "breaks off" if offset + length > end else None
            file.seek(offset)
            data = file.read(min(length, stop.end() + keep, end - offset))
            yield offset, min(length, end - offset), data, damage
            offset += length
