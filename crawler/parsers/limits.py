"""What a hostile page may cost: its size, depth and attributes are cut before the parser sees them.

The HTML5 parser takes time quadratic in depth and in the attributes of one element (measured: 10,000 levels 0.08 s,
30,000 levels 0.9 s; 2,000 attributes 5 ms, 20,000 attributes 0.65 s), so both are bounded here. Real news pages
stay under 100 levels and 60 attributes.
"""

from __future__ import annotations

import re

MAX_CHARS = 12_000_000
MAX_DEPTH = 2_000
MAX_TAG = 65_536

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)[^>]*>")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)


def tame(html: str) -> str:
    """The page, cut to what can be parsed in bounded time. Ordinary pages come back as they are."""
    if len(html) > MAX_CHARS:
        html = html[:MAX_CHARS]
    if "\0" in html:
        html = html.replace("\0", "")
    opened = html.count("<")
    if opened > MAX_DEPTH and opened - 2 * html.count("</") > MAX_DEPTH:
        html = _shallow(html)
    if len(html) > MAX_TAG:
        html = _short_tags(html)
    return html


def _shallow(html: str) -> str:
    """Leaves out start tags below MAX_DEPTH open elements, and the end tags that belong to them."""
    out: list[str] = []
    depth = dropped = last = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _VOID:
            continue
        if not tag[1]:
            depth += 1
            if depth <= MAX_DEPTH:
                continue
            dropped += 1
        else:
            depth = max(0, depth - 1)
            if depth < MAX_DEPTH or not dropped:
                continue
            dropped -= 1
        out.append(html[last : tag.start()])
        last = tag.end()
    out.append(html[last:])
    return "".join(out)


def _short_tags(html: str) -> str:
    """Cuts a tag longer than MAX_TAG characters: megabytes in one attribute say nothing about an article."""
    out: list[str] = []
    last = start = 0
    while (start := html.find("<", start)) >= 0:
        end = html.find(">", start, start + MAX_TAG)
        if end >= 0 or not html[start + 1 : start + 2].isalpha():
            start = start + 1 if end < 0 else end
            continue
        end = html.find(">", start)
        cut = start + 1
        while cut < len(html) and html[cut].isalnum():
            cut += 1
        out.append(html[last:cut])
        last = start = end if end >= 0 else len(html)
    out.append(html[last:])
    return "".join(out) if last else html
