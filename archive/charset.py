"""In which encoding a page is read, and how its bytes become text that can be rewritten and turned back. Pure.

Pages in encodings that keep ASCII are handled as latin-1, one character a byte: what is not an address comes back byte for
byte. Encodings that do not (UTF-16, ISO-2022-JP, …) are decoded, and the reply says UTF-8.
Order of evidence: byte order mark, header, `<meta>` in the first 1,024 bytes (HTML standard, 13.2.3).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_NOT_ASCII = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")
_AS_BROWSERS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` is latin-1 over the bytes when `transparent`, else real text to be sent as UTF-8.

    `charset` is Python's name of the page's encoding, by which its addresses are encoded.
    """

    text: str
    charset: str
    transparent: bool

    def real(self, value: str) -> str:
        """A piece of `text` as the characters that a reader sees."""
        if not self.transparent or value.isascii():
            return value
        return value.encode("latin-1", "replace").decode(self.charset, "replace")

    def encode(self, text: str) -> bytes:
        """Back to bytes. Characters that were put in beside the page's own bytes become character references."""
        if self.transparent:
            return text.encode("latin-1", "xmlcharrefreplace")
        return text.encode("utf-8", "replace")


def declared(content_type: str) -> str | None:
    """The charset parameter of a Content-Type value, as Python names it; None where unknown."""
    found = _PARAMETER.search(content_type)
    return _known(found[1]) if found else None


def decode(body: bytes, content_type: str) -> Decoded:
    """The page's text. Never fails: undecodable bytes become replacement characters in the rare opaque encodings."""
    charset = next((name for mark, name in _MARKS if body.startswith(mark)), None) or declared(content_type)
    if charset is None:
        found = _META.search(body, 0, 1024)
        charset = _known(found[1].decode("ascii", "replace")) if found else None
        if charset and charset.startswith("utf-16"):  # the standard: a meta that can be read is not UTF-16
            charset = "utf-8"
    charset = charset or "cp1252"
    if charset.startswith(_NOT_ASCII):
        return Decoded(body.decode(charset, "replace").lstrip("\ufeff"), "utf-8", False)
    return Decoded(body.decode("latin-1"), charset, True)


def _known(label: str) -> str | None:
    try:
        "".encode(label)  # raises LookupError for codecs that are not of text (base64, zlib)
        name = codecs.lookup(label).name.lower()
    except (LookupError, ValueError):
        return None
    return _AS_BROWSERS.get(name, name)
