"""Files of other tools: records that share a gzip member, plain WARC, ARC; read, indexed, and found again by offset."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from fastwarc.stream_io import GzipWriter as FastStream
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st
from test_write_read import HEAD, exchange, only_file, writer
from warcio.archiveiterator import ArchiveIterator as Warcio

from archive.errors import WarcError
from archive.index.check import check
from archive.index.repair import repair
from archive.index.store import CaptureIndex
from archive.warc import read, shared
from archive.warc.read import read_record, rows, walk
from archive.warc.resolve import Resolver

ARC_HEAD = (
    b"filedesc://IA-000001.arc 0.0.0.0 19960923142103 text/plain 76\n"
    b"1 0 Alexa Internet\nURL IP-address Archive-date Content-type Archive-length\n\n\n"
)
PAGE = b"HTTP/1.0 200 Document follows\r\nContent-Type: text/html\r\n\r\n<b>Hello</b>\n"


def arc_record(
    url: str = "http://www.dryswamp.edu:80/index.html", block: bytes = PAGE, mime: str = "text/html"
) -> bytes:
    line = f"{url} 127.10.100.2 19961104142103 {mime} {len(block)}\n".encode()
    return line + block + b"\n"


ARC = [
    ARC_HEAD,
    arc_record(),
    arc_record("dns:www.dryswamp.edu", b"19961104142103\nwww IN A 127.10.100.2\n", "text/dns"),
]
ARC.append(arc_record("http://www.dryswamp.edu/a b.html", PAGE, "text/html"))


def written(folder: Path, count: int = 5) -> Path:
    (folder / "made").mkdir()
    warc = writer(folder / "made")
    for number in range(count):
        warc.write(exchange(number, HEAD + b"<p>text %d</p>" % number * 50))
    warc.close({})
    return only_file(folder / "made")


def kinds(path: Path) -> list[str]:
    return [record.type for record in walk(path)]


@pytest.mark.parametrize("members", [1, 2])
def test_records_of_a_shared_member_have_places_of_their_own(tmp_path: Path, members: int) -> None:
    whole = gzip.decompress(written(tmp_path).read_bytes())
    half = whole.index(b"WARC/1.1\r\nWARC-Type: response", len(whole) // 2) if members == 2 else len(whole)
    path = tmp_path / "shared.warc.gz"
    path.write_bytes(b"".join(gzip.compress(part) for part in (whole[:half], whole[half:]) if part))
    found = list(walk(path))
    assert [(r.type, r.block, r.damage) for r in found] == [
        (r.type, r.block, None) for r in walk(only_file(tmp_path / "made"))
    ]
    assert len({record.location.offset for record in found}) == len(found)
    for record in found:
        assert read_record(path, record.location.offset, record.location.length) == record


def test_they_are_indexed_resolved_and_checked(tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    folder.mkdir()
    whole = gzip.decompress(written(tmp_path).read_bytes())
    (folder / "shared.warc.gz").write_bytes(gzip.compress(whole))
    (folder / "plain.warc").write_bytes(whole)
    (folder / "old.arc.gz").write_bytes(b"".join(map(gzip.compress, ARC)))
    (folder / "old.arc").write_bytes(b"".join(ARC))
    with CaptureIndex(tmp_path / "index.db") as index:
        assert sorted((mended.file, mended.added) for mended in repair(folder, index)) == [
            ("old.arc", 3),
            ("old.arc.gz", 3),
            ("plain.warc", 5),
            ("shared.warc.gz", 5),
        ]
        resolver = Resolver(index, folder)
        for name in ("shared.warc.gz", "plain.warc"):
            bodies = [resolver.capture(row).body for row in index.rows_of(name)]
            assert bodies == [b"<p>text %d</p>" % number * 50 for number in range(5)]
        old = [resolver.capture(row) for row in index.rows_of("old.arc.gz")]
        assert [(c.url, c.status, c.body[:9]) for c in old] == [
            ("http://www.dryswamp.edu:80/index.html", 200, b"<b>Hello<"),
            ("dns:www.dryswamp.edu", 200, b"199611041"),
            ("http://www.dryswamp.edu/a b.html", 200, b"<b>Hello<"),
        ]
        assert repair(folder, index) == []
        assert list(check(folder, index)) == []


def test_a_large_shared_member_is_read_in_a_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit into memory is unpacked again, a piece at a time."""
    path, block = tmp_path / "large.warc.gz", HEAD + bytes(range(256)) * 4096
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:%d>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
        b"WARC-Target-URI: http://a.example/%d\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
    )
    with gzip.open(path, "wb", 1) as file:
        for number in range(40):
            file.write(head % (number, number, len(block)) + block + b"\r\n\r\n")
    monkeypatch.setattr(read, "_KEEP", 1 << 20)
    tracemalloc.start()
    try:
        assert sum((record.damage, record.block) == (None, block) for record in walk(path)) == 40
        assert tracemalloc.get_traced_memory()[1] < 9 << 20
    finally:
        tracemalloc.stop()
    last = list(rows(path))[-1]
    assert (last.url, last.location.offset) == ("http://a.example/39", 39)
    assert read_record(path, 39, last.location.length).block == block
    with pytest.raises(WarcError, match="at offset 40: damaged record"):
        read_record(path, 40, last.location.length)


