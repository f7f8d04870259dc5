"""Attributes in which pages keep what several parsers look for."""

from __future__ import annotations

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
