"""Addresses that mean the same answer although they differ: cache busting, callbacks, tracking. Pure.

A fuzzy match is looked for only where no capture of the very address exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

_NOISE = re.compile(
    r"(?:_|cb|cachebust(?:er)?|cache|nocache|no_cache|rnd|rand|random|ts|timestamp|_ts|dc|bust|nonce|_dc"
    r"|callback|jsonp|jsoncallback|jsonp_callback|utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga"
    r"|phpsessid|jsessionid|sid|sessionid)\Z",
    re.IGNORECASE,
)
_BUST_VALUE = re.compile(r"0?\.\d+|\d{6,}|jQuery\w+|[0-9a-f-]{32,36}", re.IGNORECASE)
_LOOSE = frozenset({"t", "r", "z", "x", "ord"})
_VERSIONS = frozenset({"v", "ver", "version", "rev"})
_STATIC = re.compile(r"\.(?:m?js|css|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|eot)\Z", re.IGNORECASE)
_CALLBACK = re.compile(
    r"(?:^|[?&])(?:callback|jsonp|jsoncallback|jsonp_callback)=([\w.$\[\]]{1,200})", re.IGNORECASE
)
_PADDED = re.compile(rb"\s*(?:/\*.*?\*/\s*)?([\w.$\[\]]{1,200})\(", re.DOTALL)


def fuzzy_key(url: str) -> str:
    """The address without what is noise in its query, the rest in order of name: equal keys, same answer."""
    address, _, query = url.partition("?")
    static = _STATIC.search(address) is not None
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in pairs if not _noise(name, value, static=static))
    return address + ("?" + urlencode(kept) if kept else "")


def path_of(url: str) -> str:
    """The part before the query: what all addresses with one fuzzy key share."""
    return url.partition("?")[0]


def matching(url: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that mean `url`, the longest common beginning first."""
    wanted = fuzzy_key(url)
    found = {candidate for candidate in candidates if candidate != url and fuzzy_key(candidate) == wanted}
    return sorted(found, key=lambda other: (-_shared(url, other), other))


def _noise(name: str, value: str, *, static: bool) -> bool:
    """Whether a parameter only keeps caches off: by its name, by a value like a clock's or a random number's behind a
    one-letter name, or as the version of a file (`app.js?v=17`)."""
    lower = name.lower()
    if _NOISE.match(name) or (lower in _VERSIONS and static):
        return True
    return (lower in _LOOSE and (not value or _BUST_VALUE.fullmatch(value) is not None)) or (
        not value and _BUST_VALUE.fullmatch(name) is not None
    )


def _shared(one: str, other: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def with_callback(url: str, body: bytes) -> bytes:
    """A JSONP answer renamed to the callback that this request names; other bodies as they are."""
    wanted = _CALLBACK.search(url)
    found = _PADDED.match(body) if wanted else None
    if not wanted or not found:
        return body
    return body[: found.start(1)] + wanted[1].encode("ascii") + body[found.end(1) :]
