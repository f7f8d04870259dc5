"""A WACZ shown by the real viewer server in Chromium, and a question put to the page inside it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chromium import browsing
from make_tools import viewer

from archive.replay.viewer import serve_viewer

_ASK = """
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
    const page = frames(document, []).find(one => one[RESULT]);
    if (page) Promise.resolve(page.eval(SHOWN)).then(shown => done(JSON.stringify([shown, page[RESULT]])));
    else if (++tries > 2400) done(JSON.stringify([{}, {}])); else setTimeout(look, 100);
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


def checked(
    wacz: Path, start: str, stamp: str, shown: str, result: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the expression `shown` says in the page once its scripts have left their answers in `window[result]`, and
    these. Nothing may have gone out."""
    with viewing(wacz, start, stamp) as address:
        port = int(address.rstrip("/").rpartition(":")[2])
        with browsing(direct=(port,)) as (browser, sinkhole):
            browser.open(address)
            question = _ASK.replace("RESULT", json.dumps(result)).replace("SHOWN", json.dumps(shown))
            static, scripted = json.loads(browser.evaluate(question))
            assert sinkhole.pages_asked() == []
    return static, scripted
