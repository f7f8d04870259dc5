"""What a capture costs: writing, checking, indexing and finding, beside warcio and FastWARC, in CPU time of one core.

    python -m benchmarks.warc_rates [--pages 1500] [--rows 1000000]

The pages are made here: 30 KB of words with markup, sent plain or gzip-coded, as news sites send them. All tools get the
same bytes and write one gzip member a record at zlib level 6.
"""

from __future__ import annotations

import argparse
import gzip
import io
import math
import random
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.index.store import CaptureIndex
from archive.model import CaptureRow, CrawlInfo, Exchange, Location
from archive.urls import surt
from archive.warc.read import rows
from archive.warc.verify import verify
from archive.warc.write import WarcWriter

ROOT = Path(__file__).resolve().parents[1]
START = datetime(2026, 1, 10, tzinfo=UTC)


def exchanges(count: int, *, coded: bool) -> list[Exchange]:
    dice = random.Random(7)
    words = ["".join(dice.choices("aeioulnrstdkm", k=dice.randint(2, 11))) for _ in range(4000)]
    return [exchange(number, words, dice, coded=coded) for number in range(count)]


def exchange(number: int, words: list[str], dice: random.Random, *, coded: bool) -> Exchange:
    paragraphs = ("<p class='lead'>" + " ".join(dice.choices(words, k=60)) + "</p>\n" for _ in range(70))
    body = ("<html><title>" + words[number % 4000] + "</title>" + "".join(paragraphs)).encode()
    body = gzip.compress(body, 6, mtime=0) if coded else body
    coding = b"Content-Encoding: gzip\r\n" if coded else b""
    head = b"HTTP/1.1 200 OK\r\nServer: press\r\nContent-Type: text/html; charset=utf-8\r\n" + coding
    url = f"http://news.example/world/2026/01/{words[number % 4000]}-{number}.html"
    asked = b"GET /world HTTP/1.1\r\nHost: news.example\r\nUser-Agent: newsark/0.1\r\nAccept: */*\r\n\r\n"
    response = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    return Exchange(url, START + timedelta(seconds=number), asked, response, "127.0.0.1")


