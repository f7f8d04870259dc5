"""A second check page: a site of raw answers on two loopback hosts, made of the files in `reefpage/`.

`{there}` in a file stands for the other host. All that the page loads is here, in codings, charsets, redirect chains and
address forms that real sites mix; `reef.js` runs the checks that need scripts, `static.js` those that do not.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote_to_bytes

import brotli

HERE = Path(__file__).parent / "reefpage"
HOSTS = ("127.0.0.1", "127.0.0.2")
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    ".txt": "text/plain; charset=utf-8",
}


def png(width: int, height: int, colour: bytes = b"\x20\x80\x40") -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + colour * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def wav(seconds: int) -> bytes:
    """Silence, 8 kHz, 8 bit."""
    data = b"\x80" * (8000 * seconds)
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVE"
        + head
        + b"data"
        + struct.pack("<I", len(data))
        + data
    )


class Answering(Protocol):
    """What `talk` asks."""

    asked: list[str]

    def answer(self, host: str, target: str, method: str, wanted: str) -> bytes: ...


@dataclass
class Site:
    """The two hosts on one port. `asked` holds the request lines."""

    port: int
    asked: list[str] = field(default_factory=list)
    started: int = field(default_factory=lambda: int(time.time() * 1000))

    @property
    def here(self) -> str:
        return f"http://{HOSTS[0]}:{self.port}"

    @property
    def there(self) -> str:
        return f"http://{HOSTS[1]}:{self.port}"

    def filled(self, text: str) -> str:
        """The text with its places filled in: the two origins, the port, the time, digests of files (SRI)."""
        said = {
            "{here}": self.here,
            "{there}": self.there,
            "{port}": str(self.port),
            "{captured}": str(self.started),
        }
        for name, value in said.items():
            text = text.replace(name, value)
        return re.sub(r"\{sri:([^}]+)\}", _digest, text)

    def answer(self, host: str, target: str, method: str, wanted: str) -> bytes:
        """The whole answer, head and body."""
        path, _, query = target.partition("?")
        name = unquote_to_bytes(path).decode("utf-8", "replace")
        moved = self._moved(host, name)
        if moved:
            status, to = moved
            return f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()
        found = self._found(name, query, method)
        if found is None:
            return (
                b"HTTP/1.1 404 Not here\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nno such\r\n"
            )
        kind, body, *more = found
        return _framed(kind, body, name, [*more, "Access-Control-Allow-Origin: *"], wanted)

    def _moved(self, host: str, name: str) -> tuple[int, str] | None:
        return {
            "/hop/a.png": (302, "b.png"),
            "/hop/b.png": (307, f"//{HOSTS[1]}:{self.port}/hop/c.png"),
            "/hop/c.png": (308, "/pix/hop.png?w=11"),
            "/hop/old.css": (301, f"{self.there}/style/moved.css"),
            "/hop/page": (302, "/parts/landed.html#mark"),
            "/hop/data": (303, "/data/hopped.json"),
        }.get(name)

    def _found(self, name: str, query: str, method: str) -> tuple[str, bytes, *tuple[str, ...]] | None:
        if name.startswith(("/pix/", "/снимки/")):
            width = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair).get("w", "7")
            return "image/png", png(int(width), 5), 'ETag: "x-1"', "Vary: Accept-Encoding"
        if name == "/data/echo":
            return "application/json", b'{"method": "%s"}' % method.encode()
        if name == "/data/pad":
            callback = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair).get(
                "callback", "pad"
            )
            return "text/javascript", callback.encode() + b'({"padded": true})'
        if name == "/live/stream":
            return "text/event-stream", b"data: never\n\n"
        if name == "/sound/hush.wav":
            return "audio/wav", wav(2)
        if name == "/robots.txt":
            return "text/plain", b"User-agent: *\nDisallow:\n"
        if name == "/":
            name = "/front.html"
        file = HERE / "site" / name.strip("/").replace("/", "~")
        if not file.is_file():
            return None
        text = self.filled(file.read_text("utf-8"))
        kind, codec = _KINDS[file.suffix], "utf-8"
        if ".cp1251." in file.name:
            kind, codec = "text/html", "cp1251"
        if ".sjis." in file.name:
            kind, codec = "text/css", "shift_jis"
        extra = ["X-Reef: coral"] if file.suffix == ".json" else []
        return kind, text.encode(codec), *extra


def _digest(found: re.Match[str]) -> str:
    return (
        "sha256-"
        + base64.b64encode(hashlib.sha256((HERE / "site" / found[1]).read_bytes()).digest()).decode()
    )


def _framed(kind: str, body: bytes, name: str, headers: list[str], wanted: str) -> bytes:
    """Content codings by a word in the name, chunks for some, ranges for sound."""
    status = "200 OK"
    if ".gz." in name:
        body = gzip.compress(body, mtime=0)
        headers.append("Content-Encoding: gzip")
    elif ".br." in name:
        body = brotli.compress(body)
        headers.append("Content-Encoding: br")
    elif ".zz." in name:
        body = zlib.compress(body)
        headers.append("Content-Encoding: deflate")
    if kind == "audio/wav":
        headers.append("Accept-Ranges: bytes")
        if wanted.startswith("bytes="):
            first, _, last = wanted[6:].partition("-")
            end = int(last) if last else len(body) - 1
            headers.append(f"Content-Range: bytes {first}-{end}/{len(body)}")
            status, body = "206 Partial Content", body[int(first) : end + 1]
    if ".ch." in name:
        headers.append("Transfer-Encoding: chunked")
        pieces = [body[n : n + 37] for n in range(0, len(body), 37)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"
    else:
        headers.append(f"Content-Length: {len(body)}")
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers))
    return head.encode() + b"\r\n\r\n" + body


def talk(site: Answering, client: socket.socket, host: str) -> None:
    """One request and its answer."""
    with client:
        client.settimeout(10)
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                more = client.recv(65536)
                if not more:
                    return
                head += more
            lines = head.decode("latin-1").split("\r\n")
            method, target, _ = lines[0].split(" ", 2)
            wanted = next((line[7:] for line in lines if line.lower().startswith("range: ")), "")
            site.asked.append(f"{method} {host}{target}")
            reply = site.answer(host, target, method, wanted)
            client.sendall(reply.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        except (OSError, ValueError):
            return


@contextmanager
def running(port: int = 0) -> Iterator[Site]:
    """The site on both hosts until the block ends."""
    first = socket.create_server((HOSTS[0], port))
    site = Site(first.getsockname()[1])
    second = socket.create_server((HOSTS[1], site.port))

    def listen(server: socket.socket, host: str) -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(site, client, host), daemon=True).start()

    for server, host in ((first, HOSTS[0]), (second, HOSTS[1])):
        threading.Thread(target=listen, args=(server, host), daemon=True).start()
    try:
        yield site
    finally:
        first.close()
        second.close()
