"""`newsark replay --viewer`: replayweb.page in the browser, over a WACZ of this archive; full fidelity, scripts run.

replayweb.page is AGPL software of Webrecorder's. Nothing of it is in newsark: its user fetches the package (`npm pack
replaywebpage`) and its two files are served from there as they are. The server here only hands out files; rewriting
happens in the browser's service worker, which asks for byte ranges of the WACZ, most of them at its end first.
"""

from __future__ import annotations

import tarfile
import threading
import zlib
from collections.abc import Callable, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from archive.replay.guard import Guard
from archive.replay.listen import ReplayError, serve_one
from archive.replay.ranges import partial
from archive.replay.wire import Reply, Request, Slice, plain

PACKAGE = "replaywebpage"
MAX_FILE = 32 << 20
_FILES = ("ui.js", "sw.js")
_WACZ, _SCOPE = "/captures.wacz", "/viewer/"


def viewer_files(folder: Path) -> dict[str, bytes]:
    """The viewer's files by name, out of the newest package in `folder`; ReplayError where there is none."""
    packages = sorted(folder.glob(f"{PACKAGE}-*.tgz"), key=lambda path: path.stat().st_mtime)
    if not packages:
        raise ReplayError(
            f"replayweb.page is not in {folder}; fetch it with: "
            f"mkdir -p {folder} && npm pack {PACKAGE} --pack-destination {folder}"
        )
    try:
        with tarfile.open(packages[-1]) as package:
            return {name: _member(package, name) for name in _FILES}
    except (tarfile.TarError, zlib.error, OSError, EOFError, KeyError, ValueError) as error:
        raise ReplayError(f"{packages[-1]}: is no {PACKAGE} package ({error}); fetch it again") from None


def _member(package: tarfile.TarFile, name: str) -> bytes:
    info = package.getmember(f"package/{name}")
    file = package.extractfile(info)
    if file is None or info.size > MAX_FILE:
        raise ValueError(f"{name} is not a plain file of a sensible size")
    return file.read()


class ViewerApp:
    """Answers with the viewer's files, one page that holds it, and ranges of the WACZ."""

    def __init__(self, wacz: Path, viewer: Mapping[str, bytes], start: str = "", stamp: str = "") -> None:
        self._wacz = wacz
        self._page = _page(start, stamp).encode()
        self._viewer = viewer

    def answer(self, request: Request) -> Reply:
        """The reply to a request that has passed the guards; a range of the WACZ where one is asked for (RFC 9110, 14)."""
        path = request.target.partition("?")[0]
        if path == "/" or (path.startswith(_SCOPE) and path.removeprefix(_SCOPE) not in self._viewer):
            return _typed("text/html; charset=utf-8", self._page)
        if path == _WACZ:
            reply = _typed("application/wacz", Slice(self._wacz, 0, self._wacz.stat().st_size))
            return partial(reply, request.headers.get("range", ""))
        if path.startswith(_SCOPE):
            return _typed("text/javascript; charset=utf-8", self._viewer[path.removeprefix(_SCOPE)])
        return plain(404, "not found")


def _typed(kind: str, body: bytes | Slice) -> Reply:
    headers = (
        ("Content-Type", kind),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-cache"),
        ("Referrer-Policy", "no-referrer"),
        ("Service-Worker-Allowed", _SCOPE),
    )
    return Reply(200, headers, body)


def _page(start: str, stamp: str) -> str:
    """The page around the viewer, which opens on the address `start` as of `stamp`, or on its list of pages."""
    opening = f' url="{escape(start)}"' if start else ""
    opening += f' ts="{escape(stamp)}"' if stamp else ""
    style = files("archive.replay.pages").joinpath("viewer.css").read_text("utf-8")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>newsark: replayweb.page</title>'
        f'<style>{style}</style><script src="{_SCOPE}ui.js"></script></head><body>'
        f'<replay-web-page source="{_WACZ}" replayBase="{_SCOPE}"{opening}></replay-web-page>'
        "<noscript>This viewer needs scripts; newsark replay without --viewer needs none.</noscript></body></html>"
    )


def serve_viewer(
    wacz: Path,
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    start: str = "",
    stamp: str = "",
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serves a WACZ file with the viewer kept in `folder`, until interrupted or until `stop` is set.

    ReplayError where the package or the file is missing or the port cannot be bound. Browsers run service workers over
    https and on loopback only, so other hosts are refused.
    """
    guard = Guard()
    app = ViewerApp(wacz, viewer_files(folder), start, stamp)
    if not wacz.is_file():
        raise ReplayError(f"{wacz}: there is no such WACZ file")

    def handle(request: Request) -> Reply:
        return guard.refuses(request, posts=False, workers=True) or app.answer(request)

    serve_one(handle, host=host, port=port, ready=ready, stop=stop)
