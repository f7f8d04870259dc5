"""The daemon's time. A test gives it another one, whose hours pass at once."""

from __future__ import annotations

from datetime import UTC, datetime


class Clock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float, *, busy: bool) -> float:
        """Real seconds to wait for so many of this clock; `busy` while a crawl is under way."""
        return seconds
