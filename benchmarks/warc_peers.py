"""The 28 requirements of docs/warc.md: newsark beside wget, warcio's capture and warcprox, on the files that each writes.

    python -m benchmarks.warc_peers [--rounds 6] [--kills 5] [--warcprox BIN/warcprox]

A raw server sends every kind of transfer that there is in tests/fetching/transfers.py, and logs the bytes it sent and
received. Each program is sent through the same plan, one exchange after the other, and its files are compared with
the log. Further runs ask for the same addresses twice, and kill the program with SIGKILL on the way; newsark's own
recovery runs before its files are looked at, as at its next start (the others have none). The server has an
address of 127.0.1.0/24 for each kind: warcprox refuses 127.0.0.1, and no host that fails after a bad answer. A program that is not here is passed over.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent / "tests" / "fetching"))

from rawserver import CLOSE, RawServer, Step, raw_server
from transfers import TRANSFERS, Transfer, sized

from archive.index.store import CaptureIndex
from archive.warc.recover import recover
from benchmarks.warc_clients import Killed, Plan, found, free_port, run
from benchmarks.warc_requirements import REQUIREMENTS
from benchmarks.warc_seen import Answered, Runs, Seen

KINDS = tuple(name for name, made in TRANSFERS.items() if made.entity is not None)
HOSTS = {kind: f"127.0.1.{number}" for number, kind in enumerate((*KINDS, "same", "etag"), 1)}
"""An address of its own for each kind, so that no program blames a bad answer on those that follow."""
LONG = b"<title>Same</title><p>" + b"the same again " * 100
UNCHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'


def transfer(path: str) -> Transfer:
    """What lies at an address: of the table, or a page of its own."""
    kind = path.strip("/").partition("?")[0]
    page = LONG + path.encode()
    return TRANSFERS.get(kind) or Transfer((sized(page, b"Content-Type: text/html", b'ETag: "1"'),), page)


def address(port: int, path: str) -> str:
    return f"http://{HOSTS[path.strip('/').partition('?')[0]]}:{port}{path}"


@contextmanager
def serving() -> Iterator[RawServer]:
    """The raw server in a thread of its own."""
    ready, done = threading.Event(), threading.Event()
    made: list[RawServer] = []

    def script(path: str) -> list[Step]:
        if b"if-none-match" in made[0].log[-1].received.lower():
            return [UNCHANGED, CLOSE]
        return list(transfer(path).steps)

    async def serve() -> None:
        async with raw_server(script, hosts=["127.0.0.1", *HOSTS.values()], port=free_port()) as server:
            made.append(server)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield made[0]
    finally:
        done.set()
        thread.join()


def step(
    url: str, *, headers: dict[str, str] | None = None, method: str = "GET", body: str = ""
) -> dict[str, Any]:
    return {"url": url, "method": method, "headers": headers or {}, "body": body}


def plans(port: int, rounds: int) -> tuple[Plan, Plan]:
    """Every kind of transfer, each under an address of its own and a POST; and addresses that are asked for twice."""
    main = [step(address(port, f"/{kind}?round={n}&name=%D8%AE")) for n in range(rounds) for kind in KINDS]
    main.append(step(address(port, "/sized?posted"), method="POST", body="a=b"))
    same = [step(address(port, f"/same?{n}")) for n in range(3)]
    etags = [step(address(port, f"/etag?{n}")) for n in range(3)]
    asked = [step(one["url"], headers={"If-None-Match": '"1"'}) for one in etags]
    return main, [*same, *etags, *same, *asked]


def logged(server: RawServer, start: int) -> tuple[Answered, ...]:
    """What the server logged from an entry on, with its clock, which only counts, brought to the time of day."""
    # The largest of many: between the two clocks' readings the machine may have been busy with something else.
    offset = max(datetime.now(UTC) - datetime.fromtimestamp(time.monotonic(), UTC) for _ in range(1000))
    found: dict[tuple[str, bytes], Answered] = {}
    for entry in server.log[start:]:
        kind, url = entry.path.strip("/").partition("?")[0], address(server.port, entry.path)
        at = datetime.fromtimestamp(entry.at, UTC) + offset
        found[url, entry.sent] = Answered(url, kind, transfer(entry.path), entry.sent, entry.received, at)
    return tuple(found.values())


class Watch:
    """Looks at a program's folder as it works: which files have their final names while they grow."""

    def __init__(self, folder: Path, kill_after: Callable[[], bool] = lambda: False) -> None:
        self._folder, self._kill_after = folder, kill_after
        self._sizes: dict[str, int] = {}

    def __call__(self, process: subprocess.Popen[bytes]) -> None:
        for path in self._folder.rglob("*.warc.gz"):
            self._sizes.setdefault(path.name, path.stat().st_size)
        if self._kill_after():
            process.kill()
            process.wait()
            raise Killed

    @property
    def early(self) -> frozenset[str]:
        sizes = {path.name: path.stat().st_size for path in self._folder.rglob("*.warc.gz")}
        return frozenset(name for name, size in self._sizes.items() if size < sizes.get(name, size))


