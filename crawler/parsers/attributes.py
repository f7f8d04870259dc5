"""Attributes in which pages keep what several parsers look for."""

from __future__ import annotations

import re

EPOCHS = (
    "data-timestamp",
    "data-time",
    "data-published",
    "data-publish-date",
    "data-epoch",
    "data-unixtime",
    "data-date",
    "data-utime",
    "data-datetime",
    "data-created",
    "data-seconds",
    "data-dateline",
)
"""Attributes in which scripts keep a moment."""
_CLOCK = re.compile(r"\d{4}.*\d:\d\d|\d:\d\d.*\d{4}")


def is_moment(title: str) -> bool:
    """Whether an element's `title` is the day and time behind its "2 days ago"."""
    return 16 <= len(title) <= 40 and ":" in title and _CLOCK.search(title) is not None
