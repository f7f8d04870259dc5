"""One address in a page → its replay address. Pure; follows the URL standard where pages depend on it.

Rule: what comes back never leads out of the archive. It is a root-relative replay address, a fragment, or one of the
few schemes that load nothing (`data:`, `mailto:`, …). `javascript:` becomes `#`: it would be blocked anyway.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from archive.replay.address import escape, format_address

_STRIP = "".join(map(chr, range(0x21)))  # URL standard, 4.4: C0 control or space, at both ends
_INNER = re.compile("[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_TAIL = r"[!$&'()*+,\-./:;=@\w~%]*(?:\?[!$&'()*+,\-./:;=?@\w~%]*)?(?:#[!$&'()*+,\-./:;=?@\w~%]*)?\Z"
_PLAIN = re.compile(
    rf"(?:(https?://[A-Za-z0-9.-]+(?::\d+)?)(?:/{_TAIL}|\Z)|(/)(?!/){_TAIL}|[\w-][\w\-./%]*(?:\?{_TAIL})?\Z)",
    re.ASCII,
)
"""Addresses that need no repair, most of those in a page: absolute, from the root, or in the same folder."""
_DOTS = re.compile(r"/(?:\.|%2e)", re.IGNORECASE)
_PASSIVE = frozenset({"data", "mailto", "tel", "sms", "about", "blob", "cid"})
_SCRIPTS = frozenset({"javascript", "vbscript", "livescript"})
_INVALID = "http://invalid.invalid/"
_PATH_SAFE = "!$&'()*+,/:;=@~%?#[]|"


class UrlRewriter:
    """Rewrites the addresses of one document captured at `timestamp` (14 digits) under `url`.

    `base` changes when the document says `<base href>`. Values may hold latin-1 characters that stand for bytes of
    the document's encoding `charset` (see `charset.py`).
    """

    __slots__ = ("_cache", "_directory", "_origin", "base", "charset", "timestamp", "url")

    def __init__(self, url: str, timestamp: str, *, charset: str = "utf-8") -> None:
        self.url, self.timestamp, self.charset = url, timestamp, charset
        self._cache: dict[tuple[str, str], str] = {}
        self.set_base(escape(url))

    def set_base(self, url: str) -> None:
        """Makes `url` (absolute) the base of all relative addresses that follow."""
        self._cache.clear()
        try:
            parts = urlsplit(url)
        except ValueError:  # the record of another tool may have an address that nobody can take apart
            url, parts = _INVALID, urlsplit(_INVALID)
        self.base = url
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._directory = self._origin + _without_dots(parts.path.rpartition("/")[0]) + "/"

    def __call__(self, value: str, modifier: str = "") -> str:
        """The replay address of `value`, which is text as in the document, character references resolved."""
        key = (value, modifier)
        done = self._cache.get(key)
        if done is None:
            done = self._cache[key] = self._rewrite(value, modifier)
        return done

    def _rewrite(self, value: str, modifier: str) -> str:
        found = _PLAIN.match(value)
        if found and not _DOTS.search(value):
            start = "" if found[1] else self._origin if found[2] else self._directory
            return format_address(start + value, self.timestamp, modifier)
        value = _INNER.sub("", value.strip(_STRIP))
        if not value or (value[0] == "#" and self.base == self.url):
            return value
        found = _SCHEME.match(value)
        scheme = found[1].lower() if found else ""
        if scheme in _PASSIVE:
            return value
        if scheme in _SCRIPTS:
            return "#"
        if scheme and scheme not in {"http", "https"}:
            return format_address(quote(value, safe=_PATH_SAFE), self.timestamp, modifier)
        return format_address(self.absolute(value), self.timestamp, modifier)

    def absolute(self, value: str) -> str:
        """`value` resolved against the base as a browser does: back slashes, lost slashes, dot segments, encodings."""
        value = _INNER.sub("", value.strip(_STRIP))
        head, mark, tail = _cut(value)
        head = head.replace("\\", "/")
        found = re.match(r"(https?):(/*)", head, re.IGNORECASE)
        if found:
            scheme = found[1].lower()
            head = head[found.end() :]
            same = self.base[: len(scheme) + 1] == scheme + ":"
            head = found[2] + head if same and len(found[2]) < 2 else f"{scheme}://{head}"
        elif head.startswith("//"):
            head = "//" + head.lstrip("/")
        return self._encode(_join(self, head + mark + tail))

    def _encode(self, url: str) -> str:
        """Percent-encodes: the path as UTF-8, the query in the document's encoding (URL standard, 4.4 and 5.2)."""
        if url.isascii() and url.isprintable() and not re.search(r'[ "<>`\\^{}]', url):
            return url
        address, hash_, fragment = url.partition("#")
        path, mark, query = address.partition("?")
        raw = query.encode(self.charset, "xmlcharrefreplace")
        query = quote(raw, safe="!$&'()*+,/:;=?@~%[]|")
        return quote(path, safe=_PATH_SAFE) + mark + query + hash_ + quote(fragment, safe=_PATH_SAFE)


def _cut(value: str) -> tuple[str, str, str]:
    """Path part, first `?` or `#`, and the rest."""
    found = re.search(r"[?#]", value)
    return (value[: found.start()], found[0], value[found.end() :]) if found else (value, "", "")


def _join(rewriter: UrlRewriter, value: str) -> str:
    try:
        joined = urljoin(rewriter.base, value)
        host = urlsplit(joined).netloc
    except ValueError:  # a bad IPv6 host or port: keep it as text of an address that was never captured
        return _INVALID + quote(value, safe="")
    if not host:
        return _INVALID + quote(value, safe="")
    path_at = joined.index("//") + 2 + len(host)
    path, mark, tail = _cut(joined[path_at:])
    return joined[:path_at] + (_without_dots(path) or "/") + mark + tail


def _without_dots(path: str) -> str:
    """Dot segments removed, also where they are percent-encoded (URL standard, 4.4, path state).

    A browser does the same to the replay address as a whole: a leftover `..` would eat its way out of the capture.
    """
    if not _DOTS.search(path):
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for number, segment in enumerate(segments):
        dots = re.sub("%2e", ".", segment, flags=re.IGNORECASE)
        if dots == "..":
            del kept[-1:]
        elif dots != ".":
            kept.append(segment)
            continue
        if number == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)
