"""Pure: HTTP/1 messages as they lie in WARC records, from bytes to their parts. Lenient: the web is what it is.

The *message body* is what came after the header; the *entity body* is that without chunk framing (RFC 9112, section
7.1), its content coding kept: what a WARC payload digest is taken of (WARC 1.1, section 6.3.2). The *decoded body* has
the content codings (RFC 9110, section 8.4) undone as well.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import brotli

from archive.model import Headers

MAX_DECODED = 64 * 1024 * 1024
"""Bytes of a decoded body at most, unless the caller says otherwise: a 100 KB gzip bomb holds 100 MB."""

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/(\d+(?:\.\d+)?)[ \t]+(\d{3})(?:[ \t]+([^\r\n]*))?\s*\Z")
_LINE = re.compile(rb"\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_TRANSFER_LINE = re.compile(
    rb"(?im)^(transfer-encoding[ \t]*:)((?:[^\r\n]|\r?\n[ \t]+(?=[^\s]))*)\r?\n",
)
_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response's head. `headers` in wire order with repeats, Latin-1, folded lines joined; `body_offset` in bytes.

    A response without a status line (HTTP/0.9) has version `0.9`, status 200 and no headers.
    """

    version: str
    status: int
    reason: str
    headers: Headers
    body_offset: int

    def header(self, name: str, default: str = "") -> str:
        return header(self.headers, name, default)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded body; `truncated` where it was longer than allowed, `damaged` names a coding that could not be undone:
    then `data` holds what came out before the damage."""

    data: bytes
    truncated: bool = False
    damaged: str | None = None


def header(headers: Headers, name: str, default: str = "") -> str:
    """The first header of this name."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), default)


def message(raw: bytes) -> tuple[Headers, bytes]:
    """Headers and entity body of a request, or of any message; its first line is left out."""
    end = _HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    headers = _headers(_LINE.split(head)[1:])
    return headers, entity_body(headers, body)


def parse_response(raw: bytes) -> HttpResponse:
    """The head of a response; never raises."""
    end = _HEAD_END.search(raw)
    head, offset = (raw[: end.start()], end.end()) if end else (raw, len(raw))
    lines = _LINE.split(head)
    status = _STATUS.match(lines[0])
    if status is None:
        return HttpResponse("0.9", 200, "", (), 0)
    reason = (status[3] or b"").decode("latin-1")
    return HttpResponse(status[1].decode("ascii"), int(status[2]), reason, _headers(lines[1:]), offset)


def _headers(lines: list[bytes]) -> Headers:
    found: list[tuple[str, str]] = []
    for line in lines:
        text = line.decode("latin-1")
        if text[:1] in (" ", "\t") and found:
            name, value = found[-1]
            found[-1] = (name, f"{value} {text.strip()}")
        elif ":" in text:
            name, _, value = text.partition(":")
            found.append((name.strip(), value.strip()))
    return tuple(found)


def dechunked(raw: bytes) -> bytes:
    """A response without chunk framing and without the header that announces it; every other byte as it was.

    Both go or both stay (WARC 1.1, section 6.3.2): a reader believes the header. Trailer fields go with the framing.
    """
    http = parse_response(raw)
    head, body = raw[: http.body_offset], raw[http.body_offset :]
    if not _is_chunked(http.headers):
        return raw
    return _TRANSFER_LINE.sub(_without_chunked, head) + entity_body(http.headers, body)


def _without_chunked(line: re.Match[bytes]) -> bytes:
    """A Transfer-Encoding line with its other codings, or nothing."""
    codings = [coding for part in line[2].split(b",") if (coding := part.strip())]
    others = b", ".join(coding for coding in codings if coding.lower() != b"chunked")
    return line[1] + b" " + others + b"\r\n" if others else b""


def _is_chunked(headers: Headers) -> bool:
    codings = [value.lower() for name, value in headers if name.lower() == "transfer-encoding"]
    return bool(codings) and codings[-1].rstrip().endswith("chunked")


def entity_body(headers: Headers, body: bytes) -> bytes:
    """The message body without chunk framing. A body that only says it is chunked comes back as it is."""
    if not _is_chunked(headers):
        return body
    return _unchunked(body) if _CHUNK_SIZE.match(body) else body


def _unchunked(body: bytes) -> bytes:
    """The data of all chunks; of a body that breaks off or is malformed, all that can be told.

    One growing buffer, not an object a chunk: 32 MiB may come in chunks of one byte.
    """
    data, at = bytearray(), 0
    whole = memoryview(body)
    while size := _CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            break
        data += whole[size.end() : size.end() + length]
        at = size.end() + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return bytes(data)


