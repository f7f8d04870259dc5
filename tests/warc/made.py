"""Records made by hand, a field or a byte away from good ones, for the tables of what the checker accepts and refuses."""

from __future__ import annotations

import gzip
from base64 import b32encode
from hashlib import sha1

ID = "<urn:uuid:00000000-0000-4000-8000-000000000001>"
OTHER = "<urn:uuid:00000000-0000-4000-8000-000000000002>"
THIRD = "<urn:uuid:00000000-0000-4000-8000-000000000003>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
PAGE = HEAD + b"<p>Hello</p>"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n"
GET = b"GET /1 HTTP/1.1\r\nHost: news.example\r\n\r\n"
SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def base32(data: bytes) -> str:
    return b32encode(sha1(data).digest()).decode()


def record(
    *extra: str,
    drop: str = "",
    version: str = "1.1",
    block: bytes = PAGE,
    end: str = "\r\n\r\n",
    **fields: str,
) -> bytes:
    """A good response record with `fields` (`_` for `-`) put in or changed, `extra` lines added, and the fields named in
    `drop` left out."""
    found = {
        "WARC-Type": "response",
        "WARC-Record-ID": ID,
        "WARC-Date": "2026-11-23T06:00:00Z",
        "WARC-Target-URI": "http://news.example/1",
        "Content-Type": "application/http;msgtype=response",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in found.items() if name not in drop.split()]
    return "\r\n".join([f"WARC/{version}", *lines, *extra, "", ""]).encode() + block + end.encode()


def warcinfo(*extra: str, block: bytes = b"software: newsark\r\n", drop: str = "", **fields: str) -> bytes:
    fields = {"WARC_Type": "warcinfo", "Content_Type": "application/warc-fields"} | fields
    return record(*extra, block=block, drop=f"WARC-Target-URI {drop}", **fields)


def metadata(*extra: str, block: bytes = b"fetchTimeMs: 47\r\n", drop: str = "", **fields: str) -> bytes:
    fields = {"WARC_Type": "metadata", "Content_Type": "application/warc-fields"} | fields
    return record(*extra, block=block, drop=drop, **fields)


def request(*extra: str, block: bytes = GET, drop: str = "", **fields: str) -> bytes:
    fields = {"WARC_Type": "request", "Content_Type": "application/http;msgtype=request"} | fields
    return record(*extra, block=block, drop=drop, **fields)


def resource(*extra: str, block: bytes = b"<p>Hello</p>", drop: str = "", **fields: str) -> bytes:
    return record(
        *extra, block=block, drop=drop, **({"WARC_Type": "resource", "Content_Type": "text/html"} | fields)
    )


def conversion(*extra: str, drop: str = "", **fields: str) -> bytes:
    return resource(*extra, drop=drop, **({"WARC_Type": "conversion"} | fields))


def revisit(*extra: str, block: bytes = HEAD, drop: str = "", **fields: str) -> bytes:
    good = {
        "WARC_Type": "revisit",
        "WARC_Profile": SAME,
        "WARC_Payload_Digest": f"sha1:{base32(b'<p>Hello</p>')}",
        "WARC_Truncated": "length",
    }
    return record(*extra, block=block, drop=drop, **(good | fields))


def continuation(*extra: str, block: bytes = b"lo</p>", drop: str = "", **fields: str) -> bytes:
    good = {
        "WARC_Type": "continuation",
        "WARC_Record_ID": OTHER,
        "WARC_Segment_Origin_ID": ID,
        "WARC_Segment_Number": "2",
    }
    return record(*extra, block=block, drop=f"Content-Type {drop}", **(good | fields))


def members(*records: bytes) -> bytes:
    """A gzip file with a member a record."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)
