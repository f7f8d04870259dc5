"""What the download handler writes to: the WARC writer, and behind it the capture index in batches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from archive.errors import DatabaseError
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, CrawlInfo, Exchange, Failure, Json, Lookup
from archive.warc.record import Transfer
from archive.warc.seal import Told
from archive.warc.write import WarcWriter

BATCH = 200


class Recorder:
    """Bytes on disk first, then rows in the index. `expect` names the capture that a 304 will refer to.

    An answer that repeats an earlier capture of its address byte for byte becomes a revisit. If the index cannot be
    written the crawl goes on: the next start mends it from the files, which are the truth.
    """

    def __init__(
        self,
        folder: Path,
        info: CrawlInfo,
        index: CaptureIndex,
        *,
        max_bytes: int,
        max_age: timedelta,
        transfer: Transfer = "verbatim",
        sealed: Told | None = None,
    ) -> None:
        self._index = index
        self._writer = WarcWriter(
            folder,
            info,
            max_bytes=max_bytes,
            max_age=max_age,
            known=self._earlier,
            transfer=transfer,
            sealed=sealed,
        )
        self._rows: list[CaptureRow] = []
        self._expected: dict[str, CaptureRow] = {}
        self.bytes = 0
        self.requests = 0
        self.index_error: DatabaseError | None = None

    def expect(self, url: str, record_id: str) -> bool:
        """Prepares for a conditional request; False where the capture it would refer to is not in the archive."""
        row = self._index.by_record(record_id)
        if row is not None:
            self._expected[url] = row
        return row is not None

    def forget(self, url: str) -> None:
        self._expected.pop(url, None)

    def write(self, exchange: Exchange) -> CaptureRow:
        self.bytes += len(exchange.response)
        self.requests += 1
        return self._keep(self._writer.write(exchange, not_modified_of=self._expected.get(exchange.url)))

    def write_failure(self, failure: Failure) -> CaptureRow:
        self.bytes += len(failure.received)
        self.requests += 1
        return self._keep(self._writer.write_failure(failure))

    def write_lookup(self, lookup: Lookup) -> CaptureRow:
        return self._keep(self._writer.write_lookup(lookup))

    def close(self, summary: Mapping[str, Json]) -> None:
        """The closing record, the seal, the last rows."""
        try:
            self._writer.close(summary)
        finally:
            self.flush()

    def _earlier(self, digest: str, url: str) -> CaptureRow | None:
        return self._index.by_digest(url, digest)

    def _keep(self, row: CaptureRow) -> CaptureRow:
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self.flush()
        return row

    def flush(self) -> None:
        """Hands the rows written since last time to the index."""
        rows, self._rows = self._rows, []
        if rows and self.index_error is None:
            try:
                self._index.add(rows)
            except DatabaseError as error:
                self.index_error = error
