"""The law of the projection: in whatever order and pieces captures arrive, and however often the extractor changed on
the way, the rows are those of a rebuild from nothing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projector.press import Page, crawl, dump, extract, extract_newly, page

from archive import projector
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CaptureRow

TITLES = st.sampled_from(["", "One", "Two"])
BODIES = st.sampled_from(["body a", "body b", "long body " * 40])
COUNTS = st.sampled_from(["", "0", "7"])
PATHS = st.sampled_from(["/news/1", "/news/2", "/print/1", "/"])


def article(path: str, title: str, body: str, count: str, following: str) -> Page:
    return page(path, "|".join([title, body, count, following]))


SAME = article("/news/1", "One", "long body " * 40, "3", "")

"""Begins each crawl: what comes twice becomes a revisit, whose original may arrive after it."""

PAGES = st.one_of(
    st.builds(article, PATHS, TITLES, BODIES, COUNTS, st.sampled_from(["/news/1", "/news/2"])),
    st.builds(page, PATHS, st.just("no article"), st.sampled_from([200, 404, 410, 500])),
    st.builds(page, PATHS, st.just(""), st.just(302), st.sampled_from(["/", "/news/2"])),
    st.builds(
        page,
        st.just("/counts"),
        st.sampled_from(["{1=5}", "{1=6,2=0}", "{broken"]),
        mime=st.just("application/json"),
    ),
)


def captures(home: Home, folder: Path, crawls: list[list[Page]]) -> list[list[CaptureRow]]:
    """The crawls' files, taken out of the home's sight, and their index rows."""
    names = [
        crawl(home, f"c{n}", [SAME, *pages], first=n * 100, known=True) for n, pages in enumerate(crawls)
    ]
    with CaptureIndex(home.index_db) as index:
        rows = [list(index.rows_of(name)) for name in names]
    home.index_db.unlink()
    return rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crawls=st.lists(st.lists(PAGES, max_size=5), min_size=1, max_size=4), data=st.data())
def test_any_order_and_any_split_gives_the_rows_of_a_rebuild(
    crawls: list[list[Page]], data: st.DataObject
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="law-"))
    try:
        home = Home.create(folder / "home")
        files = captures(home, folder, crawls)
        order = data.draw(st.permutations(files))
        extractor, version = extract, "v1"
        for rows in order:
            cut = data.draw(st.integers(0, len(rows)))
            for piece in (rows[:cut], rows[cut:]):
                with CaptureIndex(home.index_db) as index:
                    index.add(piece)
                if data.draw(st.booleans()):
                    projector.project(home, extractor, extractor_version=version)
            if data.draw(st.booleans()):
                extractor, version = (extract_newly, "v2") if version == "v1" else (extract, "v1")
        projector.project(home, extractor, extractor_version=version)
        incremental = dump(home.archive_db)
        projector.rebuild(home, extractor, extractor_version=version)
        assert incremental == dump(home.archive_db)
        assert len(incremental["captures"]) == sum(map(len, files))
    finally:
        shutil.rmtree(folder)
