"""Pure: from records to rows of the capture index.

Both readings of the payload digest of chunked bodies are met in the wild; newsark writes the one of WARC 1.1 and does
not refuse the other. Where a record states none it is computed, so that the captures of others can be compared too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from archive.model import CaptureRow
from archive.urls import surt
from archive.warc.digests import sha1_of
from archive.warc.http import entity_body, parse_response
from archive.warc.nonget import method_of, request_key
from archive.warc.parse import Record, bare, parse_date

_REMEMBERED = 64
"""Requests that came before their answers, which are kept until these come."""


def rows_of(records: Iterable[Record]) -> Iterator[CaptureRow]:
    """The rows of records in the order of a file.

    The key of an answer to another method than GET has the request's fields, which lie in a record after it or before.
    """
    asked: OrderedDict[str, str] = OrderedDict()
    held: CaptureRow | None = None
    for record in records:
        if record.type == "request":
            if method_of(record.block) not in ("", "GET", "HEAD"):
                key, answer = request_key(record.url, record.block), bare(record.get("WARC-Concurrent-To"))
                if held is not None and held.record_id == answer:
                    held = replace(held, surt=key)
                else:
                    asked[record.record_id] = asked[answer] = key
                    while len(asked) > _REMEMBERED:
                        asked.popitem(last=False)
            continue
        row = row_of(record)
        if row is None:
            continue
        if held is not None:
            yield held
        held = row
        if asked:
            known = asked.get(row.record_id) or asked.get(bare(record.get("WARC-Concurrent-To")))
            held = replace(row, surt=known) if known else row
    if held is not None:
        yield held


def row_of(record: Record) -> CaptureRow | None:
    """The index row of a record; None for those that are no captures (requests, warcinfo, facts about other records)."""
    if record.damage is not None or record.type not in ("response", "revisit", "resource", "metadata"):
        return None
    url, date = record.url, record.date
    if not url or date is None or not record.record_id:
        return None
    if record.type == "metadata":
        return _row(record, url, date, "metadata", None, None, None) if _is_failure(record) else None
    if record.type != "resource" and _is_http(record):
        return _http_row(record, url, date)
    if record.type == "revisit":
        return _row(record, url, date, "revisit", None, None, record.get("WARC-Payload-Digest") or None)
    mime = record.get("Content-Type").partition(";")[0].strip().lower() or None
    digest = record.get("WARC-Payload-Digest") or record.get("WARC-Block-Digest") or sha1_of(record.block)
    return _row(record, url, date, "resource", None if url.startswith("dns:") else 200, mime, digest)


def _is_http(record: Record) -> bool:
    """By its type, or by its first bytes: some tools left the type out."""
    return record.get("Content-Type").lower().startswith("application/http") or record.block[:5] == b"HTTP/"


def _is_failure(record: Record) -> bool:
    return not record.get("WARC-Concurrent-To") and record.block.startswith(b"outcome: ")


def _http_row(record: Record, url: str, date: datetime) -> CaptureRow:
    http = parse_response(record.block)
    mime = http.header("content-type").partition(";")[0].strip().lower() or None
    digest = record.get("WARC-Payload-Digest") or None
    if digest is None and record.type == "response":
        digest = sha1_of(entity_body(http.headers, record.block[http.body_offset :]))
    return _row(record, url, date, record.type, http.status, mime, digest)


def _row(
    record: Record,
    url: str,
    date: datetime,
    kind: str,
    status: int | None,
    mime: str | None,
    digest: str | None,
) -> CaptureRow:
    return CaptureRow(
        record_id=record.record_id,
        url=url,
        surt=surt(url),
        date=date,
        location=record.location,
        kind=kind,  # type: ignore[arg-type]  # one of the four by its callers
        status=status,
        mime=mime,
        digest=digest,
        refers_to=bare(record.get("WARC-Refers-To")) or None,
        refers_to_url=bare(record.get("WARC-Refers-To-Target-URI")) or None,
        refers_to_date=parse_date(record.get("WARC-Refers-To-Date")),
        truncated=record.get("WARC-Truncated") or None,
    )
