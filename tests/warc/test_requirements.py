"""What WARC 1.1 and its guidelines ask of a crawler's files, each rule as a test of its name, over every transfer kind.

The numbers are those of docs/warc.md. The bytes are compared with the server's own log and with the table of transfers,
which know nothing of the writer; 28 (WACZ) is in tests/exports.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import re
import zlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from exchanges import AGENT, COMPARED, CUT, INFO, Crawled, crawl
from transfers import PAGE, TRANSFERS
from warcio.archiveiterator import ArchiveIterator as Warcio

from archive.index.cdxj import cdxj_line
from archive.index.check import check
from archive.index.repair import is_warc, repair
from archive.index.store import CaptureIndex
from archive.model import Exchange, Failure, Lookup
from archive.warc.http import decode_body, parse_response
from archive.warc.parse import parse_date, warc_fields
from archive.warc.read import rows, walk
from archive.warc.recover import recover
from archive.warc.resolve import Resolver
from archive.warc.verify import verify
from archive.warc.write import WarcWriter

ASKED = b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"
LONG = b"<p>" + b"the same again " * 40
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "1"\r\n\r\n'
WHEN = datetime(2026, 11, 23, 6, 0, 0, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """Five rounds: more than 300 exchanges."""
    rounds = (False, True, False, True, False)
    return crawl(tmp_path_factory.mktemp("verbatim"), rounds=rounds)


@pytest.fixture(scope="module")
def unframed(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The same written with `transfer = "dechunk"`, in many files."""
    return crawl(tmp_path_factory.mktemp("dechunk"), transfer="dechunk", max_bytes=20_000)


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def heads(path: Path) -> list[bytes]:
    """The header of each record of a file, unpacked by Python's own gzip."""
    data, found = path.read_bytes(), []
    while data:
        stream = zlib.decompressobj(31)
        found.append(stream.decompress(data).partition(b"\r\n\r\n")[0])
        data = stream.unused_data
    return found


def one(url: str, response: bytes, *, days: int = 0) -> Exchange:
    return Exchange(url, WHEN + timedelta(days=days), ASKED, response, "2001:DB8:0:0:0::1")


def test_01_a_response_is_the_bytes_as_received(crawled: Crawled) -> None:
    answers = crawled.answers
    assert len(answers) == 5 * len(COMPARED)
    assert len(crawled.seen) > 300
    for seen in answers:
        assert crawled.of(seen).block == seen.sent, seen.name


def test_02_repeated_headers_are_kept_in_order_and_case(crawled: Crawled) -> None:
    for seen in crawled.answers:
        if seen.name == "case-order-repeats":
            names = [line.partition(b":")[0] for line in crawled.of(seen).block.split(b"\r\n")[1:5]]
            assert names == [b"SERVER", b"set-cookie", b"X-FooBar-ID", b"Set-Cookie"]


def test_03_content_codings_are_kept_and_agree_with_the_body(crawled: Crawled) -> None:
    seen_codings = Counter[str]()
    for seen in crawled.answers:
        http = parse_response(crawled.of(seen).block)
        if coding := http.header("content-encoding"):
            assert seen.transfer.entity is not None
            assert seen.transfer.entity != PAGE
            assert decode_body(http.headers, seen.transfer.entity).data == PAGE, seen.name
            seen_codings[coding] += 1
    assert set(seen_codings) == {"gzip", "deflate", "br"}


def test_04_chunk_framing_and_its_header_stay_or_go_together(crawled: Crawled, unframed: Crawled) -> None:
    chunked = 0
    for seen in crawled.answers:
        framed = b"transfer-encoding: chunked" in crawled.of(seen).block.partition(b"\r\n\r\n")[0].lower()
        assert framed == (b"transfer-encoding: chunked" in seen.sent.partition(b"\r\n\r\n")[0].lower())
        chunked += framed
    assert chunked > 50
    for seen in unframed.answers:
        head, _, body = unframed.of(seen).block.partition(b"\r\n\r\n")
        assert b"chunked" not in head.lower(), seen.name
        if seen.name != "bare-newlines" and not seen.transfer.damaged:
            assert body == seen.transfer.entity, seen.name


