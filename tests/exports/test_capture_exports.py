"""Captures exported: whole, by themselves, with what pages embed; never what is withheld."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import itertools
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli.homemade import Shell
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from takedown.taken import NOW, made
from test_write_read import INFO

from archive.errors import NotFound, QueryError
from archive.exports.captures import export_wacz, export_warc, export_zipnum
from archive.exports.choose import Wanted, instant
from archive.exports.requisites import embedded
from archive.exports.sign import Key
from archive.home import Home
from archive.index.cdxj import cdxj_lines
from archive.index.repair import repair
from archive.index.store import CaptureIndex
from archive.model import Capture, CaptureRow, Exchange, Location
from archive.takedown.order import hide, named
from archive.urls import surt
from archive.warc.read import walk
from archive.warc.resolve import Resolver
from archive.warc.verify import verify
from archive.warc.write import WarcWriter

T1 = datetime(2026, 3, 1, 8, tzinfo=UTC)
PAGE = b"""<html><head><link rel=stylesheet href="/s/main.css"><base href="http://site.example/news/">
<script src="app.js"></script></head><body style="background:url(bg.png)">
<img src="a.jpg" srcset="a2.jpg 2x, /a3.jpg 3x"><img data-src='lazy.jpg'><iframe src="//frames.example/f"></iframe>
<a href="other">elsewhere</a><img src="moved.jpg"><img src="data:image/png;base64,AA"><img src="missing.png">"""
PARTS = {
    "http://site.example/s/main.css": ("text/css", b"@import 'deep.css'; p{background:url(/s/p.png)}"),
    "http://site.example/s/deep.css": ("text/css", b"@font-face{src:url(f.woff2)}"),
    "http://site.example/s/p.png": ("image/png", b"p"),
    "http://site.example/s/f.woff2": ("font/woff2", b"f"),
    "http://site.example/news/app.js": ("text/javascript", b"1"),
    "http://site.example/news/bg.png": ("image/png", b"b"),
    "http://site.example/news/a.jpg": ("image/jpeg", b"a"),
    "http://site.example/news/a2.jpg": ("image/jpeg", b"2"),
    "http://site.example/a3.jpg": ("image/jpeg", b"3"),
    "http://site.example/news/lazy.jpg": ("image/jpeg", b"l"),
    "http://frames.example/f": ("text/html", b"<img src=/in-frame.gif>"),
    "http://frames.example/in-frame.gif": ("image/gif", b"g"),
    "http://site.example/real.jpg": ("image/jpeg", b"r"),
}
OTHERS = {
    "http://site.example/news/other": ("text/html", b"<p>not asked for"),
    "http://site.example/unused.png": ("image/png", b"u"),
}


def exchange(
    url: str, kind: str, body: bytes, when: datetime, status: str = "200 OK", more: str = ""
) -> Exchange:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode()
    return Exchange(url, when, f"GET {url} HTTP/1.1\r\n\r\n".encode(), head + body)


def site(folder: Path, exchanges: list[Exchange], *, known: bool = True) -> Home:
    home = Home.create(folder)
    with CaptureIndex(home.index_db) as index:
        writer = WarcWriter(
            home.warc, INFO, known=(lambda digest, url: index.by_digest(url, digest)) if known else None
        )
        for one in exchanges:
            index.add([writer.write(one)])
        writer.close({})
    return home


@pytest.fixture
def illustrated(tmp_path: Path) -> Home:
    parts = [(url, kind, body) for url, (kind, body) in (PARTS | OTHERS).items()]
    early = [
        exchange(url, kind, body + b" of the year before", T1 - timedelta(days=365))
        for url, kind, body in parts
    ]
    page = exchange("http://site.example/news/1", "text/html", PAGE, T1)
    moved = exchange(
        "http://site.example/news/moved.jpg", "text/html", b"", T1, "302 Found", "Location: /real.jpg\r\n"
    )
    late = [exchange(url, kind, body, T1 + timedelta(seconds=9)) for url, kind, body in parts]
    return site(tmp_path / "home", [*early, page, moved, *late])


def held(folder: Path) -> dict[str, datetime]:
    """Addresses and times of the captures in the WARC files of a folder, all of which can be replayed from them."""
    found: dict[str, datetime] = {}
    with CaptureIndex(folder / "again.db") as index:
        repair(folder, index)
        resolver = Resolver(index, folder)
        for row in index.in_order():
            resolver.capture(row)
            found[row.url] = row.date
    assert list(verify(sorted(folder.glob("*.warc.gz")))) == []
    return found


def test_a_page_comes_with_what_it_embeds_nearest_in_time(illustrated: Home, tmp_path: Path) -> None:
    export_warc(illustrated, Wanted(url="http://site.example/news/1"), tmp_path / "out", NOW)
    found = held(tmp_path / "out")
    expected = {*PARTS, "http://site.example/news/1", "http://site.example/news/moved.jpg"}
    assert set(found) == expected
    assert all(abs(date - T1) < timedelta(minutes=1) for date in found.values())


def test_what_a_document_embeds_is_found_as_replay_finds_it() -> None:
    url = "http://site.example/a/b"
    row = CaptureRow("urn:x", url, surt(url), T1, Location("", 0, 0), "response", 200, "text/html", None)

    def of(kind: str, body: bytes, modifier: str = "") -> dict[str, str]:
        return embedded(Capture(row, 200, (("Content-Type", kind),), body, row.location), modifier)

    assert of("text/html", b"<p><a href=x>y</a>") == {}
    assert of("text/html; charset=windows-1251", "<img src='ж?ж'>".encode("cp1251")) == {
        "http://site.example/a/%D0%B6?%E6": "im_"
    }
    assert of("text/html", b"<img src='javascript:1'><img src=#x><object data=/o.swf>") == {
        "http://site.example/o.swf": "oe_"
    }
    assert set(of("text/plain", b"p{background:url(x.png)}", "cs_")) == {"http://site.example/a/x.png"}
    assert of("text/css; charset=shift_jis", "a{b:url('/表')}".encode("cp932")) == {
        "http://site.example/%E8%A1%A8": "im_"
    }
    assert of("image/png", b"<img src=a>") == {}


def test_a_revisit_brings_the_capture_that_it_repeats(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    wanted = Wanted(url="http://press.example/news/2", since=instant("2026-11-01T09"))
    captures, names, skipped = export_warc(home, wanted, tmp_path / "out", NOW)
    assert (captures, len(names), skipped) == (2, 1, [])
    kinds = [record.type for record in walk(tmp_path / "out" / names[0])]
    assert kinds == ["warcinfo", *("response", "request", "metadata"), *("revisit", "request", "metadata")]
    assert held(tmp_path / "out") == {"http://press.example/news/2": instant("2026-11-01T09:40")}


def test_records_are_copied_byte_for_byte(illustrated: Home, tmp_path: Path) -> None:
    export_warc(illustrated, Wanted(), tmp_path / "out", NOW)
    (old,), (new,) = illustrated.warc.iterdir(), (tmp_path / "out").glob("*.warc.gz")
    before = {r.record_id: (r.headers, r.block) for r in walk(old)}
    after = {r.record_id: (r.headers, r.block) for r in walk(new)}
    assert len(after) == len(before) - 1  # its own warcinfo for theirs and for the closing record
    assert {id: one for id, one in after.items() if id in before}.items() <= before.items()


def test_the_index_of_a_wacz_says_what_a_post_sent(tmp_path: Path) -> None:
    """replayweb.page makes keys of its own from the method and the body, which cdxj-indexer names so."""
    url, form = "http://site.example/find", b"Q=Two+Words"
    sent = b"POST /find HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" + form
    answer = exchange(url, "text/plain", b"found", T1)
    home = site(tmp_path / "home", [answer, replace(answer, request=sent, started=NOW)])
    export_wacz(home, Wanted(), tmp_path / "a.wacz", NOW)
    with zipfile.ZipFile(tmp_path / "a.wacz") as archive:
        lines = gzip.decompress(archive.read("indexes/index.cdx.gz")).decode().splitlines()
    said = [json.loads(line.split(" ", 2)[2]) for line in lines]
    assert [one["url"] for one in said] == [url, url]
    assert [(one.get("method"), one.get("requestBody")) for one in said] == [
        (None, None),
        ("POST", "Q=Two Words"),
    ]


@pytest.mark.parametrize("form", ["plain", "one member"])
def test_records_without_a_member_of_their_own_get_one(illustrated: Home, tmp_path: Path, form: str) -> None:
    (path,) = illustrated.warc.iterdir()
    whole = gzip.decompress(path.read_bytes())
    path.unlink()
    (illustrated.warc / ("x.warc" if form == "plain" else "x.warc.gz")).write_bytes(
        whole if form == "plain" else gzip.compress(whole)
    )
    illustrated.index_db.unlink()
    with CaptureIndex(illustrated.index_db) as index:
        repair(illustrated.warc, index)
    export_warc(illustrated, Wanted(url="http://site.example/news/1"), tmp_path / "out", NOW)
    assert len(held(tmp_path / "out")) == len(PARTS) + 2


def test_withheld_captures_are_left_out(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    with CaptureIndex(home.index_db) as index:
        first = index.captures("http://press.example/news/2")[0]
    hide(home, named(first.record_id, None), "the capture that the revisit repeats", NOW)
    hide(home, named("http://press.example/news/1", None), "an address", NOW)
    captures, names, skipped = export_warc(home, Wanted(), tmp_path / "out", NOW)
    assert [line.partition(": ")[2] for line in skipped] == ["what it repeats is withheld"]
    urls = {record.url for record in walk(tmp_path / "out" / names[0]) if record.type == "response"}
    assert urls == {f"http://press.example/{name}" for name in ("news/2/print", "news/3", "style.css")}
    assert captures == 3
    export_zipnum(home, tmp_path / "z")
    lines = gzip.decompress((tmp_path / "z" / "index.cdx.gz").read_bytes()).decode().splitlines()
    assert len(lines) == 4  # the revisit is listed: what it says of itself is not withheld


def test_nothing_to_export_is_said(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    for wanted in (Wanted(url="http://nowhere.example/"), Wanted(since=instant("2030")), Wanted(url="")):
        with pytest.raises(NotFound, match="nothing to export"):
            export_wacz(home, wanted, tmp_path / "x.wacz", NOW)
    with pytest.raises(QueryError, match="nothing of this publication"):
        export_wacz(home, Wanted(site="other"), tmp_path / "x.wacz", NOW)
    with pytest.raises(QueryError, match="one of them"):
        export_wacz(home, Wanted(site="press", url="http://x/"), tmp_path / "x.wacz", NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_wacz_holds_what_it_says(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    packed = export_wacz(home, Wanted(site="press"), tmp_path / "x.wacz", NOW, title="Press")
    assert (packed.captures, packed.pages, packed.skipped) == (7, 6, ())
    with zipfile.ZipFile(tmp_path / "x.wacz") as archive:
        assert archive.testzip() is None
        package = json.loads(archive.read("datapackage.json"))
        for resource in package["resources"]:
            data = archive.read(resource["path"])
            assert (resource["bytes"], resource["hash"]) == (
                len(data),
                f"sha256:{hashlib.sha256(data).hexdigest()}",
            )
        digest = json.loads(archive.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{hashlib.sha256(archive.read('datapackage.json')).hexdigest()}"
        stored = {one.filename for one in archive.infolist() if one.compress_type == zipfile.ZIP_STORED}
        assert stored == {"archive/data-00001.warc.gz", "indexes/index.cdx.gz"}
        head, *pages = map(json.loads, archive.read("pages/pages.jsonl").decode().splitlines())
        cdx = gzip.decompress(archive.read("indexes/index.cdx.gz")).decode().splitlines()
        archive.extract("archive/data-00001.warc.gz", tmp_path)
    assert package["title"] == "Press"
    assert (head["format"], head["hasText"]) == ("json-pages-1.0", True)
    assert len({page["id"] for page in pages}) == 6
    assert (
        "http://press.example/news/3",
        "2026-11-01T08:03:00Z",
        "Quiet news",
        "Nothing moves here, calmly.",
    ) in [(page["url"], page["ts"], page["title"], page["text"]) for page in pages]
    with CaptureIndex(tmp_path / "index.db") as index:
        repair(tmp_path / "archive", index)
        assert cdx == list(cdxj_lines(index.in_order()))


def test_a_signature_can_be_checked_with_the_key_that_goes_along(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    key = Key.open(tmp_path / "key.pem")
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
    export_wacz(home, Wanted(), tmp_path / "x.wacz", NOW, key=Key.open(tmp_path / "key.pem"))
    with zipfile.ZipFile(tmp_path / "x.wacz") as archive:
        signed = json.loads(archive.read("datapackage-digest.json"))["signedData"]
    public = serialization.load_der_public_key(base64.b64decode(signed["publicKey"]))
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert public.public_numbers() == key.private.public_key().public_numbers()
    raw = base64.b64decode(signed["signature"])
    pair = int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big")
    public.verify(encode_dss_signature(*pair), signed["hash"].encode(), ec.ECDSA(hashes.SHA256()))
    (tmp_path / "other.pem").write_text("no key")
    with pytest.raises(QueryError, match="holds no private key"):
        Key.open(tmp_path / "other.pem")


def test_files_of_a_large_export_follow_each_other(illustrated: Home, tmp_path: Path) -> None:
    from archive.exports.shelf import Shelf, Source

    files: dict[str, io.BytesIO] = {}

    class Kept(io.BytesIO):
        def close(self) -> None:
            pass

    with CaptureIndex(illustrated.index_db) as index:
        shelf = Shelf(
            Source(index, illustrated.warc, lambda row: False),
            lambda name, _expected: files.setdefault(name, Kept()),
            tmp_path / "index.db",
            [("software", "test")],
            NOW,
            max_bytes=2_000,
        )
        for row in index.in_order():
            assert shelf.add(row)
            assert shelf.add(row)
        shelf.close()
    assert list(files) == shelf.names
    assert len(files) > 5
    for row in itertools.islice(shelf.index.in_order(), 9):
        data = files[row.location.file].getvalue()[row.location.offset :][: row.location.length]
        assert f"WARC-Record-ID: <{row.record_id}>".encode() in gzip.decompress(data)
    shelf.index.close()


def test_zipnum_blocks_hold_the_lines_in_order(illustrated: Home, tmp_path: Path) -> None:
    from archive.exports.zipnum import pywb_line, write_blocks

    with CaptureIndex(illustrated.index_db) as index:
        lines = list(cdxj_lines(index.in_order()))
    out = io.BytesIO()
    blocks = list(write_blocks(lines, out, size=7))
    again = [
        gzip.decompress(out.getvalue()[block.offset : block.offset + block.length]).decode().splitlines()
        for block in blocks
    ]
    assert [line for some in again for line in some] == lines
    assert [some[0].startswith(block.first + " {") for some, block in zip(again, blocks, strict=True)] == [
        True
    ] * len(blocks)
    assert pywb_line(blocks[1], "p") == f"{blocks[1].first}\tp\t{blocks[1].offset}\t{blocks[1].length}\t2\n"


def test_as_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = made(tmp_path / "home")
    newsark = Shell(monkeypatch, capsys, home.path)
    said = newsark("export", "wacz", "--query", "plant", "-o", tmp_path / "x.wacz")
    assert (said.code, said.err.startswith("1 capture, 1 page, ")) == (0, True)
    said = newsark("export", "warc", tmp_path / "w", "--site", "press.example", "--to", "2026-11-01T08:01")
    assert (said.code, said.err) == (0, "2 captures written\n")
    assert newsark("export", "zipnum", tmp_path / "z").code == 0
    assert newsark("export", "wacz", "--from", "soon", "-o", tmp_path / "y.wacz").err.startswith(
        "newsark: soon: not a date"
    )
    (tmp_path / "file").write_text("in the way")
    for words in (("wacz", "-o", tmp_path / "file" / "x.wacz"), ("warc", tmp_path / "file" / "x")):
        said = newsark("export", *words)
        assert (said.code, said.err.count("\n"), "cannot be written" in said.err) == (1, 1, True), said.err
    assert newsark().code in (1, 2)