def seconds(work: Callable[[], object], *, times: int = 3) -> float:
    """The least CPU time of some runs: the machine's other work only ever adds."""
    return min(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def write_ours(folder: Path, made: Iterable[Exchange]) -> Path:
    writer = WarcWriter(folder, CrawlInfo("bench", "bench", START, "newsark"))
    for one in made:
        writer.write(one)
    writer.close({})
    return folder / writer.name


def write_warcio(path: Path, made: Iterable[Exchange]) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        for one in made:
            for kind, block in (("response", one.response), ("request", one.request)):
                head, _, body = block.partition(b"\r\n\r\n")
                first, *fields = head.decode("latin-1").split("\r\n")
                protocol, _, rest = first.partition(" ")
                pairs = [tuple(line.split(": ", 1)) for line in fields]
                http = StatusAndHeaders(
                    rest if kind == "response" else first, pairs, protocol if kind == "response" else ""
                )
                record = writer.create_warc_record(
                    one.url, kind, payload=io.BytesIO(body), http_headers=http, length=len(body)
                )
                writer.write_record(record)


def write_fastwarc(path: Path, made: Iterable[Exchange]) -> None:
    with path.open("wb") as file:
        stream = GzipWriter(file, compression_level=6)
        for one in made:
            for kind, block in (
                (WarcRecordType.response, one.response),
                (WarcRecordType.request, one.request),
            ):
                record = WarcRecord()
                record.init_headers(kind)
                record.set_bytes_content(block)
                record.headers["WARC-Target-URI"] = one.url
                record.write(stream, checksum_data=True)
        stream.close()


def index_warcio(path: Path) -> int:
    with path.open("rb") as file:
        found = ArchiveIterator(file)
        return sum(
            len(surt(record.rec_headers.get_header("WARC-Target-URI") or ""))
            for record in found
            if record.rec_type == "response"
        )


def index_fastwarc(path: Path) -> int:
    with path.open("rb") as file:
        found = FastIterator(file, record_types=WarcRecordType.response)
        return sum(len(surt(record.headers.get("WARC-Target-URI") or "")) for record in found)


def index_cdxj_indexer(path: Path) -> float:
    """CPU seconds of cdxj-indexer as its users run it, without those of its start; NaN where it is not installed."""
    program = ROOT / ".venv-tools" / "bin" / "cdxj-indexer"
    if not program.exists():
        return math.nan
    empty = path.with_name("empty.warc")
    empty.write_bytes(b"")
    return _child(str(program), str(path)) - _child(str(program), str(empty))


def _child(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def check_warcio(path: Path) -> None:
    class Settings:
        inputs = (str(path),)
        verbose = False

    Checker(Settings()).process_all()


def check_fastwarc(path: Path) -> bool:
    with path.open("rb") as file:
        return all(record.verify_block_digest() for record in FastIterator(file, parse_http=False))


def synthetic(count: int) -> Iterator[CaptureRow]:
    """Five captures an address, a day apart."""
    first = CaptureRow(
        *("", "", "", START, Location("bench.warc.gz", 0, 9000), "response", 200, "text/html"),
        digest="sha1:" + "A" * 32,
    )
    for number in range(count):
        url = f"http://news{number // 5 % 997}.example/world/story-{number // 5}.html"
        place = Location(f"bench-{number // 100_000:05}.warc.gz", number % 100_000 * 9000, 9000)
        record = f"urn:uuid:00000000-0000-4000-8000-{number:012x}"
        yield replace(
            first,
            url=url,
            surt=surt(url),
            date=START + timedelta(days=number % 5),
            location=place,
            record_id=record,
        )


def rates(folder: Path, pages: int, *, coded: bool) -> Path:
    made = exchanges(pages, coded=coded)
    files: list[Path] = []
    ours = seconds(lambda: files.append(write_ours(folder, made)))
    theirs = seconds(lambda: write_warcio(folder / "warcio.warc.gz", made), times=2)
    fast = seconds(lambda: write_fastwarc(folder / "fastwarc.warc.gz", made), times=2)
    kind = "gzip-coded" if coded else "plain"
    each = [f"{spent / pages * 1000:.2f}" for spent in (ours, theirs, fast)]
    print(f"write a pair, {kind} body, ms:   newsark {each[0]}   warcio {each[1]}   FastWARC {each[2]}")
    return files[-1]


def reading(path: Path) -> None:
    size = path.stat().st_size / 1e6
    table: dict[str, dict[str, Callable[[], object]]] = {
        "index": {
            "newsark": lambda: sum(1 for _ in rows(path)),
            "warcio + SURT": lambda: index_warcio(path),
            "FastWARC + SURT": lambda: index_fastwarc(path),
        },
        "check": {
            "newsark": lambda: list(verify([path])),
            "warcio": lambda: check_warcio(path),
            "FastWARC": lambda: check_fastwarc(path),
        },
    }
    for what, tools in table.items():
        each = "   ".join(f"{name} {size / seconds(work, times=2):.0f}" for name, work in tools.items())
        if what == "index":
            each += f"   cdxj-indexer {size / index_cdxj_indexer(path):.0f}"
        print(f"{what}, MB/s of {size:.0f} MB:   {each}")


def lookups(folder: Path, count: int) -> None:
    with CaptureIndex(folder / "index.db") as index:
        batch: list[CaptureRow] = []
        spent = 0.0
        for row in synthetic(count):
            batch.append(row)
            if len(batch) == 200:
                begun = time.process_time()
                index.add(batch)
                spent += time.process_time() - begun
                batch = []
        index.add(batch)
        size = (folder / "index.db").stat().st_size
        dice = random.Random(3)
        asked = [
            (
                f"http://news{n // 5 % 997}.example/world/story-{n // 5}.html",
                START + timedelta(hours=dice.randrange(120)),
            )
            for n in (dice.randrange(count) for _ in range(20_000))
        ]
        looked = seconds(lambda: [index.closest(url, when) for url, when in asked], times=2)
        bare = seconds(lambda: [surt(url) for url, _ in asked], times=2)
    print(
        f"index of {count:,} captures: {count / spent:,.0f} rows/s in batches of 200, {size / count:.0f} bytes a capture"
    )
    print(f"closest date: {looked / len(asked) * 1e6:.0f} µs, of which the key {bare / len(asked) * 1e6:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1500)
    parser.add_argument("--rows", type=int, default=1_000_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reading(rates(folder, wanted.pages, coded=True))
        reading(rates(folder, wanted.pages, coded=False))
        lookups(folder, wanted.rows)


if __name__ == "__main__":
    main()
