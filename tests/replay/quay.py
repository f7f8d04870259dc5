"""A third check page: three hosts (a port of its own, a name in other letters) behind one socket that is asked as a proxy.

The answers stand in `quaypage/*.txt`, each behind a line `=== /path?query` (or `=== //host:port/path`): header lines, an
empty line, the body. `+gzip`, `+br`, `+chunked`, `+http10`, `+charset NAME` and `+png WIDTH` say how it is sent. Pictures are
made for every address below `/pix/`, as wide as their `w=` says.
"""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from reef import png, talk, wav

HERE = Path(__file__).parent / "quaypage"
HOST = "quay.example"
SHOWN = (HERE / "shown.js").read_text("utf-8")
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_KINDS = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "vtt": "text/vtt",
}


@dataclass(frozen=True)
class Said:
    """One answer: header lines, how it is sent, text."""

    headers: tuple[str, ...]
    ways: tuple[str, ...]
    text: str

    @classmethod
    def of(cls, block: str) -> Said:
        head, body = [], block
        while found := re.match(r"(\+[a-z0-9]+(?: \S+)?|[A-Z][\w-]+:.*)\n", body):
            head.append(found[1])
            body = body[found.end() :]
        ways = tuple(line[1:] for line in head if line.startswith("+"))
        return cls(
            tuple(line for line in head if line[0] != "+"), ways, body.removeprefix("\n") if head else body
        )


def answers() -> dict[str, Said]:
    """By host and target, the target without percent-escapes."""
    out = {}
    for file in sorted(HERE.glob("*.txt")):
        for block in re.split(r"^=== ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = block.partition("\n")
            out[_key(name.removeprefix("//") if name.startswith("//") else HOST + name)] = Said.of(rest)
    return out


def _key(target: str) -> str:
    return target.replace("%2f", "%2F").replace(":80/", "/")


@dataclass
class Quay:
    """All hosts at once. `asked` holds the request lines."""

    port: int
    asked: list[str] = field(default_factory=list)
    started: int = field(default_factory=lambda: int(time.time() * 1000))
    said: dict[str, Said] = field(default_factory=answers)

    def answer(self, _: str, target: str, method: str, wanted: str) -> bytes:
        """The whole answer to a request for an absolute target."""
        if method == "HEAD":
            return self.answer(_, target, "GET", wanted).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        found = re.match(r"http://([^/]+)(/[^?#]*)(\?[^#]*)?", target)
        if not found or method != "GET":
            return _framed("405 No", [], b"")
        host, path, query = found[1].lower().removesuffix(":80"), found[2], found[3] or ""
        said = self.said.get(_key(host + path + query)) or self.said.get(_key(host + path))
        if said:
            return self._said(said, path)
        if "/pix/" in path or path.startswith("/dock/"):
            return _picture(path, query)
        if path == "/sound/bell.wav":
            return _ranged(wav(2), wanted)
        return _framed("404 Not here", ["Content-Type: text/plain"], b"no such")

    def _said(self, said: Said, path: str) -> bytes:
        text = said.text.replace("{long}", "long" * 450).replace("{dot}", DOT)
        text = text.replace("{captured}", str(self.started))
        charset = next((way.split()[1] for way in said.ways if way.startswith("charset ")), "utf-8")
        body = text.strip("\n").encode(charset)
        headers = list(said.headers)
        status = next((line[8:] for line in headers if line.startswith("Status: ")), "200 OK")
        headers = [line for line in headers if not line.startswith("Status: ")]
        for way in said.ways:
            if way.startswith("png "):
                body = png(int(way[4:]), 5)
                headers.append("Content-Type: image/png")
        codings = [way for way in said.ways if way in {"gzip", "br"}]
        for coding in codings:
            body = gzip.compress(body, mtime=0) if coding == "gzip" else brotli.compress(body)
        if codings:
            headers.append("Content-Encoding: " + ", ".join(codings))
        if not any(line.startswith("Content-Type:") for line in headers):
            headers.append("Content-Type: " + _KINDS.get(path.rpartition(".")[2], "text/html; charset=utf-8"))
        return _framed(status, [line for line in headers if line != "Content-Type:"], body, said.ways)


def _picture(path: str, query: str) -> bytes:
    width = re.search(r"[?&]w=(\d+)", query)
    picture = png(int(width[1]) if width else 7, 5)
    kind = (
        [] if "nokind" in path else ["Content-Type: " + ("text/plain" if "textkind" in path else "image/png")]
    )
    return _framed("200 OK", kind, picture, ("http10",) if "nolength" in path else ())


def _ranged(body: bytes, wanted: str) -> bytes:
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", wanted)
    headers = ["Content-Type: audio/wav", "Accept-Ranges: bytes"]
    if not found:
        return _framed("200 OK", headers, body)
    first, last = int(found[1]), int(found[2] or len(body) - 1)
    headers.append(f"Content-Range: bytes {first}-{last}/{len(body)}")
    return _framed("206 Partial Content", headers, body[first : last + 1])


def _framed(status: str, headers: list[str], body: bytes, ways: tuple[str, ...] = ()) -> bytes:
    version = "HTTP/1.0" if "http10" in ways else "HTTP/1.1"
    lines = [f"{version} {status}", *headers, "Access-Control-Allow-Origin: *"]
    if "chunked" in ways:
        lines.append("Transfer-Encoding: chunked")
        pieces = [body[n : n + 29] for n in range(0, len(body), 29)]
        framed = b"".join(b"%x;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        body = framed + b"0\r\nX-Trailer: 1\r\n\r\n"
    elif "http10" not in ways:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def running() -> Iterator[Quay]:
    """All hosts behind a proxy on loopback until the block ends."""
    server = socket.create_server(("127.0.0.1", 0))
    quay = Quay(server.getsockname()[1])

    def listen() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(quay, client, ""), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield quay
    finally:
        server.close()