def test_05_the_payload_digest_is_of_the_entity_body(crawled: Crawled, unframed: Crawled) -> None:
    for crawl_ in (crawled, unframed):
        for seen in crawl_.answers:
            if not seen.transfer.damaged:
                assert seen.transfer.entity is not None
                assert crawl_.of(seen).get("WARC-Payload-Digest") == sha1(seen.transfer.entity), seen.name


def test_05_a_dechunked_file_passes_warcios_own_check(unframed: Crawled) -> None:
    """warcio digests bodies as they lie in the record: with no framing left both readings are one."""
    checked = 0
    for path in unframed.files:
        with path.open("rb") as file:
            for record in Warcio(file, check_digests=True):
                record.raw_stream.read()
                assert record.digest_checker.passed is not False, record.digest_checker.problems
                checked += record.digest_checker.passed is True
    assert checked > 300


def test_06_warcinfo_and_metadata_have_no_payload_digest(crawled: Crawled) -> None:
    told = crawled.kinds("warcinfo", "metadata")
    assert len(told) > 300
    assert not [record for record in told if record.get("WARC-Payload-Digest")]


def test_07_block_digests_are_right_and_in_the_usual_form(crawled: Crawled) -> None:
    for record in crawled.records.values():
        assert re.fullmatch(r"sha1:[A-Z2-7]{32}", record.get("WARC-Block-Digest"))
        assert record.get("WARC-Block-Digest") == sha1(record.block)


def test_08_a_request_is_the_bytes_as_sent(crawled: Crawled) -> None:
    for seen in crawled.seen:
        requests = crawled.tied(seen, "request")
        assert [record.block for record in requests] == [seen.logged.received], seen.name
        assert requests[0].get("Content-Type") == "application/http;msgtype=request"
        assert b"?round=1&name=%D8%AE HTTP/1.1\r\n" in requests[0].block


def test_09_the_records_of_an_event_are_tied(crawled: Crawled) -> None:
    for seen in crawled.answers:
        assert [len(crawled.tied(seen, kind)) for kind in ("request", "metadata")] == [1, 1]
    assert not [record for record in crawled.kinds("warcinfo") if record.get("WARC-Concurrent-To")]


def test_10_the_records_of_an_event_have_one_date_the_start_of_the_capture(crawled: Crawled) -> None:
    for seen in crawled.seen:
        dates = {
            record.get("WARC-Date") for kind in ("request", "metadata") for record in crawled.tied(seen, kind)
        }
        (stated,) = dates | {crawled.of(seen).get("WARC-Date")}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z", stated)
        date = parse_date(stated)
        assert date is not None
        assert seen.began <= date <= seen.ended


def test_11_request_and_response_have_the_servers_address(crawled: Crawled, tmp_path: Path) -> None:
    for record in crawled.kinds("request", "response"):
        assert record.get("WARC-IP-Address") == "127.0.0.1"
    writer = WarcWriter(tmp_path, INFO)
    writer.write(one("http://news.example/", ANSWER))
    writer.write_failure(Failure("http://news.example/", WHEN, "reset", "gone", ip="fe80:0::A%eth0"))
    writer.close({})
    stated = {record.get("WARC-IP-Address") for path in tmp_path.glob("*.warc.gz") for record in walk(path)}
    assert stated - {""} == {"2001:db8::1", "fe80::a"}  # RFC 5952
    assert all(str(ip_address(address)) == address for address in stated - {""})


def test_12_the_target_is_the_address_asked_for_and_a_redirect_has_a_record(crawled: Crawled) -> None:
    for seen in crawled.seen:
        assert crawled.of(seen).get("WARC-Target-URI") == seen.url
    redirects = [seen for seen in crawled.answers if seen.name == "redirect"]
    assert [seen.row.status for seen in redirects] == [302] * 5
    assert not [r for r in crawled.records.values() if "<" in r.get("WARC-Target-URI")]


