"""Projection: captures of the index that the database does not have yet, or has from another extractor, become rows.

    CaptureIndex --new, stale, unresolved--> Task --pool--> Rows --store--> archive.db

What is committed is whole and in the order of the files, so a projection that is killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Protocol

from archive.db import replace as replacing
from archive.db.rows import Rows
from archive.db.store import Store
from archive.errors import HomeError, InUse, QueryError
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CaptureRow
from archive.projector.files import describe_files
from archive.projector.pool import Here, Processes
from archive.projector.work import UNRESOLVED, Extractor, Task
from archive.takedown.erase import finish

BATCH = 64
"""Captures in one message to a worker: a second of work at most for slow parsers."""

COMMIT, COMMIT_SECONDS, COMMIT_TEXT = 2048, 5.0, 4_000_000
"""Captures in one transaction, seconds that the oldest of them waits for it, and characters of their texts, whichever
comes first. The search index is made at half the cost of transactions of 64; a kill loses five seconds of work."""

UNFINISHED = ".rebuild"
"""Behind the database's name: a projection that is being made again."""

_KINDS = {
    "article": "articles",
    "not_article": "not_articles",
    "failed": "failed",
    "error_status": "errors",
} | {"no_answer": "errors"}


@dataclass(frozen=True, slots=True)
class Projected:
    """How many captures became what; `others` are those that nothing is extracted from (pictures, robots.txt)."""

    captures: int = 0
    articles: int = 0
    not_articles: int = 0
    counts: int = 0
    failed: int = 0
    errors: int = 0
    others: int = 0

    def plus(self, batch: Iterable[Rows]) -> Projected:
        sums = asdict(self)
        for one in batch:
            outcomes = one.tables.get("outcomes")
            kind = str(outcomes[0][1]) if outcomes else "others"
            sums["captures"] += 1
            sums[_KINDS.get(kind, kind)] += 1
        return Projected(**sums)

    def as_dict(self) -> dict[str, int]:
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        if not self.captures:
            return ["everything is projected"]
        parts = [f"{count:,} {name.replace('_', ' ')}" for name, count in asdict(self).items() if count]
        return [f"projected {parts[0]}: {', '.join(parts[1:])}"]


class Stop(Protocol):
    """`threading.Event`, `multiprocessing.Event`: set when the crawl has ended."""

    def wait(self, timeout: float) -> bool: ...


Progress = Callable[[Projected], None]


