"""The transfer kinds a crawler meets, as the bytes of an answer and what follows them on the connection."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

import brotli
from rawserver import CLOSE, RESET, Step

PAGE = b"<html><title>News</title><p>" + "Zürich – نوفمبر ".encode() * 40 + b"</p></html>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@dataclass(frozen=True)
class Transfer:
    """`steps` on the wire; `entity` is the body to come out (None: not compared); what precedes the final head is `interim`."""

    steps: tuple[Step, ...]
    entity: bytes | None = PAGE
    status: int = 200
    truncated: str | None = None
    interim: bytes = b""
    excess: bytes = b""
    damaged: bool = False


def sized(body: bytes, *lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    extra = b"".join(line + b"\r\n" for line in lines)
    return status + b"\r\n" + extra + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunked(
    body: bytes, size: int = 100, *, extension: bytes = b"", trailers: bytes = b"", end: bytes = b"0\r\n"
) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts)
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + framed + end + trailers + (b"\r\n" if end else b"")


_GZIP, _BR = gzip.compress(PAGE), brotli.compress(PAGE)
_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_PLAIN = sized(PAGE, b"Content-Type: text/html")

TRANSFERS: dict[str, Transfer] = {
    "sized": Transfer((_PLAIN,)),
    "empty": Transfer((sized(b""),), b""),
    "gzip": Transfer((sized(_GZIP, b"Content-Encoding: gzip"),), _GZIP),
    "deflate": Transfer((sized(zlib.compress(PAGE), b"Content-Encoding: deflate"),), zlib.compress(PAGE)),
    "brotli": Transfer((sized(_BR, b"Content-Encoding: br"),), _BR),
    "chunked": Transfer((chunked(PAGE),)),
    "chunk-extension": Transfer((chunked(PAGE, 7, extension=b';name="a;b"'),)),
    "chunk-upper-case": Transfer((chunked(PAGE, 0xAB).replace(b"ab\r\n", b"AB\r\n"),)),
    "chunk-padded-size": Transfer((chunked(PAGE, extension=b"  "),)),
    "chunk-leading-zeros": Transfer(
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n000\r\n\r\n",), b"hello"
    ),
    "trailers": Transfer((chunked(PAGE, trailers=b"X-Checksum: 1\r\nX-Checksum: 2\r\n"),)),
    "chunked-gzip": Transfer(
        (chunked(_GZIP, 33).replace(b"Transfer", b"Content-Encoding: gzip\r\nTransfer", 1),), _GZIP
    ),
    "chunked-and-length": Transfer(
        (chunked(PAGE).replace(b"Transfer", b"Content-Length: 3\r\nTransfer", 1),)
    ),
    "close-delimited": Transfer((OK + b"\r\n" + PAGE, CLOSE)),
    "close-said": Transfer((sized(PAGE, b"Connection: close"), CLOSE)),
    "http10": Transfer((b"HTTP/1.0 200 OK\r\n\r\n" + PAGE, CLOSE)),
    "http10-keep-alive": Transfer((sized(PAGE, b"Connection: Keep-Alive", status=b"HTTP/1.0 200 OK"),)),
    "keep-alive-then-closed": Transfer((sized(PAGE, b"Connection: keep-alive"), CLOSE)),
    "early-hints": Transfer((_HINTS, _PLAIN), interim=_HINTS),
    "two-interims-in-one-write": Transfer((_CONTINUE + _HINTS + _PLAIN,), interim=_CONTINUE + _HINTS),
    "no-content": Transfer((b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n",), b"", 204),
    "not-modified": Transfer(
        (b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 99\r\n\r\n',), b"", 304
    ),
    "redirect": Transfer((sized(b"", b"Location: /elsewhere", status=b"HTTP/1.1 302 Found"),), b"", 302),
    "not-found": Transfer((sized(b"gone", status=b"HTTP/1.1 404 Nix da"),), b"gone", 404),
    "server-error": Transfer((sized(PAGE, status=b"HTTP/1.1 500 Oops"),), PAGE, 500),
    "odd-status": Transfer((sized(PAGE, status=b"HTTP/1.1 999 Odd"),), PAGE, 999),
    "no-reason": Transfer((sized(PAGE, status=b"HTTP/1.1 200"),)),
    "empty-reason": Transfer((sized(PAGE, status=b"HTTP/1.1 200 "),)),
    "latin-reason": Transfer((sized(PAGE, status="HTTP/1.1 200 Schön".encode("latin-1")),)),
    "folded": Transfer((sized(PAGE, b"X-Folded: one", b"\t  two", b" three"),)),
    "no-colon": Transfer((sized(PAGE, b"this line has no colon", b": no name", b"X Y: space"),)),
    "not-utf8": Transfer((sized(PAGE, b"X-Latin: caf\xe9 \xff\xfe", "X-Utf: नमस्ते".encode()),)),
    "case-order-repeats": Transfer(
        (sized(PAGE, b"SERVER: x", b"set-cookie: a=1", b"X-FooBar-ID: 7", b"Set-Cookie: b=2"),)
    ),
    "padded-values": Transfer((sized(PAGE, b"X-Padded:    much   space   ", b"X-Empty:", b"X-Tight:x"),)),
    "bare-newlines": Transfer((sized(PAGE, b"X-A: b").replace(b"\r\n", b"\n"),)),
    "same-length-twice": Transfer((sized(PAGE, b"Content-Length: %d" % len(PAGE)),)),
    "same-length-in-a-list": Transfer((OK + b"Content-Length: 5, 5\r\n\r\nhello",), b"hello"),
    "two-lengths": Transfer((sized(PAGE, b"Content-Length: 5"), CLOSE), damaged=True),
    "length-no-number": Transfer((OK + b"Content-Length: many\r\n\r\n" + PAGE, CLOSE), damaged=True),
    "bad-chunk-size": Transfer(
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\nrest", CLOSE), b"hello", damaged=True
    ),
    "chunk-too-long": Transfer(
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello world\r\n0\r\n\r\n", CLOSE),
        b"hello",
        damaged=True,
    ),
    "negative-chunk": Transfer(
        (OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", CLOSE), b"", damaged=True
    ),
    "unknown-transfer-coding": Transfer((OK + b"Transfer-Encoding: x-odd\r\n\r\n" + PAGE, CLOSE)),
    "many-headers": Transfer((sized(PAGE, *(b"X-%d: %d" % (i, i) for i in range(300))),)),
    "long-header": Transfer((sized(PAGE, b"X-Long: " + b"z" * 70_000),)),
    "a-byte-at-a-time": Transfer(tuple(bytes([byte]) for byte in chunked(b"hello world", 4)), b"hello world"),
    "a-byte-a-head": Transfer((*(bytes([byte]) for byte in _PLAIN[:90]), _PLAIN[90:])),
    "megabyte": Transfer((sized(b"x" * 1_000_003),), b"x" * 1_000_003),
    "megabyte-chunked": Transfer((chunked(b"y" * 1_000_003, 50_000),), b"y" * 1_000_003),
    "binary": Transfer((sized(bytes(range(256)) * 300),), bytes(range(256)) * 300),
    "looks-like-a-head": Transfer((sized(b"HTTP/1.1 200 OK\r\n\r\n" * 3),), b"HTTP/1.1 200 OK\r\n\r\n" * 3),
    "excess": Transfer((_PLAIN + b"and some more",), excess=b"and some more"),
    "excess-after-chunks": Transfer((chunked(PAGE) + b"\r\n",), excess=b"\r\n"),
    "cut-body": Transfer((OK + b"Content-Length: 5000\r\n\r\n" + PAGE, CLOSE), PAGE, truncated="disconnect"),
    "cut-chunks": Transfer((chunked(PAGE, end=b""), CLOSE), PAGE, truncated="disconnect"),
    "cut-before-the-body": Transfer((OK + b"Content-Length: 10\r\n\r\n", CLOSE), b"", truncated="disconnect"),
    "cut-in-trailers": Transfer((chunked(PAGE)[:-2] + b"X-T", CLOSE), PAGE, truncated="disconnect"),
    "reset-in-the-body": Transfer(
        (OK + b"Content-Length: 5000\r\n\r\n" + PAGE, RESET), None, truncated="disconnect"
    ),
}

FAILURES: dict[str, tuple[tuple[Step, ...], str]] = {
    "no-head": ((PAGE, CLOSE), "protocol"),
    "nothing": ((CLOSE,), "reset"),
    "reset-at-once": ((RESET,), "reset"),
    "half-a-head": ((b"HTTP/1.1 200 OK\r\nContent-Ty", CLOSE), "reset"),
    "only-interims": ((_HINTS, CLOSE), "reset"),
    "words-for-a-status": ((b"HTTP/1.1 fine thanks\r\n\r\n", CLOSE), "protocol"),
    "status-of-two-digits": ((b"HTTP/1.1 20 OK\r\n\r\n", CLOSE), "protocol"),
    "status-of-four-digits": ((b"HTTP/1.1 2000 OK\r\n\r\n", CLOSE), "protocol"),
    "another-protocol": ((b"SSH-2.0-OpenSSH_9.2\r\n", CLOSE), "protocol"),
    "endless-head": (
        (*([b"HTTP/1.1 200 OK\r\n"] + [b"X-A: " + b"a" * 10_000 + b"\r\n"] * 40), CLOSE),
        "protocol",
    ),
}
