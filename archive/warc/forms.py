"""Pure: the form of each field that WARC 1.1 defines (section 5), and of what it is made (RFC 2045, 2616, 3986, 4291).

Addresses of captures are held to less than RFC 3986: browsers ask for `/50%` and `/a|b` as they stand, and so do
crawlers; an address may have anything but space, controls, quotes and angle brackets. Ids and profiles are made by
programs and held to all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address

from archive.warc.parse import bare, parse_date

_MARKS = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
TOKEN = re.compile(rf"{_MARKS}+")
NUMBER = re.compile(r"[0-9]+")
_PARAMETER = rf'{_MARKS}+=(?:{_MARKS}+|"(?:[^"\\]|\\.)*")'
_MIME = re.compile(rf"{_MARKS}+/{_MARKS}+(?:[ \t]*;[ \t]*{_PARAMETER})*", re.S)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"\x00-\x1f\x7f]+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_DIGEST = re.compile(rf"{_MARKS}+:(?:{_MARKS}|[/=])+")
_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)

_BEYOND = 10**18
"""Stands for all larger numbers: no file has so many bytes."""

Form = Callable[[str, str], bool]
"""Whether a value has the form of its field in a file of this version."""


def number(text: str) -> int | None:
    """What `1*DIGIT` says; None for anything else. Python reads no endless numbers, so they are cut down first."""
    if NUMBER.fullmatch(text) is None:
        return None
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) <= 18 else _BEYOND


def _is_date(value: str, version: str) -> bool:
    return parse_date(value) is not None and (version == "1.1" or _SECONDS.fullmatch(value) is not None)


def _is_id(value: str, version: str) -> bool:
    return value.startswith("<") and value.endswith(">") and _URI.fullmatch(value[1:-1]) is not None


def _is_address(value: str, version: str) -> bool:
    """WARC 1.0's grammar had angle brackets around it (5.14 of 1.1 took them off)."""
    return _ADDRESS.fullmatch(value if version == "1.1" else bare(value)) is not None


def _is_profile(value: str, version: str) -> bool:
    return _URI.fullmatch(value if version == "1.1" else bare(value)) is not None


def _is_ip(value: str, version: str) -> bool:
    """RFC 4291, section 2.2: no zone (`%eth0`), which means nothing elsewhere."""
    try:
        ip_address(value)
    except ValueError:
        return False
    return "%" not in value


def _like(pattern: re.Pattern[str]) -> Form:
    return lambda value, version: pattern.fullmatch(value) is not None


def _is_segment(value: str, version: str) -> bool:
    return bool(number(value))


def _any(value: str, version: str) -> bool:
    return True


FORMS: dict[str, tuple[str, Form]] = {
    "warc-type": ("5.5 type", _like(TOKEN)),
    "warc-record-id": ("5.2 id", _is_id),
    "warc-date": ("5.4 date", _is_date),
    "content-length": ("5.3 length", _like(NUMBER)),
    "content-type": ("5.6 content type", _like(_MIME)),
    "warc-concurrent-to": ("5.7 id", _is_id),
    "warc-block-digest": ("5.8 digest", _like(_DIGEST)),
    "warc-payload-digest": ("5.9 digest", _like(_DIGEST)),
    "warc-ip-address": ("5.10 address", _is_ip),
    "warc-refers-to": ("5.11 id", _is_id),
    "warc-refers-to-target-uri": ("5.12 uri", _is_address),
    "warc-refers-to-date": ("5.13 date", _is_date),
    "warc-target-uri": ("5.14 uri", _is_address),
    "warc-truncated": ("5.15 reason", _like(TOKEN)),
    "warc-warcinfo-id": ("5.16 id", _is_id),
    "warc-filename": ("5.17 name", _any),
    "warc-profile": ("5.18 uri", _is_profile),
    "warc-identified-payload-type": ("5.19 content type", _like(_MIME)),
    "warc-segment-number": ("5.20 number", _is_segment),
    "warc-segment-origin-id": ("5.21 id", _is_id),
    "warc-segment-total-length": ("5.22 length", _like(NUMBER)),
}
"""Field -> the rule of its section, and its form."""