def project(
    home: Home,
    extractor: Extractor,
    *,
    extractor_version: str,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Projected:
    """Brings the projection up to date with the index, open files included.

    HomeError if another process projects this home; DatabaseError if the database is not ours or cannot be written.
    """
    with _opened(home, extractor, extractor_version, jobs, home.archive_db) as run:
        return run.catch_up(progress)


def follow(
    home: Home,
    extractor: Extractor,
    stop: Stop,
    *,
    extractor_version: str,
    jobs: int = 1,
    progress: Progress | None = None,
    seconds: float = 1.0,
) -> Projected:
    """Projects beside a crawl, looking for new captures every so many `seconds`, until `stop` is set; then the rest.

    The crawl may be the home's first: it is waited for. So is another process that projects this home already; if that goes on
    when `stop` is set, the rest is left to it.
    """
    while not home.index_db.exists():
        if stop.wait(seconds) and not home.index_db.exists():
            return Projected()
    stopped = False
    while True:
        try:
            with _opened(home, extractor, extractor_version, jobs, home.archive_db) as run:
                while not stop.wait(seconds):
                    run.catch_up(progress)
                return run.catch_up(progress)
        except InUse:
            if stopped:
                return Projected()
            stopped = stop.wait(seconds)


def rebuild(
    home: Home,
    extractor: Extractor,
    *,
    extractor_version: str,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Projected:
    """Makes the projection again from nothing and puts it in the place of the old one, which is whole until then."""
    new = home.archive_db.with_name(home.archive_db.name + UNFINISHED)
    with _lock(home):
        replacing.remove(new)
        try:
            with _run(home, extractor, extractor_version, jobs, new, fresh=True) as run:
                result = run.catch_up(progress)
            replacing.replace(new, home.archive_db)
        except BaseException:
            replacing.remove(new)
            raise
    return result


def reread(
    home: Home,
    extractor: Extractor,
    site: str,
    *,
    extractor_version: str,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Projected:
    """Reads all captures of one publication again, into the projection as it is; QueryError if there are none.

    The rows of the others stay as they are. A kill leaves some captures read again and some not, each of them whole.
    """
    with _opened(home, extractor, extractor_version, jobs, home.archive_db) as run:
        return run.again(site, progress)


class _Run:
    """One projector at work on one database."""

    def __init__(
        self, home: Home, index: CaptureIndex, store: Store, pool: Here | Processes, version: str
    ) -> None:
        self._home, self._index, self._store, self._pool, self._version = home, index, store, pool, version
        self.done = Projected()

    def catch_up(self, progress: Progress | None) -> Projected:
        """Everything that is new or stale now."""
        sites = describe_files(self._home.warc, self._index, self._store)
        before = self.done.captures
        self._write(self._new(), sites, progress)
        self._write(self._known(self._store.stale(self._version)), sites, progress)
        if self.done.captures > before:
            self._write(self._known(self._store.broken(UNRESOLVED)), sites, progress)
        return self.done

    def again(self, site: str, progress: Progress | None) -> Projected:
        """Every capture of a publication, new or not."""
        self.catch_up(progress)
        if site not in (known := self._store.sites()):
            raise QueryError(
                f"{site}: nothing of this publication is in the archive; there are: {', '.join(known[:20]) or 'none'}"
            )
        self.done = Projected()
        sites = describe_files(self._home.warc, self._index, self._store)
        self._write(self._known(self._store.of_site(site)), sites, progress)
        return self.done

    def _new(self) -> Iterator[CaptureRow]:
        """Rows behind the last one of each file. What was projected from another file is a copy and not read again: two
        files that hold the same records would take them from each other at every call."""
        ends, files = self._store.ends(), self._index.files()
        for file in files:
            rows = self._index.rows_of(file, ends.get(file, -1) + 1)
            others = set(files) - {file}
            while batch := list(islice(rows, BATCH)):
                lies = self._store.places(row.record_id for row in batch)
                yield from (row for row in batch if lies.get(row.record_id) not in others)

    def _known(self, records: Iterable[str]) -> Iterator[CaptureRow]:
        found = (self._index.by_record(record) for record in records)
        return (row for row in found if row is not None)

    def _write(
        self, rows: Iterator[CaptureRow], sites: dict[str, str | None], progress: Progress | None
    ) -> None:
        for batch in gathered(self._pool.read(self._tasks(rows, sites))):
            self._store.write(batch)
            self.done = self.done.plus(batch)
            if progress:
                progress(self.done)

    def _tasks(self, rows: Iterator[CaptureRow], sites: dict[str, str | None]) -> Iterator[list[Task]]:
        while batch := list(islice(rows, BATCH)):
            keys = self._store.keys(batch)
            yield [Task(key, row, sites.get(row.location.file)) for key, row in zip(keys, batch, strict=True)]


def gathered(batches: Iterable[list[Rows]]) -> Iterator[list[Rows]]:
    """Batches put together to what one transaction takes."""
    waiting: list[Rows] = []
    since, size = monotonic(), 0
    for batch in batches:
        waiting += batch
        size += sum(len(rows.folded[2]) for rows in batch if rows.folded)
        if len(waiting) >= COMMIT or size >= COMMIT_TEXT or monotonic() - since >= COMMIT_SECONDS:
            yield waiting
            waiting, since, size = [], monotonic(), 0
    if waiting:
        yield waiting


@contextmanager
def _opened(home: Home, extractor: Extractor, version: str, jobs: int, path: Path) -> Iterator[_Run]:
    with _lock(home):
        replacing.remove(path.with_name(path.name + UNFINISHED))
        with _run(home, extractor, version, jobs, path) as run:
            yield run


@contextmanager
def _run(
    home: Home, extractor: Extractor, version: str, jobs: int, path: Path, *, fresh: bool = False
) -> Iterator[_Run]:
    if not home.index_db.exists():
        raise HomeError(f"{home.path}: nothing has been crawled yet; run: newsark crawl NAME")
    setup = (home.index_db, home.warc, extractor, version)
    pool = Here(*setup) if jobs <= 1 else Processes(*setup, jobs=jobs)
    with closing(pool), closing(CaptureIndex(home.index_db)) as index, Store(path, fresh=fresh) as store:
        yield _Run(home, index, store, pool, version)


@contextmanager
def _lock(home: Home) -> Iterator[None]:
    """The home to itself; a take-down that a kill broke off is completed first."""
    with home.lock("project", remedy="it projects already; wait until it has ended"):
        finish(home)
        yield
