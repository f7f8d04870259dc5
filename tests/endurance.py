"""Reads many hostile pages in one process and says what went wrong: exceptions, slow pages, growing memory."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mutations import Hostile, hostile

from archive.model import Failed
from crawler.parsers import extract
from crawler.parsers.comments import read_comments
from crawler.parsers.header import read_header
from crawler.parsers.page import Page

SECONDS, PART_SECONDS = 2.0, 1.0
"""CPU time that a page, and its header and comments alone, may take on a machine of pace 1."""
URL = "http://www.example.com/news/2020/05/17/a-headline-123456.html"
CAPTURED = datetime(2020, 5, 18, 9, tzinfo=UTC)


@dataclass
class Endured:
    """`pace` is the machine's; `wrong` are lines for people; `memory` is resident MiB at ten points of the run."""

    pace: float = 1.0
    pages: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def growth(self) -> float:
        """MiB between the first tenth of the run (caches are full, then) and its end; the lower of two ends, since
        a page of 50 MB may just have been read."""
        return min(self.memory[-2:]) - max(self.memory[:2]) if len(self.memory) > 3 else 0.0

    def line(self) -> str:
        memory = " ".join(f"{m:.0f}" for m in self.memory)
        mean = 1000 * self.seconds / max(1, self.pages)
        return f"{self.pages:,} pages, {mean:.1f} ms a page, slowest {self.slowest:.2f} s; MiB {memory}"


def endure(numbers: range, pages: Sequence[bytes]) -> Endured:
    """Reads the mutated pages of these numbers."""
    done = Endured(pace=pace())
    every = max(1, len(numbers) // 10)
    for number in numbers:
        read(hostile(number, pages), done)
        if done.pages % every == 0:
            gc.collect()
            done.memory.append(resident())
    return done


def read(page: Hostile, done: Endured) -> None:
    started = time.process_time()
    outcome = extract(page.html, URL, headers=page.headers, captured_at=CAPTURED)
    taken = time.process_time() - started
    done.pages += 1
    done.seconds += taken
    done.slowest = max(done.slowest, taken)
    if isinstance(outcome, Failed):
        done.wrong.append(f"page {page.number} ({page.made}): {outcome.error}")
    part = _header_and_comments(page) if taken > PART_SECONDS * done.pace else 0.0
    if taken > SECONDS * done.pace or part > PART_SECONDS * done.pace:
        done.wrong.append(
            f"page {page.number} ({page.made}): {taken:.2f} s, header and comments {part:.2f} s"
        )


def _header_and_comments(page: Hostile) -> float:
    """CPU seconds of those two parsers, decoding and parsing left out."""
    parsed = Page(page.html, URL, headers=page.headers, captured_at=CAPTURED)
    _ = parsed.tree
    started = time.process_time()
    read_comments(parsed)
    read_header(parsed, None)
    return time.process_time() - started


def pace() -> float:
    """How many times slower than a desktop of 2020 this machine is, 1 where it is not: a slow or a busy one fails no page."""
    taken = []
    for _ in range(5):
        started = time.process_time()
        sum(i * i for i in range(1_000_000))
        taken.append(time.process_time() - started)
    return max(1.0, sorted(taken)[2] / 0.05)


def resident() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)
