"""A Reply as the Scrapy response that a spider sees."""

from __future__ import annotations

from ipaddress import ip_address

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.fetching.wire import Reply


def flags(reply: Reply) -> list[str]:
    """`dataloss` where bytes are missing or the framing is broken, then the reason (WARC-Truncated's word)."""
    if reply.answer.truncated:
        return ["dataloss", reply.answer.truncated]
    return ["dataloss", "framing"] if reply.answer.damage else []


def scrapy_response(reply: Reply, url: str) -> Response:
    """The answer by Scrapy's own rules for classes; its body is free of chunk framing, the content coding stays."""
    answer = reply.answer
    headers, body = Headers(answer.headers), answer.entity()
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(
        url,
        status=answer.status,
        headers=headers,
        body=body,
        flags=flags(reply),
        ip_address=ip_address(reply.exchange.ip) if reply.exchange.ip else None,
        protocol=answer.version.upper(),
    )
