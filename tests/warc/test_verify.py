"""The checker: what conforms passes, and each defect is named with its place and its rule."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import CHUNKED, OTHER, PAGE, base32, record, request

from archive.errors import WarcError
from archive.model import CrawlInfo, Exchange, Failure
from archive.warc.checking import check_files
from archive.warc.verify import Problem, verify
from archive.warc.write import WarcWriter


def check(folder: Path, data: bytes, name: str = "x.warc", *, deep: bool = True) -> list[Problem]:
    path = folder / name
    path.write_bytes(data)
    return list(verify([path], deep=deep))


def test_a_member_for_all_and_an_id_for_two_are_remarked_on(tmp_path: Path) -> None:
    """The annex on compression is advice, and how long an id must be unique is the writer's to say."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(record() + request() + request(WARC_Record_ID=OTHER)))
    (report,) = check_files([path])
    assert (report.problems, report.records) == ((), 3)
    assert report.remarks == (
        "x.warc.gz: records that share gzip members with others: 2; "
        "WARC 1.1 advises one each (D.2), newsark import gives it",
        "x.warc.gz: records with the WARC-Record-ID of another one before them: 1",
    )


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
