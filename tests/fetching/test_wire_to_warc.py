"""From the server's log to the file: the blocks of the WARC records are the bytes of the wire, for every transfer kind."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from authority import make_authority
from rawserver import Logged, raw_server
from transfers import FAILURES, TRANSFERS

from archive.model import CaptureRow, CrawlInfo, Failure
from archive.warc.read import walk
from archive.warc.write import WarcWriter
from crawler.fetching.pool import Pool
from crawler.fetching.tls import client_context
from crawler.fetching.wire import Ask, Reply, Wire

INFO = CrawlInfo("c1", "press", datetime(2026, 11, 23, tzinfo=UTC), "newsark/0")
COMPARED = [name for name, transfer in TRANSFERS.items() if transfer.entity is not None]


async def crawl(folder: Path, *, secure: bool) -> list[tuple[CaptureRow, Logged]]:
    authority = make_authority(folder)
    scripts = {f"/{name}": list(transfer.steps) for name, transfer in TRANSFERS.items()}
    scripts |= {f"/{name}": list(steps) for name, (steps, _) in FAILURES.items()}
    writer = WarcWriter(folder, INFO)
    rows = []
    async with raw_server(scripts, tls=authority.server if secure else None) as server:
        wire = Wire(Pool(client_context(ca_file=authority.ca_file), ["127.0.0.1"]))
        root = f"{'https' if secure else 'http'}://127.0.0.1:{server.port}/"
        for name in [*COMPARED, *FAILURES] * 2:
            found = await wire.fetch(Ask(root + name, headers=[("User-Agent", "newsark/0")]))
            row = writer.write(found.exchange) if isinstance(found, Reply) else writer.write_failure(found)
            assert isinstance(found, Failure) == (name in FAILURES)
            rows.append((row, server.log[-1]))
        wire.close()
    writer.close({})
    return rows


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_blocks_are_what_the_server_logged(tmp_path: Path, secure: bool) -> None:
    rows = asyncio.run(crawl(tmp_path, secure=secure))
    (file,) = tmp_path.glob("*.warc.gz")
    records = {record.record_id: record for record in walk(file)}
    assert not [record for record in records.values() if record.damage]
    requests = {
        record.get("WARC-Concurrent-To").strip("<>"): record
        for record in records.values()
        if record.type == "request"
    }
    compared = 0
    for row, logged in rows:
        record = records[row.record_id]
        name = logged.path[1:]
        if name in FAILURES:
            assert record.type == "metadata"
            continue
        transfer = TRANSFERS[name]
        sent = logged.sent.removeprefix(transfer.interim)
        assert record.block == (sent.removesuffix(transfer.excess) if transfer.excess else sent), name
        assert requests[row.record_id].block == logged.received, name
        assert record.get("WARC-Truncated") == (transfer.truncated or ""), name
        compared += 1
    assert compared == 2 * len(COMPARED) > 100
    # not warcio's check: warcio 1.8.1 stops at the first brotli answer (it sets an attribute on brotli's own object)
    check = [str(Path(sys.executable).with_name("fastwarc")), "check", "--quiet", str(file)]
    assert subprocess.run(check, check=False).returncode == 0
