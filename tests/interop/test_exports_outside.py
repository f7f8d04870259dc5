"""Exports in the hands of those they are made for: wacz, pywb, replayweb.page in a browser."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from chromium import CHROMIUM, browsing
from make_tools import tools, viewer
from newsroom.room import free_port
from replay_home import S1, S2, T1, T2, exchange, make_home

from archive.exports.captures import export_wacz, export_warc, export_zipnum
from archive.exports.choose import Wanted
from archive.exports.sign import Key
from archive.home import Home
from archive.replay.viewer import serve_viewer

pytestmark = pytest.mark.e2e
URL = "http://press.example/news/1"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf50000003010101d3c1f5b80000000049454e44ae426082"
)
PAGE = (
    b'<!doctype html><html><head><title>Plant restarted</title><link rel="stylesheet" href="/s.css"></head><body>'
    b"<h1>Plant restarted</h1><p>The plant near the river was restarted on Friday after a long inspection of its pipes.</p>"
    b"<img id=i src=/p.png><script src=/s.js></script>" + b"<!-- furniture -->" * 30 + b"</body></html>"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A page, the same again as a revisit, and what it embeds: style, script and picture of the first visit only."""
    return make_home(
        tmp_path_factory.mktemp("exports") / "home",
        [
            exchange(URL, PAGE),
            exchange("http://press.example/s.css", b"h1{color:rgb(1,2,3)}", kind="text/css"),
            exchange(
                "http://press.example/s.js", b"document.title += ' (script ran)'", kind="text/javascript"
            ),
            exchange("http://press.example/p.png", PIXEL, kind="image/png"),
            exchange(URL, PAGE, when=T2),
        ],
    )


def test_wacz_validates_a_signed_package(home: Home, tmp_path: Path) -> None:
    export_wacz(home, Wanted(), tmp_path / "all.wacz", T2, key=Key.open(tmp_path / "key.pem"))
    command = [str(tools("wacz") / "wacz"), "validate", "-f", str(tmp_path / "all.wacz")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "Validation succeeded" in done.stdout, done.stdout + done.stderr


def test_cdxj_indexer_finds_our_lines_in_exported_files(home: Home, tmp_path: Path) -> None:
    _, names, _ = export_warc(home, Wanted(url=URL), tmp_path, T2)
    command = [str(tools("tools") / "cdxj-indexer"), "--sort", *(str(tmp_path / name) for name in names)]
    lines = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True
    ).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "example,press)/news/1", "example,press)/news/1", "example,press)/p.png", "example,press)/s.css", "example,press)/s.js",
    ]  # fmt: skip


@contextmanager
def pywb(folder: Path, index: Path, warcs: Path) -> Iterator[str]:
    """pywb over an index and a folder of files; its address of the collection."""
    config = f"collections:\n  press:\n    index_paths: {index}\n    archive_paths: {warcs}/\n"
    (folder / "config.yaml").write_text(config)
    port = free_port(["127.0.0.1"])
    command = [str(tools("pywb") / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server,
    ):
        try:
            for _ in range(300):
                try:
                    urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
                    break
                except URLError:
                    assert server.poll() is None, (folder / "log").read_text()
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/press"
        finally:
            server.terminate()


def test_pywb_plays_pages_back_by_our_zipnum_index(home: Home, tmp_path: Path) -> None:
    export_zipnum(home, tmp_path / "z")
    with pywb(tmp_path, tmp_path / "z" / "index.idx", home.warc) as address:
        for stamp in (S1, S2):  # the second one is a revisit
            with urlopen(f"{address}/{stamp}id_/{URL}", timeout=60) as answer:
                assert answer.read() == PAGE
        with urlopen(f"{address}/cdx?url=press.example&matchType=host&output=json", timeout=60) as answer:
            assert len(answer.read().splitlines()) == 5


LOOK = """
new Promise(done => {
  const seen = (root, out) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) seen(element.shadowRoot, out);
      if (element.tagName === 'IFRAME') {
        try { if (element.contentDocument) seen(element.contentDocument, out); } catch (error) { }
      }
      if (element.id === 'i' && element.complete && element.naturalWidth) {
        const inner = element.ownerDocument;
        out.push({title: inner.title, width: element.naturalWidth,
                  color: inner.defaultView.getComputedStyle(inner.querySelector('h1')).color});
      }
    }
    return out;
  };
  let tries = 0;
  const look = () => {
    const found = seen(document, []).filter(one => one.title.includes('script ran'));
    if (found.length || ++tries > 600) done(JSON.stringify(found)); else setTimeout(look, 100);
  };
  look();
})
"""


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("stamp", [S1, S2])
def test_replayweb_page_shows_an_exported_page_with_all_it_embeds(
    home: Home, tmp_path: Path, stamp: str
) -> None:
    """Also its second capture, a revisit, whose picture, style and script are those of the first visit."""
    when = T1 if stamp == S1 else T2
    export_wacz(home, Wanted(url=URL, since=when, until=when), tmp_path / "page.wacz", T2)
    ready, stop, found = threading.Event(), threading.Event(), list[str]()

    def tell(address: str) -> None:
        found.append(address)
        ready.set()

    options = {"port": 0, "start": URL, "stamp": stamp, "ready": tell, "stop": stop}
    server = threading.Thread(target=serve_viewer, args=(tmp_path / "page.wacz", viewer()), kwargs=options)
    server.start()
    try:
        assert ready.wait(30)
        port = int(found[0].rstrip("/").rpartition(":")[2])
        with browsing(direct=(port,)) as (browser, sinkhole):
            browser.open(found[0])
            shown = json.loads(browser.evaluate(LOOK))
            leaked = sinkhole.pages_asked()
    finally:
        stop.set()
        server.join(30)
    assert shown == [{"title": "Plant restarted (script ran)", "width": 1, "color": "rgb(1, 2, 3)"}]
    assert leaked == []
