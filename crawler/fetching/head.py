"""The head of an HTTP/1 answer: where it ends, its status line, its fields. Pure; lenient where servers are sloppy."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.fetching.failing import Broken


class BadHead(Broken):
    """The bytes do not begin with the head of an HTTP/1 answer."""

    def __init__(self, detail: str) -> None:
        super().__init__("protocol", detail)


@dataclass(frozen=True, slots=True)
class Head:
    """`version` is `http/1.0` or `http/1.1`; `headers` in wire order with repeats, white space around values off."""

    version: str
    status: int
    headers: list[tuple[bytes, bytes]]

    @classmethod
    def of(cls, raw: bytes) -> Head:
        """From the bytes up to and including the empty line. Raises BadHead."""
        return cls(*_status_line(raw), _fields(raw))

    def values(self, name: bytes) -> list[bytes]:
        """Every value of a field, in order; `name` in lower case."""
        return [value for key, value in self.headers if key.lower() == name]

    @property
    def persistent(self) -> bool:
        """Whether the peer lets the connection live (RFC 9112, section 9.3)."""
        options = b",".join(self.values(b"connection")).lower()
        return b"keep-alive" in options if self.version == "http/1.0" else b"close" not in options

    @property
    def lengths(self) -> set[bytes]:
        """The different values of Content-Length, from all its fields and their lists."""
        return {length.strip() for value in self.values(b"content-length") for length in value.split(b",")}


def end_of_head(raw: bytearray, start: int) -> int:
    """The offset after the empty line that ends a head, or -1; bare LFs are taken too (RFC 9112, section 2.2)."""
    strict, bare = raw.find(b"\n\r\n", start), raw.find(b"\n\n", start)
    if strict < 0 and bare < 0:
        return -1
    if bare < 0 or 0 <= strict < bare:
        return strict + 3
    return bare + 2


def _status_line(raw: bytes) -> tuple[str, int]:
    """`HTTP/1.1 SP 3DIGIT SP reason` -> ("http/1.1", status); status codes from 100 to 999 are taken."""
    line = raw[: raw.find(b"\n")].rstrip(b"\r")
    version, _, rest = line.partition(b" ")
    rest = rest.lstrip(b" ")
    code, after = rest[:3], rest[3:4]
    if (
        version[:6] != b"HTTP/1"
        or not code.isdigit()
        or len(code) < 3
        or code < b"100"
        or after not in (b"", b" ")
    ):
        raise BadHead(f"bad status line {line[:80]!r}")
    return "http/1.0" if version == b"HTTP/1.0" else "http/1.1", int(code)


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    """The fields in order; a folded line joins the one before it with a space, a line without a colon is left out."""
    fields: list[tuple[bytes, bytes]] = []
    for line in head.split(b"\n")[1:]:
        line = line.rstrip(b"\r")
        if line[:1] in (b" ", b"\t"):
            if fields:
                name, value = fields[-1]
                fields[-1] = (name, value + b" " + line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            fields.append((name.strip(), value.strip()))
    return fields