def test_a_damaged_shared_member_gives_what_comes_before_the_damage(tmp_path: Path) -> None:
    whole = gzip.compress(gzip.decompress(written(tmp_path, 60).read_bytes()))
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(whole[: len(whole) // 2])
    found = list(walk(path))
    assert [r.damage for r in found if r.damage] == ["breaks off"]
    assert 10 < len(list(rows(path))) < 60


def test_fastwarcs_own_single_member_file(tmp_path: Path) -> None:
    """FastWARC's writer makes one member unless it is told to end each."""
    path = tmp_path / "fast.warc.gz"
    with path.open("wb") as file:
        stream = FastStream(file)
        for number in range(3):
            record = WarcRecord()
            record.init_headers(WarcRecordType.resource)
            record.set_bytes_content(b"text %d" % number)
            record.headers["WARC-Target-URI"] = f"http://a.example/{number}"
            record.headers["Content-Type"] = "text/plain"
            record.write(stream)
        stream.close()
    found = list(rows(path))
    assert [(row.url, row.kind, row.mime) for row in found] == [
        (f"http://a.example/{n}", "resource", "text/plain") for n in range(3)
    ]
    assert [read_record(path, row.location.offset, row.location.length).block for row in found] == [
        b"text 0",
        b"text 1",
        b"text 2",
    ]


@pytest.mark.parametrize("packed", ["plain", "members", "one"])
def test_an_arc_reads_as_warcio_reads_it(tmp_path: Path, packed: str) -> None:
    data = {
        "plain": b"".join(ARC),
        "members": b"".join(map(gzip.compress, ARC)),
        "one": gzip.compress(b"".join(ARC)),
    }[packed]
    path = tmp_path / "old.arc.gz"
    path.write_bytes(data)
    ours = [(r.url, r.date, r.block) for r in walk(path)][1:]
    theirs = []
    for record in Warcio(io.BytesIO(b"".join(ARC)), arc2warc=False, no_record_parse=True):
        if record.rec_type != "arc_header":
            theirs.append((record.rec_headers.get_header("uri"), record.raw_stream.read()))
    assert [(url, block) for url, _, block in ours] == theirs
    assert all(date is not None and f"{date:%Y%m%d%H%M%S}" == "19961104142103" for _, date, _ in ours)
    assert [row.kind for row in rows(path)] == ["response", "resource", "response"]
    assert [row.status for row in rows(path)] == [200, None, 200]


def test_an_arc_record_has_one_id_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.arc").write_bytes(b"".join(ARC))
    (tmp_path / "b.arc.gz").write_bytes(b"".join(map(gzip.compress, ARC)))
    ids = [[row.record_id for row in rows(tmp_path / name)] for name in ("a.arc", "b.arc.gz")]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


def test_an_arc_of_version_2(tmp_path: Path) -> None:
    line = b"http://a.example/ 1.2.3.4 20010101000000 text/html 200 - - 100 x.arc.gz %d\n" % len(PAGE)
    (tmp_path / "v2.arc").write_bytes(ARC_HEAD + line + PAGE + b"\n")
    (row,) = rows(tmp_path / "v2.arc")
    assert (row.url, row.status, row.mime) == ("http://a.example/", 200, "text/html")


def test_a_plain_file_goes_on_behind_a_wrong_length(tmp_path: Path) -> None:
    whole = gzip.decompress(written(tmp_path).read_bytes())
    broken = whole.replace(b"<p>text 1</p>", b"<p>text and more 1</p>", 1)
    path = tmp_path / "broken.warc"
    path.write_bytes(broken)
    found = [row.url for row in rows(path)]
    assert found == [f"http://news.example/{n}" for n in range(5)]
    assert [r.damage for r in walk(path) if r.damage] == ["does not begin with a WARC header"]


@pytest.mark.parametrize(
    ("lines", "kind", "status"),
    [
        ("Content-Type: application/http; msgtype=response", "response", 200),
        ("X-Nothing: of-type", "response", 200),
        (
            "Content-Type: application/http;msgtype=response\r\nWARC-Target-URI: <http://b.example/>",
            "response",
            200,
        ),
    ],
)
def test_a_response_without_its_type_is_known_by_its_bytes(
    tmp_path: Path, lines: str, kind: str, status: int
) -> None:
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
    )
    head += f"{lines}\r\nWARC-Target-URI: <http://a.example/>\r\nContent-Length: {len(PAGE)}\r\n\r\n"
    (tmp_path / "x.warc").write_bytes(head.encode() + PAGE + b"\r\n\r\n")
    (row,) = rows(tmp_path / "x.warc")
    assert (row.kind, row.status, row.digest) == (
        kind,
        status,
        "sha1:OUURYW5WCGEU7AHPSJ43Z7LHSBFCF2OL",
    )


@settings(max_examples=80)
@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from([*ARC, b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: 5\r\n"])).map(b"".join)
)
def test_whatever_the_bytes_the_walk_ends(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name, content in (("a.warc", data), ("a.warc.gz", gzip.compress(data))):
        (folder / name).write_bytes(content)
        for record in walk(folder / name):
            assert record.location.length >= 0
    with (folder / "a.warc.gz").open("rb") as file:
        assert len(list(shared.shared(file, 0, keep=100))) < 400
