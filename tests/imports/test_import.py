"""Files of others come into the home whole, once, and under names of their own; what is wrong with them is said."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastwarc.stream_io import GzipWriter as FastStream
from fastwarc.warc import WarcRecord, WarcRecordType
from test_foreign import ARC
from test_write_read import HEAD, exchange, only_file, writer
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import HomeError
from archive.fixity.check import check as fixity_check
from archive.fixity.manifest import Manifest
from archive.home import Home
from archive.imports import Brought, bring
from archive.imports.place import PART
from archive.imports.run import sites
from archive.imports.sources import file_name
from archive.index.check import check
from archive.index.repair import repair
from archive.index.store import CaptureIndex
from archive.warc.http import decode_body
from archive.warc.read import walk
from archive.warc.resolve import Resolver
from archive.warc.verify import verify
from crawler.cli.import_ import command

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""warcio leaves its temporary files to the garbage collector."""

ARTICLE = b"<html><head><title>Flood</title></head><body><h1>Flood in the valley</h1></body></html>" * 5


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


def ours(folder: Path, count: int = 4) -> Path:
    folder.mkdir(exist_ok=True)
    warc = writer(folder)
    for number in range(count):
        warc.write(exchange(number, HEAD + ARTICLE + b"%d" % number))
    warc.close({})
    return only_file(folder)


def by_warcio(path: Path, *, chunked: bool = False, compress: bool = True) -> Path:
    """A page, its request, a resource, metadata and a revisit, as warcio's users write them."""
    with path.open("wb") as file:
        made = WARCWriter(file, gzip=compress)
        made.write_record(made.create_warcinfo_record(path.name, {"software": "warcio", "isPartOf": "job-7"}))
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(ARTICLE), ARTICLE) if chunked else ARTICLE
        lines = [("Content-Type", "text/html")] + [("Transfer-Encoding", "chunked")] * chunked
        head = StatusAndHeaders("200 OK", lines, protocol="HTTP/1.1")
        page = made.create_warc_record(
            "http://daily.example/1", "response", io.BytesIO(body), http_headers=head
        )
        made.write_record(page)
        note = made.create_warc_record(
            "http://daily.example/1",
            "metadata",
            io.BytesIO(b"title: x\r\n"),
            warc_content_type="application/warc-fields",
        )
        made.write_record(note)
        text = made.create_warc_record(
            "http://daily.example/note.txt", "resource", io.BytesIO(b"a note"), warc_content_type="text/plain"
        )
        made.write_record(text)
        digest = page.rec_headers.get_header("WARC-Payload-Digest")
        again = made.create_revisit_record(
            "http://daily.example/1",
            digest,
            "http://daily.example/1",
            page.rec_headers.get_header("WARC-Date"),
        )
        made.write_record(again)
    return path


def by_fastwarc(path: Path) -> Path:
    """FastWARC packs all records into one member unless told otherwise."""
    with path.open("wb") as file:
        stream = FastStream(file)
        for number in range(3):
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.set_bytes_content(HEAD + ARTICLE)
            record.headers["WARC-Target-URI"] = f"http://fast.example/{number}"
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.write(stream, checksum_data=True)
        stream.close()
    return path


