"""Addresses in style sheets and style attributes (CSS Syntax Level 3: `url()` and `@import`; CSS Images 4: `image-set()`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_CHARS = 5_000_000
MAX_ADDRESSES = 2_000

_COMMENT = re.compile(
    r"""(url\([^"'()]{0,4000}+\)|"(?:\\[\s\S]|[^"\\\n]){0,300}+"|'(?:\\[\s\S]|[^'\\\n]){0,300}+')|/\*.*?(?:\*/|\Z)""",
    re.S | re.I,
)
"""A comment, or (kept) what may hold the beginning of one: an address, `url(/a/*.png)`, or a string."""
_NAMESPACE = re.compile(r"@namespace\b[^;{}]{0,4000}", re.I)
_ADDRESS = re.compile(
    r"""(?:@import\s{0,9}|\burl\(\s{0,99})(?:"((?:\\[\s\S]|[^"\\\n]){1,4000}+)"|'((?:\\[\s\S]|[^'\\\n]){1,4000}+)'|(?<=\()((?:\\[0-9a-f]{1,6}+\s?|\\[^\n]|[^\s"'()\\]){1,4000}+)(?=\s{0,99}\)))"""
    r"""|\burl\(\s{1,99}((?:\\[0-9a-f]{1,6}+\s?|\\[^\n]|[^\s"'()\\]){1,4000}+)(?=\s{0,99}\))""",
    re.I,
)
_SET = re.compile(r"""image-set\((?:[^()"']|"[^"\n]*+"|'[^'\n]*+'|\([^()]*+\))*+\)""", re.I)
_TYPE_OR_URL = re.compile(r"(?:type|url)\([^()]*+\)", re.I)
_IN_SET = re.compile(r"""\"([^"\n]{1,4000})"|'([^'\n]{1,4000})'""")
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})[ \t\n]?|\n|(.))", re.I)


def addresses(text: str) -> Iterator[str]:
    """The addresses as written, in order, each once; `data:` left out. Comments do not count."""
    text = text[:MAX_CHARS]
    if "/*" in text:
        text = _COMMENT.sub(r"\1", text)
    if "@namespace" in text:
        text = _NAMESPACE.sub("", text)  # names a vocabulary, loads nothing
    seen = set()
    for found in (*_written(text), *_in_sets(text)):
        if "\\" in found:
            found = _ESCAPE.sub(_unescape, found)
        if found[:5].lower() == "data:" or found in seen:
            continue
        seen.add(found)
        yield found
        if len(seen) >= MAX_ADDRESSES:
            return


def _written(text: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        yield match[1] or match[2] or match[3] or match[4]


def _in_sets(text: str) -> Iterator[str]:
    """Strings that stand for addresses: `image-set("a.png" 1x, "b.png" 2x)`."""
    if "image-set(" not in text:
        return
    for found in _SET.finditer(text):
        for match in _IN_SET.finditer(_TYPE_OR_URL.sub("", found[0])):
            yield match[1] or match[2]


def _unescape(match: re.Match[str]) -> str:
    """CSS Syntax Level 3, section 4.3.7; an escaped line break is nothing."""
    if match[1] is None:
        return match[2] or ""
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"