def test_13_protocols_are_named_and_no_status_line_says_http_2(crawled: Crawled, tmp_path: Path) -> None:
    for seen in crawled.answers:
        stated = [value for name, value in crawled.of(seen).headers if name == "WARC-Protocol"]
        version = "http/1.0" if seen.name.startswith("http10") else "http/1.1"
        assert stated == ([version, "tls/1.3"] if seen.url.startswith("https:") else [version]), seen.name
    writer = WarcWriter(tmp_path, INFO)
    made = replace(one("https://news.example/", ANSWER), protocols=("h2", "tls/1.3"), reconstructed=True)
    row = writer.write(replace(made, response=made.response.replace(b"HTTP/1.1 200 OK", b"HTTP/2 200 ")))
    writer.close({})
    record = next(r for path in tmp_path.glob("*.gz") for r in walk(path) if r.record_id == row.record_id)
    assert record.block.startswith(b"HTTP/1.1 200 \r\n")
    assert [value for name, value in record.headers if name == "WARC-Protocol"] == ["h2", "tls/1.3"]


def test_14_a_cut_body_says_why(crawled: Crawled) -> None:
    for seen in crawled.answers:
        assert crawled.of(seen).get("WARC-Truncated") == (seen.transfer.truncated or ""), seen.name
    reasons = {seen.name: crawled.of(seen).get("WARC-Truncated") for seen in crawled.seen if seen.name in CUT}
    assert reasons == {"too-long": "length", "too-slow": "time"}


def test_15_a_repeated_payload_is_a_revisit_that_says_of_what(tmp_path: Path) -> None:
    crawled_ = crawl(tmp_path, rounds=(False,), revisits=True)
    with CaptureIndex(tmp_path / "index.db") as index:
        writer = WarcWriter(tmp_path, INFO, known=lambda digest, url: index.by_digest(url, digest))
        first = next(seen for seen in crawled_.answers if seen.name == "chunked")
        framed = first.sent.replace(b"64\r\n", b"064\r\n")  # the same body in other chunks
        row = writer.write(replace(one(first.url, framed), started=WHEN))
        writer.close({})
        record = Resolver(index, tmp_path).record(row)
    assert (record.type, row.refers_to) == ("revisit", first.row.record_id)
    assert record.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert record.get("WARC-Refers-To") == f"<{first.row.record_id}>"
    assert record.get("WARC-Refers-To-Target-URI") == first.url
    assert record.get("WARC-Refers-To-Date") == crawled_.of(first).get("WARC-Date")
    assert record.get("WARC-Payload-Digest") == sha1(first.transfer.entity or b"")
    assert record.get("WARC-Truncated") == "length"
    assert record.block == framed.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def test_16_a_304_is_a_revisit_of_what_it_confirms(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, INFO)
    first = writer.write(one("http://news.example/", ANSWER + LONG))
    unmodified = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    row = writer.write(one("http://news.example/", unmodified, days=1), not_modified_of=first)
    writer.close({})
    (record,) = (r for path in tmp_path.glob("*.gz") for r in walk(path) if r.type == "revisit")
    assert record.record_id == row.record_id
    assert record.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert record.get("WARC-Refers-To") == f"<{first.record_id}>"
    assert record.get("WARC-Refers-To-Date") == "2026-11-23T06:00:00.000007Z"
    assert record.block == unmodified


@pytest.mark.parametrize("original", ["http://news.example/", "http://other.example/copy"])
def test_17_a_revisit_resolves_in_another_file_and_of_another_address(tmp_path: Path, original: str) -> None:
    writer = WarcWriter(tmp_path, INFO, max_bytes=1)
    first = writer.write(one(original, ANSWER + LONG))
    second = WarcWriter(tmp_path, INFO, known=lambda digest, url: first if digest == first.digest else None)
    again = second.write(one("http://news.example/", ANSWER.replace(b'1"', b'2"') + LONG, days=1))
    writer.close({})
    second.close({})
    assert (again.kind, again.location.file == first.location.file) == ("revisit", False)
    with CaptureIndex(tmp_path / "index.db") as index:
        repair(tmp_path, index)
        found = index.by_record(again.record_id)
        assert found is not None
        capture = Resolver(index, tmp_path).capture(found)
    assert (capture.body, capture.body_location) == (LONG, first.location)
    assert ("ETag", '"2"') in capture.headers


