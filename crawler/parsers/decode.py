"""Bytes to text: which charset a page is in, by what it says and by what its bytes can be.

Order (WHATWG HTML, "determining the character encoding"): byte order mark, HTTP header, `<meta>`, XML declaration, then
detection. A stated charset is believed unless the bytes contradict it: text that is valid UTF-8 with several
multi-byte sequences is UTF-8 whatever the label says, and a "UTF-8" page full of invalid sequences is looked at again.
"""

from __future__ import annotations

import codecs
import re

from archive.charset import codec

SNIFFED = 4096
"""Bytes searched for a `<meta charset>`; the standard says 1024, old pages put it after long comments."""

_LIKELY = (
    "cp1252 cp1251 koi8_r cp1250 iso8859_2 cp1253 iso8859_7 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 gb18030 big5hkscs "
    "cp932 euc_jp cp949 koi8_u iso8859_5".split()
)
"""What pages without a charset are written in (the encodings of WHATWG's list that Python reads)."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = ("utf-16-le", "utf-16-be")
_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_META = re.compile(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)
_TAGS = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]{0,2000}>|\s+", re.I | re.S)
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The page's text and the charset it was read in (a Python codec name). Never raises: bad bytes become U+FFFD."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    charset = _stated(body, content_type)
    if charset in _WIDE:
        return body.decode(charset, "replace"), charset
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


def _stated(body: bytes, content_type: str | None) -> str | None:
    """UTF-16 only by a header, over bytes that can be it: a page that says so in ASCII is not in it (HTML, 13.2.3.2)."""
    head = body[:SNIFFED]
    outside = _LABEL.search(content_type or "")
    if outside and (charset := codec(outside[1])) and (charset not in _WIDE or b"\0" in head):
        return charset
    labels = (m[1].decode("ascii", "replace") for m in (_META.search(head), _XML.match(head)) if m)
    charset = next((name for name in map(codec, labels) if name), None)
    return "utf-8" if charset in _WIDE else charset


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
