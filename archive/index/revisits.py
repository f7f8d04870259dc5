"""Whether every revisit of an index leads to a body: by record id, by address and date, or by payload (6.7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.errors import NotFound
from archive.index.store import CaptureIndex
from archive.warc.resolve import Resolver
from archive.warc.verify import Problem

RULE = "6.7 revisit target"


def check_revisits(folder: Path, index: CaptureIndex) -> Iterator[Problem]:
    """The revisits whose original is not in the archive."""
    resolver = Resolver(index, folder)
    for row in index.of_kind("revisit"):
        try:
            resolver.original(row)
        except NotFound:
            said = row.refers_to or row.refers_to_url or row.digest or "nothing"
            message = f"repeats a capture that is not in this archive ({said[:200]})"
            yield Problem(row.location.file, row.location.offset, row.record_id, RULE, message)
