"""Writing captures: files that grow under a name of their own, are sealed under their final one, and survive a kill.

A file is `NAME.warc.gz.open` while its writer lives and holds a lock on it. Each capture is handed to the system in one
write, so a kill leaves at most one capture cut, which `recover` takes off. Sealing is flush, fsync, rename, fsync of the
folder. Names follow annex C: prefix, time, serial number, host.
"""

from __future__ import annotations

import fcntl
import os
import re
import socket
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from archive.errors import WriteError
from archive.model import CaptureRow, CrawlInfo, Exchange, Failure, Json, Location, Lookup
from archive.warc import record
from archive.warc.lookup import of_lookup
from archive.warc.recover import OPEN, Recovered, recover, sync_folder
from archive.warc.seal import Sealed, Told

__all__ = ["Recovered", "WarcWriter", "recover"]

MAX_BYTES = 1 << 30
"""A file of about one GiB (annex C): small enough to copy, large enough that a year has few."""

MAX_AGE = timedelta(hours=24)
SYNC_SECONDS = 2.0
"""A power cut costs at most what was written in so much time; a killed process costs nothing that was written."""

_UNFIT = re.compile(r"[^A-Za-z0-9.]+")


def _uuid() -> str:
    return f"urn:uuid:{uuid.UUID(bytes=os.urandom(16), version=4)}"


def _now() -> datetime:
    return datetime.now(UTC)


class WarcWriter:
    """Writes one crawl's captures into `folder`. Every call raises WriteError where the disk refuses.

    `known(digest, url)` names an earlier capture of the same payload, which makes a `revisit`. `sealed` is told of each
    file when it is on disk for good. `new_id` and `clock` are
    arguments so that a test can have the same bytes twice.
    """

    def __init__(
        self,
        folder: Path,
        info: CrawlInfo,
        *,
        max_bytes: int = MAX_BYTES,
        max_age: timedelta = MAX_AGE,
        known: record.Known | None = None,
        transfer: record.Transfer = "verbatim",
        sealed: Told | None = None,
        new_id: Callable[[], str] = _uuid,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.folder, self.info, self._sealed = folder, info, sealed
        self._max_bytes, self._max_age, self._known = max_bytes, max_age, known
        self._transfer = transfer
        self._new_id, self._clock = new_id, clock
        self._host = socket.gethostname()
        self._ip = _own_address(self._host)
        self._serial = 0
        self._file: int | None = None
        self._name = ""
        self._size = self._records = 0
        self._digest = sha256()
        self._opened = clock()
        self._synced = time.monotonic()
        self._open()

    @property
    def name(self) -> str:
        """The final name of the file being written."""
        return self._name

    def write(self, exchange: Exchange, *, not_modified_of: CaptureRow | None = None) -> CaptureRow:
        """Writes the exchange; the row says where. `not_modified_of` is what a 304 refers to."""
        made = record.of_exchange(
            exchange,
            self._new_id,
            known=self._known,
            not_modified_of=not_modified_of,
            transfer=self._transfer,
        )
        return self._append(made)

    def write_failure(self, failure: Failure) -> CaptureRow:
        return self._append(record.of_failure(failure, self._new_id))

    def write_lookup(self, lookup: Lookup) -> CaptureRow:
        return self._append(of_lookup(lookup, self._new_id))

    def close(self, summary: Mapping[str, Json]) -> None:
        """Writes the closing record and seals the file. Closing twice does nothing."""
        if self._file is None:
            return
        try:
            self._put([record.closing(self.info, summary, self._new_id(), self._clock())])
        finally:
            self._seal()

    # -- within

    def _append(self, made: record.Written) -> CaptureRow:
        if self._file is None:
            raise WriteError("is closed; nothing can be added to it", path=self.folder / self._name)
        if self._size >= self._max_bytes or self._clock() - self._opened >= self._max_age:
            self._seal()
            self._open()
        place = Location(self._name, self._size, len(made.members[0]))
        self._put(made.members)
        return replace(made.row, location=place)

    def _put(self, members: Sequence[bytes]) -> None:
        """All of it or nothing: what a full disk took of it is cut off again."""
        assert self._file is not None
        data = b"".join(members)
        view, start = memoryview(data), self._size
        try:
            while view:
                view = view[os.write(self._file, view) :]
            if time.monotonic() - self._synced >= SYNC_SECONDS:
                self._sync()
        except OSError as error:
            self._undo(start)
            raise self._trouble(error) from error
        self._size = start + len(data)
        self._records += len(members)
        self._digest.update(data)

    def _undo(self, size: int) -> None:
        assert self._file is not None
        try:
            os.ftruncate(self._file, size)
        except OSError:
            pass  # the next start cuts the file to its last whole record

    def _sync(self) -> None:
        assert self._file is not None
        os.fdatasync(self._file)
        self._synced = time.monotonic()

    def _open(self) -> None:
        """A new file under a name that nobody else has, with its warcinfo."""
        self._opened = self._clock()
        for _ in range(10_000):
            self._name = self._next_name()
            path = self.folder / (self._name + OPEN)
            try:
                if (self.folder / self._name).exists():
                    continue
                self._file = os.open(
                    path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644
                )
                break
            except FileExistsError:
                continue
            except OSError as error:
                raise self._trouble(error) from error
        assert self._file is not None, "ten thousand files with one name and time"
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._size = self._records = 0
        self._digest = sha256()
        info = record.warcinfo(
            self.info, self._name, self._new_id(), self._opened, hostname=self._host, ip=self._ip
        )
        try:
            self._put([info])
            sync_folder(self.folder)
        except OSError as error:
            raise self._trouble(error) from error

    def _next_name(self) -> str:
        self._serial += 1
        stamp = self._opened.strftime("%Y%m%d%H%M%S") + f"{self._opened.microsecond // 1000:03}"
        site, host = (_UNFIT.sub("_", part)[:60] for part in (self.info.site, self._host))
        return f"newsark_{site}-{stamp}-{self._serial:05}-{host}.warc.gz"

    def _seal(self) -> None:
        """The file under its final name, on disk for good."""
        assert self._file is not None
        path = self.folder / (self._name + OPEN)
        try:
            os.fsync(self._file)
            size = os.fstat(self._file).st_size
            os.rename(path, self.folder / self._name)
            sync_folder(self.folder)
        except OSError as error:
            raise self._trouble(error) from error
        finally:
            os.close(self._file)
            self._file = None
        if self._sealed is not None and size == self._size:
            self._sealed(Sealed(self._name, size, self._digest.hexdigest(), self._records))

    def _trouble(self, error: OSError) -> WriteError:
        reason = error.strerror or str(error)
        remedy = (
            "make room and start the crawl again: it goes on where it was"
            if _full(error)
            else "mend that and start again"
        )
        return WriteError(f"cannot be written ({reason}); {remedy}", path=self.folder / (self._name + OPEN))


def _full(error: OSError) -> bool:
    import errno

    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _own_address(host: str) -> str:
    """This machine's address for warcinfo, as far as its own name says."""
    try:
        return socket.gethostbyname(host)
    except OSError:
        return "127.0.0.1"
