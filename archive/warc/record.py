"""Pure: what happened on the wire, as WARC 1.1 records (ISO 28500:2017; sections below are of that text).

A record is text lines, a blank line, the block, two line ends (section 4); here each becomes one gzip member (annex D).
The records of one capture event share their WARC-Date (5.4) and are tied by WARC-Concurrent-To (5.7). Payload digests
are of the entity body: chunk framing removed, content coding kept (5.9, 6.3.2); `warcinfo` and `metadata` have none.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Literal, get_args

from archive.model import CaptureRow, CrawlInfo, Exchange, Failure, Json, Location
from archive.urls import surt
from archive.warc.deflate import packer
from archive.warc.digests import sha1_of
from archive.warc.http import HttpResponse, dechunked, entity_body, parse_response
from archive.warc.nonget import request_key

VERSION = "WARC/1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
FIELDS = "application/warc-fields"
TOMBSTONE = b"takedown: "
"""How the block of a record begins that stands where a capture was taken out."""
_LATER_HTTP = re.compile(rb"HTTP/[23](?:\.\d)? ")

Fields = list[tuple[str, str]]
NewId = Callable[[], str]
Known = Callable[[str, str], CaptureRow | None]
Kind = Literal["response", "revisit", "metadata"]
Transfer = Literal["verbatim", "dechunk"]
TRANSFERS: tuple[Transfer, ...] = get_args(Transfer)
"""How chunked answers are kept: as they came, or without framing and its header, for checkers that digest the framing."""


@dataclass(frozen=True, slots=True)
class Written:
    """Records ready for the disk: one gzip member each, the main one first; `row` lacks its place in a file."""

    members: tuple[bytes, ...]
    row: CaptureRow


def of_exchange(
    exchange: Exchange,
    new_id: NewId,
    *,
    known: Known | None = None,
    not_modified_of: CaptureRow | None = None,
    transfer: Transfer = "verbatim",
) -> Written:
    """The response (or revisit), its request, and the metadata of the capture."""
    received = _as_http1(exchange.response) if exchange.reconstructed else exchange.response
    response = dechunked(received) if transfer == "dechunk" else received
    http = parse_response(response)
    body = response[http.body_offset :]
    digest = sha1_of(entity_body(http.headers, body))
    original = (
        not_modified_of
        if http.status == 304
        else known(digest, exchange.url)
        if known and _worth(http, body)
        else None
    )
    main_id, request_id = new_id(), new_id()
    date = warc_date(exchange.started)
    if original is None:
        kind: Kind = "response"
        head = common(kind, main_id, exchange.url, date)
        block = response
        head.append(("WARC-Payload-Digest", digest))
        if exchange.truncated:
            head.append(("WARC-Truncated", exchange.truncated))
    else:
        kind, block = "revisit", response[: http.body_offset]
        digest = original.digest or digest if http.status == 304 else digest
        head = common(kind, main_id, exchange.url, date) + _revisit(http.status, original, digest)
    head += _wire(exchange)
    head.append(("Content-Type", "application/http;msgtype=response"))
    members = [member(head, block)]
    if exchange.request:
        asked = [
            *common("request", request_id, exchange.url, date),
            ("WARC-Concurrent-To", f"<{main_id}>"),
            *_wire(exchange),
        ]
        members.append(
            member([*asked, ("Content-Type", "application/http;msgtype=request")], exchange.request)
        )
    facts = _facts(exchange)
    if response is not received:
        facts.append(("transfer", "chunk framing and its header were taken off"))
    if facts:
        about = [*common("metadata", new_id(), exchange.url, date), ("WARC-Concurrent-To", f"<{main_id}>")]
        members.append(member([*about, ("Content-Type", FIELDS)], fields(facts)))
    row = CaptureRow(
        record_id=main_id,
        url=exchange.url,
        surt=request_key(exchange.url, exchange.request),
        date=exchange.started,
        location=Location("", 0, 0),
        kind=kind,
        status=http.status,
        mime=_mime(http),
        digest=digest,
        refers_to=original.record_id if original else None,
        refers_to_url=original.url if original else None,
        refers_to_date=original.date if original else None,
        truncated=exchange.truncated if original is None else "length",
    )
    return Written(tuple(members), row)


def of_failure(failure: Failure, new_id: NewId) -> Written:
    """An attempt without an answer: a `metadata` record that says what went wrong (6.6), and the request, if one was sent."""
    main_id, date = new_id(), warc_date(failure.started)
    facts: Fields = [
        ("outcome", failure.kind),
        ("detail", failure.detail),
        ("fetchTimeMs", str(round(failure.seconds * 1000))),
    ]
    facts += _origin(failure.via, failure.hops)
    if failure.received:
        facts.append(("received", base64.b64encode(failure.received).decode("ascii")))
    head = common("metadata", main_id, failure.url, date)
    head += _address(failure.ip)
    members = [member([*head, ("Content-Type", FIELDS)], fields(facts))]
    if failure.request:
        asked = [*common("request", new_id(), failure.url, date), ("WARC-Concurrent-To", f"<{main_id}>")]
        asked += _address(failure.ip)
        members.append(
            member([*asked, ("Content-Type", "application/http;msgtype=request")], failure.request)
        )
    place = Location("", 0, 0)
    row = CaptureRow(
        main_id, failure.url, surt(failure.url), failure.started, place, "metadata", None, None, None
    )
    return Written(tuple(members), row)


def warcinfo(info: CrawlInfo, file: str, record_id: str, date: datetime, *, hostname: str, ip: str) -> bytes:
    """The first record of a file (6.2): who crawled what with which software, settings and manners."""
    facts: Fields = [
        ("software", info.software or "newsark"),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        ("robots", info.robots),
        ("hostname", hostname),
        ("ip", ip),
        ("http-header-user-agent", info.user_agent),
        ("isPartOf", info.site),
        ("crawl", info.crawl_id),
        ("started", warc_date(info.started)),
        ("settings", json.dumps(dict(info.settings), ensure_ascii=False, sort_keys=True)),
    ]
    if info.operator:
        facts.insert(0, ("operator", info.operator))
    head = [("WARC-Type", "warcinfo"), ("WARC-Record-ID", f"<{record_id}>"), ("WARC-Date", warc_date(date))]
    return member([*head, ("WARC-Filename", file), ("Content-Type", FIELDS)], fields(facts))


def closing(info: CrawlInfo, summary: Mapping[str, Json], record_id: str, date: datetime) -> bytes:
    """The last record of a crawl's last file: how it ended, with its counts as JSON."""
    facts: Fields = [("crawl", info.crawl_id), ("finished", warc_date(date))]
    facts.append(("summary", json.dumps(dict(summary), ensure_ascii=False, sort_keys=True)))
    head = common("metadata", record_id, f"urn:newsark:crawl:{info.crawl_id}", warc_date(date))
    return member([*head, ("Content-Type", FIELDS)], fields(facts))


