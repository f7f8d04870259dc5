"""What the replay server costs: CPU ms a reply on an archive of 31 KB articles, and first byte with a large index.

    python -m benchmarks.replay_cost [--replies 300] [--rows 0] [--page FILE] [--pywb PROGRAM]

Prints one line a kind of reply. CPU is that of the server's process alone (a child, read from the kernel), so a busy
machine changes it little. `--rows 5000000` adds that many captures to the index first (about three minutes).
With `--pywb` (the path of a `wayback`, in an environment of its own) the same requests are then made to pywb over the
same files, and its figures and the ratio stand beside ours. The pages are made here: an article of 31 KB with some hundred links, pictures with srcset, styles and JSON-LD, gzipped.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import multiprocessing
import os
import random
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, CrawlInfo, Exchange, Location
from archive.replay.pywb import listens, prepare
from archive.replay.server import serve
from archive.urls import surt
from archive.warc.write import WarcWriter

START = datetime(2026, 1, 10, 12, 0, 0, tzinfo=UTC)
WORDS = [
    "the",
    "of",
    "parliament",
    "minister",
    "power",
    "plant",
    "energy",
    "report",
    "week",
    "city",
    "council",
    "agency",
    "said",
    "on",
    "water",
    "new",
    "people",
]


OURS = {
    "article, rewritten": "/web/{stamp}mp_/http://news.example/a/{n}",
    "article, with banner": "/web/{stamp}/http://news.example/a/{n}",
    "article, id_ (raw)": "/web/{stamp}id_/http://news.example/a/{n}",
    "picture": "/web/{stamp}im_/http://news.example/i.png",
    "CDX query": "/web/cdx?url=http://news.example/a/{n}",
    "TimeMap": "/web/timemap/link/http://news.example/a/{n}",
}
PYWB = {name: form for name, form in OURS.items() if name != "article, with banner"}


def article(seed: int, size: int = 31_000) -> bytes:
    """A page like those of large sites: half text, half links, styles and data."""
    pick = random.Random(seed)
    words = lambda n: " ".join(pick.choices(WORDS, k=n))  # noqa: E731
    links = "".join(
        f'<li><a class="item" href="/news/{i}/{pick.randrange(10**6)}?ref=list&amp;p={i}">{words(6)}</a></li>'
        for i in range(90)
    )
    media = "".join(
        f'<picture><source srcset="/m/{i}-640.webp 640w, /m/{i}-1280.webp 1280w" type="image/webp"><img src="http://cdn.example/m/{i}.jpg" '
        f'loading="lazy" alt="{words(4)}" style="background:url(/m/{i}.svg)"></picture>'
        for i in range(12)
    )
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{words(8)}</title><link rel="stylesheet" href="/s/main.css">'
        f'<link rel="canonical" href="http://news.example/a/{seed}"><script src="/s/app.js"></script><style>body{{background:url("/s/bg.png")}}</style>'
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{words(8)}"}}</script></head><body><nav><ul>{links}</ul></nav>{media}'
    )
    body = ""
    while len(head) + len(body) < size:
        body += f"<p>{words(40)} <a href='http://other.example/{pick.randrange(999)}'>{words(2)}</a> {words(30)}</p>\n"
    return (head + body + "</body></html>").encode()


def make_home(folder: Path, page: bytes | None) -> Home:
    home = Home.create(folder)
    writer = WarcWriter(home.warc, CrawlInfo("bench", "bench", START, "newsark-bench/1"))
    rows = []
    for number in range(40):
        squeezed = gzip.compress(page or article(number))
        rows.append(
            writer.write(
                _exchange(
                    f"http://news.example/a/{number}", squeezed, "text/html; charset=utf-8", coding=True
                )
            )
        )
    rows.append(
        writer.write(_exchange("http://news.example/i.png", random.Random(1).randbytes(9_000), "image/png"))
    )
    writer.close({})
    with CaptureIndex(home.index_db) as index:
        index.add(rows)
    return home


def _exchange(url: str, body: bytes, kind: str, *, coding: bool = False) -> Exchange:
    more = b"Content-Encoding: gzip\r\n" if coding else b""
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: "
        + kind.encode()
        + b"\r\n"
        + more
        + f"Content-Length: {len(body)}\r\n\r\n".encode()
    )
    return Exchange(url, START, b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n", head + body)


def fill(home: Home, rows: int) -> None:
    """Adds captures of other addresses, five each, so that look-ups walk a tree of full height."""
    with CaptureIndex(home.index_db) as index:
        batch: list[CaptureRow] = []
        for row in _rows(rows):
            batch.append(row)
            if len(batch) == 20_000:
                index.add(batch)
                batch = []
        index.add(batch)


def _rows(count: int) -> Iterator[CaptureRow]:
    for number in range(count):
        url = f"http://site{number // 50_000}.example/news/{number // 5}"
        date = START + timedelta(days=number % 5, seconds=number // 5 % 86_400)
        place = Location("other.warc.gz", number * 1_000, 900)
        identity = f"urn:uuid:{number:08x}-0000-4000-8000-000000000000"
        yield CaptureRow(identity, url, surt(url), date, place, "response", 200, "text/html", None)


def _server(path: Path, pipe: Connection) -> None:
    serve(Home.open(path), port=0, ready=pipe.send)


def cpu_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def measure(port: int, pid: int, target: Callable[[int], str], replies: int) -> tuple[float, float, int]:
    """CPU ms a reply, median ms to the first byte, bytes of a reply."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    waits, size = [], 0
    for number in range(-20, replies):
        if number == 0:
            before = cpu_ms(pid)
        began = time.perf_counter()
        connection.request("GET", target(number % 40))
        reply = connection.getresponse()
        waits.append(time.perf_counter() - began)
        size = len(reply.read())
        if reply.status != 200:
            raise SystemExit(f"{target(number % 40)}: {reply.status}")
    used = (cpu_ms(pid) - before) / replies
    connection.close()
    return used, statistics.median(waits[20:]) * 1000, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--replies", type=int, default=300)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--page", type=Path, help="a real page to serve instead of the made ones")
    parser.add_argument("--pywb", type=Path, help="pywb's `wayback`, to be measured over the same files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "home", options.page.read_bytes() if options.page else None)
        if options.rows:
            fill(home, options.rows)
        with our_server(home) as (port, pid, start):
            table = figures(port, pid, options.replies, OURS)
            ending = f"start {start:.2f} s, memory {memory_mb(pid):.0f} MB"
        beside: dict[str, tuple[float, float, int]] = {}
        if options.pywb:
            with pywb(home, options.pywb) as (port, pid, start):
                beside = figures(port, pid, options.replies, PYWB)
                ending += f"; pywb: start {start:.2f} s, memory {memory_mb(pid):.0f} MB"
        report(table, beside)
        print(ending)


def figures(port: int, pid: int, replies: int, kinds: dict[str, str]) -> dict[str, tuple[float, float, int]]:
    """Kind of reply → CPU ms, ms to the first byte, bytes."""
    stamp = f"{START:%Y%m%d%H%M%S}"
    made = {}
    for name, form in kinds.items():
        made[name] = measure(port, pid, lambda number, form=form: form.format(stamp=stamp, n=number), replies)
    return made


def report(table: dict[str, tuple[float, float, int]], beside: dict[str, tuple[float, float, int]]) -> None:
    more = f"{'pywb CPU ms':>13}{'first byte ms':>15}{'times ours':>12}" if beside else ""
    print(f"{'reply':<24}{'CPU ms':>8}{'first byte ms':>15}{'bytes':>9}{more}")
    for name, (used, wait, size) in table.items():
        line = f"{name:<24}{used:>8.2f}{wait:>15.2f}{size:>9,}"
        if name in beside:
            line += f"{beside[name][0]:>13.2f}{beside[name][1]:>15.2f}{beside[name][0] / used:>12.1f}"
        print(line)


@contextmanager
def our_server(home: Home) -> Iterator[tuple[int, int, float]]:
    """Port, process and seconds until it was ready."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    began = time.perf_counter()
    child = multiprocessing.get_context("spawn").Process(
        target=_server, args=(home.path, theirs), daemon=True
    )
    child.start()
    try:
        port = int(ours.recv().rsplit(":", 1)[1].strip("/"))
        yield port, child.pid or 0, time.perf_counter() - began
    finally:
        child.terminate()
        child.join(10)


@contextmanager
def pywb(home: Home, program: Path) -> Iterator[tuple[int, int, float]]:
    """The same for pywb over the home's files."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as probe:
        folder, port = Path(name), probe.getsockname()[1]
        probe.close()
        prepare(home, folder)
        began = time.perf_counter()
        server = subprocess.Popen(
            [program.resolve(), "-b", "127.0.0.1", "-p", str(port)],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while not listens("127.0.0.1", port):
                if server.poll() is not None:
                    raise SystemExit(f"{program} ended at once")
                time.sleep(0.05)
            yield port, server.pid, time.perf_counter() - began
        finally:
            server.terminate()
            server.wait(20)


def memory_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
