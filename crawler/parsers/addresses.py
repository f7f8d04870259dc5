"""When two addresses mean the same page: scheme, `www.`, port, fragment, trailing slash and archive prefix aside."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_ARCHIVED = re.compile(r"https?://[^/]+/(?:web|wayback|all|mementos?)/\d{4,14}[a-z_*]{0,4}/(?=https?:)", re.I)
_FRONT = re.compile(r"(?:/(?:index|default|home)\.\w{2,5})?/?\Z", re.I)
_TAIL = r"(?![/.])(?:(?!/\.)[^\s?#;\x00-\x20])*+(?:\?[^\s?#;\x00-\x20]++)?(?:#[^\s#\x00-\x20]++)?\Z"
_PLAIN = re.compile(rf"(https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=/|\Z))?(?:/{_TAIL}|\Z)")
"""An address with its host, or a path from the root, in which RFC 3986 (5.2.4) has nothing to resolve."""
_ORIGIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=[/?#]|\Z)")


def unarchived(url: str) -> str:
    """The address without a replay server's prefix (`https://web.archive.org/web/2014…/http://…`)."""
    return _ARCHIVED.sub("", url, count=1)


def same_page_key(url: str) -> str:
    """Equal for addresses of one page; "" where the address names no page (empty, or a site's front page)."""
    try:
        parts = urlsplit(unarchived(url.strip()[:4000]))
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    except ValueError:
        return ""
    path = _FRONT.sub("", parts.path)
    if not path and not parts.query:
        return ""
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def absolute(base: str, href: str) -> str:
    """`href` against `base`; "" for what is no web address."""
    href = href.strip()
    if not href or href[0] == "#" or len(href) > 4000:
        return ""
    if plain := _PLAIN.match(href):
        if plain[1]:
            return href
        if origin := _ORIGIN.match(base):
            return origin[0] + href
    try:
        url = urljoin(base, href)
        urlsplit(url)  # without a base the address has not been taken apart yet
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) or not base else ""