def tombstone(
    erased: Fields, with_it: Sequence[str], refers_to: str, record_id: str, date: datetime, reason: str
) -> bytes:
    """What stands where a capture was taken out: a `metadata` record (6.6) that refers to it and says why.

    `erased` are facts about it (type, date, digests), `with_it` the ids of records that went along. Its address is left
    out: files travel, and an address may say what had to go.
    """
    facts = [("takedown", "erased"), ("reason", reason), *erased, *(("erased-with", id) for id in with_it)]
    head = [("WARC-Type", "metadata"), ("WARC-Record-ID", f"<{record_id}>"), ("WARC-Date", warc_date(date))]
    return member([*head, ("WARC-Refers-To", f"<{refers_to}>"), ("Content-Type", FIELDS)], fields(facts))


def fields(facts: Fields) -> bytes:
    """`application/warc-fields` (annex A of WARC 1.0; 6.2): one `name: value` a line, UTF-8, never folded."""
    return "".join(f"{name}: {_line(value)}\r\n" for name, value in facts).encode()


def member(head: Fields, block: bytes) -> bytes:
    """A record as one gzip member, with its block digest and length."""
    lines = [f"{name}: {_line(value)}\r\n" for name, value in head]
    lines.append(f"WARC-Block-Digest: {sha1_of(block)}\r\nContent-Length: {len(block)}\r\n\r\n")
    gzip = packer()
    start = gzip.compress((f"{VERSION}\r\n" + "".join(lines)).encode())
    return start + gzip.compress(block) + gzip.compress(b"\r\n\r\n") + gzip.flush()


