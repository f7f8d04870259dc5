"""Pure: what a captured page or style sheet needs to look as it did: the addresses that replay would embed.

The same code that rewrites pages for replay finds them, so an export holds what its replay will ask for.
"""

from __future__ import annotations

from archive.charset import decode, decode_sheet
from archive.model import Capture
from archive.replay.address import Modifier
from archive.replay.content import MAX_PAGE, decoded, media_type
from archive.replay.rewrite.css import rewrite_css_of
from archive.replay.rewrite.html import rewrite_html
from archive.replay.rewrite.urls import UrlRewriter
from archive.warc.http import header

MAX_EMBEDDED = 2_000
"""Addresses of one document at most; real pages have a few hundred."""

_NOWHERE = "http://invalid.invalid/"
"""What replay makes of addresses that make no sense."""
_MARKUP = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml"})


class _Noting(UrlRewriter):
    """Leaves every address as it is and notes those that are embedded."""

    __slots__ = ("found",)

    def __init__(self, url: str) -> None:
        super().__init__(url, "")
        self.found: dict[str, str] = {}

    def __call__(self, value: str, modifier: str = "") -> str:
        if modifier and len(self.found) < MAX_EMBEDDED and value.lstrip()[:1] != "#":
            address = self.absolute(value).partition("#")[0]
            if address.startswith(("http://", "https://")) and not address.startswith(_NOWHERE):
                self.found.setdefault(address, modifier)
        return value


def embedded(capture: Capture, modifier: Modifier | str = "") -> dict[str, str]:
    """Absolute addresses of what the document embeds, each with its replay modifier (`im_`, `cs_`, `js_`, `if_`, …).

    `modifier` is how the document itself is embedded: a style sheet is one whatever it calls itself.
    """
    kind = media_type(capture)
    noting = _Noting(capture.url)
    if kind in _MARKUP:
        page = decode(decoded(capture, MAX_PAGE), header(capture.headers, "content-type"))
        noting.charset = page.charset
        rewrite_html(page, noting, xml=kind != "text/html")
    elif kind == "text/css" or modifier == "cs_":
        page = decode_sheet(decoded(capture, MAX_PAGE), header(capture.headers, "content-type"))
        noting.charset = page.charset
        rewrite_css_of(page, page.text, noting)
    return noting.found
