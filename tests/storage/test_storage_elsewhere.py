"""Files in an object store (moto's S3 on loopback): copied with verification, read by range when they are not here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.homemade import Shell
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from takedown.taken import NOW, made

from archive.errors import HomeError, WarcError
from archive.exports.captures import export_warc
from archive.exports.choose import Wanted
from archive.fixity.check import check
from archive.fixity.manifest import Manifest
from archive.fixity.upload import upload
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.storage.places import places
from archive.storage.remote import Remote
from archive.takedown.order import erase, named
from archive.warc.resolve import Resolver

# boto of today warns about its own use of the standard library's clock
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore.*")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of an S3 server; botocore looks for its keys in the environment."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    keys = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": "us-east-1"}
    before = {name: os.environ.get(name) for name in keys}
    os.environ.update(keys)
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        server.stop()


@pytest.fixture
def home(tmp_path: Path, store: str) -> Home:
    folder = made(tmp_path / "home").path
    settings = (
        f'\n[storage]\nupload = "s3://bucket-{tmp_path.name.replace("_", "-")[-30:].strip("-")}/warc"\n'
    )
    with (folder / "newsark.toml").open("a") as file:
        file.write(f'{settings}[storage.options]\nendpoint_url = "{store}"\n')
    return Home.open(folder)


def bodies(home: Home) -> dict[str, bytes]:
    with CaptureIndex(home.index_db) as index:
        resolver = Resolver(index, home.warc)
        return {row.record_id: resolver.capture(row).body for row in index.in_order()}


def test_sealed_files_are_copied_once_and_verified(home: Home) -> None:
    (place,) = places(home.path)
    done = list(upload(home.path, home.warc, place, NOW))
    assert [one.file for one in done] == sorted(path.name for path in home.warc.iterdir())
    assert list(upload(home.path, home.warc, place, NOW)) == []
    for one in done:
        assert place.size(one.file) == (home.warc / one.file).stat().st_size == one.bytes
        assert place.sha256(one.file) == Manifest(home.path).files()[one.file].facts["sha256"]
    assert [entry.event for entry in Manifest(home.path).entries()][-2:] == ["uploaded", "uploaded"]
    assert list(check(home.path, home.warc)) == []


def test_captures_are_read_from_there_when_they_are_not_here(home: Home, tmp_path: Path) -> None:
    (place,) = places(home.path)
    list(upload(home.path, home.warc, place, NOW))
    before = bodies(home)
    for path in home.warc.iterdir():
        path.unlink()
    assert bodies(home) == before
    assert list(check(home.path, home.warc)) == []
    assert not (home.path / "cache").exists(), "ranges were enough"
    captures, _, skipped = export_warc(home, Wanted(), tmp_path / "out", NOW)
    assert (captures, skipped) == (7, [])


def test_the_verbs(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    newsark = Shell(monkeypatch, capsys, home.path)
    assert len(newsark("upload").lines) == 2
    assert newsark("upload").out == "everything is there\n"
    for path in home.warc.iterdir():
        path.unlink()
    for words in (["fixity"], ["repair"]):
        assert newsark(*words).code == 0, words


def test_an_erasure_goes_there_with_the_next_upload(home: Home) -> None:
    (place,) = places(home.path)
    list(upload(home.path, home.warc, place, NOW))
    erase(home, named("http://press.example/news/2", "prefix"), "why", NOW)
    done = list(upload(home.path, home.warc, place, NOW))
    assert len(done) == 2
    assert all(
        place.sha256(one.file) == Manifest(home.path).files()[one.file].facts["sha256"] for one in done
    )


def test_what_was_altered_here_is_not_uploaded_as_whole(home: Home) -> None:
    (place,) = places(home.path)
    path = sorted(home.warc.iterdir())[0]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(WarcError, match="is not what the manifest says"):
        list(upload(home.path, home.warc, place, NOW))
    assert place.size(path.name) is None


def test_a_folder_is_a_place_too(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    place = Remote(f"file://{tmp_path}/nas")
    assert len(list(upload(home.path, home.warc, place, NOW))) == 2
    with (home.path / "newsark.toml").open("a") as file:
        file.write(f'\n[storage]\nread = ["file://{tmp_path}/nas"]\n')
    before = bodies(home)
    for path in home.warc.iterdir():
        path.unlink()
    assert bodies(home) == before


def test_trouble_is_one_line(tmp_path: Path) -> None:
    for url in ("nonsense://x/y", "s3://127.0.0.1-no-such-bucket/x"):
        nobody = {"endpoint_url": "http://127.0.0.1:9", "config_kwargs": {"retries": {"max_attempts": 0}}}
        place = Remote(url, nobody if url.startswith("s3") else None)
        with pytest.raises(WarcError) as found:
            place.read("a.warc.gz", 0, 10)
        assert "\n" not in str(found.value)
    (tmp_path / "newsark.toml").write_text("[storage]\nread = 7\n")
    with pytest.raises(HomeError, match="wants upload"):
        places(tmp_path)
