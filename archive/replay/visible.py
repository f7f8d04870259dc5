"""The text of a page as a reader sees it, for captures that the projection does not know as articles. Pure."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from archive.charset import decode

MAX_CHARS = 2_000_000
_UNSEEN = ["script", "style", "noscript", "template", "svg", "iframe", "head"]
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|li|h[1-6]|tr|td|th|section|article|header|footer|blockquote|figcaption|ul|ol|dt|dd|table|br)[\s/>])",
    re.IGNORECASE,
)
"""Where a line begins or ends; a blank line is put before each."""


def visible_text(body: bytes, content_type: str) -> tuple[str, str]:
    """Title and text, one line a block."""
    page = decode(body[:MAX_CHARS], content_type)
    source = page.real(page.text)
    if source.count("<") > 200_000:  # deeper than any page; the parser takes quadratic time there
        return "", ""
    tree = LexborHTMLParser(_BLOCK.sub("\n<", source))
    title = tree.css_first("title")
    name = " ".join(title.text().split()) if title else ""
    tree.strip_tags(_UNSEEN)
    text = tree.body.text() if tree.body else ""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return name, "\n".join(filter(None, lines))
