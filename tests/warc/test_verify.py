"""The checker: what conforms passes, and each defect is named with its place and its rule."""

from __future__ import annotations

import gzip
from base64 import b32encode, b64encode
from datetime import UTC, datetime
from hashlib import md5, sha1, sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import WarcError
from archive.model import CrawlInfo, Exchange, Failure
from archive.warc.verify import Problem, verify
from archive.warc.write import WarcWriter

ID = "<urn:uuid:00000000-0000-4000-8000-000000000001>"
OTHER = "<urn:uuid:00000000-0000-4000-8000-000000000002>"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n"


def record(
    *extra: str,
    drop: str = "",
    version: str = "1.1",
    block: bytes = PAGE,
    end: str = "\r\n\r\n",
    **fields: str,
) -> bytes:
    """A good response record with `fields` (`_` for `-`) put in or changed, `extra` lines added, `drop` left out."""
    found = {
        "WARC-Type": "response",
        "WARC-Record-ID": ID,
        "WARC-Date": "2026-11-23T06:00:00Z",
        "WARC-Target-URI": "http://news.example/1",
        "Content-Type": "application/http;msgtype=response",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in found.items() if name != drop]
    return "\r\n".join([f"WARC/{version}", *lines, *extra, "", ""]).encode() + block + end.encode()


def check(folder: Path, data: bytes, name: str = "x.warc", *, deep: bool = True) -> list[Problem]:
    path = folder / name
    path.write_bytes(data)
    return list(verify([path], deep=deep))


def base32(data: bytes) -> str:
    return b32encode(sha1(data).digest()).decode()


@pytest.mark.parametrize(
    "good",
    [
        record(),
        record(version="1.0"),
        record(version="0.17", WARC_Target_URI="<http://news.example/1>"),
        record(WARC_Date="2026"),
        record(WARC_Date="2026-11-23T06:00:00.123456789Z"),
        record("WARC-Protocol: h2", "WARC-Protocol: tls/1.3", "X-Mine: 1", "x-mine: 2"),
        record(f"WARC-Concurrent-To: {ID}", f"WARC-Concurrent-To: {OTHER}"),
        record("WARC-Truncated:", " length", "WARC-IP-Address: 2001:db8::1"),
        record(f"WARC-Block-Digest: sha1:{base32(PAGE)}"),
        record(f"WARC-Block-Digest: sha1:{sha1(PAGE).hexdigest()}"),
        record(f"WARC-Block-Digest: SHA-256:{sha256(PAGE).hexdigest().upper()}"),
        record(f"WARC-Block-Digest: md5:{b64encode(md5(PAGE).digest()).decode()}"),
        record("WARC-Block-Digest: xyz:0123"),
        record(f"WARC-Payload-Digest: sha1:{base32(b'Hello')}", block=CHUNKED),
        record(f"WARC-Payload-Digest: sha1:{base32(CHUNKED.partition(b'chunked')[2][4:])}", block=CHUNKED),
        record(WARC_Type="a-type-of-2040", drop="WARC-Target-URI"),
        record(warc_type="response", drop="WARC-Type"),
        record(block=b"", drop="Content-Type"),
        record() + record(WARC_Record_ID=OTHER),
    ],
)
def test_what_conforms_passes(tmp_path: Path, good: bytes) -> None:
    assert check(tmp_path, good) == []


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (b"", "4 record"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "4 version"),
        (b"warc\r\n", "4 version"),
        (record(version="0.16"), "4 version"),
        (record(version="1.2.3"), "4 version"),
        (record().replace(b"\r\n", b"\n"), "4 version"),
        (record().split(b"\r\n\r\n")[0], "4 header"),
        (record(": nameless"), "4 field"),
        (record("no colon"), "4 field"),
        (record("two words: x"), "4 field"),
        (record("X: é").replace(b"\xc3\xa9", b"\xe9"), "4 utf-8"),
        (record("X: a\nY: b"), "4 line end"),
        (record(drop="WARC-Type"), "5.1 mandatory"),
        (record(drop="WARC-Record-ID"), "5.1 mandatory"),
        (record(drop="WARC-Date"), "5.1 mandatory"),
        (record(drop="Content-Length"), "5.1 mandatory"),
        (record(drop="WARC-Target-URI"), "5.14 mandatory"),
        (record("WARC-Date: 2026-11-23T06:00:00Z"), "4 repeated"),
        (record("warc-type: response"), "4 repeated"),
        (record("WARC-Truncated:"), "5 empty"),
        (record(WARC_Record_ID="urn:uuid:1"), "5.2 id"),
        (record(WARC_Record_ID="<1>"), "5.2 id"),
        (record(Content_Length="-1"), "5.3 length"),
        (record(Content_Length="ten"), "5.3 length"),
        (record(WARC_Date="yesterday"), "5.4 date"),
        (record(WARC_Date="2026-02-30T00:00:00Z"), "5.4 date"),
        (record(WARC_Date="2026-11-23T06:00:00+01:00"), "5.4 date"),
        (record(WARC_Date="2026-11-23T06:00:00.5Z", version="1.0"), "5.4 date"),
        (record(Content_Type="html"), "5.6 content type"),
        (record(drop="Content-Type"), "5.6 recommended"),
        (record(WARC_Concurrent_To="x"), "5.7 id"),
        (record(WARC_Block_Digest="sha1 abc"), "5.8 digest"),
        (record(WARC_Block_Digest="sha1:abc"), "5.8 block digest"),
        (record(WARC_Block_Digest=f"sha1:{base32(b'other')}"), "5.8 block digest"),
        (record(WARC_Payload_Digest=f"sha1:{base32(PAGE)}"), "5.9 payload digest"),
        (record(WARC_IP_Address="1.2.3.256"), "5.10 address"),
        (record(WARC_Refers_To=OTHER), "5.11 type"),
        (record(WARC_Target_URI="/relative"), "5.14 uri"),
        (record(WARC_Target_URI="<http://news.example/1>"), "5.14 uri"),
        (record(WARC_Filename="x.warc"), "5.17 type"),
        (record(WARC_Type="revisit"), "5.18 mandatory"),
        (record(WARC_Type="revisit", WARC_Profile="same"), "5.18 uri"),
        (record(WARC_Segment_Number="2"), "5.20 number"),
        (record(WARC_Segment_Number="0"), "5.20 number"),
        (record(WARC_Type="continuation"), "6.9 mandatory"),
        (record(WARC_Segment_Origin_ID=OTHER), "5.21 type"),
        (record(WARC_Type="warcinfo", Content_Type="text/plain"), "6.2 content type"),
        (record(WARC_Type="warcinfo", Content_Type="application/warc-fields", WARC_IP_Address="::1"), "5.10 type"),
        (record(WARC_Type="metadata", WARC_Payload_Digest=f"sha1:{base32(PAGE)}"), "5.9 type"),
        (record(Content_Type="application/http;msgtype=request"), "6.3 content type"),
        (record(Content_Length="9999"), "4 block"),
        (record(Content_Length="3"), "4 end"),
        (record(end=""), "4 end"),
        (record(end="\r\n"), "4 end"),
        (gzip.compress(record())[:-9], "D gzip"),
        (gzip.compress(record() + record()), "D.2 member"),
        (gzip.compress(b"", mtime=0), "D gzip"),
        (gzip.compress(record(end="\r\n")), "4 end"),
    ],
)  # fmt: skip
def test_each_defect_is_named_by_its_rule(tmp_path: Path, bad: bytes, rule: str) -> None:
    assert rule in {problem.rule for problem in check(tmp_path, bad)}


