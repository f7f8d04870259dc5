"""Where captures are extracted: in this process, or in several that may die without taking the projection along."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeAlias

from archive.db.rows import Rows, rows
from archive.index.store import CaptureIndex
from archive.model import Failed
from archive.projector.work import SECONDS, Extractor, Reader, Task, start, work

Batch: TypeAlias = Sequence[Task]
Waiting: TypeAlias = deque[tuple[Batch, Future[list[Rows]]]]

_GRACE = 60.0
"""Seconds a worker gets beyond the time of its pages before it is taken for hung (inside a C library, where no signal
handler runs)."""

_AHEAD = 4
"""Batches for each worker that are read or wait to be: while rows are written to the disk no worker runs out of work."""

DIED = "the extractor's process died or hung on this page"


class Here:
    """Extraction in this process."""

    def __init__(self, index_db: Path, warc: Path, extractor: Extractor, version: str) -> None:
        self._reader = Reader(index_db, warc, extractor, version)

    def read(self, batches: Iterable[Batch]) -> Iterator[list[Rows]]:
        return map(self._reader.batch, batches)

    def close(self) -> None:
        self._reader.close()


class Processes:
    """Extraction in `jobs` worker processes; results come in the order of the batches.

    The extractor goes to the workers by its import path, so it must be a function of a module.
    """

    def __init__(self, index_db: Path, warc: Path, extractor: Extractor, version: str, *, jobs: int) -> None:
        with CaptureIndex(index_db):  # an index that cannot be read is told here: the workers would die of it
            pass
        self._setup = (index_db, warc, extractor, version)
        self._jobs = jobs
        self._pool = self._start(jobs)

    def read(self, batches: Iterable[Batch]) -> Iterator[list[Rows]]:
        waiting: Waiting = deque()
        for batch in batches:
            waiting.append((batch, self._submit(batch)))
            if len(waiting) > _AHEAD * self._jobs:
                yield self._next(waiting)
        while waiting:
            yield self._next(waiting)

    def close(self) -> None:
        self._kill(self._pool)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        """Workers that are known to work: else every page would be taken for the one that killed its worker."""
        context = multiprocessing.get_context(
            "spawn"
        )  # no state of this process, no threads' locks, in the workers
        pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=start, initargs=self._setup)
        try:  # a process is started for each task that finds none idle: all at once, not one after the other
            for ready in [pool.submit(work, []) for _ in range(jobs)]:
                ready.result(timeout=_GRACE)
        except (BrokenProcessPool, NotInTime):
            self._kill(pool)
            raise RuntimeError("worker processes do not start (can they import the extractor?)") from None
        return pool

    def _submit(self, batch: Batch) -> Future[list[Rows]]:
        try:
            return self._pool.submit(work, batch)
        except BrokenProcessPool:
            broken: Future[list[Rows]] = Future()
            broken.set_exception(BrokenProcessPool())
            return broken

    def _next(self, waiting: Waiting) -> list[Rows]:
        """The result of the first that waits. If a worker died, the others' are asked for again: which page it was is
        known once it is alone."""
        batch, future = waiting.popleft()
        try:
            return future.result(timeout=SECONDS * len(batch) + _GRACE)
        except (BrokenProcessPool, NotInTime):
            self._kill(self._pool)
            self._pool = self._start(self._jobs)
            for place, (other, asked) in enumerate(waiting):
                if not asked.done() or asked.cancelled() or asked.exception() is not None:
                    waiting[place] = other, self._submit(other)
            return self._one_by_one(batch)

    def _one_by_one(self, batch: Batch) -> list[Rows]:
        """A batch that broke its worker again, each page alone, so that only the guilty one fails."""
        done: list[Rows] = []
        alone = self._start(1)
        for task in batch:
            try:
                done += alone.submit(work, [task]).result(timeout=SECONDS + _GRACE)
            except (BrokenProcessPool, NotInTime):
                self._kill(alone)
                alone = self._start(1)
                done.append(rows(task.key, task.row, task.site, Failed(task.row.url, DIED), self._setup[3]))
        self._kill(alone)
        return done

    @staticmethod
    def _kill(pool: ProcessPoolExecutor) -> None:
        workers = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.join()
