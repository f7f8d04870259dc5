"""Byte ranges (RFC 9110, section 14). Pure."""

from __future__ import annotations

import re

from archive.replay.wire import Reply, plain

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")


def partial(reply: Reply, want_range: str, content_range: str = "") -> Reply:
    """The part of the reply that a Range header asks for; the whole where it asks for several or in other units.

    `content_range` is the captured answer's own: a capture of a part answers for the bytes it has.
    """
    start, total = 0, len(reply.body)
    if reply.status == 206:
        found = _CONTENT_RANGE.match(content_range)
        if found and int(found[2]) - int(found[1]) + 1 == len(reply.body):
            start = int(found[1])
            total = int(found[3]) if found[3] != "*" else start + len(reply.body)
        if start == 0 and total == len(reply.body):
            reply = Reply(200, reply.headers, reply.body)
        elif not want_range:
            return _cut(reply, start, start, start + len(reply.body), total)
    if reply.status not in {200, 206} or not want_range:
        return Reply(reply.status, (*reply.headers, ("Accept-Ranges", "bytes")), reply.body, reply.reason)
    asked = _asked(want_range, total)
    if asked is None:
        return reply
    first, end = max(asked[0], start), min(asked[1], start + len(reply.body))
    if first >= end or asked[0] != first:
        return plain(416, "that range is not in this capture", ("Content-Range", f"bytes */{total}"))
    return _cut(reply, start, first, end, total)


def _asked(value: str, total: int) -> tuple[int, int] | None:
    """First byte and the one behind the last; None for what is no single byte range."""
    found = _RANGE.match(value.strip())
    if not found or found[1] == found[2] == "":
        return None
    if not found[1]:  # the last n bytes, or all where there are fewer
        return max(0, total - int(found[2])), total
    end = min(int(found[2]) + 1, total) if found[2] else total
    return (int(found[1]), end) if not found[2] or int(found[1]) <= int(found[2]) else None


def _cut(reply: Reply, offset: int, first: int, end: int, total: int) -> Reply:
    headers = (
        *reply.headers,
        ("Accept-Ranges", "bytes"),
        ("Content-Range", f"bytes {first}-{end - 1}/{total}"),
    )
    return Reply(206, headers, reply.body[first - offset : end - offset])
