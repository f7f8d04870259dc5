"""The dates of feeds and sitemaps: RFC 822 as RSS writes it, RFC 3339 and W3C-DTF as Atom and sitemaps do."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SHORT = {4: "-01-01", 7: "-01"}


def moment(text: str | None) -> datetime | None:
    """An aware UTC instant, or None for what is no date. A date without zone counts as UTC: it only orders requests."""
    text = (text or "").strip()[:64]
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text + _SHORT.get(len(text), ""))
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