def decode_body(headers: Headers, body: bytes, limit: int = MAX_DECODED) -> Decoded:
    """The entity body with its content codings undone, in the reverse order of their naming; at most `limit` bytes.

    A coding that the bytes do not bear out (a page that calls itself gzip and is not) leaves them as they are.
    """
    result = Decoded(body[:limit], len(body) > limit)
    named = [value for name, value in headers if name.lower() == "content-encoding"]
    codings = [coding.strip().lower() for coding in ",".join(named).split(",")]
    for coding in reversed([c for c in codings if c and c != "identity"]):
        done = _undo(coding, body, limit)
        result = Decoded(done.data, done.truncated, result.damaged or done.damaged)
        body = done.data
    return result


def _undo(coding: str, body: bytes, limit: int) -> Decoded:
    if coding in ("gzip", "x-gzip"):
        return (
            _inflate(body, limit, 47, coding)
            if body[:2] == b"\x1f\x8b"
            else Decoded(body[:limit], len(body) > limit, coding)
        )
    if coding == "deflate":
        # RFC 9110 means zlib; many servers send the bare deflate stream.
        zlibbed = len(body) > 1 and body[0] & 15 == 8 and not (body[0] << 8 | body[1]) % 31
        return _inflate(body, limit, 15 if zlibbed else -15, coding)
    if coding == "br":
        return _brotli(body, limit)
    if coding == "zstd":
        return _zstd(body, limit)
    return Decoded(body[:limit], len(body) > limit, coding)


def _inflate(body: bytes, limit: int, wbits: int, coding: str) -> Decoded:
    """All members of a gzip body, as browsers read them; bytes after the last one are left out."""
    parts: list[bytes] = []
    room = limit
    while body:
        stream = zlib.decompressobj(wbits)
        try:
            piece = stream.decompress(body, room + 1)
        except zlib.error:
            parts.append(_salvage(body, room, wbits))
            return (
                _joined(parts, limit, coding)
                if any(parts)
                else Decoded(body[:limit], len(body) > limit, coding)
            )
        parts.append(piece)
        room -= len(piece)
        if room < 0:
            return _joined(parts, limit, None)
        if not stream.eof:
            return _joined(parts, limit, coding)
        body = stream.unused_data if wbits == 47 and stream.unused_data[:2] == b"\x1f\x8b" else b""
    return _joined(parts, limit, None)


def _salvage(body: bytes, room: int, wbits: int) -> bytes:
    """What a damaged stream gives before the damage, found by feeding it in small steps."""
    stream = zlib.decompressobj(wbits)
    parts: list[bytes] = []
    try:
        for at in range(0, len(body), 512):
            parts.append(stream.decompress(body[at : at + 512], max(1, room)))
            room -= len(parts[-1])
            if room <= 0:
                break
    except zlib.error:
        pass
    return b"".join(parts)


def _brotli(body: bytes, limit: int) -> Decoded:
    stream = brotli.Decompressor()
    parts: list[bytes] = []
    room = limit
    try:
        piece = stream.process(body, output_buffer_limit=_STEP)
        while piece or not stream.can_accept_more_data():
            parts.append(piece)
            room -= len(piece)
            if room < 0:
                return _joined(parts, limit, None)
            piece = stream.process(b"", output_buffer_limit=_STEP)
    except brotli.error:
        return _joined(parts, limit, "br") if parts else Decoded(body[:limit], len(body) > limit, "br")
    return _joined(parts, limit, None if stream.is_finished() else "br")


def _zstd(body: bytes, limit: int) -> Decoded:
    """Browsers of 2024 and later ask for it; newsark does not, but reads the captures of others."""
    from backports import zstd

    stream = zstd.ZstdDecompressor()
    parts: list[bytes] = []
    room = limit
    try:
        piece = stream.decompress(body, _STEP)
        while piece or not (stream.eof or stream.needs_input):
            parts.append(piece)
            room -= len(piece)
            if room < 0:
                return _joined(parts, limit, None)
            if stream.eof:
                break
            piece = stream.decompress(b"", _STEP)
    except zstd.ZstdError:
        return _joined(parts, limit, "zstd") if parts else Decoded(body[:limit], len(body) > limit, "zstd")
    return _joined(parts, limit, None if stream.eof else "zstd")


def _joined(parts: list[bytes], limit: int, damaged: str | None) -> Decoded:
    data = b"".join(parts)
    return Decoded(data[:limit], len(data) > limit, damaged)
