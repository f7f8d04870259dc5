"""Erased captures: gone from files, index, database and search; the rest whole; a tombstone left."""

from __future__ import annotations

import gzip
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cli.homemade import Shell
from fastwarc.warc import ArchiveIterator, WarcRecordType
from projector.press import crawl, dump, extract, page
from takedown.taken import NOW, SECRET, made
from test_write_read import INFO

from archive import projector, query
from archive.errors import HomeError, WarcError
from archive.fixity.check import check as fixity
from archive.fixity.manifest import Manifest
from archive.home import Home
from archive.index.check import check
from archive.index.store import CaptureIndex
from archive.model import CaptureRow, Exchange
from archive.takedown.order import complete, concerned, erase, named
from archive.warc.read import walk
from archive.warc.resolve import Resolver
from archive.warc.verify import verify
from archive.warc.write import WarcWriter

SECRETS = (b"Quux", b"Xyzzy", b"quux", b"xyzzy")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return made(tmp_path / "home")


def everything(home: Home) -> bytes:
    """All bytes of the home, WARC members unpacked."""
    parts = [path.read_bytes() for path in home.path.rglob("*") if path.is_file()]
    return b"".join(parts + [gzip.decompress(path.read_bytes()) for path in home.warc.glob("*.warc.gz")])


def sound(home: Home) -> None:
    """Files, index and manifest agree, and other tools read the files."""
    files = sorted(home.warc.iterdir())
    assert [str(problem) for problem in verify(files)] == []
    with CaptureIndex(home.index_db) as index:
        assert [str(problem) for problem in check(home.warc, index)] == []
        resolver = Resolver(index, home.warc)
        for name in index.files():
            for row in index.rows_of(name):
                assert resolver.capture(row).body
    assert [str(problem) for problem in fixity(home.path, home.warc)] == []
    for path in files:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.any_type):
                assert record.verify_block_digest()


def searched(home: Home) -> set[str]:
    """The words that the search index holds, deleted ones too as long as they are in its file."""
    with closing(sqlite3.connect(home.archive_db)) as db:
        db.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search_index, instance)")
        return {term for (term,) in db.execute("SELECT DISTINCT term FROM temp.vocabulary")}


def texts(home: Home) -> list[str]:
    with query.reading(home.archive_db, keeper=True) as db:
        return sorted(stored.article.url for stored in query.articles(db))


def test_an_address_goes_with_its_revisits_and_leaves_tombstones(home: Home) -> None:
    assert b"Quux" in everything(home)
    assert "quux" in searched(home)
    kept = {record.record_id: record.block for path in home.warc.iterdir() for record in walk(path)}
    home.likeness_db.write_bytes(b"signatures of texts")
    erase(home, named("http://press.example/news/2", "prefix"), "A judge's order", NOW)
    assert not home.likeness_db.exists()
    sound(home)
    left = everything(home)
    assert [word for word in SECRETS if word in left] == []
    assert searched(home).isdisjoint({"quux", "xyzzy"})
    assert texts(home) == ["http://press.example/news/1", "http://press.example/news/3"]
    now = {record.record_id: record for path in home.warc.iterdir() for record in walk(path)}
    stones = [record for record in now.values() if record.block.startswith(b"takedown: erased")]
    assert len(stones) == 3
    for stone in stones:
        assert stone.get("WARC-Refers-To").strip("<>") in kept
        assert b"reason: A judge's order\r\nerased-type: re" in stone.block
        assert b"erased-payload-digest: sha1:" in stone.block
        assert b"news/2" not in stone.block
        assert stone.block.count(b"erased-with: urn:uuid:") == 2
    assert all(now[record].block == kept[record] for record in kept.keys() & now.keys())
    assert len(kept) - len(kept.keys() & now.keys()) == 9  # three captures with request and metadata


