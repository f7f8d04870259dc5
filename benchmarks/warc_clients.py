"""The programs of `benchmarks.warc_peers`: each asks for a plan's addresses, one after the other, and writes WARC files.

A plan is a JSON list of `{"url", "method", "headers", "body"}`. newsark, and warcio's capture around `requests`, run in
a process of their own (`python -m benchmarks.warc_clients NAME PLAN FOLDER`); wget and warcprox are programs.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SIZE = 20_000
"""Bytes after which a file is to be finished, so that there are many."""
PATIENCE = 3
"""Seconds that an answer may take."""
AGENT = "newsark/0 (+desk@library.test)"

Plan = list[dict[str, Any]]


def newsark(plan: Plan, folder: Path) -> None:
    from archive.index.store import CaptureIndex
    from archive.model import CrawlInfo, Exchange
    from archive.warc.write import WarcWriter
    from crawler.fetching.pool import Pool
    from crawler.fetching.tls import client_context
    from crawler.fetching.wire import Ask, Reply, Timeouts, Wire

    hosts = {urlsplit(step["url"]).hostname or "" for step in plan}
    info = CrawlInfo(
        "press-1", "press", datetime.now(UTC), AGENT, operator="The Library", software="newsark/0"
    )

    async def crawl(index: CaptureIndex) -> None:
        writer = WarcWriter(
            folder, info, max_bytes=SIZE, known=lambda digest, url: index.by_digest(url, digest)
        )
        wire = Wire(Pool(client_context(), hosts))
        for step in plan:
            headers = [("User-Agent", AGENT), *step["headers"].items()]
            ask = Ask(
                step["url"],
                step["method"],
                headers,
                step["body"].encode(),
                timeouts=Timeouts(total=PATIENCE),
                hops="L",
            )
            reply = await wire.fetch(ask)
            index.add([writer.write_lookup(lookup) for lookup in wire.pool.resolver.fresh()])
            if not isinstance(reply, Reply):
                index.add([writer.write_failure(reply)])
                continue
            found: Exchange = reply.exchange
            before = (
                next(iter(index.captures(step["url"])), None) if "If-None-Match" in step["headers"] else None
            )
            index.add([writer.write(found, not_modified_of=before)])
        wire.close()
        writer.close({"finish_reason": "finished"})

    with CaptureIndex(folder / "index.db") as index:
        asyncio.run(crawl(index))


def warcio(plan: Plan, folder: Path) -> None:
    from warcio.capture_http import capture_http

    import requests  # isort: skip - its capture has to be imported first

    with capture_http(str(folder / "capture.warc.gz"), warc_version="1.1"):
        for step in plan:
            with suppress(requests.RequestException, ValueError, OSError):
                requests.request(
                    step["method"],
                    step["url"],
                    headers=step["headers"],
                    data=step["body"],
                    allow_redirects=False,
                    timeout=PATIENCE,
                )


def through(plan: Plan, port: int) -> None:
    """A plain client of the proxy on this port."""
    for step in plan:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with suppress(http.client.HTTPException, OSError, ValueError):
            connection.request(step["method"], step["url"], step["body"] or None, step["headers"])
            connection.getresponse().read()
        connection.close()
        time.sleep(0.05)  # it writes, and remembers payloads, after it has answered


def wget_calls(plan: Plan, folder: Path) -> Iterator[list[str]]:
    """Runs of plain addresses in one call each; what comes twice is in a later call, beside the CDX of those before."""
    options = f"--tries=1 --timeout={PATIENCE} --max-redirect=0 --no-http-keep-alive -q -O /dev/null --warc-cdx".split()
    calls: list[tuple[list[str], Plan]] = []
    for step in plan:
        extra = [f"--header={name}: {value}" for name, value in step["headers"].items()]
        extra += [f"--post-data={step['body']}"] if step["method"] == "POST" else []
        fresh = not calls or calls[-1][0] != extra or any(step["url"] == one["url"] for one in calls[-1][1])
        if fresh:
            calls.append((extra, []))
        calls[-1][1].append(step)
    for number, (extra, steps) in enumerate(calls):
        urls = folder / f"urls-{number}.txt"
        urls.write_text("".join(f"{step['url']}\n" for step in steps))
        dedup = [f"--warc-dedup={folder}/wget-{number - 1}.cdx"] if number else []
        files = [f"--warc-file={folder}/wget-{number}", f"--warc-max-size={SIZE}", f"--input-file={urls}"]
        yield ["wget", *options, *dedup, *extra, *files]


class Killed(Exception):
    """The program was killed, as was asked for."""


Watch = Callable[[subprocess.Popen[bytes]], None]
"""Called until the program ends; may kill it and raise Killed."""


def _run(command: list[str], watch: Watch, **options: Any) -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet, **options) as process:
        while process.poll() is None:
            watch(process)
            time.sleep(0.01)


def run(name: str, plan: Plan, folder: Path, watch: Watch, *, dedup: bool, warcprox: str = "") -> None:
    """Lets a program work through a plan; returns when its files are finished."""
    file = folder / "plan.json"
    file.write_text(json.dumps(plan))
    if name == "wget":
        for call in wget_calls(plan, folder):
            _run(call, watch)
    elif name == "warcprox":
        with proxy(warcprox, folder, dedup=dedup) as (port, served):
            client = [
                sys.executable,
                "-m",
                "benchmarks.warc_clients",
                f"proxy:{port}",
                str(file),
                str(folder),
            ]
            _run(client, lambda _: watch(served))
    else:
        _run([sys.executable, "-m", "benchmarks.warc_clients", name, str(file), str(folder)], watch)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def proxy(program: str, folder: Path, *, dedup: bool) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """warcprox on a free port. It may be told to keep no memory of payloads; at the end it finishes its files."""
    port = free_port()
    memory = "dedup.sqlite" if dedup else "/dev/null"
    options = [
        "-z",
        "--base32",
        "-p",
        str(port),
        "-b",
        "127.0.0.1",
        "-d",
        str(folder),
        "-n",
        "press",
        "-s",
        str(SIZE),
    ]
    command = [program, *options, "-j", memory, "--dedup-min-text-size", "1", "-q"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=folder, **quiet) as process:
        for _ in range(500):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield port, process
        process.send_signal(signal.SIGTERM)


def found(warcprox: str) -> dict[str, str]:
    """Each program, and why it cannot be run here (empty: it can)."""
    absent = {"newsark": "", "wget": "", "warcio": "", "warcprox": ""}
    if shutil.which("wget") is None:
        absent["wget"] = "is not installed; apt-get install wget"
    try:
        import warcio.capture_http  # noqa: F401
    except ImportError:
        absent["warcio"] = "is not installed; pip install warcio requests"
    if not warcprox or shutil.which(warcprox) is None:
        absent["warcprox"] = (
            "is not here; pip install warcprox in an environment of its own, and --warcprox BIN/warcprox"
        )
    return absent


def main(name: str, plan_file: str, folder: str) -> None:
    plan: Plan = json.loads(Path(plan_file).read_text())
    if name.startswith("proxy:"):
        through(plan, int(name.partition(":")[2]))
    else:
        {"newsark": newsark, "warcio": warcio}[name](plan, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