def test_18_every_file_begins_with_a_warcinfo_that_says_who_and_how(unframed: Crawled) -> None:
    assert len(unframed.files) > 5
    for path in unframed.files:
        info = next(iter(walk(path)))
        facts = warc_fields(info.block)
        assert (info.type, info.get("WARC-Filename")) == ("warcinfo", path.name)
        assert facts["operator"] == "The Library"
        assert facts["software"] == "newsark/0"
        assert facts["format"] == "WARC File Format 1.1"
        assert facts["conformsTo"].endswith("/warc-1.1/")
        assert (facts["robots"], facts["http-header-user-agent"]) == ("obey", AGENT)
        assert facts["hostname"]
        assert ip_address(facts["ip"])


def test_19_a_file_has_one_version(crawled: Crawled, unframed: Crawled) -> None:
    for path in (*crawled.files, *unframed.files):
        assert {head.partition(b"\r\n")[0] for head in heads(path)} == {b"WARC/1.1"}


def test_20_each_record_is_a_gzip_member_of_its_own(crawled: Crawled) -> None:
    found = [head for path in crawled.files for head in heads(path)]
    assert len(found) == len(crawled.records)
    for record in crawled.records.values():
        at, length = record.location.offset, record.location.length
        member = (crawled.folder / record.location.file).read_bytes()[at : at + length]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")


def test_21_files_are_named_prefix_time_serial_host_and_kept_to_a_size(unframed: Crawled) -> None:
    names = [path.name for path in unframed.files]
    form = re.compile(r"newsark_press-(\d{17})-(\d{5})-([A-Za-z0-9._]+)\.warc\.gz")
    found = [form.fullmatch(name) for name in names]
    assert all(found)
    assert [int(match[2]) for match in found if match] == list(range(1, len(names) + 1))
    largest = max(len(transfer.entity or b"") for transfer in TRANSFERS.values())
    assert all(path.stat().st_size < 20_000 + largest for path in unframed.files)


def test_22_a_file_has_its_name_when_it_is_whole(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, INFO)
    writer.write(one("http://news.example/", ANSWER))
    (growing,) = tmp_path.iterdir()
    assert growing.name == writer.name + ".open"
    assert not is_warc(growing)
    with CaptureIndex(tmp_path / "index.db") as index:
        assert list(check(tmp_path, index)) == []
    writer.close({})
    assert [path.name for path in tmp_path.glob("*.warc*")] == [writer.name]


@pytest.mark.parametrize("kept", [0.0, 0.01, 0.2, 0.41, 0.5, 0.77, 0.9, 0.999, 1.0])
def test_23_after_a_crash_file_and_index_end_with_the_last_whole_record(tmp_path: Path, kept: float) -> None:
    with CaptureIndex(tmp_path / "index.db") as index:
        writer = WarcWriter(tmp_path, INFO)
        index.add([writer.write(one(f"http://news.example/{n}", ANSWER + LONG)) for n in range(9)])
        (growing,) = tmp_path.glob("*.open")
        assert writer._file is not None
        os.close(writer._file)  # what a kill does
        os.truncate(growing, int(growing.stat().st_size * kept))
        recover(tmp_path)
        repair(tmp_path, index)
        assert list(verify(tmp_path.glob("*.warc.gz"))) == []
        assert [p for p in check(tmp_path, index) if "bring it back" not in p.message] == []
        for path in tmp_path.glob("*.warc.gz"):
            assert list(rows(path)) == list(index.rows_of(path.name))


