"""One HTTP/1 answer as it comes in: where its head, its chunks and its end are. Pure: bytes are fed, none are lost.

    feed(bytes)* eof()?  ->  raw = head + body as received;  interim = the 1xx answers before it

The end of a message follows RFC 9112, section 6.3. Whatever breaks the framing (a chunk size that is no number, two
Content-Lengths that differ) is kept as received and named in `damage`; nothing is repaired.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.model import Truncation
from crawler.fetching.failing import Broken
from crawler.fetching.head import BadHead, Head, end_of_head

MAX_CHUNK_LINE = 16_384
"""Longest chunk-size line with its extensions, and longest trailer line, in bytes (the limit of common servers)."""

_HEX = frozenset(b"0123456789abcdefABCDEF")
_NO_HEAD = Head("", 0, [])


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
        self.head = _NO_HEAD
        self.head_end = 0
        self.done = self.keep_alive = False
        self.truncated: Truncation | None = None
        self.damage = ""
        self.excess = 0
        self._at = self._left = self._least = 0
        self._chunks: array[int] | None = None  # where each chunk's data begins and ends in `raw`
        self._frozen = b""
        self._step: Callable[[], bool] = self._head

    @property
    def started(self) -> bool:
        """Whether the final head is complete."""
        return self.head_end > 0

    @property
    def status(self) -> int:
        return self.head.status

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        return self.head.headers

    def feed(self, data: bytes) -> None:
        """Takes the next bytes of the connection. Raises BadHead."""
        self.raw += data
        while not self.done and self._step():
            pass
        if self.done:
            self.excess = len(self.raw) - self._at
            self.keep_alive = self.keep_alive and not self.excess
            del self.raw[self._at :]
        elif self.started and len(self.raw) > self._end_of_room:
            del self.raw[self._end_of_room :]
            self.stop("length")

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
        self.stop(None if open_ended and self._at - self.head_end >= self._least else "disconnect")

    def stop(self, reason: Truncation | None) -> None:
        """Ends the message here, because of `reason`."""
        self.done, self.keep_alive, self.truncated = True, False, reason
        self._at = len(self.raw)

    def freeze(self) -> bytes:
        """Head and body as received, once they are done. There is one copy of them from here on: bodies are large."""
        self._frozen = bytes(self.raw)
        self.raw.clear()
        return self._frozen

    def entity(self, most: int | None = None) -> bytes:
        """The body without its chunk framing, made anew at each call, or so many bytes of it; the content coding stays."""
        with memoryview(self._frozen or self.raw) as whole:
            return b"".join(self._pieces(whole, len(whole) if most is None else most))

    def _pieces(self, whole: memoryview, most: int) -> Iterator[memoryview]:
        """The parts of the body that are data, cut behind `most` bytes: bodies are large, and copied once."""
        spans = array("Q", [self.head_end, len(whole)]) if self._chunks is None else self._chunks
        for number in range(0, len(spans), 2):
            piece = whole[spans[number] : min(spans[number + 1], spans[number] + most)]
            yield piece
            most -= len(piece)

    # -- steps: each takes what it can of `raw` and says whether the next may go on

    def _head(self) -> bool:
        raw = self.raw
        if not self._is_http():
            if len(raw) > self.limits.head:
                raise BadHead(f"no status line in the first {self.limits.head} bytes")
            return False
        end = end_of_head(raw, self._at)
        if end < 0:
            if len(raw) + len(self.interim) > self.limits.head:
                raise BadHead(f"head longer than {self.limits.head} bytes")
            self._at = max(0, len(raw) - 3)
            return False
        self._at = 0
        head = Head.of(bytes(raw[:end]))
        if 100 <= head.status < 200 and head.status != 101:
            self.interim += raw[:end]
            del raw[:end]
            return bool(raw)
        self.head, self.head_end, self._at = head, end, end
        self._choose_body()
        return True

    def _is_http(self) -> bool:
        return b"HTTP/".startswith(bytes(self.raw[:5]))

    def _choose_body(self) -> None:
        """RFC 9112, section 6.3, in its order; the connection stays usable only where the end is beyond doubt."""
        head, lengths = self.head, self.head.lengths
        codings = b",".join(head.values(b"transfer-encoding")).lower()
        self.keep_alive = head.persistent
        if self.bodiless or head.status in (101, 204, 304):
            self._step = self._no_body
        elif codings:
            self.keep_alive = head.persistent and not lengths and head.version != "http/1.0"
            if codings.rsplit(b",", 1)[-1].strip() == b"chunked":
                self._step, self._chunks = self._chunk_size, array("Q")
            else:
                self._step = self._until_close
        elif lengths:
            self._choose_length(lengths)
        else:
            self._step = self._until_close

    def _choose_length(self, lengths: set[bytes]) -> None:
        """One length rules; of several that differ the longest bounds the body and the shortest is its least."""
        numbers = {int(x) for x in lengths if x.isdigit() and len(x) < 19}
        if len(lengths) == len(numbers) == 1:
            self._left, self._step = numbers.pop(), self._sized
            return
        self.damage = "Content-Length: " + b", ".join(sorted(lengths)).decode("latin-1")[:200]
        self.keep_alive = False
        self._left, self._least = max(numbers, default=0), min(numbers, default=0)
        self._step = self._until_close

    @property
    def _end_of_room(self) -> int:
        """Where in `raw` the body has reached its limit."""
        return self.head_end + self.limits.body

    def _take(self) -> int:
        """Moves over what is here of `_left` bytes; returns how many those are."""
        here = max(0, min(len(self.raw), self._end_of_room) - self._at)
        here = min(here, self._left)
        self._at += here
        self._left -= here
        return here

    def _no_body(self) -> bool:
        self.done = True
        return False

    def _sized(self) -> bool:
        self._take()
        self.done = not self._left
        return False

    def _until_close(self) -> bool:
        bounded = self._left > 0
        if bounded:
            self._take()
        else:
            self._at = min(len(self.raw), self._end_of_room)
        self.done = bounded and not self._left
        return False

    def _chunk_size(self) -> bool:
        """`chunk-size [ chunk-ext ] CRLF` (RFC 9112, section 7.1); a bare LF is taken as well."""
        line = self._line()
        if line is None:
            return len(self.raw) - self._at >= MAX_CHUNK_LINE and self._break(
                "chunk-size line without an end"
            )
        digits = line.split(b";", 1)[0].strip()
        if not digits or len(digits) > 16 or not _HEX.issuperset(digits):
            return self._break(f"chunk size {digits[:40]!r}")
        self._at += len(line)
        self._left = int(digits, 16)
        self._step = self._chunk if self._left else self._trailers
        return True

    def _chunk(self) -> bool:
        start, chunks = self._at, self._chunks
        assert chunks is not None
        self._take()
        if chunks and chunks[-1] == start:
            chunks[-1] = self._at
        else:
            chunks.extend((start, self._at))
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
        line = self._line()
        if line is None:
            return len(self.raw) - self._at >= MAX_CHUNK_LINE and self._break("trailer without an end")
        self._at += len(line)
        self.done = not line.strip()
        return not self.done

    def _line(self) -> bytes | None:
        """The next line with its end, or None while it has none."""
        end = self.raw.find(b"\n", self._at, min(self._at + MAX_CHUNK_LINE, self._end_of_room))
        return None if end < 0 else bytes(self.raw[self._at : end + 1])

    def _break(self, what: str) -> bool:
        """The framing is lost: what follows is kept until the peer closes, and is no entity."""
        self.damage, self.keep_alive = what, False
        self._step = self._rubbish
        return True

    def _rubbish(self) -> bool:
        self._at = len(self.raw)
        return False