def seen(
    name: str, server: RawServer, plan: Plan, folder: Path, warcprox: str, *, dedup: bool = False
) -> tuple[Seen, Watch]:
    """One run to its end."""
    folder.mkdir()
    start, watch = len(server.log), Watch(folder)
    run(name, plan, folder, watch, dedup=dedup, warcprox=warcprox)
    return Seen(folder, logged(server, start)), watch


def killed(name: str, server: RawServer, plan: Plan, folder: Path, warcprox: str, after: int) -> Seen:
    """One run that is killed when the server has had `after` requests."""
    folder.mkdir()
    start = len(server.log)
    watch = Watch(folder, lambda: len(server.log) - start >= after)
    try:
        run(name, plan, folder, watch, dedup=False, warcprox=warcprox)
    except Killed:
        pass
    if name == "newsark":
        recover(folder)
    return Seen(folder, logged(server, start))


def judged(name: str, server: RawServer, folder: Path, warcprox: str, *, rounds: int, kills: int) -> Runs:
    main, again = plans(server.port, rounds)
    whole, watch = seen(name, server, main, folder / "main", warcprox)
    if len(whole.answered) < len(main):
        sys.exit(f"warc_peers: {name} asked for {len(whole.answered)} of {len(main)} addresses")
    twice, _ = seen(name, server, again, folder / "again", warcprox, dedup=True)
    part = main[: len(KINDS)]
    cut = [
        killed(name, server, part, folder / f"killed-{n}", warcprox, (n + 1) * len(part) // (kills + 1))
        for n in range(kills)
    ]
    by_name = [step(f"http://localhost:{server.port}/sized?named")]
    named, _ = seen(name, server, by_name, folder / "named", warcprox)
    posted = main[-1]["url"]
    ours = name == "newsark"
    return Runs(
        whole,
        twice,
        tuple(cut),
        named,
        watch.early,
        posted=_key(folder / "main", posted),
        wacz=_package(folder) if ours else None,
    )


def _key(folder: Path, url: str) -> str:
    """The key of an address in whatever index a program left."""
    if (folder / "index.db").exists():
        with CaptureIndex(folder / "index.db") as index:
            return next((row.surt for row in index.in_order() if row.url == url), "")
    for path in folder.glob("*.cdx"):
        line = next((line for line in path.read_text("latin-1").splitlines() if line.startswith(url)), None)
        if line is not None:
            return line.split(" ")[0]
    return ""


def _package(folder: Path) -> Path:
    """The same captures, brought into a home, as a WACZ."""
    home, package = folder / "home", folder / "captures.wacz"
    newsark = Path(sys.executable).with_name("newsark")
    for arguments in (
        ["init", str(home), "--contact", "desk@library.test"],
        ["import", str(folder / "again"), "--home", str(home)],
        ["export", "wacz", "-o", str(package), "--home", str(home)],
    ):
        subprocess.run([newsark, *arguments], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return package


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument(
        "--warcprox", default=shutil.which("warcprox") or "", help="the program, in an environment of its own"
    )
    options = parser.parse_args()
    columns: dict[str, Runs] = {}
    with tempfile.TemporaryDirectory() as temporary, serving() as server:
        for name, absent in found(options.warcprox).items():
            if absent:
                print(f"{name}: passed over, {absent}")
                continue
            folder = Path(temporary) / name
            folder.mkdir()
            columns[name] = judged(
                name, server, folder, options.warcprox, rounds=options.rounds, kills=options.kills
            )
            exchanges = len(columns[name].main.answered)
            print(
                f"{name}: {exchanges} exchanges of {len(KINDS)} kinds, {len(columns[name].main.files)} files",
                flush=True,
            )
        print_table(columns)


def print_table(columns: dict[str, Runs]) -> None:
    print(f"\n| | requirement | {' | '.join(columns)} |\n|---|---|{'---|' * len(columns)}")
    met = dict.fromkeys(columns, 0)
    for number, (title, check) in enumerate(REQUIREMENTS, 1):
        counts = {name: check(runs) for name, runs in columns.items()}
        print(f"| {number} | {title} | {' | '.join(str(one) for one in counts.values())} |")
        for name, one in counts.items():
            met[name] += bool(one.of) and one.right == one.of
    print(f"| | met | {' | '.join(str(one) for one in met.values())} |")


if __name__ == "__main__":
    main()
