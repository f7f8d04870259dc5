"""Dying at a chosen instant: a forked process is killed right before its n-th call that changes a disk.

Every such call is counted as the interpreter makes it, so the instants are the same in every run, and all of them can be
tried: no clock is involved.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

CALLS = frozenset(
    "write fsync fdatasync rename replace unlink ftruncate mkdir open flock execute executemany close pwrite".split()
)
Tell = Callable[[str], None]
Work = Callable[[Tell], None]


@dataclass(frozen=True)
class Ran:
    """A run: whether it died, what it told before, and where its calls were made, if it came to its end."""

    died: bool
    told: list[str]
    places: list[str]


def run(work: Work, at: int, *, torn: bool = False) -> Ran:
    """Runs `work` in a process that dies before its call number `at` (-1: never); `torn`: when half of what this call
    writes is written."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(work, at, writing, torn=torn)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert died or os.waitstatus_to_exitcode(status) == 0, lines
    told = [line[1:] for line in lines if line[0] == "+"]
    return Ran(died, told, [line[1:] for line in lines if line[0] == "@"])


class Death:
    """A profile hook: SIGKILL right before the call number `at` of those named `calls`, once one named `after` was made.
    `places` are where the calls were made, in order: `module.function: call`."""

    def __init__(self, at: int, calls: frozenset[str] = CALLS, *, after: str | None = None) -> None:
        self.at, self.calls, self.after = at, calls, after
        self.places: list[str] = []

    def __call__(self, frame: FrameType, event: str, function: Any) -> None:
        if event != "c_call":
            return
        if self.after is not None:
            if function.__name__ == self.after:
                self.after = None
        elif function.__name__ in self.calls and not isinstance(function.__self__, str | bytes):
            code = frame.f_code  # str.replace changes no disk
            self.places.append(f"{Path(code.co_filename).stem}.{code.co_name}: {function.__name__}")
            if len(self.places) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def _child(work: Work, at: int, pipe: int, *, torn: bool) -> None:
    write, death = os.write, Death(at)

    def tear(file: int, data: memoryview) -> int:
        if len(death.places) == at - 1:
            sys.setprofile(None)
            write(file, data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return write(file, data)

    try:
        if torn:
            os.write = tear  # type: ignore[assignment]
        sys.setprofile(death)
        work(lambda text: write(pipe, f"+{text}\n".encode()) and None)
        sys.setprofile(None)
        for place in death.places:
            write(pipe, f"@{place}\n".encode())
        os._exit(0)
    except BaseException as error:
        sys.setprofile(None)
        write(pipe, f"!{type(error).__name__}: {error}\n".encode())
        os._exit(7)


def instants(work: Callable[[], Work], wanted: int) -> Iterator[int]:
    """So many instants of a work, or more: one before each kind of call (from this function, to that one), so that no
    step is left out, the rest by chance. `work()` prepares it anew."""
    places = run(work(), -1).places
    assert len(places) > 10
    chance = random.Random(wanted)
    by_place: dict[str, list[int]] = {}
    for at, place in enumerate(places, 1):
        by_place.setdefault(place, []).append(at)
    chosen = {chance.choice(numbers) for numbers in by_place.values()}
    others = sorted(set(range(1, len(places) + 1)) - chosen)
    yield from sorted(chosen | set(chance.sample(others, min(max(0, wanted - len(chosen)), len(others)))))
