"""One HTTP/1 answer as it comes in: where its head, its chunks and its end are. Pure: bytes are fed, none are lost.

    feed(bytes)* eof()?  ->  raw = head + body as received;  interim = the 1xx answers before it

The end of a message follows RFC 9112, section 6.3. Whatever breaks the framing (a chunk size that is no number, two
Content-Lengths that differ) is kept as received and named in `damage`; nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.model import Truncation
from crawler.fetching.failing import Broken

MAX_CHUNK_LINE = 16_384
"""Longest chunk-size line with its extensions, and longest trailer section, in bytes (the limit of common servers)."""

_HEX = frozenset(b"0123456789abcdefABCDEF")


class BadHead(Broken):
    """The bytes do not begin with the head of an HTTP/1 answer."""

    def __init__(self, detail: str) -> None:
        super().__init__("protocol", detail)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may cost: bytes of head (interim answers included) and of body, both as on the wire."""

    head: int = 262_144
    body: int = 32 * 1024 * 1024


class Answer:
    """Feed it what arrives until `done`; `bodiless` says that the request was a HEAD."""

    def __init__(self, limits: Limits, *, bodiless: bool = False) -> None:
        self.limits, self.bodiless = limits, bodiless
        self.raw = bytearray()
        self.interim = bytearray()
        self._frozen = b""
        self.status = 0
        self.version = ""
        self.headers: list[tuple[bytes, bytes]] = []
        self.head_end = 0
        self.done = False
        self.keep_alive = False
        self.truncated: Truncation | None = None
        self.damage = ""
        self.excess = 0
        self._at = 0
        self._left = 0
        self._least = 0
        self._spans: list[tuple[int, int]] = []
        self._step: Callable[[], bool] = self._head

    @property
    def started(self) -> bool:
        """Whether the final head is complete."""
        return self.head_end > 0

    def feed(self, data: bytes) -> None:
        """Takes the next bytes of the connection. Raises BadHead."""
        self.raw += data
        while not self.done and self._step():
            pass
        if self.started and self._at - self.head_end > self.limits.body:
            self._cut()
        if self.done and self.truncated is None and len(self.raw) > self._at:
            self.excess = len(self.raw) - self._at
            self.keep_alive = False
            del self.raw[self._at :]

    def eof(self) -> None:
        """The peer has closed: the end of a message without a length, too early for any other.

        Raises BadHead, and Broken(reset) before the head was complete.
        """
        if self.done:
            return
        if not self.started:
            if self.raw and not self._is_http():
                raise BadHead("no status line")
            raise Broken("reset", "closed inside the head" if self.raw else "closed without an answer")
        open_ended = self._step in (self._until_close, self._rubbish)
        complete = open_ended and self._at - self.head_end >= self._least
        self.stop(None if complete else "disconnect")

    def stop(self, reason: Truncation | None) -> None:
        """Ends the message here, because of `reason`."""
        self.done, self.keep_alive, self.truncated = True, False, reason
        self._at = len(self.raw)

    def freeze(self) -> bytes:
        """Head and body as received, once they are done. There is one copy of them from here on: bodies are large."""
        self._frozen = bytes(self.raw)
        self.raw.clear()
        return self._frozen

    def entity(self) -> bytes:
        """The body without its chunk framing; the content coding stays."""
        with memoryview(self._frozen or self.raw) as raw:
            return b"".join([raw[start:end] for start, end in self._spans])

    def _cut(self) -> None:
        del self.raw[self.head_end + self.limits.body :]
        self._at = min(self._at, len(self.raw))
        self._spans = [(start, min(end, len(self.raw))) for start, end in self._spans]
        self.stop("length")

    def _end(self) -> bool:
        self.done = True
        return False

    # -- the head

    def _head(self) -> bool:
        raw = self.raw
        if not self._is_http():
            if len(raw) > self.limits.head:
                raise BadHead(f"no status line in the first {self.limits.head} bytes")
            return False
        end = _blank_line(raw, self._at)
        if end < 0:
            if len(raw) + len(self.interim) > self.limits.head:
                raise BadHead(f"head longer than {self.limits.head} bytes")
            self._at = max(0, len(raw) - 3)
            return False
        self._at = 0
        self.version, self.status = _status_line(raw)
        if 100 <= self.status < 200 and self.status != 101:
            self.interim += raw[:end]
            del raw[:end]
            return bool(raw)
        self.headers = _fields(bytes(raw[:end]))
        self.head_end = self._at = end
        self._choose_body()
        return True

    def _is_http(self) -> bool:
        return b"HTTP/".startswith(bytes(self.raw[:5]))

    def _choose_body(self) -> None:
        """RFC 9112, section 6.3, in its order; the connection stays usable only where the end is beyond doubt."""
        codings = b",".join(self.values(b"transfer-encoding")).lower()
        lengths = {length.strip() for value in self.values(b"content-length") for length in value.split(b",")}
        self.keep_alive = self._persistent()
        if self.bodiless or self.status in (101, 204, 304):
            self._step = self._end
        elif codings:
            self.keep_alive = self.keep_alive and not lengths and self.version != "http/1.0"
            last = codings.rsplit(b",", 1)[-1].strip()
            self._step = self._chunk_size if last == b"chunked" else self._until_close
        elif not lengths:
            self._step = self._until_close
        else:
            self._choose_length(lengths)

    def _choose_length(self, lengths: set[bytes]) -> None:
        """One length rules; of several that differ the longest bounds the body and the shortest is its least."""
        numbers = {int(x) for x in lengths if x.isdigit() and len(x) < 19}
        if len(lengths) == len(numbers) == 1:
            self._left = numbers.pop()
            self._step = self._sized
            return
        self.damage = "Content-Length: " + b", ".join(sorted(lengths)).decode("latin-1")[:200]
        self.keep_alive = False
        self._left, self._least = max(numbers, default=0), min(numbers, default=0)
        self._step = self._until_close

    def _persistent(self) -> bool:
        options = b",".join(self.values(b"connection")).lower()
        if self.version == "http/1.0":
            return b"keep-alive" in options
        return b"close" not in options

    def values(self, name: bytes) -> list[bytes]:
        """Every value of a field, in order; `name` in lower case."""
        return [value for key, value in self.headers if key.lower() == name]

    # -- the body

    def _sized(self) -> bool:
        here = min(len(self.raw) - self._at, self._left)
        self._spans.append((self._at, self._at + here))
        self._at += here
        self._left -= here
        return not self._left and self._end()

    def _until_close(self) -> bool:
        end = len(self.raw)
        if self._left:
            end = min(end, self.head_end + self._left)
        self._spans.append((self._at, end))
        self._at = end
        return bool(self._left) and end - self.head_end == self._left and self._end()

    def _chunk_size(self) -> bool:
        """`chunk-size [ chunk-ext ] CRLF` (RFC 9112, section 7.1); a bare LF is taken as well."""
        end = self.raw.find(b"\n", self._at, self._at + MAX_CHUNK_LINE)
        if end < 0:
            return len(self.raw) - self._at >= MAX_CHUNK_LINE and self._break(
                "chunk-size line without an end"
            )
        digits = bytes(self.raw[self._at : end]).split(b";", 1)[0].strip()
        if not digits or len(digits) > 16 or not _HEX.issuperset(digits):
            return self._break(f"chunk size {digits[:40]!r}")
        self._at = end + 1
        self._left = int(digits, 16)
        self._step = self._chunk if self._left else self._trailers
        return True

    def _chunk(self) -> bool:
        here = min(len(self.raw) - self._at, self._left)
        self._spans.append((self._at, self._at + here))
        self._at += here
        self._left -= here
        if self._left:
            return False
        self._step = self._chunk_end
        return True

    def _chunk_end(self) -> bool:
        after = bytes(self.raw[self._at : self._at + 2])
        if after == b"\r\n" or after[:1] == b"\n":
            self._at += 2 if after == b"\r\n" else 1
            self._step = self._chunk_size
            return True
        return after not in (b"", b"\r") and self._break("chunk longer than its size")

    def _trailers(self) -> bool:
        """Trailer fields up to an empty line (RFC 9112, section 7.1.2)."""
        end = self.raw.find(b"\n", self._at, self._at + MAX_CHUNK_LINE)
        if end < 0:
            return len(self.raw) - self._at >= MAX_CHUNK_LINE and self._break("trailer without an end")
        empty = not self.raw[self._at : end].strip()
        self._at = end + 1
        return not (empty and not self._end())

    def _break(self, what: str) -> bool:
        """The framing is lost: what follows is kept until the peer closes, and is no entity."""
        self.damage, self.keep_alive = what, False
        self._step = self._rubbish
        return True

    def _rubbish(self) -> bool:
        self._at = len(self.raw)
        return False


def _blank_line(raw: bytearray, start: int) -> int:
    """The offset after the empty line that ends a head, or -1; bare LFs are taken too (RFC 9112, section 2.2)."""
    strict, bare = raw.find(b"\n\r\n", start), raw.find(b"\n\n", start)
    if strict < 0 and bare < 0:
        return -1
    if bare < 0 or 0 <= strict < bare:
        return strict + 3
    return bare + 2


def _status_line(raw: bytearray) -> tuple[str, int]:
    """`HTTP/1.1 SP 3DIGIT SP reason` -> ("http/1.1", status); status codes from 100 to 999 are taken."""
    line = bytes(raw[: raw.find(b"\n")]).rstrip(b"\r")
    version, _, rest = line.partition(b" ")
    code = rest.lstrip(b" ")[:3]
    after = rest.lstrip(b" ")[3:4]
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
