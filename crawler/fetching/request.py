"""The bytes of a request, made from its parts. Pure.

The target is written in origin form, or in absolute form to a proxy (RFC 9112, section 3.2); `Host` comes first.
Whatever could split a line (CR, LF, NUL) is refused in names and replaced in values: addresses come from pages.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}

_HOST = re.compile(r"[!-~]+")
_UNSAFE = {code: " " for code in (0, 10, 13)}
_KEPT = "".join(chr(code) for code in range(0x21, 0x7F))


class BadAddress(ValueError):
    """An address that no request can be made of; the message is one plain line."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads. `host` is without brackets; `authority` is what `Host` says; `path` begins with a slash."""

    scheme: str
    host: str
    port: int
    authority: str
    path: str

    @staticmethod
    @lru_cache(maxsize=128)
    def of(url: str) -> Target:
        """The target of an http or https URL; user name, password and fragment are left out. Raises BadAddress."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise BadAddress(f"{url[:200]}: {error}") from None
        scheme = parts.scheme.lower()
        if scheme not in DEFAULT_PORTS or port == 0 or not _HOST.fullmatch(host):
            raise BadAddress(f"{url[:200]}: not an address that can be fetched")
        written = f"[{host}]" if ":" in host else host
        path = quote(parts.path or "/", safe=_KEPT) + (
            f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
        )
        if port is None or port == DEFAULT_PORTS[scheme]:
            return Target(scheme, host, DEFAULT_PORTS[scheme], written, path)
        return Target(scheme, host, port, f"{written}:{port}", path)


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; `credentials` is the value of Proxy-Authorization (RFC 7617), or empty."""

    host: str
    port: int
    credentials: bytes = b""

    @classmethod
    def of(cls, url: str) -> Proxy:
        """From `http://[user:password@]host:port`, the scheme may be left out. Raises BadAddress."""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            host, port = parts.hostname, parts.port or 80
        except ValueError as error:
            raise BadAddress(f"proxy {url[:200]}: {error}") from None
        if parts.scheme != "http" or not host:
            raise BadAddress(f"proxy {url[:200]}: only HTTP proxies (http://host:port) can be used")
        if parts.username is None:
            return cls(host, port)
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        return cls(host, port, b"Basic " + base64.b64encode(pair))


def request_bytes(
    method: str, target: Target, headers: list[tuple[str, str]], body: bytes = b"", *, absolute: bool = False
) -> bytes:
    """A whole request; `headers` are written in their order, Host and Content-Length are made here."""
    where = f"{target.scheme}://{target.authority}{target.path}" if absolute else target.path
    lines = [f"{method} {where} HTTP/1.1", f"Host: {target.authority}"]
    lines += [f"{name}: {value.translate(_UNSAFE)}" for name, value in headers if _is_free(name)]
    if body or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def connect_bytes(target: Target, proxy: Proxy, user_agent: str) -> bytes:
    """The CONNECT request that opens a tunnel (RFC 9110, section 9.3.6)."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    lines = [f"CONNECT {host}:{target.port} HTTP/1.1", f"Host: {host}:{target.port}"]
    if user_agent:
        lines.append(f"User-Agent: {user_agent.translate(_UNSAFE)}")
    head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n"
    return head + credentials_line(proxy) + b"\r\n"


def credentials_line(proxy: Proxy) -> bytes:
    return b"Proxy-Authorization: " + proxy.credentials + b"\r\n" if proxy.credentials else b""


def _is_free(name: str) -> bool:
    """Whether the caller may set this field: framing, Host and hop-by-hop fields are ours."""
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum() and name.lower() not in _OURS


_OURS = frozenset(
    ("host", "content-length", "transfer-encoding", "connection", "proxy-authorization", "te", "upgrade")
)
