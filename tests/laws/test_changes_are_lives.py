"""The law of `changes`: walking the captures back from the newest tells what the lives of all articles tell, in order."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from db.made import FILE, article, capture
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive import lately as walking
from archive import query
from archive.changes import KINDS
from archive.db.rows import FEED, Error, rows
from archive.db.store import Store, WarcFile
from archive.history import life
from archive.model import Article, CommentCount, Counts, NotArticle, Outcome

URLS = tuple(f"http://press.example/{n}" for n in range(4))
URL = st.sampled_from(URLS)
LINK = st.sampled_from([None, None, *URLS])


def _article(
    url: str, title: str, body: str, count: int | None, canonical: str | None, following: str | None
) -> Article:
    return article(
        url, title=title, body=body, comment_count=count, canonical_url=canonical, next_url=following,
        article_id=None, comments_system="wid", comments_thread=url[-1],
    )  # fmt: skip


def _counts(url: str, system: str, value: int) -> Counts:
    thread = url if system == FEED else url[-1]
    source = "feed" if system == FEED else "service:wid"
    return Counts("http://counts.example/", (CommentCount(system, thread, value, source=source),), "wid/1")


def _found(url: str) -> st.SearchStrategy[tuple[str, Outcome | Error]]:
    texts = st.sampled_from(["One. Two.", "One. Three."])
    counted = st.sampled_from([None, 1, 2])
    return st.one_of(
        st.tuples(
            st.just(url),
            st.builds(_article, st.just(url), st.sampled_from("AB"), texts, counted, LINK, LINK),
        ),
        st.tuples(
            st.just(url), st.builds(Error, st.just("error_status"), st.sampled_from(["404", "410", "500"]))
        ),
        st.tuples(st.just(url), st.builds(Error, st.just("not_article"), st.just("redirect"), URL)),
        st.tuples(st.just(url), st.just(NotArticle("", "soft-404"))),
        st.tuples(
            st.just("http://counts.example/"),
            st.builds(_counts, st.just(url), st.sampled_from([FEED, "wid"]), st.integers(0, 3)),
        ),
    )


FOUND = URL.flatmap(_found)


def _written(path: Path, found: list[tuple[str, Outcome | Error]]) -> None:
    pairs = [(capture(n, url), out) for n, (url, out) in enumerate(found)]
    with Store(path) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        keys = store.keys([row for row, _ in pairs])
        store.write([rows(k, row, None, out) for k, (row, out) in zip(keys, pairs, strict=True)])


ONE, TWO = URLS[:2]
SECOND_PAGE_EDITED = [
    (ONE, _article(ONE, "A", "One. Two.", None, None, TWO)),
    (TWO, _article(TWO, "A", "One. Two.", None, None, None)),
    (ONE, _article(ONE, "A", "One. Two.", None, None, TWO)),
    (TWO, _article(TWO, "A", "One. Three.", None, None, None)),
]


@example(found=SECOND_PAGE_EDITED, since=3, limit=1)
@settings(max_examples=40, deadline=None)
@given(found=st.lists(FOUND, max_size=14), since=st.integers(0, 14), limit=st.integers(1, 5))
@pytest.mark.parametrize("window", [1, 3])
def test_changes_are_the_lives_of_all_articles(
    window: int, found: list[tuple[str, Outcome | Error]], since: int, limit: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(walking, "_FIRST", window)
        path = Path(folder) / "archive.db"
        _written(path, found)
        with query.reading(path) as db:
            pages = {stored.page for stored in query.articles(db)}
            lives = [event for page in pages for event in life(db, page)]
            lives.sort(key=lambda e: (e.seen, e.id, e.change.kind), reverse=True)
            assert list(query.changes(db, kinds=KINDS)) == lives
            without = [e for e in lives if e.change.kind != "new"]
            assert list(query.changes(db)) == without
            assert list(query.changes(db, limit=limit)) == without[:limit]
            if pages:
                assert list(query.changes(db, site="press.example")) == without
            late = capture(since).date.isoformat()
            assert list(query.changes(db, since=late)) == [e for e in without if e.seen[:19] >= late[:19]]
