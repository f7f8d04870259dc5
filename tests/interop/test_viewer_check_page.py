"""The check page in replayweb.page, over a WACZ of ours: scripts run, and all 39 checks are made in the page itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from checkpage import PAGE, SCRIPTED, STATIC, STATIC_TEST, exchanges
from chromium import CHROMIUM
from in_viewer import checked
from replay_home import S1, T2, make_home

from archive.exports.captures import export_wacz
from archive.exports.choose import Wanted

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


def test_the_check_page_passes_in_replayweb_page(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", exchanges())
    export_wacz(home, Wanted(), tmp_path / "page.wacz", T2)
    static, scripted = checked(tmp_path / "page.wacz", PAGE, S1, STATIC_TEST, "results")
    assert [name for name in (*STATIC, *SCRIPTED) if not {**static, **scripted}.get(name)] == []
