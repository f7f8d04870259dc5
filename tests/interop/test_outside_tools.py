"""What newsark writes is read by warcio, FastWARC, cdxj-indexer and pywb, each run as its users run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from make_tools import tools
from newsroom.room import free_port
from readme import NEWSARK, press

from archive.index.cdxj import cdxj_lines
from archive.index.store import CaptureIndex
from archive.model import CaptureRow
from archive.warc.http import decode_body, parse_response
from archive.warc.read import walk
from archive.warc.resolve import Resolver

pytestmark = pytest.mark.e2e
PUBS = ("daily", "peyk", "forum")
CHECKED = re.compile(r"offset (\d+) WARC-Record-ID \S+ \S+\n((?:    .*\n)*)")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interop")
    home = folder / "home"
    environ = {**os.environ, "NEWSARK_HOME": str(home)}

    def newsark(*words: str) -> None:
        done = subprocess.run([NEWSARK, *words], env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    wanted = ("--seed", "41", "--articles", "15", "--crawl-delay", "0", "--pubs")
    newsark("init", str(home))
    with press(folder, *wanted, ",".join(PUBS)) as pubs:
        for name in PUBS:
            newsark("site", "add", pubs[name] + "/", "--name", name)
            newsark("crawl", name, "--no-project")
        newsark("crawl", "daily", "--no-project")  # once more: revisits
    with press(folder, *wanted, "daily,forum", "--no-brotli") as pubs:
        for name in ("daily", "forum"):
            newsark("site", "add", pubs[name] + "/", "--name", f"{name}-gzip")
            newsark("crawl", f"{name}-gzip", "--no-project")
    return home


def files(home: Path) -> list[Path]:
    found = sorted((home / "warc").iterdir())
    assert found
    assert all(path.name.endswith(".warc.gz") for path in found)
    return found


def test_warcio_check_differs_on_payloads_of_chunked_bodies_only(home: Path) -> None:
    """warcio digests the body with its chunk framing; newsark without it, as WARC 1.1 (6.3.2) says."""
    passed = 0
    for path in files(home):
        command = [str(tools("tools") / "warcio"), "check", "-v", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        records = {record.location.offset: record for record in walk(path)}
        checked = CHECKED.findall(done.stdout)
        assert {int(offset) for offset, _ in checked} == set(records), done.stdout + done.stderr
        for offset, said in checked:
            record = records[int(offset)]
            failed = {line.strip().rpartition(" ")[0] for line in said.splitlines() if "failed" in line}
            coding = (
                parse_response(record.block).header("transfer-encoding") if record.type == "response" else ""
            )
            assert failed <= ({"payload digest failed"} if coding.lower() == "chunked" else set()), record.url
            passed += not failed
    assert passed > 500


def test_fastwarc_reads_every_record_and_verifies_every_block(home: Path) -> None:
    for path in files(home):
        with path.open("rb") as file:
            records = ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.any_type)
            verified = [record.verify_block_digest() for record in records]
        assert verified == [True] * sum(1 for _ in walk(path))


def test_cdxj_is_that_of_cdxj_indexer(home: Path) -> None:
    command = [str(tools("tools") / "cdxj-indexer"), "--sort", *map(str, files(home))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    def parsed(line: str) -> tuple[str, str, object]:
        key, second, facts = line.split(" ", 2)
        return key, second, sorted(json.loads(facts).items())

    with CaptureIndex(home / "index.db") as index:
        ours = list(cdxj_lines(index.in_order()))
    assert len(ours) > 200
    assert sorted(map(parsed, ours), key=repr) == sorted(map(parsed, done.stdout.splitlines()), key=repr)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


OPENER = build_opener(_Stay)


def ask(url: str) -> tuple[int, bytes]:
    try:
        with OPENER.open(Request(url, headers={"Accept-Encoding": "identity"}), timeout=30) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture(scope="module")
def wayback(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("pywb"), free_port(["127.0.0.1"])
    manager = str(tools("pywb") / "wb-manager")
    subprocess.run([manager, "init", "press"], cwd=folder, capture_output=True, check=True)
    subprocess.run(
        [manager, "add", "press", *map(str, files(home))], cwd=folder, capture_output=True, check=True
    )
    command = [str(tools("pywb") / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stderr=log, stdout=log) as server,
    ):
        try:
            for _ in range(300):
                try:
                    ask(f"http://127.0.0.1:{port}/")
                    break
                except URLError:
                    assert server.poll() is None, (folder / "log").read_text()
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/press/"
        finally:
            server.terminate()


def samples(home: Path) -> dict[str, list[CaptureRow]]:
    """A few captures of each kind of transfer."""
    found: dict[str, list[CaptureRow]] = {}
    with CaptureIndex(home / "index.db") as index:
        resolver = Resolver(index, home / "warc")
        for row in index.in_order():
            if row.kind == "metadata":
                continue
            http = parse_response(resolver.record(row).block)
            if urljoin(row.url, http.header("location", "-")) == row.url:
                continue  # pywb refuses to answer with a redirect to itself
            coding = http.header("content-encoding") or "plain"
            chunked = "chunked" if http.header("transfer-encoding") else "length"
            kinds = [f"{row.kind} {row.status} {coding} {chunked}"]
            kinds += ["windows-1256"] if "windows-1256" in http.header("content-type") else []
            for kind in kinds:
                if len(found.setdefault(kind, [])) < 3:
                    found[kind].append(row)
    return found


def test_pywb_answers_each_kind_of_transfer_with_its_body(home: Path, wayback: str) -> None:
    chosen = samples(home)
    kinds = " ".join(chosen)
    for needed in (
        "200 gzip",
        "200 br",
        "gzip chunked",
        "br chunked",
        "revisit 200",
        "revisit 304",
        "301",
        "windows-1256",
    ):
        assert needed in kinds, f"{needed} is not among {kinds}"
    wrong = []
    with CaptureIndex(home / "index.db") as index:
        resolver = Resolver(index, home / "warc")
        for kind, rows in chosen.items():
            if not kind.startswith(("response 200", "response 301", "revisit", "windows")):
                continue
            for row in rows:
                capture = resolver.capture(row)
                decoded = decode_body(capture.headers, capture.body)
                status, body = ask(f"{wayback}{row.date:%Y%m%d%H%M%S}id_/{row.url}")
                expected = (capture.status, decoded.data)
                if kind.startswith("revisit 304"):
                    expected = (304, b"")  # pywb gives a kept 304 as it is, not the page that it stands for
                if decoded.damaged is None and (status, body) != expected:
                    wrong.append((kind, row.url, status, capture.status, len(body), len(decoded.data)))
    assert wrong == []
