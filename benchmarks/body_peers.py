"""Other extractors' bodies of the prepared pages, one JSON line a page; run by `body_folds.py` with the peers' own Python.

    PEERS/bin/python benchmarks/body_peers.py DATA SET PEER     # PEER: one of the names below
    python -m venv PEERS && PEERS/bin/pip install trafilatura resiliparse readability-lxml newspaper4k

They are measured only, never imported by newsark. Each is called as its own documentation says, with the page decoded the
same way for those that want text. A page on which a peer breaks is a page without a body.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.gold import items

Body = Callable[[bytes, str], str | None]

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


def decoded(html: bytes) -> str:
    """UTF-8 where it is that, else what the page says, else Windows-1252."""
    named = _CHARSET.search(html[:4096])
    for charset in ("utf-8-sig", named[1].decode("ascii") if named else "cp1252"):
        try:
            return html.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return html.decode("cp1252", "replace")


def trafilatura(**options: Any) -> Body:
    import trafilatura as library

    def body(html: bytes, url: str) -> str | None:
        text: str | None = library.extract(html, url=url or None, include_comments=False, **options)
        return text

    return body


def readability() -> Body:
    import lxml.html
    from readability import Document

    def body(html: bytes, url: str) -> str | None:
        summary = Document(decoded(html)).summary(html_partial=True)
        blocks = re.sub(r"(?i)<(?:/(?:p|div|li|h\d|td|blockquote)|br)\b[^>]*>", "\n", summary)
        return str(lxml.html.fromstring(f"<div>{blocks}</div>").text_content())

    return body


def resiliparse() -> Body:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def body(html: bytes, url: str) -> str | None:
        tree = HTMLTree.parse(decoded(html))
        return str(extract_plain_text(tree, main_content=True, alt_texts=False, links=False, comments=False))

    return body


def newspaper4k() -> Body:
    import newspaper

    config = newspaper.Config()
    config.fetch_images = False

    def body(html: bytes, url: str) -> str | None:
        article = newspaper.Article(url or "http://localhost/", config=config)
        article.download(input_html=decoded(html))
        article.parse()
        return str(article.text)

    return body


PEERS: dict[str, Callable[[], Body]] = {
    "trafilatura": trafilatura,
    "trafilatura fast": lambda: trafilatura(fast=True),
    "readability": readability,
    "resiliparse": resiliparse,
    "newspaper4k": newspaper4k,
}


def main(data: str, name: str, peer: str) -> None:
    try:
        body = PEERS[peer]()
    except ImportError as error:
        sys.exit(f"{peer} is not installed here: {error}")
    for item in items(Path(data), name):
        begun = time.process_time()
        try:
            text = body(item.html, item.url) or ""
        except Exception:  # a peer's own fault: it found nothing on this page
            text = ""
        print(json.dumps([text, round(time.process_time() - begun, 4)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
