"""Pure: records of ARC 1.0 files (Internet Archive, 1996), as the WARC records that they would be today.

An ARC record has no id: it gets one made of what it says (RFC 4122, version 5), the same wherever its file lies and
however it is packed.
"""

from __future__ import annotations

import re
import uuid
from hashlib import sha1

from archive.model import Headers

_IDS = uuid.UUID("b5bf5f2c-6fd4-5f0e-9a43-0d3f7b1f6a10")
"""The name space of ids of ARC records."""


def arc_headers(line: re.Match[bytes], block: bytes) -> Headers:
    """What a record with this line (`split.ARC_LINE`) and block would say as a WARC record; its type comes first."""
    url, ip, date, mime = (line[name].decode("utf-8", "replace") for name in ("url", "ip", "date", "mime"))
    kind = "resource"
    if url.startswith("filedesc:"):
        kind, mime = "warcinfo", "text/plain"
    elif block.startswith(b"HTTP/"):
        kind, mime = "response", "application/http;msgtype=response"
    said = f"{url} {ip} {date} {sha1(block, usedforsecurity=False).hexdigest()}"
    return (
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_IDS, said)}>"),
        ("WARC-Target-URI", url),
        ("WARC-Date", _date(date)),
        ("WARC-IP-Address", ip),
        ("Content-Type", mime),
        ("Content-Length", line["length"].decode("ascii")),
    )


def _date(digits: str) -> str:
    """14 digits (fewer in old files: the rest is the first moment; more are fractions) as a WARC-Date."""
    whole = digits[:14] + "00000101000000"[len(digits[:14]) :]
    day, time = whole[:8], whole[8:]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}Z"
