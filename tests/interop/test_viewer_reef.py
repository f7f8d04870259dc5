"""The second check page, crawled by newsark, in replayweb.page over a WACZ of ours; what it falls short of, by name."""

from __future__ import annotations

from pathlib import Path

import pytest
import reef
from chromium import CHROMIUM
from in_viewer import checked
from replay_home import T2
from test_replay_reef import NOT_CAPTURED, crawl

from archive.exports.captures import export_wacz
from archive.exports.choose import Wanted
from archive.home import Home

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

OF_THE_VIEWER = {
    "escaped": "an escape in a style's address (`esc\\61 ped`) is read as a path",
    "shiftJis": "a style sheet is read as Latin-1, so that the second byte 5C of a kanji becomes a slash",
    "deflate": "answers coded `deflate` are not decoded (gzip and br are)",
    "srcdoc": "addresses inside a page's own srcdoc are not rewritten",
    "object": "an SVG in <object> is made an <img>: shown, but without a document",
    "embed": "the same with <embed>",
    "worker": "a worker's script that names `location` is wrapped in code that names `document`",
    "importMeta": "`import.meta.url` is the replay's address",
    "lazyModule": "the same",
    "frame": "a listener added by the bare name `addEventListener` in strict code fails in its own wrapper",
    "frameFar": "the same",
    "socket": "a WebSocket is said to be open, always",
    "evaluated": "code given to `new Function` is not rewritten",
}
"""Seen in replayweb.page 2.4.6; each answer is in the WACZ as the server gave it."""


def test_reef_in_replayweb_page(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    with reef.running() as site:
        crawl(home, site)
    export_wacz(home, Wanted(), tmp_path / "reef.wacz", T2)
    shown = site.filled((reef.HERE / "static.js").read_text("utf-8"))
    static, scripted = checked(tmp_path / "reef.wacz", f"{site.here}/reef.html", "", shown, "reef")
    assert (len(static), len(scripted)) == (44, 59)
    wrong = {name: what for name, what in {**static, **scripted}.items() if what is not True}
    assert {name: what for name, what in wrong.items() if name not in {*OF_THE_VIEWER, *NOT_CAPTURED}} == {}
