"""The second check page, crawled by newsark itself and replayed in a browser: what a page shows, and what its scripts do."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import reef
from chromium import CHROMIUM, Browser, browsing
from replay_home import serving
from test_replay_proxy import proxying

from archive.home import Home
from archive.replay.authority import Authority

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
NOT_CAPTURED = {"post": "wrong"}
"""A crawl sends no forms: what only a POST would have answered is not there to be replayed."""


def crawl(home: Home, site: reef.Site) -> None:
    """One crawl of the page by the real program."""
    (home.path / "sites").mkdir(exist_ok=True)
    (home.path / "sites" / "reef.toml").write_text(
        f'start = ["{site.here}/", "{site.here}/reef.html"]\nhosts = ["127.0.0.1", "127.0.0.2"]\n'
        'asset_hosts = ["*"]\n[crawl]\ndelay = 0.0\n'
    )
    command = [sys.executable, "-m", "crawler.cli", "crawl", "reef", "--no-project"]
    subprocess.run([*command, "--home", str(home.path)], check=True, timeout=120)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, reef.Site]:
    """A home with the page as one crawl got it; the site is gone by then."""
    folder: Path = tmp_path_factory.mktemp("reef") / "home"
    home = Home.create(folder)
    with reef.running() as site:
        crawl(home, site)
    return home, site


def seen(browser: Browser, site: reef.Site) -> dict[str, Any]:
    """The static checks that fail, with what was there instead."""
    found = browser.evaluate(site.filled((reef.HERE / "static.js").read_text("utf-8")))
    assert len(found) >= 40
    return {name: what for name, what in found.items() if what is not True}


def done(browser: Browser) -> dict[str, Any]:
    """The checks by script that fail, once all have been made."""
    end = time.monotonic() + 120
    while not (found := browser.evaluate("window.reef")):
        assert time.monotonic() < end
        browser.evaluate("new Promise(done => setTimeout(done, 200))")
    assert len(found) >= 50
    return {name: what for name, what in found.items() if what is not True}


def test_everything_that_needs_no_script_is_shown(crawled: tuple[Home, reef.Site]) -> None:
    home, site = crawled
    with serving(home) as server, browsing(direct=(server.port, server.pages)) as (browser, sink):
        browser.open(f"http://127.0.0.1:{server.port}/web/2999/{site.here}/reef.html")
        assert seen(browser, site) == {}
        assert sink.pages_asked() == []


@pytest.mark.parametrize("tls", [False, True])
def test_scripts_find_what_they_ask_for_in_the_proxy(crawled: tuple[Home, reef.Site], tls: bool) -> None:
    home, site = crawled
    authority = Authority.open(home.path / "ca") if tls else None
    trust = authority.pin if authority else ""
    with proxying(home, authority) as port, browsing(proxy=port, trust=trust) as (browser, sink):
        browser.open(f"{site.here}/reef.html")
        assert seen(browser, site) == {}
        assert done(browser) == NOT_CAPTURED
        assert sink.pages_asked() == []
