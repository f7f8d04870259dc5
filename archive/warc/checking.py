"""Checking many files at once: a file is one process's work, and the problems come in the order of the files."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.errors import WarcError
from archive.warc.ties import Ties
from archive.warc.verify import Problem, Tally, verify

MAX_PROBLEMS = 10_000
"""Problems of one file that are named; a file of another kind would have millions."""

_TOLD = 1 << 22
"""Bytes between two reports of a worker."""

Heard = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a file; `error` where it could not be read at all."""

    path: Path
    records: int
    bytes: int
    problems: tuple[Problem, ...]
    ties: Ties
    error: str | None = None
    remarks: tuple[str, ...] = ()
    """What breaks no rule and is worth saying."""


def check_files(
    paths: Iterable[Path], *, deep: bool = True, jobs: int = 1, heard: Heard = lambda count: None
) -> Iterator[Report]:
    """The reports of these files in their order; `heard` is told of bytes on the way, in this process."""
    if jobs <= 1:
        yield from (_check(path, deep, heard) for path in paths)
        return
    context = multiprocessing.get_context("spawn")
    passed = context.Value("Q", 0)
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(passed,)) as pool:
        told = 0
        waiting: deque[tuple[Path, Future[Report]]] = deque(
            (path, pool.submit(_work, path, deep)) for path in paths
        )
        while waiting:
            path, future = waiting[0]
            try:
                report = future.result(timeout=0.2)
            except NotYet:
                report = None
            except BrokenProcessPool:
                report = Report(path, 0, 0, (), Ties(), f"{path}: the process that checked it died")
            now = int(passed.value)
            heard(now - told)
            told = now
            if report is not None:
                waiting.popleft()
                yield report


def _check(path: Path, deep: bool, heard: Heard) -> Report:
    tally = Tally(ties=Ties(), heard=heard)
    assert tally.ties is not None
    problems: list[Problem] = []
    error = None
    try:
        for problem in verify([path], deep=deep, tally=tally):
            problems.append(problem)
            if len(problems) == MAX_PROBLEMS:
                problems.append(
                    Problem(path.name, problem.offset, "", "many", "has more problems; stopped here")
                )
                break
    except WarcError as found:
        error = str(found)
    remarks = tuple(f"{path.name}: {what.format(count)}" for what, count in tally.remarks.items() if count)
    return Report(path, tally.records, tally.bytes, tuple(problems), tally.ties, error, remarks)


_passed: Any = None


def _start(passed: Any) -> None:
    """First call in a worker: the counter that it shares with the parent."""
    global _passed  # noqa: PLW0603 - a worker has one
    _passed = passed


def _work(path: Path, deep: bool) -> Report:
    waiting = 0

    def heard(count: int) -> None:
        nonlocal waiting
        waiting += count
        if waiting >= _TOLD:
            flush()

    def flush() -> None:
        nonlocal waiting
        with _passed.get_lock():
            _passed.value += waiting
        waiting = 0

    report = _check(path, deep, heard)
    flush()
    return report
