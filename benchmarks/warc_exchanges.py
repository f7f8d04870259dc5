"""Pure: requirements 1 to 14, which hold of single exchanges; see `benchmarks.warc_requirements`."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address

from transfers import PAGE

from archive.warc.digests import matches, raw_digest
from archive.warc.http import decode_body, message
from archive.warc.parse import Record
from benchmarks.warc_seen import Count, Runs, count


def blocks(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one in runs.main.answered:
            record = runs.main.of(one, "response")
            yield record is not None and record.block == one.block, one.kind

    return count(cases())


def repeats(runs: Runs) -> Count:
    wanted = [b"SERVER", b"set-cookie", b"X-FooBar-ID", b"Set-Cookie"]
    return count(
        ([line.partition(b":")[0] for line in record.block.split(b"\r\n")[1:5]] == wanted, one.kind)
        for one, record in runs.main.pairs("case-order-repeats")
    )


def codings(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one, record in runs.main.pairs("gzip", "deflate", "brotli", "chunked-gzip"):
            headers, entity = message(record.block)
            coded = any(name.lower() == "content-encoding" for name, _ in headers)
            yield coded and decode_body(headers, entity).data == PAGE, one.kind

    return count(cases())


def framing(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one, record in runs.main.pairs():
            if one.transfer.damaged or b"transfer-encoding: chunked" not in one.block.lower():
                continue
            head, _, body = record.block.partition(b"\r\n\r\n")
            framed = b"chunked" in head.lower()
            yield body == (one.block.partition(b"\r\n\r\n")[2] if framed else one.transfer.entity), one.kind

    return count(cases())


def payloads(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one, record in runs.main.pairs():
            if one.transfer.damaged or one.transfer.truncated or one.transfer.entity is None:
                continue
            stated = raw_digest(record.get("WARC-Payload-Digest") or "none:")
            yield stated is not None and matches(stated, one.transfer.entity), one.kind

    return count(cases())


def no_payload(runs: Runs) -> Count:
    told = runs.main.kinds("warcinfo", "metadata")
    return count(((not r.get("WARC-Payload-Digest"), r.type) for r in told), none="writes neither")


def block_digests(runs: Runs) -> Count:
    def right(record: Record) -> bool:
        sha1 = "sha1:" + base64.b32encode(hashlib.sha1(record.block).digest()).decode()
        return record.get("WARC-Block-Digest") in (sha1, f"sha256:{hashlib.sha256(record.block).hexdigest()}")

    return count((right(record), f"on {record.type}") for record in runs.main.records)


def requests(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one in runs.main.answered:
            record = runs.main.of(one, "request")
            said = record.get("Content-Type").replace(" ", "") if record else ""
            right = record is not None and record.block == one.received
            yield right and said == "application/http;msgtype=request", one.kind

    return count(cases())


def ties(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one, response in runs.main.pairs():
            request = runs.main.of(one, "request")
            names = {
                value for r in (response, request) if r for n, value in r.headers if n == "WARC-Concurrent-To"
            }
            others = {f"<{r.record_id}>" for r in (response, request) if r}
            yield bool(names & others), one.kind
        yield from ((not r.get("WARC-Concurrent-To"), "on warcinfo") for r in runs.main.kinds("warcinfo"))

    return count(cases())


def dates(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one, response in runs.main.pairs():
            event = [r for r in (response, runs.main.of(one, "request")) if r]
            dates = {record.get("WARC-Date") for record in event}
            at = response.date
            started = at is not None and one.at - timedelta(seconds=3) <= at <= one.at
            yield len(dates) == 1 and started, one.kind if started else "not the start of the capture"

    return count(cases())


def addresses(runs: Runs) -> Count:
    def right(record: Record) -> bool:
        stated = record.get("WARC-IP-Address")
        return bool(stated) and str(ip_address(stated)) == stated

    return count((right(record), f"on {record.type}") for record in runs.main.kinds("request", "response"))


def targets(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one, record in runs.main.pairs():
            stated = record.get("WARC-Target-URI")
            yield stated == one.url, "in <>" if stated == f"<{one.url}>" else one.kind

    return count(cases())


def protocols(runs: Runs) -> Count:
    return count(
        (bool(record.get("WARC-Protocol")) and not record.block.startswith(b"HTTP/2"), "none")
        for _, record in runs.main.pairs()
    )


def truncations(runs: Runs) -> Count:
    def cases() -> Iterator[tuple[bool, str]]:
        for one in runs.main.answered:
            if one.transfer.truncated:
                record = runs.main.of(one, "response")
                yield record is not None and record.get("WARC-Truncated") == one.transfer.truncated, one.kind

    return count(cases())
