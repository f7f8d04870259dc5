"""A Reply as the Scrapy response that a spider sees."""

from __future__ import annotations

from ipaddress import ip_address

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive.warc.http import Decoded, decode_body
from crawler.fetching.wire import Reply

_FRAMING = (b"content-encoding", b"transfer-encoding")


def flags(reply: Reply, decoded: Decoded) -> list[str]:
    """What is wrong with the body, for the spider to see.

    `dataloss` with `length`, `time`, `disconnect`, `framing` or `decoded-length` behind it; `undecoded` where a content
    coding could not be undone.
    """
    lost: str | None = reply.answer.truncated
    if lost is None and reply.answer.damage:
        lost = "framing"
    if lost is None and decoded.truncated:
        lost = "decoded-length"
    return (["dataloss", lost] if lost else []) + (["undecoded"] if decoded.damaged else [])


def scrapy_response(reply: Reply, url: str, limit: int) -> Response:
    """The answer by Scrapy's own rules for classes, its body decoded to at most `limit` bytes.

    As after Scrapy's own decompression the header no longer names the codings. They are undone here because a middleware
    would make a second response of each.
    """
    answer = reply.answer
    coding = [
        ("content-encoding", value.decode("latin-1")) for value in answer.head.values(b"content-encoding")
    ]
    decoded = decode_body(tuple(coding), answer.entity(None if coding else limit + 1), limit)
    headers = Headers([field for field in answer.headers if field[0].lower() not in _FRAMING])
    kind = responsetypes.from_args(headers=headers, url=url, body=decoded.data)
    response = kind(
        url,
        status=answer.status,
        body=decoded.data,
        flags=flags(reply, decoded),
        ip_address=ip_address(reply.exchange.ip) if reply.exchange.ip else None,
        protocol=answer.head.version.upper(),
    )
    response.headers = headers  # given to the constructor, they would be copied field by field
    return response