def test_24_a_look_up_is_a_record_of_its_own_that_other_tools_read(tmp_path: Path) -> None:
    lookup = Lookup("news.example", WHEN, ("192.0.2.7", "2001:DB8:0::7", "fe80::1%eth0"))
    with CaptureIndex(tmp_path / "index.db") as index:
        writer = WarcWriter(tmp_path, INFO)
        row = writer.write_lookup(lookup)
        index.add([row])
        writer.close({})
        (path,) = tmp_path.glob("*.warc.gz")
        assert list(rows(path)) == list(index.rows_of(path.name)) == [row]
        assert list(verify([path])) == list(check(tmp_path, index)) == []
    assert (row.url, row.surt, row.kind, row.status, row.mime) == (
        "dns:news.example",
        "dns:news.example",
        "resource",
        None,
        "text/dns",
    )
    with path.open("rb") as file:
        record = next(one for one in Warcio(file, check_digests=True) if one.rec_type == "resource")
        assert record.content_stream().read().decode() == (
            "; as the system's resolver answered: it tells no time to live\r\n"
            "news.example. 0 IN A 192.0.2.7\r\n"
            "news.example. 0 IN AAAA 2001:db8::7\r\n"
            "news.example. 0 IN AAAA fe80::1\r\n"
        )
        assert record.digest_checker.passed
    assert record.rec_headers["WARC-Date"] == "2026-11-23T06:00:00.000007Z"


def test_25_metadata_says_where_an_address_came_from_and_how_long_it_took(crawled: Crawled) -> None:
    for seen in crawled.answers:
        (record,) = crawled.tied(seen, "metadata")
        facts = warc_fields(record.block)
        assert record.get("Content-Type") == "application/warc-fields"
        assert facts.get("via") == seen.found.via
        assert facts.get("hopsFromSeed", "") == seen.found.hops
        assert 0 <= int(facts["fetchTimeMs"]) < 5000


def test_26_headers_are_utf8_and_never_folded_or_encoded(crawled: Crawled) -> None:
    for path in crawled.files:
        for head in heads(path):
            assert not re.search(r"^[ \t]|=\?[\w-]+\?[qbQB]\?", head.decode("utf-8"), re.M)
            assert b"\n" not in head.replace(b"\r\n", b"")


def test_26_unknown_fields_and_types_are_passed_over(tmp_path: Path) -> None:
    strange = b"WARC/1.1\r\nWARC-Type: of-2040\r\nX-\xc3\xa9: \xff\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    page = tmp_path / "page.warc"
    known = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2026-11-23T06:00:00Z\r\n"
        b"WARC-Of-2040: yes\r\nWARC-Target-URI: http://news.example/\r\nContent-Type: application/http\r\n"
        b"Content-Length: %d\r\n\r\n%b\r\n\r\n" % (len(ANSWER), ANSWER)
    )
    page.write_bytes(strange + known + strange)
    assert [row.url for row in rows(page)] == ["http://news.example/"]


def test_27_a_posts_key_has_its_method_and_its_fields(tmp_path: Path) -> None:
    """The keys are those that cdxj-indexer 1.5 makes of the same file with `-p`."""
    form = b"POST /api?x=1 HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nb=two+words&A=%C3%A9"
    json = b'POST /api HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"thread": ["a", "b"], "deep": {"n": 1}}'
    writer = WarcWriter(tmp_path, INFO)
    url = "http://news.example/api"
    made = [
        writer.write(replace(one(url + "?x=1", ANSWER), request=form)),
        writer.write(replace(one(url, ANSWER), request=json)),
        writer.write(one(url, ANSWER)),
    ]
    writer.close({})
    assert list(rows(tmp_path / writer.name)) == made
    assert [row.surt for row in made] == [
        "example,news)/api?__wb_method=post&a=%c3%a9&b=two%20words&x=1",
        "example,news)/api?__wb_method=post&n=1&thread=a&thread.2_=b",
        "example,news)/api",
    ]
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add(made)
        assert [row.record_id for row in index.captures(url)] == [made[2].record_id]
        assert len({cdxj_line(row).split(" ")[0] for row in index.in_order()}) == 3


def test_records_are_told_apart_by_other_readers(crawled: Crawled) -> None:
    data = io.BytesIO(crawled.files[0].read_bytes())
    kinds = Counter(record.rec_type for record in Warcio(data, no_record_parse=True))
    ours: Counter[str] = Counter(record.type for record in crawled.records.values())
    assert kinds == ours
