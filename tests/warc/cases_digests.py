"""Small files, whether they conform, and the rule that says so: digests, gzip, and files that are no WARC."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from base64 import b32encode, b64encode

from made import (
    CHUNKED,
    GET,
    HEAD,
    OTHER,
    PAGE,
    base32,
    continuation,
    conversion,
    members,
    metadata,
    record,
    request,
    resource,
    revisit,
    warcinfo,
)


def hexed(name: str, data: bytes = PAGE) -> str:
    return hashlib.new(name, data).hexdigest()


def based(name: str, data: bytes = PAGE) -> str:
    return b32encode(hashlib.new(name, data).digest()).decode()


BLOCKS = {
    value: (record(WARC_Block_Digest=value), rule)
    for value, rule in {
        f"sha1:{based('sha1')}": "",
        f"sha1:{based('sha1').lower()}": "",
        f"sha1:{hexed('sha1')}": "",
        f"sha1:{hexed('sha1').upper()}": "",
        f"SHA1:{based('sha1')}": "",
        f"sha-1:{based('sha1')}": "",
        f"SHA-1:{hexed('sha1')}": "",
        f"md5:{hexed('md5')}": "",
        f"md5:{hexed('md5').upper()}": "",
        f"md5:{based('md5')}": "",
        f"md5:{based('md5').rstrip('=')}": "",
        f"sha256:{hexed('sha256')}": "",
        f"sha256:{based('sha256')}": "",
        f"sha256:{based('sha256').rstrip('=')}": "",
        f"sha-256:{hexed('sha256')}": "",
        f"sha256:{b64encode(hashlib.sha256(PAGE).digest()).decode()}": "",
        f"sha224:{hexed('sha224')}": "",
        f"sha384:{hexed('sha384')}": "",
        f"sha512:{hexed('sha512')}": "",
        f"sha512:{based('sha512')}": "",
        f"sha3-256:{hexed('sha3_256')}": "",
        f"blake2b:{hexed('blake2b')}": "",
        f"blake2s:{hexed('blake2s')}": "",
        "xxh128:99aa06d3014798d86001c324468d497f": "",
        "tiger:0123": "",
        f"sha1:{base32(b'other')}": "5.8",
        f"sha1:{hexed('sha1', b'other')}": "5.8",
        f"sha256:{hexed('sha256', b'other')}": "5.8",
        f"sha256:{based('sha256', b'other')}": "5.8",
        f"sha-256:{hexed('sha256', b'other')}": "5.8",
        f"md5:{hexed('md5', b'other')}": "5.8",
        f"sha224:{hexed('sha224', b'other')}": "5.8",
        f"sha384:{hexed('sha384', b'other')}": "5.8",
        f"sha512:{hexed('sha512', b'other')}": "5.8",
        f"sha3-256:{hexed('sha3_256', b'other')}": "5.8",
        f"sha3-512:{hexed('sha3_512', b'other')}": "5.8",
        f"blake2b:{hexed('blake2b', b'other')}": "5.8",
        f"blake2s:{hexed('blake2s', b'other')}": "5.8",
        f"sha1:{based('sha256')}": "5.8",
        f"md5:{hexed('sha1')}": "5.8",
        f"sha1:{based('sha1')[:-1]}": "5.8",
        "sha1:AB2CD3EF4GH5IJ6KL7MN8OPQ": "5.8",
        f"sha1:{'1' * 32}": "5.8",
        f"sha1={based('sha1')}": "5.8",
        "sha1": "5.8",
        "sha1:": "5.8",
        f":{based('sha1')}": "5.8",
        based("sha1"): "5.8",
        f"sha1 {based('sha1')}": "5.8",
        f"sha1:{based('sha1')[:16]} {based('sha1')[16:]}": "5.8",
        f"sha1:{based('sha1')}; md5:1": "5.8",
        f"sha(1):{based('sha1')}": "5.8",
    }.items()
}

SQUEEZED = HEAD.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") + gzip.compress(b"Hello", mtime=0)
BOTH = (
    HEAD.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    + b"19\r\n"
    + gzip.compress(b"Hello", mtime=0)
    + b"\r\n0\r\n\r\n"
)
POST = b"POST / HTTP/1.1\r\nHost: news.example\r\nContent-Length: 5\r\n\r\na=b&c"


def paid(make: object, block: bytes, payload: bytes, **fields: str) -> bytes:
    """A record of `block` with the digest of `payload`."""
    return make(block=block, WARC_Payload_Digest=f"sha1:{base32(payload)}", **fields)  # type: ignore[operator, no-any-return]


PAYLOADS = {
    "body": (paid(record, PAGE, b"<p>Hello</p>"), ""),
    "no body": (paid(record, HEAD, b""), ""),
    "chunks taken off": (paid(record, CHUNKED, b"Hello"), ""),
    "chunks as they lie": (paid(record, CHUNKED, CHUNKED.partition(b"\r\n\r\n")[2]), ""),
    "coded body": (paid(record, SQUEEZED, gzip.compress(b"Hello", mtime=0)), ""),
    "resource": (paid(resource, b"Hello", b"Hello"), ""),
    "request with a body": (paid(request, POST, b"a=b&c"), ""),
    "revisit, of what is elsewhere": (paid(revisit, HEAD, b"elsewhere"), ""),
    "first segment, of the whole": (
        paid(record, PAGE, b"<p>Hello</p> and more", WARC_Segment_Number="1"),
        "",
    ),
    "response that is no http": (
        paid(
            record,
            b"Domain: news.example\n",
            b"Domain: news.example\n",
            WARC_Target_URI="whois://a.example/b",
            Content_Type="text/plain",
        ),
        "",
    ),
    "coded and chunked": (paid(record, BOTH, gzip.compress(b"Hello", mtime=0)), ""),
    "chunks with extensions and trailers": (
        paid(
            record, CHUNKED.replace(b"5\r", b"5;a=b\r").replace(b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n"), b"Hello"
        ),
        "",
    ),
    "cut in a chunk": (paid(record, CHUNKED[:-9], b"Hel", WARC_Truncated="disconnect"), ""),
    "head ends in LF LF": (paid(record, PAGE.replace(b"\r\n", b"\n"), b"<p>Hello</p>"), ""),
    "request without a body": (paid(request, GET, b""), ""),
    "request in chunks": (
        paid(request, CHUNKED.replace(b"HTTP/1.1 200 OK", b"POST / HTTP/1.1"), b"Hello"),
        "",
    ),
    "empty resource": (paid(resource, b"", b"", drop="Content-Type"), ""),
    "conversion": (paid(conversion, b"Hello", b"Hello"), ""),
    "continuation, of the whole": (paid(continuation, b"lo</p>", b"<p>Hello</p>"), ""),
    "conversion, another": (paid(conversion, b"Hello", b"Hallo"), "5.9"),
    "request in chunks, another body": (
        paid(request, CHUNKED.replace(b"HTTP/1.1 200 OK", b"POST / HTTP/1.1"), b"Hallo"),
        "5.9",
    ),
    "metadata, block digest wrong": (metadata(WARC_Block_Digest=f"sha1:{'A' * 32}"), "5.8"),
    "warcinfo, block digest wrong": (warcinfo(WARC_Block_Digest=f"sha1:{'A' * 32}"), "5.8"),
    "unknown type, block digest wrong": (
        record(WARC_Type="other", WARC_Block_Digest=f"sha1:{'A' * 32}"),
        "5.8",
    ),
    "another body": (paid(record, PAGE, b"<p>Hallo</p>"), "5.9"),
    "the whole block": (paid(record, PAGE, PAGE), "5.9"),
    "chunked, another body": (paid(record, CHUNKED, b"Hallo"), "5.9"),
    "decoded body": (paid(record, SQUEEZED, b"Hello"), "5.9"),
    "resource, another": (paid(resource, b"Hello", b"Hallo"), "5.9"),
    "request, another body": (paid(request, POST, b"a=b&d"), "5.9"),
    "no digest value": (record(WARC_Payload_Digest="sha1:"), "5.9"),
    "no algorithm": (record(WARC_Payload_Digest=base32(b"<p>Hello</p>")), "5.9"),
    "block right, payload wrong": (
        paid(record, PAGE, b"other", WARC_Block_Digest=f"sha1:{base32(PAGE)}"),
        "5.9",
    ),
    "payload right, block wrong": (
        paid(record, PAGE, b"<p>Hello</p>", WARC_Block_Digest=f"sha1:{base32(b'other')}"),
        "5.8",
    ),
}

TWO = record(), request(WARC_Record_ID=OTHER)
GZ = members(*TWO)
FLAGGED = bytearray(gzip.compress(record(), mtime=0))
FLAGGED[3] |= 0x20


def named(data: bytes, *, off: int = 0) -> bytes:
    """`data` in a gzip member with a name, a comment and a checksum of its header."""
    head = b"\x1f\x8b\x08\x1a\0\0\0\0\0\xff" + b"name.warc\0" + b"comment\0"
    tail = gzip.compress(data, mtime=0)[10:]
    return head + ((zlib.crc32(head) + off) & 0xFFFF).to_bytes(2, "little") + tail


def wrong(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at:][1:]


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.warc", record())
    return file.getvalue()


GZIPPED = {
    "a member a record": (GZ, ""),
    "one member for all": (members(b"".join(TWO)), ""),
    "one record": (members(record()), ""),
    "name, comment and checksum in the header": (named(record()), ""),
    "stored, not deflated": (gzip.compress(record(), 0, mtime=0), ""),
    "header rules hold inside": (members(record(drop="WARC-Date")), "5."),
    "digests hold inside": (members(record(WARC_Block_Digest=f"sha1:{base32(b'')}")), "5.8"),
    "text after the last member": (GZ + b"the end", "D"),
    "plain record after the last member": (members(record()) + request(WARC_Record_ID=OTHER), "D"),
    "last member cut": (GZ[:-30], "D"),
    "last member cut in its checksum": (GZ[:-6], "D"),
    "header of a member alone": (members(record()) + GZ[:10], "D"),
    "checksum wrong": (wrong(GZ, -5), "D"),
    "length wrong": (wrong(GZ, -1), "D"),
    "deflate stream wrong": (wrong(GZ, 12), "D"),
    "checksum of the header wrong": (named(record(), off=1), "D"),
    "extra field": (
        b"\x1f\x8b\x08\x04" + bytes(6) + b"\x04\0abcd" + gzip.compress(record(), mtime=0)[10:],
        "",
    ),
    "one line end after the block": (members(record(end="\r\n")), "4 end"),
    "middle member wrong": (
        members(record()) + wrong(members(record()), 30) + members(request(WARC_Record_ID=OTHER)),
        "D",
    ),
    "nul bytes after the last member": (GZ + bytes(512), "D"),
    "line end in a member of its own": (members(*TWO, b"\r\n"), "4 version"),
    "method no deflate": (b"\x1f\x8b\x07" + GZ[3:], "4 version"),
    "reserved flag": (bytes(FLAGGED), "D"),
    "gzip in gzip": (gzip.compress(GZ, mtime=0), "4 version"),
    "gzip of nothing": (gzip.compress(b"", mtime=0), "D gzip"),
    "first bytes of gzip alone": (b"\x1f\x8b", "4 version"),
    "empty": (b"", "4 record"),
    "page": (b"<!DOCTYPE html><p>404</p>", "4 version"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "4 version"),
    "zip": (zipped(), "4 version"),
    "nul bytes": (b"\x00" * 4096, "4 version"),
}

ARC_VERSION = b"1 0 Newsark\nURL IP-address Archive-date Content-type Archive-length\n\n"
ARC_VERSION_2 = b"2 0 Newsark\nURL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename Archive-length\n\n"


def arc(first: bytes = ARC_VERSION, line: str = "", block: bytes = PAGE, end: bytes = b"\n") -> bytes:
    head = f"filedesc://a.arc 0.0.0.0 20261123060000 text/plain {len(first)}\n".encode()
    line = line or f"http://news.example/1 192.0.2.1 20261123060000 text/html {len(block)}"
    return head + first + b"\n" + line.encode() + b"\n" + block + end


ARCS = {
    "one": (arc(), ""),
    "two": (
        arc(
            ARC_VERSION_2,
            f"http://news.example/1 192.0.2.1 20261123060000 text/html 200 - - 76 a.arc {len(PAGE)}",
        ),
        "",
    ),
    "without the last line end": (arc(end=b""), ""),
    "gzipped": (members(arc()), ""),
    "gzipped, a member a record": (
        members(arc()[: arc().index(b"http://news")], arc()[arc().index(b"http://news") :]),
        "",
    ),
    "gzipped, cut": (members(arc())[:-9], "ARC"),
    "text at the end": (arc() + b"the end of it\n", "ARC"),
    "length too large": (arc(line="http://news.example/1 192.0.2.1 20261123060000 text/html 900"), "ARC"),
    "length too small": (arc(line="http://news.example/1 192.0.2.1 20261123060000 text/html 20"), "ARC"),
    "length a word": (arc(line="http://news.example/1 192.0.2.1 20261123060000 text/html all"), "ARC"),
    "date too short": (arc(line=f"http://news.example/1 192.0.2.1 2026 text/html {len(PAGE)}"), "ARC"),
    "no such day": (arc(line=f"http://news.example/1 192.0.2.1 20261345060000 text/html {len(PAGE)}"), "ARC"),
    "address no number": (
        arc(line=f"http://news.example/1 here 20261123060000 text/html {len(PAGE)}"),
        "ARC",
    ),
    "a field too few": (arc(line=f"http://news.example/1 20261123060000 text/html {len(PAGE)}"), "ARC"),
    "cut": (arc()[:-20], "ARC"),
}
