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
from typing import Any

CALLS = frozenset(
    "write fsync fdatasync rename replace unlink ftruncate mkdir open flock execute executemany close pwrite".split()
)
Tell = Callable[[str], None]
Work = Callable[[Tell], None]


def run(work: Work, at: int) -> tuple[bool, list[str], int]:
    """Runs `work` in a process that dies before its call number `at`: whether it died, what it told, and its calls."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(work, at, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert died or os.waitstatus_to_exitcode(status) == 0, told
    calls = 0 if died else int(told.pop())
    return died, told, calls


class Death:
    """A profile hook: SIGKILL right before the call number `at` of those named `calls`, once one named `after` was made."""

    def __init__(self, at: int, calls: frozenset[str] = CALLS, *, after: str | None = None) -> None:
        self.at, self.calls, self.after, self.count = at, calls, after, 0

    def __call__(self, _frame: Any, event: str, function: Any) -> None:
        if event != "c_call":
            return
        if self.after is not None:
            if function.__name__ == self.after:
                self.after = None
        elif function.__name__ in self.calls:
            self.count += 1
            if self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def _child(work: Work, at: int, pipe: int) -> None:
    write, death = os.write, Death(at)
    try:
        sys.setprofile(death)
        work(lambda text: write(pipe, f"{text}\n".encode()) and None)
        sys.setprofile(None)
        write(pipe, f"{death.count}\n".encode())
        os._exit(0)
    except BaseException as error:
        sys.setprofile(None)
        write(pipe, f"{type(error).__name__}: {error}\n".encode())
        os._exit(7)


def instants(work: Callable[[], Work], wanted: int) -> Iterator[int]:
    """So many instants of a work, spread over all that it has; `work()` prepares it anew."""
    _, _, calls = run(work(), -1)
    assert calls > 10
    everywhere = list(range(1, calls + 1))
    yield from sorted(random.Random(wanted).sample(everywhere, min(wanted, calls)))
