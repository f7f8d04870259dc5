"""What is written comes back: rows, bytes, revisits; and other people's tools read it."""

from __future__ import annotations

import gzip
import io
import itertools
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import WarcError, WriteError
from archive.index.store import CaptureIndex
from archive.model import CrawlInfo, Exchange, Failure
from archive.warc.http import entity_body
from archive.warc.parse import warc_fields
from archive.warc.read import last_record, read_record, rows, walk
from archive.warc.resolve import Resolver
from archive.warc.write import WarcWriter, recover

START = datetime(2026, 11, 23, 6, 0, 0, 123456, tzinfo=UTC)
INFO = CrawlInfo(
    "agency-1",
    "agency",
    START,
    "newsark/0.1 (+desk@library.test)",
    operator="The Library",
    settings={"delay": 1},
)
HEAD = b"HTTP/1.1 200 Very OK\r\nsERVER: x\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def numbered() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012}"


def writer(folder: Path, **options: object) -> WarcWriter:
    return WarcWriter(folder, INFO, new_id=numbered(), clock=lambda: START, **options)  # type: ignore[arg-type]


def exchange(number: int = 1, response: bytes = HEAD + b"<p>Hello</p>", **changes: object) -> Exchange:
    url = f"http://news.example/{number}"
    request = b"GET /%d HTTP/1.1\r\nHost: news.example\r\n\r\n" % number
    return Exchange(url, START + timedelta(seconds=number), request, response, "127.0.0.1", **changes)  # type: ignore[arg-type]


def only_file(folder: Path) -> Path:
    (path,) = folder.glob("*.warc.gz")
    return path


