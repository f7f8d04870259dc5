"""Canonical forms of addresses: `surt` for the capture index, `normalise` for "have we been here".

Both are pure, take any text whatever and never raise: an address that makes no sense is its own key. Both run in
linear time, because pages choose the addresses that we are given.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

# RFC 3986, appendix B; the scheme only of characters that a scheme may have.
_PARTS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?", re.S)
# What browsers remove from the inside of an address (WHATWG URL, "URL parsing"), and line ends of Unicode.
_STRAY = re.compile("[\t\r\n\x85\u2028\u2029]+")
_EDGES = "".join(map(chr, range(33))) + "\xa0"
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_MAX_HOST = 255  # RFC 1035, section 2.3.4; longer ones are not worth an IDNA conversion


def of_header(value: str) -> str:
    """The address in a Location or Link header, whose bytes are given as latin-1: browsers take them for UTF-8; bytes
    that are none stay bytes, percent-encoded."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return "".join(c if c < "\x80" else f"%{ord(c) & 255:02X}" for c in value)


def _tidy(url: str) -> str:
    return _STRAY.sub("", url).strip(_EDGES)


def _split(url: str) -> tuple[str, str | None, str, str | None]:
    """Scheme in lower case, authority, path, query; the fragment is left out: servers never see it."""
    match = _PARTS.match(url)
    assert match is not None  # every part of the pattern may be empty
    scheme, authority, path, query = match.groups()
    return (scheme or "").lower(), authority, path, query


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _punycode(host: str) -> str:
    """An international host name as DNS knows it; one that IDNA refuses stays as it is, in lower case."""
    if not host.isascii() and len(host) <= _MAX_HOST:
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            pass
    return host.lower()


# SURT: the rules that the Internet Archive published with its Wayback URL keys (IIPC webarchive-commons,
# org.archive.url): Google's Safe Browsing canonicalisation, then www, default port, session ids and a trailing slash
# off, lower case, query sorted, then the host turned round, so that a domain with all its hosts and paths is one
# range of keys. Where implementations differ, the key is the one that the CDX files in use have.

_NESTED_PERCENT = re.compile(rb"%(?:25)+")
_ESCAPED = re.compile(rb"[^!-\"$&-~]+")  # all but printable ASCII, and # and %
_HTTP = re.compile(r"(?i)(?:https?:/*)*(https?):/*")
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WWW = re.compile(rb"www\d*\.(?=.)")
_NUMBER = re.compile(rb"[0-9]{1,20}")
_PATH_SESSION = re.compile(rb"/\((?:(?:[a-z]\([0-9a-z]{24}\)){1,9}|[0-9a-z]{24})\)(?=/)")
_QUERY_SESSIONS = (
    ("jsessionid=", re.compile(r"(.*)jsessionid=[0-9a-z]{32}(?:&|$)", re.S)),
    ("phpsessid=", re.compile(r"(.*)phpsessid=[0-9a-z]{32}(?:&|$)", re.S)),
    ("sid=", re.compile(r"(.*)sid=[0-9a-z]{32}(?:&|$)", re.S)),
    ("aspsessionid", re.compile(r"(.*)aspsessionid[a-z]{8}=[a-z]{24}(?:&|$)", re.S)),
    ("cftoken=", re.compile(r"(.*)cfid=[^&]{1,99}&cftoken=[^&]{1,99}(?:&|$)", re.S)),
)


def surt(url: str) -> str:
    """The sort-friendly key of an address: `http://www.a.org:80/B/?y&x` is `org,a)/b?x&y`; the empty one is `-`.

    An address without a host (`dns:a.org`, `mailto:…`) keeps its order. Percent escapes are in lower case, and only
    where a byte cannot stand for itself.
    """
    if not url or url.startswith(("filedesc", "warcinfo")):
        return url or "-"
    scheme, authority, path, query = _split(_explicit(_tidy(url)))
    host = _surt_host(scheme, authority or "")
    rooted = bool(host) or scheme in _DEFAULT_PORTS
    return (f"{host})" if host else f"{scheme}:") + _surt_path(path, rooted=rooted) + _surt_query(query)