def test_the_chain_says_what_became_of_each_file(home: Home) -> None:
    before = Manifest(home.path).files()
    erase(home, named("http://press.example/news/2", None), "why", NOW)
    manifest = Manifest(home.path)
    for name, entry in manifest.files().items():
        assert entry.event == "erased"
        assert entry.facts["was"] == before[name].facts["sha256"] != entry.facts["sha256"]
        assert entry.facts["reason"] == "why"
        assert [set(one) for one in entry.facts["gone"]] == [{"record", "digest"}]  # type: ignore[union-attr, arg-type]
    assert [entry.event for entry in manifest.entries()] == ["found", "found", "hidden", "erased", "erased"]


def test_the_database_is_what_a_rebuild_makes(home: Home) -> None:
    erase(home, named("http://press.example/news/2", None), "why", NOW)
    mended = dump(home.archive_db)
    projector.rebuild(home, extract, extractor_version="made/1")
    assert dump(home.archive_db) == mended
    assert projector.project(home, extract, extractor_version="made/1").captures == 0


def test_a_revisit_that_leans_on_an_erased_payload_goes_too_and_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    newsark = Shell(monkeypatch, capsys, home.path)
    with CaptureIndex(home.index_db) as index:
        first, again = index.captures("http://press.example/news/2")
        assert (first.kind, again.kind) == ("response", "revisit")
    dry = newsark("takedown", first.record_id, "--level", "erase", "--dry-run")
    said = newsark("takedown", first.record_id, "--level", "erase", "--reason", "one capture")
    for out in (dry.out, said.out):
        assert "1 capture that repeat their payload and have none of their own" in out
        assert again.record_id in out
        assert "the same payload is also in 1 capture that this leaves alone" in out
        assert "http://press.example/news/2/print" in out
    sound(home)
    assert texts(home) == [f"http://press.example/news/{name}" for name in ("1", "2/print", "3")]


def test_captures_to_come_stay_withheld(home: Home) -> None:
    erase(home, named("http://press.example/news/2", None), "why", NOW)
    crawl(home, "third", [page("/news/2", SECRET)], first=200)
    projector.project(home, extract, extractor_version="made/1")
    with query.reading(home.archive_db) as db:
        assert [hit.url for hit in query.search(db, "Quux")] == ["http://press.example/news/2/print"]


def test_a_capture_that_is_being_written_is_refused_and_nothing_changes(home: Home) -> None:
    crawl(home, "open", [page("/news/9", "Open|Being written.|1")], first=300, seal=False)
    before = Manifest(home.path).lines()
    # its writer lives in this process and holds the file's lock
    with pytest.raises(WarcError, match="is being written"):
        erase(home, named("http://press.example/news/9", None), "why", NOW)
    assert Manifest(home.path).lines() == before


def test_a_home_that_is_being_projected_is_not_changed(home: Home) -> None:
    with (
        home.lock("project", remedy="wait"),
        pytest.raises(HomeError, match="a take-down with --level hide needs no waiting"),
    ):
        erase(home, named("http://press.example/news/2", None), "why", NOW)
    assert complete(home) == []


def plain(path: Path) -> Path:
    """The same records without gzip."""
    plain = path.with_name(path.name.removesuffix(".gz"))
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    path.unlink()
    return plain