exchanges = st.builds(
    Exchange,
    url=st.sampled_from(["http://news.example/", "https://news.example/%D8%AE?q=1&q=2"]),
    started=st.datetimes(datetime(1996, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    request=st.binary(),
    response=st.builds(lambda body: HEAD + body, st.binary()) | st.binary(min_size=1),
    ip=st.none() | st.sampled_from(["127.0.0.1", "::1"]),
    protocols=st.sampled_from([("http/1.1",), ("http/1.1", "tls/1.3")]),
    truncated=st.none() | st.sampled_from(["length", "time", "disconnect", "unspecified"]),
    interim=st.just(b"") | st.just(b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    seconds=st.integers(0, 10**6).map(lambda ms: ms / 1000),
    via=st.none() | st.just("http://news.example/front"),
    hops=st.sampled_from(["", "LLR"]),
    notes=st.just(()) | st.just((("robots", "noarchive"),)),
)


@settings(max_examples=60)
@given(st.lists(exchanges, min_size=1, max_size=4))
def test_the_bytes_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, made: list[Exchange]
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    warc = writer(folder)
    written = [warc.write(one) for one in made]
    warc.close({"reason": "finished"})
    path = only_file(folder)
    assert list(rows(path)) == written
    records = {record.record_id: record for record in walk(path)}
    for one, row in zip(made, written, strict=True):
        record = records[row.record_id]
        assert (record.url, record.date, record.block) == (one.url, one.started, one.response)
        assert [v for k, v in record.headers if k == "WARC-Protocol"] == list(one.protocols)
        assert (record.get("WARC-Truncated") or None, record.get("WARC-IP-Address") or None) == (
            one.truncated,
            one.ip,
        )
        tied = [r for r in records.values() if r.get("WARC-Concurrent-To") == f"<{row.record_id}>"]
        assert [r.block for r in tied if r.type == "request"] == [one.request] * bool(one.request)
        (facts,) = (warc_fields(r.block) for r in tied if r.type == "metadata")
        assert facts["fetchTimeMs"] == str(round(one.seconds * 1000))
        assert ("interim" in facts, facts.get("via")) == (bool(one.interim), one.via)


GOLDEN = """\
WARC/1.1
WARC-Type: response
WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000002>
WARC-Target-URI: http://news.example/1
WARC-Date: 2026-11-23T06:00:01.123456Z
WARC-Payload-Digest: sha1:4GXYJPEDG5VU7ESI3J4OMBUEXR5R5P3R
WARC-IP-Address: 127.0.0.1
WARC-Protocol: http/1.1
Content-Type: application/http;msgtype=response
WARC-Block-Digest: sha1:LG34ZIGXIBLSC6EU5LHGXAFMGKGITNVF
Content-Length: 121

HTTP/1.1 200 Very OK
sERVER: x
Set-Cookie: a=1
Set-Cookie: b=2
Content-Type: text/html; charset=utf-8

<p>Hello</p>

"""


def test_a_response_record_to_the_byte(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    row = warc.write(exchange())
    warc.close({})
    data = only_file(tmp_path).read_bytes()[row.location.offset :][: row.location.length]
    assert gzip.decompress(data).decode().replace("\r\n", "\n") == GOLDEN


def test_the_same_ids_and_dates_give_the_same_file(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        warc = writer(tmp_path / name)
        warc.write(exchange())
        warc.close({"reason": "finished"})
        made.append(only_file(tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_warcinfo_comes_first_and_says_who_and_how(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.close({"reason": "finished", "pages": 0})
    path = only_file(tmp_path)
    info, end = walk(path)
    facts = warc_fields(info.block)
    assert (info.type, info.get("WARC-Filename"), info.get("WARC-Payload-Digest")) == (
        "warcinfo",
        path.name,
        "",
    )
    assert facts["operator"] == "The Library"
    assert facts["http-header-user-agent"] == "newsark/0.1 (+desk@library.test)"
    assert {"software", "format", "conformsTo", "robots", "hostname", "ip", "isPartOf"} <= set(facts)
    assert warc_fields(end.block)["summary"] == '{"pages": 0, "reason": "finished"}'
    assert last_record(path) == end


def test_an_unchanged_page_is_a_revisit_that_resolves(tmp_path: Path) -> None:
    body = b"<p>" + b"unchanged " * 50
    with CaptureIndex(tmp_path / "index.db") as index:
        warc = writer(tmp_path, known=lambda digest, url: index.by_digest(url, digest))
        first = warc.write(exchange(1, HEAD + body))
        index.add([first])
        again = warc.write(exchange(1, HEAD.replace(b"b=2", b"b=3") + body))
        other = warc.write(exchange(2, HEAD + body))
        index.add([again, other])
        assert (again.kind, again.refers_to, again.digest, other.kind) == (
            "revisit",
            first.record_id,
            first.digest,
            "response",
        )
        found = Resolver(index, tmp_path).capture(again)
        assert (found.body, found.headers[2], found.body_location) == (
            body,
            ("Set-Cookie", "b=3"),
            first.location,
        )
        record = Resolver(index, tmp_path).record(again)
        assert (
            record.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        )
        assert record.get("WARC-Refers-To-Target-URI") == "http://news.example/1"
        assert record.get("WARC-Refers-To-Date") == "2026-11-23T06:00:01.123456Z"
        assert record.get("WARC-Truncated") == "length"
        warc.close({})


def test_a_304_is_a_revisit_with_the_stored_page_and_its_own_headers(tmp_path: Path) -> None:
    with CaptureIndex(tmp_path / "index.db") as index:
        warc = writer(tmp_path)
        first = warc.write(exchange(1))
        answer = b'HTTP/1.1 304 Not Modified\r\nServer: y\r\nETag: "2"\r\n\r\n'
        again = warc.write(exchange(1, answer), not_modified_of=first)
        index.add([first, again])
        found = Resolver(index, tmp_path).capture(again)
        assert (again.kind, again.status, found.status, found.body) == ("revisit", 304, 200, b"<p>Hello</p>")
        assert ("Server", "y") in found.headers
        assert ("Content-Type", "text/html; charset=utf-8") in found.headers
        warc.close({})
        assert list(rows(only_file(tmp_path))) == [first, again]


def test_a_failure_is_a_metadata_record_with_its_request(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    row = warc.write_failure(
        Failure("http://none.example/", START, "dns", "no such host\r\nX: y", request=b"GET")
    )
    warc.close({})
    _, failure, request, _ = walk(only_file(tmp_path))
    assert warc_fields(failure.block) == {"outcome": "dns", "detail": "no such host X: y", "fetchTimeMs": "0"}
    assert (failure.record_id, failure.url, row.kind) == (row.record_id, "http://none.example/", "metadata")
    assert (request.type, request.block) == ("request", b"GET")
    assert list(rows(only_file(tmp_path))) == [row]


def test_files_are_rotated_and_each_begins_with_its_warcinfo(tmp_path: Path) -> None:
    warc = writer(tmp_path, max_bytes=2000)
    made = [warc.write(exchange(n)) for n in range(9)]
    warc.close({})
    files = sorted(tmp_path.glob("*.warc.gz"))
    assert len(files) > 2
    assert not list(tmp_path.glob("*.open"))
    assert [next(walk(path)).get("WARC-Filename") for path in files] == [path.name for path in files]
    assert [row for path in files for row in rows(path)] == made


@pytest.mark.parametrize("cut", [1, 7, 200, 500])
def test_a_cut_file_is_recovered_to_its_last_whole_record(tmp_path: Path, cut: int) -> None:
    warc = writer(tmp_path)
    made = [warc.write(exchange(n)) for n in range(3)]
    (path,) = tmp_path.glob("*.open")
    assert recover(tmp_path) == [], "its writer lives"
    assert warc._file is not None
    os.close(warc._file)  # what a kill does
    size = path.stat().st_size
    os.truncate(path, size - cut)
    (found,) = recover(tmp_path)
    sealed = only_file(tmp_path)
    assert (found.file, found.kept + found.cut) == (sealed.name, size - cut)
    assert sealed.stat().st_size == found.kept
    assert list(rows(sealed)) == [
        row for row in made if row.location.offset + row.location.length <= found.kept
    ]
    assert recover(tmp_path) == []


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    code = (
        "import resource, sys; sys.path[:0] = ['tests/warc', '.']\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import os; from pathlib import Path; from test_write_read import writer, exchange, HEAD\n"
        "from archive.errors import WriteError\n"
        f"warc = writer(Path({str(tmp_path)!r})); count = 0\n"
        "try:\n    while True: warc.write(exchange(count, HEAD + os.urandom(700))); count += 1\n"
        "except WriteError as error: print(count, error)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    count, message = done.stdout.split(" ", 1)
    assert "cannot be written (File too large); make room and start the crawl again" in message
    assert message.count("\n") == 1
    (found,) = recover(tmp_path)
    assert (found.cut, len(list(rows(only_file(tmp_path))))) == (0, int(count))


def test_two_writers_share_a_folder(tmp_path: Path) -> None:
    one, two = writer(tmp_path), writer(tmp_path)
    one.write(exchange(1))
    two.write(exchange(2))
    one.close({})
    two.close({})
    assert [len(list(rows(path))) for path in tmp_path.glob("*.warc.gz")] == [1, 1]


def test_a_closed_writer_takes_nothing(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.close({})
    warc.close({})
    with pytest.raises(WriteError, match="is closed"):
        warc.write(exchange())


def test_an_unwritable_folder_is_one_line() -> None:
    with pytest.raises(WriteError, match="cannot be written \\(No such file or directory\\); mend that"):
        writer(Path("/nowhere/at/all"))


def test_damage_in_the_middle_costs_the_damaged_records_only(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    made = [warc.write(exchange(n)) for n in range(4)]
    warc.close({})
    path = only_file(tmp_path)
    data = bytearray(path.read_bytes())
    at = made[1].location.offset
    data[at + 40 : at + 60] = bytes(20)
    path.write_bytes(data)
    assert [row for row in rows(path) if row.kind == "response"] == [made[0], *made[2:]]
    (broken,) = (record for record in walk(path) if record.damage)
    assert broken.location.offset == at
    with pytest.raises(WarcError, match=f"{path} at offset {at}: damaged record: cannot be unpacked"):
        read_record(path, at)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Every transfer kind in one file."""
    body = b"<p>text</p>" * 40
    framed = b"%x;ext=1\r\n%b\r\n0\r\nTrailer: t\r\n\r\n" % (len(body), body)
    kinds = [
        HEAD + body,
        HEAD.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") + gzip.compress(body),
        HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n") + framed,
        HEAD.replace(b"1.1", b"1.0") + body,
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
    ]
    warc = writer(tmp_path)
    for number, kind in enumerate(kinds):
        warc.write(exchange(number, kind))
    warc.close({})
    return only_file(tmp_path)


def test_fastwarc_reads_every_record_and_verifies_every_block(mixed: Path) -> None:
    with mixed.open("rb") as file:
        records = ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.any_type)
        assert [record.verify_block_digest() for record in records] == [True] * 17


def test_warcio_reads_every_record(mixed: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator as Warcio

    with mixed.open("rb") as file:
        kinds = [(record.rec_type, record.content_stream().read()[:3]) for record in Warcio(file)]
    assert [body for kind, body in kinds if kind == "response"] == [b"<p>"] * 4 + [b""]
    assert len(kinds) == 17


def test_a_file_of_one_single_gzip_member_gives_its_first_record(tmp_path: Path) -> None:
    path = tmp_path / "one.warc.gz"
    record = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: <http://a.example/>\r\nWARC-Record-ID: <urn:x:1>\r\n"
    record += (
        b"WARC-Date: 2009-05-03T10:00:00Z\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n"
    )
    path.write_bytes(gzip.compress(record))
    (row,) = rows(path)
    assert (row.url, row.record_id, row.kind, row.mime) == (
        "http://a.example/",
        "urn:x:1",
        "resource",
        "text/plain",
    )
    plain = tmp_path / "plain.warc"
    plain.write_bytes(record + record.replace(b"urn:x:1", b"urn:x:2"))
    assert [row.location.offset for row in rows(plain)] == [0, len(record)]
    assert read_record(plain, len(record)).block == b"hi"
    assert io.BytesIO(plain.read_bytes()).read(4) == b"WARC"


def test_a_body_in_chunks_of_one_byte_costs_no_object_a_chunk() -> None:
    body = b"1\r\nx\r\n" * 200_000 + b"0\r\n\r\n"
    tracemalloc.start()
    try:
        assert entity_body((("Transfer-Encoding", "chunked"),), body) == b"x" * 200_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