def wacz(path: Path, members: dict[str, bytes], *, said: str | None = None) -> Path:
    resources = [
        {"path": name, "hash": f"sha256:{said or hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
        for name, data in members.items()
    ]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package", "resources": resources}))
    return path


def brought(home: Home, *paths: Path, **options: object) -> list[Brought]:
    return list(bring(home, paths, **options))  # type: ignore[arg-type]


def bodies(home: Home) -> dict[str, bytes]:
    with CaptureIndex(home.index_db) as index:
        resolver = Resolver(index, home.warc)
        captures = [resolver.capture(row) for row in index.in_order() if row.kind != "metadata"]
    return {f"{c.row.kind} {c.url}": decode_body(c.headers, c.body).data for c in captures}


def right(home: Home) -> bool:
    with CaptureIndex(home.index_db) as index:
        found = [*check(home.warc, index), *fixity_check(home.path, home.warc)]
        return found == [] and repair(home.warc, index) == [] and not list(home.warc.glob(".*"))


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("compress", [False, True])
def test_a_file_of_warcio_is_brought_as_it_is(
    home: Home, tmp_path: Path, chunked: bool, compress: bool
) -> None:
    path = by_warcio(tmp_path / f"job.warc{'.gz' * compress}", chunked=chunked, compress=compress)
    (one,) = brought(home, path)
    assert (one.state, one.file, one.captures, one.records, one.damaged) == ("imported", path.name, 3, 5, ())
    assert (home.warc / path.name).read_bytes() == path.read_bytes()
    assert bodies(home) == {
        "response http://daily.example/1": ARTICLE,
        "resource http://daily.example/note.txt": b"a note",
        "revisit http://daily.example/1": ARTICLE,
    }
    assert right(home)


def test_one_member_becomes_a_member_a_record(home: Home, tmp_path: Path) -> None:
    path = by_fastwarc(tmp_path / "fast.warc.gz")
    (one,) = brought(home, path)
    assert (one.repacked, one.captures, one.file) == (True, 3, "fast.warc.gz")
    assert [r.block for r in walk(home.warc / "fast.warc.gz")] == [r.block for r in walk(path)]
    assert gzip.decompress((home.warc / "fast.warc.gz").read_bytes()) == gzip.decompress(path.read_bytes())
    assert [p.rule for p in verify([home.warc / "fast.warc.gz"])] == []
    assert right(home)
    assert [again.state for again in brought(home, path)] == ["known"]


def test_arcs_and_plain_files(home: Home, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.arc").write_bytes(b"".join(ARC))
    (tmp_path / "in/b.arc.gz").write_bytes(b"".join(map(gzip.compress, ARC)))
    (tmp_path / "in/c.arc.gz").write_bytes(gzip.compress(b"".join(ARC)))
    found = brought(home, tmp_path / "in")
    assert [(one.file, one.captures, one.repacked) for one in found] == [
        ("a.arc", 3, False),
        ("b.arc.gz", 3, False),
        ("c.arc.gz", 3, True),
    ]
    assert right(home)


def test_the_same_file_twice_is_recognised_under_any_name(home: Home, tmp_path: Path) -> None:
    path = by_warcio(tmp_path / "a.warc.gz")
    copy = tmp_path / "b.warc.gz"
    shutil.copy(path, copy)
    first, second, third = brought(home, path, copy, path)
    assert [one.state for one in (first, second, third)] == ["imported", "known", "known"]
    assert (second.file, second.captures) == ("a.warc.gz", 0)
    assert [p.name for p in home.warc.iterdir()] == ["a.warc.gz"]


def test_another_file_of_the_same_name_gets_a_number(home: Home, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        by_warcio(tmp_path / name / "a.warc.gz", chunked=name == "two")
    found = brought(home, *(tmp_path / name for name in ("one", "two", "three")))
    assert [one.file for one in found] == ["a.warc.gz", "a-1.warc.gz", "a-2.warc.gz"]
    assert right(home)


def test_a_linked_file_is_the_very_file(home: Home, tmp_path: Path) -> None:
    path = by_warcio(tmp_path / "a.warc.gz")
    (one,) = brought(home, path, linking=True)
    assert (one.captures, (home.warc / "a.warc.gz").samefile(path)) == (3, True)
    packed = wacz(
        tmp_path / "x.wacz", {"archive/z.warc.gz": by_fastwarc(tmp_path / "z.warc.gz").read_bytes()}
    )
    (refused,) = brought(home, packed, linking=True)
    assert "leave out --link" in str(refused.reason)
    single = tmp_path / "z.warc.gz"
    before = single.read_bytes()
    (again,) = brought(home, single, linking=True)
    assert (again.repacked, single.read_bytes() == before) == (True, True)
    assert right(home)


def test_a_wacz_gives_its_files(home: Home, tmp_path: Path) -> None:
    one, two = (
        by_warcio(tmp_path / "a.warc.gz").read_bytes(),
        by_warcio(tmp_path / "b.warc.gz", chunked=True).read_bytes(),
    )
    path = wacz(
        tmp_path / "crawl.wacz",
        {"archive/rec-1.warc.gz": one, "archive/rec-2.warc.gz": two, "pages/pages.jsonl": b""},
    )
    found = brought(home, path)
    assert [(b.source, b.file, b.captures) for b in found] == [
        (f"{path}!archive/rec-1.warc.gz", "rec-1.warc.gz", 3),
        (f"{path}!archive/rec-2.warc.gz", "rec-2.warc.gz", 3),
    ]
    assert right(home)


def test_a_wacz_that_was_altered_is_refused(home: Home, tmp_path: Path) -> None:
    data = by_warcio(tmp_path / "a.warc.gz").read_bytes()
    (one,) = brought(home, wacz(tmp_path / "x.wacz", {"archive/a.warc.gz": data}, said="0" * 64))
    assert (one.state, "it was altered" in str(one.reason)) == ("refused", True)
    assert not list(home.warc.iterdir())


@pytest.mark.parametrize(
    "name",
    ["../../evil.warc.gz", "/etc/evil.warc.gz", "archive/..\\..\\evil.warc.gz", "archive/.evil.warc.gz"],
)
def test_a_name_from_a_zip_never_becomes_a_path(home: Home, tmp_path: Path, name: str) -> None:
    data = by_warcio(tmp_path / "a.warc.gz").read_bytes()
    (one,) = brought(home, wacz(tmp_path / "x.wacz", {name: data}))
    assert one.file == "evil.warc.gz"
    assert [path.name for path in home.warc.iterdir()] == ["evil.warc.gz"]


def test_what_cannot_be_imported_is_one_line_each_and_the_rest_is(home: Home, tmp_path: Path) -> None:
    good = by_warcio(tmp_path / "good.warc.gz")
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    (tmp_path / "page.html").write_bytes(b"<html>")
    (tmp_path / "folder").mkdir()
    (tmp_path / "cut.wacz").write_bytes(
        wacz(tmp_path / "x.wacz", {"archive/a.warc.gz": good.read_bytes()}).read_bytes()[:-40]
    )
    (tmp_path / "zip.wacz").write_bytes(wacz(tmp_path / "x.wacz", {"a.txt": b"x"}).read_bytes())
    names = ("none.warc.gz", "empty.warc.gz", "page.html", "folder", "cut.wacz", "zip.wacz", "good.warc.gz")
    found = brought(home, *(tmp_path / name for name in names))
    assert [one.state for one in found] == ["refused"] * 6 + ["imported"]
    for one, said in zip(
        found,
        ("No such file", "is empty", "no WARC, ARC or WACZ", "holds no captures", "damaged ZIP", "no WACZ"),
        strict=False,
    ):
        assert said in str(one.reason)
        assert "\n" not in str(one.reason)


def test_a_bomb_in_a_zip_is_refused(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "bomb.wacz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("archive/a.warc", "w", force_zip64=True) as file,
    ):
        file.write(b"WARC/1.0\r\n" + bytes(1 << 20))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (0xFFFFFFF0).to_bytes(4, "little")
    path.write_bytes(data)
    (one,) = brought(home, path)
    assert "unpacks from" in str(one.reason)
    assert not list(home.warc.iterdir())


def test_damaged_records_are_named_and_the_rest_is_brought(home: Home, tmp_path: Path) -> None:
    path = ours(tmp_path / "made", 6)
    rows = [record for record in walk(path) if record.type == "response"]
    data = bytearray(path.read_bytes())
    at = rows[2].location.offset
    data[at + 60 : at + 90] = bytes(30)
    path.write_bytes(data)
    run = CliRunner().invoke(command, [str(path), "--home", str(home.path), "--no-project"])
    assert run.exit_code == 1
    assert f"{path.name}:{at}: cannot be unpacked" in run.output
    assert "5 captures" in run.output
    assert (home.warc / path.name).read_bytes() == bytes(data)


def test_a_kill_at_any_step_is_made_good_by_the_next_run(home: Home, tmp_path: Path) -> None:
    """The states that a kill can leave: a part, a whole file alone, a file without rows, some rows."""
    path = ours(tmp_path / "made", 6)
    (home.warc / PART).write_bytes(path.read_bytes()[:500])
    (first,) = brought(home, path)
    assert (first.state, first.captures) == ("imported", 6)
    manifest = Manifest(home.path).path
    for missing in ("manifest", "rows", "some rows"):
        with CaptureIndex(home.index_db) as index:
            held = list(index.rows_of(path.name))
            index.remove_from(path.name, held[3].location.offset if missing == "some rows" else 0)
        if missing == "manifest":
            manifest.unlink()
        (again,) = brought(home, path)
        assert (again.state, again.captures) == ("known", 3 if missing == "some rows" else 6)
        assert right(home), missing


def publications(home: Home) -> set[str]:
    with closing(sqlite3.connect(home.archive_db)) as db:
        return {site for (site,) in db.execute("SELECT site FROM captures")}


def test_a_publication_is_given_and_kept(home: Home, tmp_path: Path) -> None:
    path = by_warcio(tmp_path / "a.warc.gz")
    runner = CliRunner()
    first = runner.invoke(command, [str(path), "--home", str(home.path), "--site", "daily", "--json"])
    assert first.exit_code == 0, first.output
    assert sites(home.path) == {"a.warc.gz": "daily"}
    assert publications(home) == {"daily"}


def test_without_one_the_host_is_the_publication_not_the_job(home: Home, tmp_path: Path) -> None:
    path = by_warcio(tmp_path / "a.warc.gz")
    CliRunner().invoke(command, [str(path), "--home", str(home.path)])
    assert publications(home) == {"daily.example"}


def test_json_is_an_object_a_file(home: Home, tmp_path: Path) -> None:
    path = by_warcio(tmp_path / "a.warc.gz")
    run = CliRunner().invoke(command, [str(path), "--home", str(home.path), "--json", "--no-project"])
    told = json.loads(run.output)
    assert (told["state"], told["file"], told["captures"], told["damaged"]) == (
        "imported",
        "a.warc.gz",
        3,
        [],
    )


def test_only_one_import_at_a_time(home: Home, tmp_path: Path) -> None:
    with home.lock("import", remedy="x"), pytest.raises(HomeError, match="wait until that import has ended"):
        brought(home, tmp_path)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("a.warc.gz", "a.warc.gz"),
        ("CC-NEWS-20260101.WARC.GZ", "CC-NEWS-20260101.warc.gz"),
        ("a.gz", "a.gz.warc.gz"),
        ("..", "imported.warc.gz"),
        ("a\nb\x1b[0m.warc.gz", "a_b_[0m.warc.gz"),
        ("x" * 300 + ".warc.gz", "x" * 180 + ".warc.gz"),
    ],
)
def test_names(wanted: str, name: str) -> None:
    assert file_name(wanted, b"\x1f\x8b\x08") == name


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path.endswith("chunked"):
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(ARTICLE), ARTICLE))
        else:
            self.send_header("Content-Length", str(len(ARTICLE)))
            self.end_headers()
            self.wfile.write(ARTICLE)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def pages() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not on this machine")