def common(kind: str, record_id: str, url: str, date: str) -> Fields:
    head = [("WARC-Type", kind), ("WARC-Record-ID", f"<{record_id}>")]
    return [*head, ("WARC-Target-URI", url), ("WARC-Date", date)]


def _wire(exchange: Exchange) -> Fields:
    return _address(exchange.ip) + [("WARC-Protocol", protocol) for protocol in exchange.protocols]


def _address(ip: str | None) -> Fields:
    """5.10: IPv6 in the form of RFC 5952, lower case and shortened, and without a zone, which means nothing elsewhere."""
    written = _short(ip) if ip else ""
    return [("WARC-IP-Address", written)] if written else []


@lru_cache(maxsize=256)
def _short(ip: str) -> str:
    try:
        return ip_address(ip.partition("%")[0]).compressed
    except ValueError:
        return ""


def _as_http1(response: bytes) -> bytes:
    """A put-together answer as HTTP/1.1 text: readers know no `HTTP/2` status line; WARC-Protocol says what it was."""
    return b"HTTP/1.1" + response[response.index(b" ") :] if _LATER_HTTP.match(response) else response


def _revisit(status: int, original: CaptureRow, digest: str) -> Fields:
    """6.7: what it repeats; headers are kept and the body is not, which is noted as truncation (6.7.2)."""
    return [
        ("WARC-Profile", NOT_MODIFIED if status == 304 else IDENTICAL),
        ("WARC-Refers-To", f"<{original.record_id}>"),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", warc_date(original.date)),
        ("WARC-Payload-Digest", digest),
        ("WARC-Truncated", "length"),
    ]


def _facts(exchange: Exchange) -> Fields:
    facts = _origin(exchange.via, exchange.hops)
    facts.append(("fetchTimeMs", str(round(exchange.seconds * 1000))))
    if exchange.interim:
        # 1xx answers came before the response on the same connection; in its block every reader would take them for it.
        facts.append(("interim", base64.b64encode(exchange.interim).decode("ascii")))
    if exchange.reconstructed:
        facts.append(("reconstructed", "the response was put together from a browser's or HTTP/2's parts"))
    return facts + [(name, value) for name, value in exchange.notes]


def _origin(via: str | None, hops: str) -> Fields:
    facts: Fields = [("via", via)] if via else []
    return [*facts, ("hopsFromSeed", hops)] if hops else facts


def _worth(http: HttpResponse, body: bytes) -> bool:
    """Whether a revisit would save anything: an empty or tiny body costs less than the reference to it."""
    return http.status == 200 and len(body) > 200


def _mime(http: HttpResponse) -> str | None:
    return http.header("content-type").partition(";")[0].strip().lower() or None


def warc_date(date: datetime) -> str:
    """W3C profile of ISO 8601, UTC, microseconds (5.4 allows one to nine digits)."""
    return date.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _line(value: str) -> str:
    """A header value can hold no line end: whoever could smuggle one in would write headers of his own."""
    return (
        " ".join(value.split("\r\n")).replace("\r", " ").replace("\n", " ")
        if "\r" in value or "\n" in value
        else value
    )
