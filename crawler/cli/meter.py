"""How far a long run over files is: megabytes and megabytes a second on one line of a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

import click

_EVERY = 0.2
"""Seconds between two drawings."""

_WIDTH = 24


@dataclass(slots=True)
class Meter:
    """Call it with bytes as they are done; `whole` is how many there are in all, if that is known."""

    verb: str
    whole: int = 0
    live: bool = field(default_factory=lambda: sys.stderr.isatty())  # noqa: PLW0108 - the stream of that moment
    done: int = 0
    begun: float = field(default_factory=time.monotonic)
    drawn: float = 0.0

    def __call__(self, count: int) -> None:
        self.done += count
        now = time.monotonic()
        if self.live and now - self.drawn >= _EVERY:
            self.drawn = now
            click.echo(f"\r\x1b[2K{self.line(now - self.begun)}", nl=False, err=True)

    def line(self, seconds: float) -> str:
        """What it shows after so many seconds."""
        rate = self.done / 1e6 / max(seconds, 1e-3)
        if not self.whole:
            return f"{self.done / 1e6:,.0f} MB {self.verb}, {rate:,.0f} MB/s"
        part = min(1.0, self.done / self.whole)
        bar = "█" * int(part * _WIDTH)
        return f"{bar:░<{_WIDTH}} {part:4.0%} of {self.whole / 1e6:,.0f} MB {self.verb}, {rate:,.0f} MB/s"

    def clear(self) -> None:
        """Makes room for a line of output."""
        if self.live and self.drawn:
            click.echo("\r\x1b[2K", nl=False, err=True)
