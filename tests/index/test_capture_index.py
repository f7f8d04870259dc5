"""The capture index: a dictionary's behaviour, the closest date, repair after a kill, refusals."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.db.schema import unreadable
from archive.errors import DatabaseError
from archive.index.pack import pack_url, unpack_url
from archive.index.schema import unusable
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, Location
from archive.urls import surt

START = datetime(2026, 1, 10, 6, tzinfo=UTC)


def row(number: int = 0, **changes: object) -> CaptureRow:
    url = str(changes.pop("url", f"http://news.example/{number}"))
    made = CaptureRow(
        record_id=f"urn:uuid:00000000-0000-4000-8000-{number:012x}",
        url=url,
        surt=surt(url),
        date=START + timedelta(minutes=number),
        location=Location("a.warc.gz", 1000 * number, 900),
        kind="response",
        status=200,
        mime="text/html",
        digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


ids = st.uuids().map(lambda u: f"urn:uuid:{u}") | st.text(st.characters(codec="utf-8"), min_size=1)
times = st.datetimes(datetime(1996, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
rows = st.builds(
    row,
    number=st.integers(0, 1 << 20),
    record_id=ids,
    url=st.text(st.characters(codec="utf-8"), min_size=1),
    date=times,
    location=st.builds(
        Location,
        st.sampled_from(["a.warc.gz", "b.warc"]),
        st.integers(0, (1 << 40) - 1),
        st.integers(1, 1 << 30),
    ),
    kind=st.sampled_from(["response", "revisit", "resource", "metadata"]),
    status=st.none() | st.integers(0, 999),
    mime=st.none() | st.text(st.characters(codec="utf-8")),
    digest=st.none()
    | st.sampled_from(["sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "sha256:00ff", "sha1:short", "md5:x"]),
    refers_to=st.none() | ids,
    refers_to_url=st.none() | st.just("http://news.example/1"),
    refers_to_date=st.none() | times,
    truncated=st.none() | st.just("length"),
)


@given(rows)
def test_what_goes_in_comes_out(made: CaptureRow) -> None:
    with CaptureIndex(Path(":memory:")) as index:
        index.add([made])
        assert index.by_record(made.record_id) == made
        assert list(index.rows_of(made.location.file)) == [made]
        assert index.captures(made.url) == [made]


@given(st.lists(st.integers(0, 200), min_size=1, unique=True), st.integers(-10, 210))
def test_closest_is_the_nearest_in_time_the_earlier_of_two(minutes: list[int], asked: int) -> None:
    url = "http://news.example/x"
    with CaptureIndex(Path(":memory:")) as index:
        index.add([row(m, url=url) for m in minutes])
        found = index.closest(url, START + timedelta(minutes=asked))
    assert found is not None
    assert found.date == START + timedelta(minutes=min(minutes, key=lambda m: (abs(m - asked), m)))


def test_closest_takes_addresses_of_one_key_together_and_no_metadata(tmp_path: Path) -> None:
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add(
            [
                row(0, url="http://www.news.example/x"),
                row(50, url="http://news.example/x/"),
                row(60, url="http://news.example/x", kind="metadata"),
            ]
        )
        found = index.closest("http://news.example/x", START + timedelta(minutes=58))
        assert found is not None
        assert found.url == "http://news.example/x/"
        assert index.closest("http://news.example/none", START) is None


def test_bounds_and_limit_of_a_list_of_captures(tmp_path: Path) -> None:
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add([row(m, url="http://news.example/x") for m in range(5)])
        since, until = START + timedelta(minutes=1), START + timedelta(minutes=3)
        found = index.captures("http://news.example/x", since=since, until=until)
        assert [r.date.minute for r in found] == [1, 2, 3]
        assert len(index.captures("http://news.example/x", limit=2)) == 2


def test_rows_of_a_file_come_in_its_order_however_many(tmp_path: Path) -> None:
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add([row(n) for n in reversed(range(1300))])
        assert [r.location.offset for r in index.rows_of("a.warc.gz", 500)] == [
            1000 * n for n in range(1, 1300)
        ]
        assert index.files() == ["a.warc.gz"]


def test_a_kill_between_disk_and_index_is_mended(tmp_path: Path) -> None:
    whole = [row(n) for n in range(10)]
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add(whole[:6])
        assert index.sync(
            "a.warc.gz", 9900, lambda start: [r for r in whole if r.location.offset >= start]
        ) == (4, 0)
        assert list(index.rows_of("a.warc.gz")) == whole
        assert index.size("a.warc.gz") == 9900


def test_rows_beyond_the_end_of_a_cut_file_are_forgotten(tmp_path: Path) -> None:
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add([row(n) for n in range(10)])
        assert index.sync("a.warc.gz", 7000, lambda start: []) == (0, 3)
        assert index.count() == 7
        assert index.forget("a.warc.gz") == 7
        assert index.files() == []


def test_an_identical_payload_is_found_by_address_and_digest(tmp_path: Path) -> None:
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add([row(1, url="http://news.example/x"), row(2, url="http://news.example/x", kind="revisit")])
        found = index.by_digest("http://news.example/x", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ")
        assert found == row(1, url="http://news.example/x")
        assert index.by_digest("http://news.example/other", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ") is None


def test_two_writers_at_once(tmp_path: Path) -> None:
    with CaptureIndex(tmp_path / "index.db") as one, CaptureIndex(tmp_path / "index.db") as two:
        one.add([row(1)])
        two.add([row(2, location=Location("b.warc.gz", 0, 9))])
        one.add([row(3, location=Location("b.warc.gz", 9, 9))])
        assert one.count() == two.count() == 3


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("foreign", "belongs to another program; move it away"),
        ("newer", "written by a newer newsark; upgrade newsark"),
        ("garbage", "damaged or no database"),
    ],
)
def test_what_is_not_our_index_is_refused_with_the_remedy(tmp_path: Path, damage: str, message: str) -> None:
    path = tmp_path / "index.db"
    if damage == "garbage":
        path.write_bytes(b"no database at all, but long enough to be read as a header of one" * 40)
    else:
        CaptureIndex(path).close()
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA application_id=1" if damage == "foreign" else "PRAGMA user_version=99")
        db.close()
    with pytest.raises(DatabaseError, match=message):
        CaptureIndex(path)


@pytest.mark.parametrize("complaint", [unusable, unreadable])
def test_a_disk_that_refuses_is_no_damage(complaint: Callable[[Path, sqlite3.Error], DatabaseError]) -> None:
    """`newsark repair` puts damaged databases aside: those on a full disk are whole."""
    for text in ("disk I/O error", "database or disk is full"):
        said = str(complaint(Path("x.db"), sqlite3.OperationalError(text)))
        assert "full" in said
        assert "damaged" not in said


def test_an_index_of_version_1_is_made_over(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    made = [row(n, url=f"http://www.a.org/{n % 3}") for n in range(7)]
    with CaptureIndex(path) as index:
        index.add(made)
    with closing(sqlite3.connect(path)) as db, db:  # the tables of version 1, with the same rows
        db.executescript(
            """
            CREATE TABLE old AS SELECT c.url, c.time, c.place >> 40 AS file, c.place & 1099511627775 AS offset, length,
                kind, status, mime, digest, record, refers_to, refers_to_url, refers_to_time, truncated FROM captures c;
            CREATE TABLE names AS SELECT id, surt, 'http://www.a.org/' || substr(surt, -1) AS url FROM urls;
            DROP TABLE captures; DROP TABLE urls;
            ALTER TABLE old RENAME TO captures; ALTER TABLE names RENAME TO urls;
            CREATE INDEX urls_by_surt ON urls(surt);
            CREATE INDEX captures_by_place ON captures(file, offset);
            CREATE INDEX captures_by_record ON captures(record);
            PRAGMA user_version=1;
            """
        )
    with CaptureIndex(path) as index:
        assert sorted(index.in_order(), key=lambda one: one.date) == made
        assert index.by_record(made[3].record_id) == made[3]
        index.add([row(99, url="http://www.a.org/0")])
        assert index.count() == 8
        assert len(index.captures("http://www.a.org/0")) == 4


@pytest.mark.parametrize(
    ("url", "packed"),
    [
        ("http://a.org/x", 0),
        ("https://a.org/x?a=1&b=2", 1),
        ("http://www.a.org/", 2),
        ("https://www.news.a.org/x", 3),
        ("https://www2.a.org/x", "https://www2.a.org/x"),
        ("http://a.org/X", "http://a.org/X"),
        ("http://a.org:8080/x", "http://a.org:8080/x"),
        ("http://a.org/?b=2&a=1", "http://a.org/?b=2&a=1"),
        ("dns:a.org", "dns:a.org"),
        ("http://[::1]/x", "http://[::1]/x"),
    ],
)
def test_an_address_that_follows_from_its_key_is_a_number(url: str, packed: str | int) -> None:
    assert pack_url(url, surt(url)) == packed
    assert unpack_url(packed, surt(url)) == url


@given(st.text(max_size=30).map(lambda text: f"http://www.{text}") | st.text(max_size=30))
def test_every_address_comes_back(url: str) -> None:
    assert unpack_url(pack_url(url, surt(url)), surt(url)) == url


def test_ids_that_end_alike_are_told_apart() -> None:
    made = [row(n, url="http://a.org/", record_id=f"urn:x:{n}:same-end") for n in range(5)]
    with CaptureIndex(Path(":memory:")) as index:
        index.add(made)
        assert [index.by_record(one.record_id) for one in made] == made
        assert index.by_record("urn:x:9:same-end") is None