def _explicit(url: str) -> str:
    """With a scheme and two slashes: browsers forgive `http:/a.org`, and people paste `http://http://a.org`."""
    http = _HTTP.match(url)
    if http:
        return f"{http[1]}://{url[http.end() :]}"
    return url if _HAS_SCHEME.match(url) else "http://" + url.lstrip("/")


def _unescape(data: bytes) -> bytes:
    """Percent escapes undone until none is left; runs of `%2525…` at once, so that depth costs no rounds."""
    while b"%" in data:
        once = unquote_to_bytes(_NESTED_PERCENT.sub(b"%", data))
        if once == data:
            break
        data = once
    return data


def _escape(data: bytes) -> str:
    return _ESCAPED.sub(lambda match: b"%" + match[0].hex("%").encode(), data).decode("ascii")


def _surt_host(scheme: str, authority: str) -> str:
    """The labels from the last to the first, joined by commas; IPv4 addresses too."""
    name, port = _host_port(authority)
    host = _punycode(_unescape(_bytes(name.strip("[]"))).decode("utf-8", "surrogateescape"))
    data = b".".join(filter(None, host.encode("utf-8", "surrogateescape").split(b".")))
    www = _WWW.match(data)
    labels = _ipv4(data[www.end() :].split(b".") if www else data.split(b"."))
    key = _escape(b",".join(reversed(labels)))
    return key if not key or port in {"", "0", _DEFAULT_PORTS.get(scheme)} else f"{key}:{port}"


def _host_port(authority: str) -> tuple[str, str]:
    """The host, and the port without leading zeros; user and password are left out."""
    netloc = authority.rpartition("@")[2]
    host, colon, port = netloc.rpartition(":")
    if not colon or not (port == "" or (port.isascii() and port.isdigit())):
        return netloc, ""
    return host, port.lstrip("0")


def _ipv4(labels: list[bytes]) -> list[bytes]:
    """The dotted form of the numbers that inet_aton also takes: 127.1, 017.0.0.1, 2130706433."""
    if len(labels) > 4 or not all(map(_NUMBER.fullmatch, labels)):
        return labels
    try:
        numbers = [int(label, 8 if label.startswith(b"0") else 10) for label in labels]
    except ValueError:
        return labels
    head, last = numbers[:-1], numbers[-1] % 2**32 if len(labels) == 1 else numbers[-1]
    if max(head, default=0) > 255 or last >= 256 ** (5 - len(labels)):
        return labels
    return [b"%d" % part for part in bytes(head) + last.to_bytes(5 - len(labels), "big")]


def _surt_path(path: str, *, rooted: bool) -> str:
    data = _unescape(_bytes(path))
    if rooted:
        data = _flat(data)
    data = data.lower()
    if b".aspx" in data:
        before, extension, after = data.rpartition(b".aspx")
        data = _PATH_SESSION.sub(b"", before, count=1) + extension + after
    if data.endswith(b"/") and len(data) > 1:
        data = data[:-1]
    return _escape(data)


def _flat(path: bytes) -> bytes:
    """Without empty and `.` segments; `..` takes its forerunner with it, and stays where there is none."""
    kept: list[bytes] = []
    for segment in path.removeprefix(b"/").split(b"/"):
        if segment == b".." and kept:
            kept.pop()
        elif segment != b".":
            kept.append(segment)
    return b"/" + b"/".join(filter(None, kept))


def _surt_query(query: str | None) -> str:
    if not query:
        return ""
    data = _escape(_unescape(_bytes(query))).lower()
    for name, pattern in _QUERY_SESSIONS:
        found = pattern.match(data) if name in data else None
        if found:
            data = found[1] + data[found.end() :]
    pairs = sorted(pair.split("=", 1) for pair in data.split("&"))
    key = "&".join("=".join(pair) for pair in pairs)
    return "?" + key if key else ""


# The key for "have we been here": only what surely names the same page is folded. Case, `www.`, order of parameters
# and slashes may matter to a server, so they stay.

