"""Replay addresses: `/COLLECTION/TIMESTAMP[MODIFIER_]/URL`, as the Wayback Machine and pywb write them.

    /web/20141128000200/http://news.example/          the page, with our banner; redirects to the exact capture
    /web/20141128000200mp_/http://news.example/       the page alone
    /web/20141128000200id_/http://news.example/       the bytes as captured
    /web/http://news.example/                         TimeGate: negotiates by Accept-Datetime (RFC 7089)
    /web/*/http://news.example/                       all captures of the address

Pure. An address is read from the raw request target: the captured URL starts at a fixed place and is never
percent-decoded, so nothing in it can be mistaken for a path or a header of ours. Timestamps are UTC.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias
from urllib.parse import unquote, urlsplit

COLLECTION = "web"

Modifier: TypeAlias = Literal["", "id_", "mp_", "if_", "im_", "cs_", "js_", "oe_", "fw_"]
"""What the embedding page expects: "" a page with our banner, `id_` raw bytes, `mp_` a page without banner, `if_` a
framed page, `im_` a picture or medium, `cs_` a style sheet, `js_` a script, `oe_` an object or embed, `fw_` a frame."""

PAGES = frozenset({"", "mp_", "if_", "fw_"})

_DATED = re.compile(r"(\d{1,14}|\*)(id_|mp_|if_|im_|cs_|js_|oe_|fw_)?/(.*)\Z", re.DOTALL)
_SCHEME = re.compile(r"(https?):/{0,2}(?=[^/])", re.IGNORECASE)
_ESCAPED_SCHEME = re.compile(r"https?%3A(?:/|%2F)", re.IGNORECASE)
_LOW, _HIGH = "10000101000000", "99991231235959"


@dataclass(frozen=True, slots=True)
class Address:
    """One replay address. `timestamp` is 1 to 14 digits, `*` for "all captures", or "" for the TimeGate."""

    timestamp: str
    modifier: Modifier
    url: str


def parse_address(rest: str) -> Address | None:
    """The address behind `/COLLECTION/`, or None where no URL is in it."""
    found = _DATED.match(rest)
    stamp, modifier, url = (found[1], found[2] or "", found[3]) if found else ("", "", rest)
    url = repair_url(url)
    return Address(stamp, modifier, url) if url else None  # type: ignore[arg-type]


def repair_url(url: str) -> str:
    """A captured URL as typed or as mangled on its way: a slash lost, the scheme missing, percent-encoded as a whole.

    "" for what has no host. The fragment is cut, bytes outside printable ASCII are percent-encoded: the result fits into a header line.
    """
    url = url.partition("#")[0].strip()
    if _ESCAPED_SCHEME.match(url):
        url = unquote(url, errors="surrogateescape").partition("#")[0]
    found = _SCHEME.match(url)
    if found:
        url = f"{found[1].lower()}://{url[found.end() :]}"
    elif re.match(r"[a-z][a-z0-9+.-]*://", url, re.IGNORECASE) is None:
        if not re.match(r"[\w.-]+\.[\w-]+|localhost|\[", url):
            return ""
        url = "http://" + url
    url = escape(url)
    if not _host(url):
        return ""
    host_end = re.search(r"[/?]", url[url.index("//") + 2 :])
    return url if host_end else url + "/"


def _host(url: str) -> str:
    """The host; "" where there is none: brackets of an IPv6 address may be left open."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def escape(url: str) -> str:
    """Percent-encodes white space, controls and what is not ASCII (as UTF-8; lone surrogates as their byte)."""
    if url.isascii() and url.isprintable() and " " not in url:
        return url
    raw = url.encode("utf-8", "surrogateescape")
    return "".join(chr(b) if 0x20 < b < 0x7F else f"%{b:02X}" for b in raw)


def format_address(url: str, timestamp: str, modifier: str = "") -> str:
    """The root-relative address of a capture; fit for a header line, whatever the captured address holds."""
    return f"/{COLLECTION}/{timestamp}{modifier}/{escape(url)}"


def stamp(when: datetime) -> str:
    """14 digits, UTC, cut to the second."""
    return when.astimezone(UTC).strftime("%Y%m%d%H%M%S").rjust(14, "0")


def moment(timestamp: str, *, end: bool = True) -> datetime:
    """The last (or first) second of the period that 1 to 14 digits name; digits out of range are bent to the nearest.

    `2014` is the end of 2014, so that a bare year answers with its newest capture, as Wayback does.
    """
    fill = _HIGH if end else _LOW
    digits = timestamp[:14] + fill[len(timestamp[:14]) :]
    year = max(1, int(digits[:4]))
    month = min(max(int(digits[4:6]), 1), 12)
    day = min(max(int(digits[6:8]), 1), calendar.monthrange(year, month)[1])
    hour, minute, second = (
        min(int(digits[8:10]), 23),
        min(int(digits[10:12]), 59),
        min(int(digits[12:14]), 59),
    )
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def stated_moment(digits: str, *, end: bool) -> datetime | None:
    """The same for a user's own time, of 4 to 14 digits; None for one that no calendar has."""
    if not re.fullmatch(r"[0-9]{4,14}", digits):
        return None
    found = moment(digits, end=end)
    return found if re.sub(r"\D", "", found.isoformat()[:19]).startswith(digits) else None
