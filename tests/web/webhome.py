"""A home to browse: an edited article, a Persian one, hostile texts; and the server as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.made import FILE, article, capture

from archive.db.rows import Error, rows
from archive.db.store import Store, WarcFile
from archive.home import Home
from archive.model import Article, CaptureRow, Outcome

NEWSARK = str(Path(sys.executable).with_name("newsark"))
BASE = "http://press.example"
EDITED, PERSIAN, HOSTILE = (f"{BASE}/{name}" for name in ("edited", "persian", "hostile"))
SCRIPT = "<script>document.title='OWNED';alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(2)>"
OVERRIDE = "safe\u202egnp.exe\u0007"
BODY = "The plant was restarted on Friday. Engineers inspected 40 pipes.\n\nA second paragraph follows."
PERSIAN_BODY = "وزیر نیرو گفت ۴۰ لوله بازرسی شد.\n\nاین گزارش ادامه دارد."


def made() -> Iterator[tuple[CaptureRow, Outcome | Error]]:
    first = article(
        EDITED, title="Plant restarted", body=BODY, canonical_url=EDITED, article_id="1", comment_count=3
    )
    yield capture(1, EDITED), first
    yield capture(2, EDITED), article(EDITED, title="Plant restarted", body=BODY.replace("40", "400"),
                                      canonical_url=EDITED, article_id="1", comment_count=12)  # fmt: skip
    yield capture(3, EDITED), article(EDITED, title="Plant shut again", body=BODY.replace("40", "400"),
                                      canonical_url=EDITED, article_id="1", comment_count=40, correction="Correction: 400.")  # fmt: skip
    yield capture(4, PERSIAN), Article(PERSIAN, title="نیروگاه دوباره راه‌اندازی شد", body=PERSIAN_BODY, language="fa",
                                       authors=("مریم رضایی",), published="2026-11-01T10:00", comment_count=7)  # fmt: skip
    yield capture(5, HOSTILE), article(HOSTILE, title=SCRIPT + OVERRIDE, body=f"{SCRIPT}\n\n</article></main>{OVERRIDE} hostile word",
                                       canonical_url=None, article_id=SCRIPT, section=SCRIPT, authors=(SCRIPT,),
                                       correction=SCRIPT, language='en" onload="alert(3)', header_line=SCRIPT)  # fmt: skip
    yield capture(6, f"{BASE}/huge"), article(f"{BASE}/huge", title="x<b>" * 2_500_000, body="huge page", canonical_url=None,
                                              article_id="6")  # fmt: skip
    yield capture(7, f"{BASE}/edited2"), Error("error_status", "410")


def web_home(folder: Path) -> Home:
    home = Home.create(folder)
    pairs = list(made())
    with Store(home.archive_db) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        keys = store.keys([row for row, _ in pairs])
        store.write([rows(k, row, "press", out, "v1") for k, (row, out) in zip(keys, pairs, strict=True)])
    return home


@contextmanager
def browse(home: Home, *words: str) -> Iterator[str]:
    """`newsark browse` in a process of its own; its address without the closing slash."""
    environ = {**os.environ, "NEWSARK_HOME": str(home.path)}
    command = [NEWSARK, "browse", "--port", "0", *words]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[0].rstrip("/")
        finally:
            server.terminate()