# What advertisers', mailers' and networks' links add, and session ids. Short on purpose: `ref`, `id`, `sid` or `source`
# can choose the content.
_TRACKING = re.compile(
    r"(?i)(?:amp;)?"  # from `&amp;` of a page that was escaped twice
    r"(?:(?:utm_|mtm_|matomo_|piwik_|pk_|hsa_|oly_|vero_|_{1,2}hs)[^=]*|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|"
    r"igsh|epik|mc_cid|mc_eid|mkt_tok|_ga|_gl|_openstat|wickedid|rb_clickid|s_cid|cmpid|ocid|ncid|"
    r"smid|xtor|wt_zmc|wt_mc|ml_subscriber|ml_subscriber_hash|at_medium|at_campaign|at_link_id|"
    r"at_link_type|at_link_origin|at_format|at_ptr_name|at_bbc_team|guccounter|guce_referrer|"
    r"guce_referrer_sig|__twitter_impression|hsctatracking|phpsessid|jsessionid"
    r")(?:=|$)"
)
_PATH_SESSION_ID = re.compile(r"(?i);jsessionid=[0-9a-z.!_-]{1,200}")
_DOTS = {".": ".", "..": "..", "%2e": ".", ".%2e": "..", "%2e.": "..", "%2e%2e": ".."}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE_OR_ODD = re.compile(rb"%([0-9A-Fa-f]{2})|%|[^!$%&-;=?-Z_a-z~\[\]|]+")
_NOT_IN_HOST = re.compile(rb"[^a-z0-9._~!$&'()*+,;=-]")


def normalise(url: str) -> str:
    """The address as the key of a page already seen: two addresses with one key surely show the same page.

    Scheme and host in lower case (hosts as punycode), default port, fragment, tracking parameters and session ids
    off, dot segments resolved, percent escapes in one form (RFC 3986, section 6.2.2). Of an address without a host
    only the fragment goes. Idempotent.
    """
    url = _tidy(url)
    scheme, authority, path, query = _split(url)
    if not scheme or not authority:
        return url.partition("#")[0].rstrip(_EDGES)
    if scheme in _DEFAULT_PORTS:
        path = path.replace("\\", "/")  # as browsers do
    path = _one_form(_resolved(_PATH_SESSION_ID.sub("", path, count=1)))
    return f"{scheme}://{_netloc(scheme, authority)}{path or '/'}{_kept_query(query)}"


def _netloc(scheme: str, authority: str) -> str:
    user, at, _ = authority.rpartition("@")
    host, port = _host_port(authority)
    if not host.startswith("["):  # IPv6 addresses have nothing to fold but case
        name = _punycode(_unescape(_bytes(host)).decode("utf-8", "surrogateescape"))
        host = _NOT_IN_HOST.sub(_escape_upper, name.encode("utf-8", "surrogateescape")).decode("ascii")
    suffix = "" if port in {"", _DEFAULT_PORTS.get(scheme)} else f":{port}"
    return f"{_one_form(user)}{at}{_one_form(host.lower()) if host.startswith('[') else host}{suffix}"


def _resolved(path: str) -> str:
    """Without dot segments (RFC 3986, section 5.2.4); empty segments stay."""
    segments = path.split("/")
    dots = [_DOTS.get(segment.lower()) for segment in segments]
    if not any(dots):
        return path
    kept: list[str] = []
    for segment, dot in zip(segments, dots, strict=True):
        if dot is None:
            kept.append(segment)
        elif dot == ".." and len(kept) > 1:
            kept.pop()
    return "/".join([*kept, ""] if dots[-1] else kept)


def _escape_upper(match: re.Match[bytes]) -> bytes:
    return b"%" + match[0].hex("%").upper().encode()


def _one_escape(match: re.Match[bytes]) -> bytes:
    if not match[1]:
        return _escape_upper(match)
    byte = int(match[1], 16)
    return bytes((byte,)) if byte in _UNRESERVED else match[0].upper()


def _one_form(text: str) -> str:
    """Unreserved characters plain, everything that is not a URL character escaped, hexadecimal in upper case."""
    return _ESCAPE_OR_ODD.sub(_one_escape, _bytes(text)).decode("ascii")


def _kept_query(query: str | None) -> str:
    return without_tracking(_one_form(query)) if query else ""


def without_tracking(query: str) -> str:
    """The query, with its question mark, without tracking parameters and session ids; its escapes are in one form already."""
    kept = [pair for pair in query.split("&") if pair and not _TRACKING.match(pair)]
    return "?" + "&".join(kept) if kept else ""
