"""Addresses as pages write them → addresses as they are requested. One form for each, or a reason why there is none."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.urls import normalise, without_tracking

MAX_LENGTH = 2_000
"""Characters. Servers and proxies commonly refuse more than 2,000 to 8,000; real articles stay under 500."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_AUTHORITY = re.compile(r"//[^/?#]")
EDGES = "".join(map(chr, range(33))) + "\xa0"
"""What browsers take off both ends of an address (WHATWG URL, "C0 control or space"), and the no-break space."""
_BLANKS = str.maketrans("", "", "\t\r\n")
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?:(?!:80/|:443/):(?:[1-9]\d{1,3}|[1-5]\d{4}|6[0-4]\d{3}))?"
    r"/(?:[\w~-][\w.~-]*+(?:/|(?=\?)|\Z))*+(\?[\w.~=&-]+)?\Z",
    re.A,
)
"""Addresses that are canonical as they stand but for their parameters: by far the most, and worth a short cut."""
_HOST = re.compile(r"[a-z0-9_.-]+\Z|\[[0-9a-f:.]+\]\Z", re.I)


class Refused(ValueError):
    """No address to crawl; the argument is the reason's token for the skipped report."""


def resolve(base: str, href: str, *, charset: str = "utf-8") -> str:
    """`href` as found on the page `base`, absolute and canonical (archive.urls), ready to be requested.

    Non-ASCII letters are percent-encoded as browsers do it: the path in UTF-8, the query in the page's `charset`
    (WHATWG URL, section 4.4). Raises Refused: `scheme`, `malformed`, `too-long` or `credentials`.
    """
    plain = origin(base) + href if href[:1] == "/" != href[1:2] else href
    if (short := _PLAIN.match(plain)) is not None and len(plain) <= MAX_LENGTH:
        return plain if short[1] is None else plain[: short.start(1)] + without_tracking(short[1][1:])
    href = href.strip(EDGES).translate(_BLANKS)
    if len(href) > MAX_LENGTH:
        raise Refused("too-long")
    if (scheme := _SCHEME.match(href)) is not None:
        if scheme[0].lower() not in ("http:", "https:"):
            raise Refused("scheme")
        if not _AUTHORITY.match(href, scheme.end()):
            raise Refused("malformed")
    try:
        url = urljoin(base, "./" + href if href[:1] == ";" else href)  # urljoin takes a lone ";…" for nothing
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("malformed") from None
    if parts.scheme not in ("http", "https"):
        raise Refused("scheme")
    if "@" in parts.netloc:
        raise Refused("credentials")
    if not host or port == 0 or not _HOST.match(_ascii(host)):
        raise Refused("malformed")
    try:
        url = normalise(safe_url_string(url, encoding=charset))
    except (ValueError, LookupError):
        raise Refused("malformed") from None
    if len(url) > MAX_LENGTH:
        raise Refused("too-long")
    return url


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def origin(url: str) -> str:
    """`scheme://host[:port]` of an absolute address, without the last slash."""
    end = url.find("/", url.find("//") + 2)
    return url if end < 0 else url[:end]


def netloc(url: str) -> str:
    """Host and, where written, port of an absolute canonical address."""
    return origin(url).partition("//")[2].partition("?")[0]


def raw_key(base: str, href: str) -> str:
    """What tells `href` apart before it is resolved: cheap, and equal only for values that lead to one address."""
    if href[:1] == "/":
        return f"{base.partition('//')[0]}{href}" if href[:2] == "//" else origin(base) + href
    if _SCHEME.match(href):
        return href
    path = base.partition("?")[0]
    return path + href if href[:1] == "?" else path[: path.rfind("/") + 1] + href