def test_files_that_are_not_gzipped(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    crawl(home, "one", [page("/a", "A|aaa|1"), page("/b", "B|Quux|1"), page("/c", "C|ccc|1")])
    (path,) = map(plain, list(home.warc.iterdir()))
    home.index_db.unlink()
    projector_home(home)
    erase(home, named("http://press.example/b", None), "why", NOW)
    sound(home)
    assert b"Quux" not in path.read_bytes()
    assert b"takedown: erased" in path.read_bytes()


def projector_home(home: Home) -> None:
    from archive.fixity.adopt import adopt
    from archive.index.repair import repair

    with CaptureIndex(home.index_db) as index:
        repair(home.warc, index)
    adopt(home.path, home.warc, NOW)
    projector.project(home, extract, extractor_version="made/1")


def foreign(kind: str, url: str, record: str, block: bytes, *more: str) -> bytes:
    head = [
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{record * 8}-{record * 4}-4{record * 3}-8{record * 3}-{record * 12}>",
    ]
    head += [
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2020-01-01T00:00:00Z",
        *more,
        f"Content-Length: {len(block)}",
    ]
    return gzip.compress("\r\n".join(["WARC/1.0", *head, "", ""]).encode() + block + b"\r\n\r\n")


def test_other_tools_files_lose_what_is_tied_to_a_capture_however_they_tie_it(tmp_path: Path) -> None:
    """wget: the response names its request; others tie nothing, or put the request first, the metadata last."""
    home = Home.create(tmp_path / "home")
    http = "Content-Type: application/http; msgtype=response"
    ids = {name: f"<urn:uuid:{name * 8}-{name * 4}-4{name * 3}-8{name * 3}-{name * 12}>" for name in "abcdef"}
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    records = [
        foreign("request", "http://x.example/1", "a", b"GET /1 HTTP/1.1\r\nCookie: Quux\r\n\r\n"),
        foreign(
            "response",
            "http://x.example/1",
            "b",
            answer + b"T|Quux|1",
            http,
            f"WARC-Concurrent-To: {ids['a']}",
        ),
        foreign("response", "http://x.example/2", "c", answer + b"S|kept|1", http),
        foreign(
            "metadata", "http://x.example/1", "d", b"via: Quux\r\n", "Content-Type: application/warc-fields"
        ),
        foreign("conversion", "http://x.example/1", "e", b"Quux as text", f"WARC-Refers-To: {ids['b']}"),
        foreign("request", "http://x.example/2", "f", b"GET /2 HTTP/1.1\r\n\r\n"),
    ]
    path = home.warc / "foreign.warc.gz"
    path.write_bytes(b"".join(records))
    projector_home(home)
    erase(home, named("http://x.example/1", None), "why", NOW)
    left = gzip.decompress(path.read_bytes())
    assert b"Quux" not in left
    found = [record.record_id[9] for record in walk(path) if record.type != "metadata"]
    assert found == ["c", "f"]
    assert texts(home) == ["http://x.example/2"]


def test_records_that_share_a_member_get_their_own_first(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    crawl(home, "one", [page("/a", "A|aaa|1"), page("/b", "B|Quux|1"), page("/c", "C|ccc|1")])
    (path,) = home.warc.iterdir()
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    home.index_db.unlink()
    projector_home(home)
    erase(home, named("http://press.example/b", None), "why", NOW)
    sound(home)
    assert b"Quux" not in everything(home)
    assert texts(home) == ["http://press.example/a", "http://press.example/c"]
    assert sorted(one.name for one in home.path.iterdir() if one.name.startswith(".erasing")) == []


def test_a_large_body_is_not_held(tmp_path: Path) -> None:
    """Copying goes in pieces; only heads are kept in mind."""
    home = Home.create(tmp_path / "home")
    body = os.urandom(3 << 20)
    writer = WarcWriter(home.warc, INFO)
    rows: list[CaptureRow] = []
    for number in range(3):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
        rows.append(writer.write(Exchange(f"http://x.example/{number}", NOW, b"", head + body)))
    writer.close({})
    projector_home(home)
    erase(home, named("http://x.example/1", None), "why", NOW)
    sound(home)
    with CaptureIndex(home.index_db) as index:
        assert [row.url for name in index.files() for row in index.rows_of(name)] == [
            rows[0].url,
            rows[2].url,
        ]


def test_other_forms_of_an_erased_article_are_named(tmp_path: Path) -> None:
    """A print page that names it as canonical, and the page that a redirect or a copy shows."""
    home = Home.create(tmp_path / "home")
    pages = [
        page("/news/7", "Reactor|Restarted today.|1"),
        page("/print/7", "Reactor, print|Restarted today.|none"),
    ]
    crawl(
        home, "one", [*pages, page("/copy", "Reactor|Restarted today.|1"), page("/news/8", "Other|Else.|1")]
    )
    projector_home(home)
    assert concerned(home, named("http://press.example/news/7", None)).forms == (
        "http://press.example/copy",
        "http://press.example/print/7",
    )
    assert concerned(home, named("http://press.example/news/8", None)).forms == ()
