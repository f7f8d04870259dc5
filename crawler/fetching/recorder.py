"""Between the wire and the archive: whatever happened is written before anybody may look at it."""

from __future__ import annotations

import errno
from typing import Protocol

from archive.errors import WriteError
from archive.model import CaptureRow, Exchange, Failure, Lookup

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NotArchived(Exception):
    """This page was not written, so nobody may look at it; the crawl is being stopped."""


class Recorder(Protocol):
    """What the handler writes to (archive.warc.write.WarcWriter). All raise WriteError."""

    def write(self, exchange: Exchange) -> CaptureRow: ...

    def write_failure(self, failure: Failure) -> CaptureRow: ...

    def write_lookup(self, lookup: Lookup) -> CaptureRow: ...


def stop_reason(error: WriteError) -> str:
    """The crawl's finish reason: `archive-full` when there is no room, `archive-error` for all else."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in _FULL:
            return "archive-full"
        cause = cause.__cause__ or cause.__context__
    return "archive-error"
