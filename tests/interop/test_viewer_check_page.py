"""The check page in replayweb.page, over a WACZ of ours: scripts run, and all 39 checks are made in the page itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from checkpage import PAGE, SCRIPTED, STATIC, STATIC_TEST, exchanges
from chromium import CHROMIUM, browsing
from make_tools import viewer
from replay_home import S1, T2, make_home

from archive.exports.captures import export_wacz
from archive.exports.choose import Wanted
from archive.replay.viewer import serve_viewer

pytestmark = pytest.mark.e2e
ASK = """
new Promise(done => {
  const frames = (root, out) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) frames(element.shadowRoot, out);
      if (element.tagName !== 'IFRAME') continue;
      try { out.push(element.contentWindow); frames(element.contentDocument, out); } catch (error) { }
    }
    return out;
  };
  let tries = 0;
  const look = () => {
    const page = frames(document, []).find(one => one.results);
    if (page) done(JSON.stringify({...page.eval(STATIC_TEST), ...page.results}));
    else if (++tries > 900) done(JSON.stringify({})); else setTimeout(look, 100);
  };
  look();
})
"""


@contextmanager
def viewing(wacz: Path, start: str, stamp: str) -> Iterator[str]:
    """The real viewer server; its address."""
    ready, stop, found = threading.Event(), threading.Event(), list[str]()

    def tell(address: str) -> None:
        found.append(address)
        ready.set()

    options = {"port": 0, "start": start, "stamp": stamp, "ready": tell, "stop": stop}
    server = threading.Thread(target=serve_viewer, args=(wacz, viewer()), kwargs=options)
    server.start()
    try:
        assert ready.wait(60)
        yield found[0]
    finally:
        stop.set()
        server.join(30)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_check_page_passes_in_replayweb_page(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", exchanges())
    export_wacz(home, Wanted(), tmp_path / "page.wacz", T2)
    with viewing(tmp_path / "page.wacz", PAGE, S1) as address:
        port = int(address.rstrip("/").rpartition(":")[2])
        with browsing(direct=(port,)) as (browser, sinkhole):
            browser.open(address)
            found = json.loads(browser.evaluate(ASK.replace("STATIC_TEST", json.dumps(STATIC_TEST))))
            assert sinkhole.pages_asked() == []
    assert [name for name in (*STATIC, *SCRIPTED) if not found.get(name)] == []