@pytest.mark.parametrize("gzipped", [True, False])
def test_what_wget_wrote(home: Home, tmp_path: Path, pages: str, gzipped: bool) -> None:
    """WARC/1.0 with addresses in angle brackets, the request first, its own manifest and log as resources."""
    command = [
        "wget",
        "-q",
        "--no-proxy",
        f"--warc-file={tmp_path / 'wget'}",
        "-O",
        "/dev/null",
        pages + "plain",
        pages + "chunked",
    ]
    subprocess.run(
        [*command, *(() if gzipped else ("--no-warc-compression",))], check=True, timeout=30, cwd=tmp_path
    )
    (one,) = brought(home, tmp_path / ("wget.warc.gz" if gzipped else "wget.warc"))
    assert (one.state, one.damaged, one.repacked) == ("imported", (), False)
    found = bodies(home)
    assert found[f"response {pages}plain"] == found[f"response {pages}chunked"] == ARTICLE
    assert right(home)


def test_the_records_of_one_file_in_two_packings(home: Home, tmp_path: Path) -> None:
    """Two files that hold the same records: both are kept, each record is one row, and is read once."""
    path = ours(tmp_path / "made")
    single = tmp_path / "single.warc"
    single.write_bytes(gzip.decompress(path.read_bytes()))
    run = CliRunner().invoke(command, [str(path), str(single), "--home", str(home.path)])
    assert run.exit_code == 0, run.output
    assert right(home)
    run = CliRunner().invoke(command, [str(path), "--home", str(home.path)])
    assert run.output.splitlines()[-1] == "nothing new"


