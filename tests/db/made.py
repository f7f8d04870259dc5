"""Captures and articles made up for the tests of the database."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from archive.model import Article, Candidate, CaptureRow, Location

START = datetime(2026, 11, 1, tzinfo=UTC)
FILE = "made-20261101.warc.gz"


def capture(number: int, url: str = "http://press.example/news/1", **changes: Any) -> CaptureRow:
    """The `number`th capture: an hour after the one before, a kilobyte further in its file."""
    fields: dict[str, Any] = {
        "record_id": f"urn:uuid:{uuid.UUID(int=(number * 0x9E3779B97F4A7C15) % (1 << 128))}",
        "url": url,
        "surt": "",
        "date": START + timedelta(hours=number),
        "location": Location(FILE, number * 1000, 900),
        "kind": "response",
        "status": 200,
        "mime": "text/html",
        "digest": "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
    }
    return CaptureRow(**{**fields, **changes})


def article(url: str = "http://press.example/news/1", **changes: Any) -> Article:
    """An article with something in every field."""
    fields: dict[str, Any] = {
        "url": url,
        "title": "Reactor restarted after inspection",
        "published": "2026-10-31T09:30+01:00",
        "published_precision": "minute",
        "published_zone_known": True,
        "published_zone": "+01:00",
        "updated": "2026-10-31",
        "updated_precision": "day",
        "header_line": "Date: Saturday, October 31st, 2026 | Time: 09:30 | ID: 77",
        "date_text": "Saturday, October 31st, 2026",
        "time_text": "09:30",
        "weekday_text": "Saturday",
        "weekday_consistent": True,
        "article_id": "77",
        "article_id_label": "ID",
        "agency": "PRESS",
        "city": "Moscow",
        "authors": ("Jane Doe", "José Núñez"),
        "section": "Energy",
        "tags": ("nuclear", "power"),
        "language": "en",
        "body": "The nuclear power plant was restarted on Friday.\n\nEngineers had looked at every pipe.",
        "body_html": "<p>The nuclear power plant was restarted on Friday.</p><p>Engineers had looked at every pipe.</p>",
        "comment_count": 12,
        "comment_count_qualifier": "exact",
        "comment_count_source": "counter",
        "comments_open": True,
        "comments_system": "native",
        "canonical_url": url,
        "print_link_present": True,
        "images": ("http://press.example/a.jpg",),
        "paywalled": False,
        "confidence": 0.75,
        "extractor": "generic/1",
        "evidence": (
            Candidate(
                "title",
                "Reactor restarted after inspection",
                "Reactor restarted after inspection",
                "h1",
                "h1",
                0.9,
                True,
            ),
            Candidate("comment_count", 12, "12 comments", "counter", "span.count", 0.9, True),
            Candidate("comment_count", 11, "11", "jsonld.commentCount", "script#/commentCount", 0.5),
        ),
    }
    return Article(**{**fields, **changes})
