"""Addresses in style sheets and style attributes: `url()`, `@import`, `image-set()`. Pure.

A scan over CSS tokens (CSS Syntax, section 4): comments, strings and `@namespace` pass as they are; everything that is
not an address comes back byte for byte. A leftover that this scan does not see is stopped by the policy of the reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from archive.charset import Decoded

Rewrite = Callable[[str, str], str]

_STRING = r""""(?:[^"\\\n\f\r]|\\[\s\S])*+"|'(?:[^'\\\n\f\r]|\\[\s\S])*+'"""
_URL = rf"""url\(\s*+(?:({_STRING})|((?:[^"'()\\\s]|\\[0-9a-fA-F]{{1,6}}+\s?|\\[^\n\f\r])*+))\s*+\)"""


def _spelled(word: str) -> str:
    """A pattern for the word with any of its letters written as an escape (CSS Syntax, 4.3.7)."""
    letters = []
    for letter in word:
        code = rf"\\0{{0,4}}(?:{ord(letter):x}|{ord(letter.upper()):x})\s?"
        letters.append(
            rf"(?:{re.escape(letter)}|{code}"
            + ("" if letter in "abcdef" else rf"|\\{re.escape(letter)}")
            + ")"
        )
    return "".join(letters)


_SPELLED = re.compile(
    "|".join(f"({_spelled(word)})" for word in ("url", "import", "image-set")), re.IGNORECASE
)
_MAYBE = re.compile(r"url\(|@import|image-set\(", re.IGNORECASE)
_TOKEN = re.compile(
    rf"""/\*(?:[^*]|\*(?!/))*+(?:\*/)?
    |@namespace[^;{{}}]*+
    |@import(?:\s|/\*(?:[^*]|\*(?!/))*+\*/)*+(?:{_URL}|(?P<import>{_STRING}))
    |(?P<set>image-set\((?:[^()"']|{_STRING}|\((?:[^()"']|{_STRING})*+\))*+\))
    |{_URL}
    |{_STRING}""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_SET = re.compile(rf"type\([^)]*+\)|{_URL}|({_STRING})", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(\r\n|[\n\f\r])|([\s\S]))")
_SECOND_BYTES = ("shift_jis", "cp932", "big5", "gb18030", "johab")
"""Where the second byte of a character may be the code of a back slash, which begins escapes."""
_BROKEN = re.compile("[\udc80-\udcff]")
"""Bytes that are none of the encoding (PEP 383); in an address readers see U+FFFD there."""
_UNSAFE = re.compile(r"""["\\\n\r\f'()<>\s]""")


def rewrite_css(css: str, rewrite: Rewrite) -> str:
    """The style sheet with each address given to `rewrite(address, modifier)`: `cs_` for imports, `im_` for the rest."""
    if "\\" in css:
        css = _spelled_out(css)
    if not _MAYBE.search(css):
        return css

    def token(found: re.Match[str]) -> str:
        import_url, import_bare, import_string, image_set, quoted, bare = found.group(
            1, 2, "import", "set", 5, 6
        )
        if import_url is not None or import_bare is not None or import_string is not None:
            value = _text(import_url or import_string, import_bare)
            return "@import " + _url(rewrite(value, "cs_"))
        if image_set is not None:
            return _IN_SET.sub(in_set, image_set)
        if quoted is None and bare is None:
            return found[0]
        return _one(quoted, bare, found[0], rewrite)

    def in_set(found: re.Match[str]) -> str:
        quoted, bare, string = found.groups()
        if quoted is None and bare is None and string is None:
            return found[0]
        return _one(quoted or string, bare, found[0], rewrite)

    return _TOKEN.sub(token, css)


def rewrite_css_of(page: Decoded, css: str, rewrite: Rewrite) -> str:
    """The same for a piece of a page's text as it is handled (`Decoded`): addresses are given as readers see them."""
    if not page.transparent or css.isascii():
        return rewrite_css(css, rewrite)
    if page.charset.startswith(_SECOND_BYTES):
        real = css.encode("latin-1").decode(page.charset, "surrogateescape")
        new = rewrite_css(real, lambda address, modifier: rewrite(_BROKEN.sub("\ufffd", address), modifier))
        return new.encode(page.charset, "surrogateescape").decode("latin-1")
    return rewrite_css(css, lambda address, modifier: rewrite(page.real(address), modifier))


def _spelled_out(css: str) -> str:
    """The words that this module looks for, where their letters are escapes, in plain letters."""

    def word(found: re.Match[str]) -> str:
        if "\\" not in found[0]:
            return found[0]
        return ("url", "import", "image-set")[(found.lastindex or 1) - 1]

    return _SPELLED.sub(word, css)


def _one(quoted: str | None, bare: str | None, whole: str, rewrite: Rewrite) -> str:
    """One `url()`; fragments stay: they name an element of the page that uses the style."""
    value = _text(quoted, bare)
    if not value.strip() or value.lstrip().startswith("#"):
        return whole
    new = rewrite(value, "im_")
    return whole if new == value else _url(new)


def _text(quoted: str | None, bare: str | None) -> str:
    raw = quoted[1:-1] if quoted is not None else bare or ""
    return _ESCAPE.sub(_unescape, raw) if "\\" in raw else raw


def _unescape(found: re.Match[str]) -> str:
    """CSS Syntax, 4.3.7: a hexadecimal escape, an escaped newline (nothing), or the character itself."""
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"
    return "" if found[2] else found[3]


def _url(address: str) -> str:
    return 'url("' + _UNSAFE.sub(lambda c: f"\\{ord(c[0]):x} ", address) + '")'