def test_a_problem_says_where_it_is(tmp_path: Path) -> None:
    good, bad = gzip.compress(record(), mtime=0), gzip.compress(record(WARC_Date="x", WARC_Record_ID=OTHER))
    (problem,) = check(tmp_path, good + bad + good, "y.warc.gz")
    assert str(problem) == (f"y.warc.gz:{len(good)}: {OTHER[1:-1]} has a malformed WARC-Date: 'x' [5.4 date]")


def test_behind_a_damaged_record_the_check_goes_on(tmp_path: Path) -> None:
    broken = record(Content_Length="5")
    found = check(tmp_path, broken + record() + record(WARC_Date="x"))
    assert [(p.offset, p.rule) for p in found] == [(0, "4 end"), (len(broken) + len(record()), "5.4 date")]


def test_shallow_leaves_the_digests_alone(tmp_path: Path) -> None:
    assert check(tmp_path, record(WARC_Block_Digest=f"sha1:{base32(b'other')}"), deep=False) == []


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WarcError, match="cannot be read"):
        list(verify([tmp_path / "none.warc.gz"]))


def test_everything_the_writer_writes_conforms(tmp_path: Path) -> None:
    start = datetime(2026, 11, 23, 6, tzinfo=UTC)
    writer = WarcWriter(tmp_path, CrawlInfo("c", "site", start, "agent", operator="The Library"))
    asked = b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"
    row = writer.write(
        Exchange("http://news.example/", start, asked, PAGE, "127.0.0.1", notes=(("robots", "x"),))
    )
    writer.write(
        Exchange("http://news.example/2", start, asked, CHUNKED, "::1", ("http/1.1", "tls/1.3"), "time")
    )
    unchanged = Exchange("http://news.example/", start, asked, b"HTTP/1.1 304 Not Modified\r\n\r\n")
    writer.write(unchanged, not_modified_of=row)
    writer.write(Exchange("http://news.example/خبر?q=a", start, asked, b"not http at all"))
    writer.write_failure(Failure("http://gone.example/", start, "dns", "no such\r\nhost", asked))
    writer.close({"pages": 4})
    (path,) = tmp_path.glob("*.warc.gz")
    assert list(verify([path])) == []


@given(
    st.binary()
    | st.tuples(st.integers(0, 400), st.binary(max_size=9)).map(
        lambda x: record()[: x[0]] + x[1] + record()[x[0] :]
    )
)
def test_any_bytes_are_checked_to_their_end(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.warc"
    path.write_bytes(data)
    for problem in verify([path]):
        assert 0 <= problem.offset <= len(data)
        assert "\n" not in str(problem)
