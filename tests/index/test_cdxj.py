"""CDXJ lines: a golden that cdxj-indexer agrees with, and the order that binary search needs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archive.index.cdxj import cdxj_line, cdxj_lines
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, CrawlInfo, Exchange, Failure, Location
from archive.urls import surt
from archive.warc.read import rows
from archive.warc.write import WarcWriter

START = datetime(2026, 11, 23, 6, 0, 0, 250_000, tzinfo=UTC)


def capture(url: str, seconds: int, number: int) -> CaptureRow:
    place = Location("x.warc.gz", number, 9)
    date = datetime.fromtimestamp(1_700_000_000 + seconds, UTC)
    return CaptureRow(f"urn:x:{number}", url, surt(url), date, place, "response", 200, "text/html", "sha1:X")


def test_a_crawl_as_lines(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, CrawlInfo("c", "site", START, "agent"))
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello</p>"
    first = writer.write(Exchange("http://www.news.example/B?y&x", START, b"", page))
    gone = Exchange("http://www.news.example/B?y&x", START, b"", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    again = writer.write(gone, not_modified_of=first)
    bare = writer.write(Exchange("http://a.example/", START, b"", b"HTTP/1.1 404 None\r\n\r\n"))
    writer.write_failure(Failure("http://gone.example/", START, "dns", "no such host"))
    writer.close({})
    (path,) = tmp_path.glob("*.warc.gz")
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add(rows(path))
        lines = list(cdxj_lines(index.in_order()))
    key, digest = "example,news)/b?x&y 20261123060000", "sha1:4GXYJPEDG5VU7ESI3J4OMBUEXR5R5P3R"

    def place(row: CaptureRow) -> str:
        return f'"length": "{row.location.length}", "offset": "{row.location.offset}", "filename": "{path.name}"}}'

    assert first.digest == digest
    assert lines == [
        f'example,a)/ 20261123060000 {{"url": "http://a.example/", "status": "404", '
        f'"digest": "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", {place(bare)}',
        f'{key} {{"url": "http://www.news.example/B?y&x", "mime": "text/html", "status": "200", "digest": "{digest}", {place(first)}',
        f'{key} {{"url": "http://www.news.example/B?y&x", "mime": "warc/revisit", "status": "304", "digest": "{digest}", {place(again)}',
    ]


@given(st.lists(st.tuples(st.text("ab./?%ü", max_size=6), st.integers(0, 3)), max_size=12))
def test_lines_are_in_the_order_of_their_bytes(asked: list[tuple[str, int]]) -> None:
    made = [capture(f"http://{url}", seconds, number) for number, (url, seconds) in enumerate(asked)]
    with CaptureIndex(Path(":memory:")) as index:
        index.add(made)
        lines = list(cdxj_lines(index.in_order()))
    assert lines == sorted(map(cdxj_line, made), key=str.encode)


def test_a_prefix_is_a_range_of_keys() -> None:
    with CaptureIndex(Path(":memory:")) as index:
        index.add(
            [
                capture(url, 0, n)
                for n, url in enumerate(("http://b.org/x", "http://a.org/", "http://b.org/y"))
            ]
        )
        assert [row.url for row in index.in_order("org,b)/")] == ["http://b.org/x", "http://b.org/y"]
