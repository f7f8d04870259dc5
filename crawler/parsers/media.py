"""Whether an answer that calls itself a page is one: servers send feeds, sitemaps, JSON and robots.txt as `text/html` too."""

from __future__ import annotations

import re

_OTHER_ROOT = re.compile(
    rb"(?:<\?xml[^>]{0,300}\?>\s*|<\?xml-stylesheet[^>]{0,300}\?>\s*|<!--[^>]{0,2000}-->\s*){0,9}"
    rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml|\w{1,20}:(?:feed|urlset|sitemapindex))[\s>]"
)
_TAG = re.compile(rb"<[A-Za-z!]")
_DOCUMENT = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLANKS = b" \t\r\n\f"


def is_page(body: bytes) -> bool:
    """False for XML with the root of a feed or sitemap, JSON without an HTML document in it, and text without a tag.

    `body` is as it came, without content coding; in UTF-16 or UTF-32, whose zeros stand between the letters, all is a page.
    """
    start = body[:3].removeprefix(b"\xef\xbb\xbf") + body[3:4096]
    if b"\0" in start:
        return True
    start = start.lstrip(_BLANKS)
    if not start:
        return True  # an empty one
    if start[:1] == b"<":
        return _OTHER_ROOT.match(start) is None
    if start[:1] in (b"{", b"["):
        return _DOCUMENT.search(body) is not None
    return _TAG.search(body) is not None
