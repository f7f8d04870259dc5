"""A crawl of every transfer kind, over http and https, in two rounds or more: what the server logged, and what was written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from authority import make_authority
from rawserver import HOLD, Logged, Step, raw_server
from transfers import FAILURES, TRANSFERS, Transfer

from archive.index.store import CaptureIndex
from archive.model import CaptureRow, CrawlInfo, Exchange, Failure
from archive.warc.read import Record, walk
from archive.warc.record import Transfer as Kept
from archive.warc.write import WarcWriter
from crawler.fetching.answer import Limits
from crawler.fetching.pool import Pool
from crawler.fetching.tls import client_context
from crawler.fetching.wire import Ask, Reply, Timeouts, Wire

AGENT = "newsark/0 (+desk@library.test)"
INFO = CrawlInfo(
    "press-1",
    "press",
    datetime(2026, 11, 23, tzinfo=UTC),
    AGENT,
    operator="The Library",
    software="newsark/0",
)
COMPARED = tuple(name for name, transfer in TRANSFERS.items() if transfer.entity is not None)
CUT: dict[str, tuple[Step, ...]] = {
    "too-long": (b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"l" * 900_000,),
    "too-slow": (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"s" * 300, HOLD),
}


@dataclass(frozen=True)
class Seen:
    """One attempt: what the client made of it, what the server logged, and the index row of its record."""

    name: str
    url: str
    logged: Logged
    found: Exchange | Failure
    row: CaptureRow
    began: datetime
    ended: datetime

    @property
    def transfer(self) -> Transfer:
        return TRANSFERS[self.name]

    @property
    def sent(self) -> bytes:
        """The final answer as the server sent it: without what came before and what came after."""
        sent = self.logged.sent.removeprefix(self.transfer.interim)
        return sent.removesuffix(self.transfer.excess) if self.transfer.excess else sent


@dataclass(frozen=True)
class Crawled:
    folder: Path
    seen: tuple[Seen, ...]
    records: dict[str, Record]

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.warc.gz"))

    @property
    def answers(self) -> list[Seen]:
        """Attempts that got an answer whose bytes the table knows."""
        return [one for one in self.seen if one.name in TRANSFERS]

    def of(self, one: Seen) -> Record:
        return self.records[one.row.record_id]

    def tied(self, one: Seen, kind: str) -> list[Record]:
        """The records of a kind that name this attempt's."""
        tie = f"<{one.row.record_id}>"
        return [r for r in self.records.values() if r.type == kind and r.get("WARC-Concurrent-To") == tie]

    def kinds(self, *kinds: str) -> list[Record]:
        return [record for record in self.records.values() if record.type in kinds]


def crawl(
    folder: Path,
    *,
    rounds: Sequence[bool] = (False, True),
    transfer: Kept = "verbatim",
    revisits: bool = False,
    max_bytes: int = 1 << 30,
) -> Crawled:
    """A round for each of `rounds`, whether it is over TLS; `revisits` writes what is known already as such."""
    with CaptureIndex(folder / "index.db") as index:
        writer = WarcWriter(
            folder,
            INFO,
            transfer=transfer,
            max_bytes=max_bytes,
            known=(lambda digest, url: index.by_digest(url, digest)) if revisits else None,
        )
        seen = [one for secure in rounds for one in asyncio.run(_round(folder, writer, index, secure=secure))]
        writer.close({"finish_reason": "finished"})
    found = [record for path in sorted(folder.glob("*.warc.gz")) for record in walk(path)]
    assert not [record for record in found if record.damage]
    assert len({record.record_id for record in found}) == len(found)
    return Crawled(folder, tuple(seen), {record.record_id: record for record in found})


async def _round(folder: Path, writer: WarcWriter, index: CaptureIndex, *, secure: bool) -> list[Seen]:
    authority = make_authority(folder)
    scripts: dict[str, list[Step]] = {f"/{name}": list(made.steps) for name, made in TRANSFERS.items()}
    scripts |= {f"/{name}": list(steps) for name, (steps, _) in FAILURES.items()}
    scripts |= {f"/{name}": list(steps) for name, steps in CUT.items()}
    seen: list[Seen] = []
    async with raw_server(
        lambda path: scripts[path.partition("?")[0]], tls=authority.server if secure else None
    ) as server:
        wire = Wire(Pool(client_context(ca_file=authority.ca_file), ["127.0.0.1"]))
        for number, name in enumerate([*COMPARED, *FAILURES, *CUT]):
            url = f"{'https' if secure else 'http'}://127.0.0.1:{server.port}/{name}?round=1&name=%D8%AE"
            ask = Ask(
                url,
                headers=[("User-Agent", AGENT)],
                via="http://127.0.0.1/list" if number % 2 else None,
                hops="L" * (number % 3),
                limits=Limits(body=4096) if name == "too-long" else Limits(),
                timeouts=Timeouts(total=0.2) if name == "too-slow" else Timeouts(),
            )
            began = datetime.now(UTC)
            reply = await wire.fetch(ask)
            ended = datetime.now(UTC)
            found = reply.exchange if isinstance(reply, Reply) else reply
            assert isinstance(found, Failure) == (name in FAILURES), name
            row = writer.write_failure(found) if isinstance(found, Failure) else writer.write(found)
            index.add([row])
            seen.append(Seen(name, url, server.log[-1], found, row, began, ended))
        wire.close()
    return seen
