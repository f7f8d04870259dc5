"""Bytes to text: which charset a page is in, by what it says and by what its bytes can be.

Order (WHATWG HTML, "determining the character encoding"): byte order mark, HTTP header, `<meta>`, XML declaration, then
detection. A stated charset is believed unless the bytes contradict it: text that is valid UTF-8 with several
multi-byte sequences is UTF-8 whatever the label says, and a "UTF-8" page full of invalid sequences is looked at again.
"""

from __future__ import annotations

import codecs
import re

SNIFFED = 4096
"""Bytes searched for a `<meta charset>`; the standard says 1024, old pages put it after long comments."""

_LIKELY = (
    "cp1252 cp1251 koi8_r cp1250 iso8859_2 cp1253 iso8859_7 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 gb18030 big5hkscs "
    "cp932 euc_jp cp949 koi8_u iso8859_5".split()
)
"""What pages without a charset are written in (the encodings of WHATWG's list that Python reads)."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_META = re.compile(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)
_TAGS = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]{0,2000}>|\s+", re.I | re.S)
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")

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
    **dict.fromkeys(("utf_16", "utf_16_le", "utf_16_be", "utf_7", "utf_32"), "utf-8"),
    "unicode": "utf-8",
    "unicode_1_1_utf_8": "utf-8",
    "x_user_defined": "cp1252",
    "x_cp1250": "cp1250",
    "x_cp1251": "cp1251",
    "x_cp1252": "cp1252",
    "windows_874": "cp874",
    "dos_874": "cp874",
    "iso_8859_8_i": "iso8859_8",
    "logical": "iso8859_8",
    "macintosh": "mac_roman",
    "x_mac_cyrillic": "mac_cyrillic",
    "x_euc_jp": "euc_jp",
}


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The page's text and the charset it was read in (a Python codec name). Never raises: bad bytes become U+FFFD."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    charset = _stated(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        if charset in (None, "utf-8"):
            return _other_than_utf8(body, stated=charset is not None)
        assert charset is not None
        return body.decode(charset, "replace"), charset
    if charset in (None, "utf-8") or len(_MULTIBYTE.findall(body, 0, 400_000)) >= 3:
        return text, "utf-8"
    assert charset is not None
    return body.decode(charset, "replace"), charset


def codec(label: str) -> str | None:
    """Python's codec for a charset label as browsers read it (WHATWG Encoding); None for labels nobody knows."""
    name = label.strip().lower().replace("-", "_").replace(":", "_")
    if name in _WHATWG:
        return _WHATWG[name]
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not getattr(known, "_is_text_encoding", True) or known.name.startswith(
        ("unicode", "raw", "idna", "punycode", "undefined", "mbcs", "oem")
    ):
        return None
    name = known.name.replace("-", "_")
    return _WHATWG.get(name, known.name)


def _stated(body: bytes, content_type: str | None) -> str | None:
    head = body[:SNIFFED]
    labels = [m[1] for m in (_LABEL.search(content_type or ""),) if m]
    labels += [m[1].decode("ascii", "replace") for m in (_META.search(head), _XML.match(head)) if m]
    return next((name for name in map(codec, labels) if name), None)


def _other_than_utf8(body: bytes, *, stated: bool) -> tuple[str, str]:
    """Not valid UTF-8: a few bad bytes (a page cut in mid-letter) leave it UTF-8, else the detector decides."""
    good = len(_MULTIBYTE.findall(body, 0, 400_000))
    text = body.decode("utf-8", "replace")
    if good > 10 * text[:400_000].count("�") or (stated and good and text.count("�") < 3):
        return text, "utf-8"
    charset = _detect(body)
    return body.decode(charset, "replace"), charset


def _detect(body: bytes) -> str:
    """The charset of the page's own words; a bounded sample, since the detector is slow."""
    from charset_normalizer import from_bytes  # 30 ms to import, needed on few pages

    words = _TAGS.sub(b" ", body[:300_000])
    dense = [
        part for part in re.split(rb"(?<=[\x00-\x40])(?=[\x80-\xff])", words) if max(part, default=0) > 127
    ]
    sample = b" ".join(dense)[:4096] or words[:4096]
    best = from_bytes(sample, steps=4, chunk_size=512, threshold=0.6, cp_isolation=_LIKELY).best()
    return codec(best.encoding) or "cp1252" if best else "cp1252"
