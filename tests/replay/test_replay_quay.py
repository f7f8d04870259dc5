"""The third check page, written without a look at the rewriting, crawled by newsark itself and replayed in a browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import pytest
import quay
from chromium import CHROMIUM, Browser, browsing
from replay_home import serving
from test_replay_proxy import proxying

from archive.home import Home

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
PAGE = f"http://{quay.HOST}/quay.html"


def crawl(home: Home) -> None:
    """One crawl of the page by the real program, all hosts by way of the proxy that they are behind."""
    (home.path / "sites").mkdir(exist_ok=True)
    (home.path / "sites" / "quay.toml").write_text(
        f'start = ["http://{quay.HOST}/"]\nhosts = ["{quay.HOST}"]\nasset_hosts = ["*"]\n[crawl]\ndelay = 0.0\n'
    )
    command = [sys.executable, "-m", "crawler.cli", "crawl", "quay", "--no-project", "--home", str(home.path)]
    with quay.running() as site:
        surroundings = {**os.environ, "http_proxy": f"http://127.0.0.1:{site.port}"}
        subprocess.run(command, check=True, timeout=120, env=surroundings)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the page as one crawl got it; the site is gone by then."""
    home = Home.create(tmp_path_factory.mktemp("quay") / "home")
    crawl(home)
    return home


def seen(browser: Browser) -> dict[str, Any]:
    """What is wrong with what is shown, once nothing more comes right."""
    wrong: dict[str, Any] = {"first": "look"}
    end = time.monotonic() + 20
    while wrong and time.monotonic() < end:
        found = browser.evaluate(quay.SHOWN)
        assert len(found) >= 66
        wrong = {name: what for name, what in found.items() if what is not True}
    return wrong


def test_everything_that_needs_no_script_is_shown(crawled: Home) -> None:
    with serving(crawled) as server, browsing(direct=(server.port, server.pages)) as (browser, sink):
        browser.open(f"http://127.0.0.1:{server.port}/web/2999/{PAGE}")
        assert seen(browser) == {}
        assert sink.pages_asked() == []


def test_scripts_find_what_they_ask_for_in_the_proxy(crawled: Home) -> None:
    with proxying(crawled, None) as port, browsing(proxy=port) as (browser, sink):
        browser.open(PAGE)
        assert seen(browser) == {}
        end = time.monotonic() + 120
        while not (found := browser.evaluate("window.quay")):
            assert time.monotonic() < end
        assert len(found) == 97
        assert {name: what for name, what in found.items() if what is not True} == {}
        assert sink.pages_asked() == []
