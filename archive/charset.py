"""In which encoding a page is read, and how its bytes become text that can be rewritten and turned back. Pure.

Pages in encodings that keep ASCII are handled as latin-1, one character a byte: what is not an address comes back byte for
byte. Encodings that do not (UTF-16, ISO-2022-JP, …) are decoded, and the reply says UTF-8.
Order of evidence for pages: byte order mark, header, `<meta>` in the first 1,024 bytes (HTML standard, 13.2.3), and where
there is none: UTF-8 if the bytes can be that, else windows-1252.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_AT_CHARSET = re.compile(rb'@charset "([\w.:-]{1,100})";', re.ASCII)
_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_NOT_ASCII = ("utf-16", "iso2022", "hz")
_NO_TEXT = ("unicode", "raw", "idna", "punycode", "undefined", "mbcs", "oem", "charmap", "utf-7")

# WHATWG Encoding, section 4.2: labels that mean another charset than Python's codec of that name.
_WHATWG = {
    **dict.fromkeys(("ascii", "latin_1", "iso8859_1"), "cp1252"),
    "iso8859_9": "cp1254",
    **dict.fromkeys(("tis_620", "iso8859_11"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("euc_kr", "ks_c_5601", "ks_c_5601_1987", "ks_c_5601_1989"), "cp949"),
    **dict.fromkeys(("shift_jis", "x_sjis", "sjis", "windows_31j", "ms_kanji"), "cp932"),
    "big5": "big5hkscs",
    "x_gbk": "gb18030",
    **dict.fromkeys(("utf_16", "unicode", "ucs_2", "iso_10646_ucs_2", "csunicode"), "utf-16-le"),
    "unicode_1_1_utf_8": "utf-8",
    "x_user_defined": "cp1252",
    "x_cp1250": "cp1250",
    "x_cp1251": "cp1251",
    "x_cp1252": "cp1252",
    "windows_874": "cp874",
    "dos_874": "cp874",
    "iso_8859_8_i": "iso8859-8",
    "logical": "iso8859-8",
    "macintosh": "mac-roman",
    "x_mac_cyrillic": "mac-cyrillic",
    "x_euc_jp": "euc_jp",
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
    return codec(found[1]) if found else None


def decode(body: bytes, content_type: str) -> Decoded:
    """The page's text. Never fails: undecodable bytes become replacement characters in the rare opaque encodings."""
    return _decode(body, content_type, _META.search(body, 0, 1024))


def decode_sheet(body: bytes, content_type: str) -> Decoded:
    """The same for a style sheet: byte order mark, header, `@charset` as its very first bytes (CSS Syntax, 3.2)."""
    return _decode(body, content_type, _AT_CHARSET.match(body))


def _decode(body: bytes, content_type: str, inside: re.Match[bytes] | None) -> Decoded:
    charset = next((name for mark, name in _MARKS if body.startswith(mark)), None) or declared(content_type)
    if charset is None:
        charset = codec(inside[1].decode("ascii", "replace")) if inside else None
        if charset and charset.startswith("utf-16"):  # both standards: what can be read so far is not UTF-16
            charset = "utf-8"
    charset = charset or ("utf-8" if _is_utf8(body) else "cp1252")
    if charset.startswith(_NOT_ASCII):
        return Decoded(body.decode(charset, "replace").lstrip("\ufeff"), "utf-8", False)
    return Decoded(body.decode("latin-1"), charset, True)


def _is_utf8(body: bytes) -> bool:
    """Whether a body that says nothing can be read so; it may have been cut within a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return False
    return True


def codec(label: str) -> str | None:
    """Python's codec for a charset label as browsers read it (WHATWG Encoding); None for labels nobody knows.

    Codecs that are none of a page's text are left out: of bytes (base64), of host names, of source code, and those in which
    ASCII's letters are others (EBCDIC, UTF-32), so that no tag would be found.
    """
    name = label.strip().lower().replace("-", "_").replace(":", "_")
    if name in _WHATWG:
        return _WHATWG[name]
    try:
        "".encode(name)  # raises LookupError for codecs that are not of text
        known = codecs.lookup(name).name
        if known.startswith("utf-16") or "<a>".encode(known) == b"<a>":
            return None if known.startswith(_NO_TEXT) else _WHATWG.get(known.replace("-", "_"), known)
    except (LookupError, ValueError):
        pass
    return None
