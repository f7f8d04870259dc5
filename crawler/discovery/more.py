"""Where a page's scripts ask for more of a list: addresses in `data-` attributes of buttons and markers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.parsers.entities import unescape

ADDRESS = re.compile(r"(?:https?://|/|\?|\./)\S{1,1999}\Z", re.I)
"""A value that can be nothing else than an address."""
_MORE = re.compile(
    r"""data-(?:[a-z]{1,20}-){0,3}(?:next|more|url|href|endpoint|api|ajax|source)(?:-[a-z]{1,20}){0,2}\s{0,9}=\s{0,9}"""
    r"""(?:"([^"<>\s]{2,1000})"|'([^'<>\s]{2,1000})')"""
)


def asked_for(text: str) -> Iterator[str]:
    """The addresses in attributes of a page that its scripts will ask for more: `data-next-url`, `data-endpoint`, `data-url` …"""
    for found in _MORE.finditer(text):
        value = unescape(found[1] or found[2])
        if ADDRESS.match(value) and text[found.start() - 1].isspace():
            yield value
