"""A walk through the pages in Chromium: nothing runs, nothing leaves the machine, the keyboard reaches everything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from replay.chromium import CHROMIUM, Browser, Sinkhole, browsing
from web.webhome import EDITED, HOSTILE, PERSIAN, browse, web_home

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]

Walk = tuple[Browser, Sinkhole, str]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    home = web_home(tmp_path_factory.mktemp("walk") / "home")
    with (
        browse(home, "--replay", "http://127.0.0.1:8080") as base,
        browsing(direct=(urlsplit(base).port or 0,)) as (browser, sinkhole),
    ):
        yield browser, sinkhole, base


def picture(browser: Browser, name: str) -> None:
    """Kept for people to look at, where NEWSARK_PICTURES names a folder."""
    if folder := os.environ.get("NEWSARK_PICTURES"):
        Path(folder, f"{name}.png").write_bytes(browser.screenshot())


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("front", "/"),
        ("search", "/search?q=pipes"),
        ("article", f"/article?url={quote(EDITED, safe='')}"),
        ("persian", f"/article?url={quote(PERSIAN, safe='')}"),
        ("hostile", f"/article?url={quote(HOSTILE, safe='')}"),
        ("site", "/site/press"),
        ("changes", "/changes"),
        ("stats", "/stats?by=month"),
        ("table", "/archive/latest_articles"),
    ],
)
def test_pages_load_by_themselves(walk: Walk, name: str, path: str) -> None:
    browser, sinkhole, base = walk
    loaded = browser.open(base + path)
    picture(browser, f"browse-{name}")
    assert loaded.dialogs == 0
    assert {url for url in loaded.requests if not url.startswith(base)} == set()
    assert sinkhole.pages_asked() == []
    assert browser.evaluate("document.title") != "OWNED"
    assert browser.evaluate("document.querySelectorAll('h1').length") == 1
    if name != "table":  # Datasette's own page brings scripts, which the policy stops
        assert loaded.console == []
        assert browser.evaluate("document.querySelectorAll('main script, main img').length") == 0


def test_the_search_is_walked_with_the_keyboard(walk: Walk) -> None:
    browser, _, base = walk
    browser.open(f"{base}/")
    browser.evaluate("document.querySelector('#q').focus()")
    browser.call("Input.insertText", {"text": "pipes"})
    with browser.follow():
        for kind in ("rawKeyDown", "char", "keyUp"):
            browser.call("Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "text": "\r",
                                                    "windowsVirtualKeyCode": 13})  # fmt: skip
    assert browser.evaluate("location.pathname") == "/search"
    assert browser.evaluate("document.querySelector('ol.list a').textContent") == "Plant shut again"


def test_right_to_left_texts_are(walk: Walk) -> None:
    browser, _, base = walk
    browser.open(f"{base}/article?url={quote(PERSIAN, safe='')}")
    assert browser.evaluate("getComputedStyle(document.querySelector('article p')).direction") == "rtl"
    assert browser.evaluate("getComputedStyle(document.querySelector('article h1')).direction") == "rtl"
    assert (
        browser.evaluate("getComputedStyle([...document.querySelectorAll('article p')].at(-1)).direction")
        == "rtl"
    )


def test_readers_of_screens_find_names(walk: Walk) -> None:
    browser, _, base = walk
    browser.open(f"{base}/article?url={quote(EDITED, safe='')}")
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    roles = {node["role"]["value"] for node in nodes if not node.get("ignored")}
    assert {"main", "navigation", "article", "heading", "table", "region"} <= roles
    links = [
        node["name"]["value"] for node in nodes if node["role"]["value"] == "link" and not node.get("ignored")
    ]
    assert all(name.strip() for name in links)
    images = [
        n["name"]["value"] for n in nodes if n["role"]["value"] in ("image", "img") and not n.get("ignored")
    ]
    assert any("from 3" in name for name in images)
