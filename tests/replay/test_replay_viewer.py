"""The viewer's server: the user's own copy of replayweb.page as it is, and ranges of a WACZ."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from archive.replay.listen import ReplayError
from archive.replay.viewer import ViewerApp, serve_viewer, viewer_files
from archive.replay.wire import Request, Slice

VIEWER = {"ui.js": b"customElements", "sw.js": b"self.onfetch"}


def package(folder: Path, members: dict[str, bytes], name: str = "replaywebpage-2.4.6.tgz") -> Path:
    """A package as npm makes it."""
    folder.mkdir(exist_ok=True)
    with tarfile.open(folder / name, "w:gz") as file:
        for path, data in members.items():
            info = tarfile.TarInfo(f"package/{path}")
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return folder / name


def test_files_come_out_of_the_package_unchanged(tmp_path: Path) -> None:
    package(tmp_path, {**VIEWER, "LICENSE": b"AGPL"})
    assert viewer_files(tmp_path) == VIEWER


def test_without_a_package_the_line_says_how_to_fetch_it(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="npm pack replaywebpage --pack-destination"):
        viewer_files(tmp_path / "viewer")


@pytest.mark.parametrize("members", [{"ui.js": b""}, {}])
def test_another_package_is_refused_in_one_line(tmp_path: Path, members: dict[str, bytes]) -> None:
    package(tmp_path, members)
    with pytest.raises(ReplayError, match=r"is no replaywebpage package .*fetch it again"):
        viewer_files(tmp_path)


def test_a_broken_package_is_refused_in_one_line(tmp_path: Path) -> None:
    path = package(tmp_path, VIEWER)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ReplayError, match="is no replaywebpage package"):
        viewer_files(tmp_path)


def test_a_missing_wacz_is_one_line(tmp_path: Path) -> None:
    package(tmp_path / "viewer", VIEWER)
    with pytest.raises(ReplayError, match="there is no such WACZ file"):
        serve_viewer(tmp_path / "x.wacz", tmp_path / "viewer", port=0)


@pytest.mark.parametrize(
    ("asked", "status", "start", "length", "said"),
    [
        ("", 200, 0, 100, ""),
        ("bytes=0-9", 206, 0, 10, "bytes 0-9/100"),
        ("bytes=90-", 206, 90, 10, "bytes 90-99/100"),
        ("bytes=-65558", 206, 0, 100, "bytes 0-99/100"),  # the end of a small file is all of it
        ("bytes=-7", 206, 93, 7, "bytes 93-99/100"),
        ("bytes=100-", 416, 0, 0, "bytes */100"),
    ],
)
def test_ranges_of_the_wacz(
    tmp_path: Path, asked: str, status: int, start: int, length: int, said: str
) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(bytes(range(100)))
    app = ViewerApp(path, VIEWER)
    reply = app.answer(Request("GET", "/captures.wacz", {"range": asked} if asked else {}))
    headers = dict(reply.headers)
    assert (reply.status, headers.get("Content-Range", "")) == (status, said)
    if status < 400:
        assert reply.body == Slice(path, start, length)


def test_the_page_names_the_wacz_and_nothing_of_it_is_markup(tmp_path: Path) -> None:
    app = ViewerApp(tmp_path / "a.wacz", VIEWER, 'http://a.example/"><script>', "20141128000200")
    page = bytes(app.answer(Request("GET", "/")).body)  # type: ignore[arg-type]  # the page is bytes
    assert b'source="/captures.wacz"' in page
    assert b"&quot;&gt;&lt;script&gt;" in page
    assert app.answer(Request("GET", "/viewer/sw.js")).body == VIEWER["sw.js"]
    assert app.answer(Request("GET", "/viewer/?source=x")).body == page  # before its worker is there
    assert app.answer(Request("GET", "/etc/passwd")).status == 404
