"""All errors a user can mend, in one tree. Each message is one clear line that says what to do.

    NewsarkError
    ├── HomeError          not a home, locked by another process, unreadable newsark.toml
    ├── SiteError          unknown site, unreadable site file
    ├── ScheduleError      unknown or unreadable schedule
    ├── WarcError          damaged or unreadable WARC; names file and offset
    │   └── WriteError     the archive could not be written (disk full, read-only)
    ├── DatabaseError      foreign, newer or damaged database
    ├── QueryError         a query that cannot be answered as asked
    └── NotFound           no such article, capture or record

The command line prints the message and exits with `exit_code`: 2 for a wrong request, 1 for everything else.
"""

from __future__ import annotations

from pathlib import Path


class NewsarkError(Exception):
    """The root: never raised itself."""

    exit_code = 1


class HomeError(NewsarkError):
    exit_code = 2


class InUse(HomeError):
    """Another process holds that lock of the home."""


class SiteError(NewsarkError):
    exit_code = 2


class ScheduleError(NewsarkError):
    exit_code = 2


class WarcError(NewsarkError):
    """A WARC file is not what it should be; `path` and `offset` (bytes) say where."""

    def __init__(self, message: str, *, path: Path | str | None = None, offset: int | None = None) -> None:
        self.path, self.offset = path, offset
        place = "" if path is None else f"{path}{'' if offset is None else f' at offset {offset}'}: "
        super().__init__(place + message)


class WriteError(WarcError):
    """The archive could not be written; nothing half-written counts as captured."""


class DatabaseError(NewsarkError):
    pass


class QueryError(NewsarkError):
    exit_code = 2


class NotFound(NewsarkError):
    pass
