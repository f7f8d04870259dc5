"""When a server says that it wants to be asked again: Retry-After (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_ASKED = 30 * 86_400.0


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds from `now` (UTC) that a Retry-After field asks for, in either form; None for none or nonsense."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), MAX_ASKED)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0.0, (when - now).total_seconds()), MAX_ASKED)
