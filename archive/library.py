"""An archive for programs: `from archive import Archive`.

    with Archive("press") as archive:
        for stored in archive.articles(site="agency", since="2026-11"):
            print(stored.captured, stored.article.title)

Nothing here writes: crawling and projecting do. Instants are UTC text with six digits of a second (text order is time
order); what a page states is kept as it states it (docs/schema.md). Errors are those of archive/errors.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path
from threading import get_ident
from types import TracebackType

from archive import query
from archive.errors import NotFound, QueryError
from archive.frontpage import Front, frontpage
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.likeness.signatures import Signatures
from archive.likeness.syndication import Telling, syndication
from archive.model import Capture
from archive.query import Answer, Counted, Event, Evidence, Hit, Seen, Status, Stored
from archive.stats import Figures, stats
from archive.versions import Version, versions
from archive.warc.resolve import Resolver

__all__ = [
    "Answer",
    "Archive",
    "Counted",
    "Event",
    "Evidence",
    "Figures",
    "Front",
    "Hit",
    "Seen",
    "Status",
    "Stored",
    "Telling",
    "Version",
]


@contextmanager
def record_reader(home: Home) -> Iterator[Callable[[str], Capture]]:
    """A function from WARC record ids to captures, content of revisits filled in; NotFound for one that is not indexed."""
    with CaptureIndex(home.index_db) as index:
        resolver = Resolver(index, home.warc)

        def read(record_id: str) -> Capture:
            row = index.by_record(record_id)
            if row is None:
                raise NotFound(f"{record_id}: not in the index; run newsark repair")
            return resolver.capture(row)

        yield read


class Archive:
    """A home, opened to be read. For the thread that opened it: each thread opens its own.
    `with` or `close` closes it; asked after that, it raises QueryError.

    `home` is the folder that `newsark init` made. What its take-downs withhold is left out unless `withheld` is true.
    Names of articles are addresses (any known form), printed numbers or WARC record ids (their beginning will do).
    """

    def __init__(self, home: str | PathLike[str], *, withheld: bool = False) -> None:
        self.home = Home.open(Path(home))
        self._open = ExitStack()
        self._thread: int | None = get_ident()
        self._connection: sqlite3.Connection = self._open.enter_context(
            query.reading(self.home.archive_db, keeper=withheld)
        )

    @property
    def _db(self) -> sqlite3.Connection:
        if self._thread is None:
            raise QueryError("this Archive is closed; open it again")
        if self._thread != get_ident():
            raise QueryError("an Archive is for the thread that opened it; open one in each thread")
        return self._connection

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> bool | None:
        self._thread = None
        return self._open.__exit__(kind, error, at)

    def close(self) -> None:
        self._thread = None
        self._open.close()

    def articles(
        self,
        *,
        site: str | None = None,
        since: str | None = None,
        until: str | None = None,
        author: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Stored]:
        """The latest version of each article, newest first, without its text: see `archive.query.articles`."""
        return query.articles(self._db, site=site, since=since, until=until, author=author, limit=limit)

    def article(self, name: str) -> Stored:
        """One article with its text, the pages behind the first included. NotFound if nothing goes by this name."""
        return query.article(self._db, name)

    def captures(self, url: str) -> list[Seen]:
        """All captures of an article's address, oldest first, also the failed ones."""
        return query.captures(self._db, url)

    def versions(self, url: str) -> list[Version]:
        """The distinct texts of an article, oldest first."""
        return list(versions(self._db, url))

    def history(self, url: str) -> list[Event]:
        """What became of an article, oldest first: new, edited, moved, counted, removed, restored."""
        return query.history(self._db, url)

    def changes(
        self,
        *,
        since: str | None = None,
        kinds: Sequence[str] = (),
        site: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """What changed in all articles, newest first: see `archive.query.changes`."""
        return query.changes(self._db, since=since, kinds=kinds, site=site, limit=limit)

    def search(
        self,
        text: str,
        *,
        site: str | None = None,
        since: str | None = None,
        until: str | None = None,
        language: str | None = None,
        limit: int | None = 20,
        ranked: bool = False,
    ) -> Iterator[Hit]:
        """Articles that hold all these words, newest first, or best match first if `ranked`: see `archive.query.search`."""
        return query.search(
            self._db,
            text,
            site=site,
            since=since,
            until=until,
            language=language,
            limit=limit,
            ranked=ranked,
        )

    def comment_series(self, url: str) -> list[Counted]:
        """How the comment count of an article grew, oldest first."""
        return query.comments(self._db, url)

    def frontpage(self, name: str, *, at: str | None = None, since: str | None = None) -> Front:
        """The headlines of a publication's front page at a time, and how they moved: see `archive.frontpage`."""
        with record_reader(self.home) as read:
            return frontpage(self._db, read, name, at=at, since=since)

    def stats(self, *, site: str | None = None, by: str | None = None) -> Iterator[Figures]:
        """Figures of publications, `by` day, month or year if wanted: see `archive.stats.stats`."""
        return stats(self._db, site=site, by=by)

    def syndication(self, url: str) -> list[Telling]:
        """The article and its copies in other publications: see `archive.likeness.syndication.syndication`.

        Signatures of the texts are kept in likeness.db, a cache beside the database, if the home can be written to.
        """
        with Signatures(self.home.likeness_db) as signatures:
            signatures.follow(self._db)
            return syndication(self._db, signatures, url)

    def evidence(self, url: str, field: str) -> Evidence:
        """Why a field of an article has its value: rule, node, WARC record and offset, and what lost."""
        return query.evidence(self._db, url, field)

    def sql(self, statement: str, *, limit: int | None = None) -> Answer:
        """The answer to one SELECT over the tables of docs/schema.md. It sees what is withheld as well."""
        return query.sql(self.home.archive_db, statement, limit=limit)

    def status(self) -> Status:
        """What is in the home."""
        return query.status(self.home)
