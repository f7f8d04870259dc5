"""The third check page, crawled by newsark, in replayweb.page over a WACZ of ours; what it falls short of, by name."""

from __future__ import annotations

from pathlib import Path

import pytest
import quay
from chromium import CHROMIUM
from in_viewer import checked
from replay_home import T2
from test_replay_quay import PAGE, crawl

from archive.exports.captures import export_wacz
from archive.exports.choose import Wanted
from archive.home import Home

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

OF_THE_VIEWER = {
    "two content codings, or chunks with extensions": ("doubleCoding", "gzipChunked"),
    "styles: a folded string, image-set() of strings, escapes": ("folded", "imageSets", "styleOdd"),
    "addresses: back slashes, a host in capitals, UTF-8 in Location": ("backslashes", "upperHost", "redirects"),
    "a page in <object>; XHTML; <base> in srcdoc": ("objectPage", "xhtml", "srcdocBase"),
    "a byte order mark against the stated charset; a query in Shift_JIS": ("bom", "shiftJis"),
    "a module that exports a name `location` does not run": (
        "jsonModule", "cssModule", "farModule", "mapPrefix", "mapScope", "topAwait", "moduleThis", "metaResolve",
        "templateImport", "metaWorker",
    ),
    "a worker in a worker; `location` in workers": ("nestedWorker",),
    "what scripts read back is the replay's: currentSrc, outerHTML, hashchange": (
        "currentSrc", "attributes", "properties", "hashes", "serialised", "html",
    ),
    "frames: document.write into a blank one, a blob, location.href relative to the caller": (
        "blankFrame", "blobFrame", "hrefSet",
    ),
    "others: fetch('?'), pushState to a foreign address, storage events": ("fetchQuery", "foreignState", "stored"),
}  # fmt: skip
"""Seen in replayweb.page 2.4.6; each answer is in the WACZ as the server gave it."""
OF_THE_CRAWL = ("percent", "marks", "fetchQuoted")
"""Crawls ask for `%` as `%25`, for `%2f` as `%2F`: one address to servers and to our replay, another to the viewer."""


def test_quay_in_replayweb_page(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    crawl(home)
    export_wacz(home, Wanted(), tmp_path / "quay.wacz", T2)
    static, scripted = checked(tmp_path / "quay.wacz", PAGE, "", quay.SHOWN, "quay")
    assert (len(static), len(scripted)) == (66, 97)
    known = {name for names in (*OF_THE_VIEWER.values(), OF_THE_CRAWL) for name in names}
    wrong = {name: what for name, what in {**static, **scripted}.items() if what is not True}
    assert {name: what for name, what in wrong.items() if name not in known} == {}