def test_memory_is_bounded(home: Home, tmp_path: Path) -> None:
    """A file of 200 MB in one member is brought in a process that may have no more than 700 MB of address space."""
    path = tmp_path / "large.warc.gz"
    record = gzip.decompress(ours(tmp_path / "made", 1).read_bytes())
    block = bytes(range(256)) * 2000
    with gzip.open(path, "wb", 1) as file:
        file.write(record)
        for number in range(400):
            head = f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:{number}>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
            head += f"WARC-Target-URI: http://a.example/{number}\r\nContent-Type: x/y\r\nContent-Length: {len(block)}\r\n\r\n"
            file.write(head.encode() + block + b"\r\n\r\n")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (900 << 20,) * 2)\n"
        "from pathlib import Path; from archive.home import Home; from archive.imports import bring\n"
        "(one,) = bring(Home.open(Path(sys.argv[1])), [Path(sys.argv[2])]); print(one.captures, one.repacked)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(home.path), str(path)],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    assert done.stdout == "401 True\n", done.stderr


def test_the_manifest_tells_where_a_file_came_from(home: Home, tmp_path: Path) -> None:
    path = by_fastwarc(tmp_path / "fast.warc.gz")
    when = datetime(2026, 11, 23, tzinfo=UTC)
    list(bring(home, [path], now=lambda: when))
    entry = Manifest(home.path).files()["fast.warc.gz"]
    assert (entry.event, entry.at, entry.facts["source"]) == ("imported", "2026-11-23T00:00:00Z", str(path))
    assert entry.facts["source_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_one_id_for_two_captures_is_no_end_of_the_projection(home: Home, tmp_path: Path) -> None:
    """5.2 of WARC 1.1 says that ids are unique; files of others repeat them within a file and across files."""
    path = tmp_path / "twice.warc"
    once = gzip.decompress(ours(tmp_path / "made", 2).read_bytes())
    other = once.replace(b"news.example/", b"else.example/").replace(b"2026-11-23T06", b"2026-11-24T06")
    path.write_bytes(once + other)
    (tmp_path / "third.warc").write_bytes(other.replace(b"2026-11-24T06", b"2026-11-25T06"))
    run = CliRunner().invoke(command, [str(path), str(tmp_path / "third.warc"), "--home", str(home.path)])
    assert run.exit_code == 0, run.output
    assert right(home)


def test_captures_that_lack_their_name_are_named(home: Home, tmp_path: Path) -> None:
    whole = by_warcio(tmp_path / "whole.warc", compress=False).read_bytes()
    for field, told in (
        (b"WARC-Target-URI", "has no WARC-Target-URI: no capture"),
        (b"WARC-Date", "has no WARC-Date that can be read: no capture"),
        (b"WARC-Record-ID", "has no WARC-Record-ID: no capture"),
    ):
        file = tmp_path / f"{field.decode()}.warc"
        file.write_bytes(whole.replace(field, b"X-Lost"))
        (one,) = brought(home, file)
        assert (one.state, one.captures, one.sound) == ("imported", 0, False)
        assert {reason for _, reason in one.damaged} == {told}


def test_a_pipe_is_refused_at_once(home: Home, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.warc.gz")
    (one,) = brought(home, tmp_path)
    assert (one.state, one.reason) == (
        "refused",
        f"{tmp_path}/pipe.warc.gz: is no file; write what it gives into one",
    )
