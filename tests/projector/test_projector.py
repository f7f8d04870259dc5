"""The projector on real WARC files: what becomes of each kind of capture, and what survives which accident."""

from __future__ import annotations

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from projector.press import BASE, START, crawl, dump, exchange, extract, extract_newly, page, stumble

from archive import projector, query
from archive.errors import DatabaseError, HomeError, QueryError
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import CrawlInfo, Failure
from archive.projector import run, work
from archive.warc.write import WarcWriter

PAGES = [
    page("/news/1", "One|body of one|3"),
    page("/news/2", "Two|body of two|"),
    page("/", "front"),
    page("/a.css", "x", mime="text/css"),
    page("/robots.txt", "User-agent: *", mime="text/plain"),
    page("/old", "", status=301, mime="/news/1"),
    page("/lost", "", status=302, mime="/"),
    page("/none", "sorry", status=404),
    page("/counts.json", "{1=5,2=7}", mime="application/json"),
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home")


def test_an_index_that_cannot_be_read_is_told_before_workers_start(home: Home) -> None:
    crawl(home, "first", PAGES)
    with sqlite3.connect(home.index_db) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    with pytest.raises(DatabaseError, match=r"index\.db: written by a newer newsark"):
        project(home, jobs=2)


def project(home: Home, extractor=extract, version: str = "v1", **options):  # type: ignore[no-untyped-def]
    return projector.project(home, extractor, extractor_version=version, **options)


def ask(home: Home, statement: str) -> list[tuple[object, ...]]:
    return list(query.sql(home.archive_db, statement).rows)


def outcomes(home: Home) -> dict[str, tuple[object, ...]]:
    rows = ask(home, "SELECT url, o.kind, reason, target FROM captures c JOIN outcomes o ON o.capture = c.id")
    return {str(url).removeprefix(BASE): tuple(rest) for url, *rest in rows}


def test_each_kind_of_capture_becomes_its_outcome(home: Home) -> None:
    crawl(home, "c1", [*PAGES, Failure(BASE + "/gone", START, "timeout", "no answer in 30 s")])
    done = project(home)
    assert (done.captures, done.articles, done.not_articles, done.counts, done.errors, done.others) == (
        10,
        2,
        3,
        1,
        2,
        2,
    )
    assert outcomes(home) == {
        "/news/1": ("article", None, None),
        "/news/2": ("article", None, None),
        "/": ("not_article", "section", None),
        "/old": ("not_article", "redirect", BASE + "/news/1"),
        "/lost": ("not_article", "redirect-to-front-page", BASE + "/"),
        "/none": ("error_status", "404", None),
        "/counts.json": ("counts", None, None),
        "/gone": ("no_answer", "timeout", None),
    }


def test_the_crawl_is_described(home: Home) -> None:
    name = crawl(home, "c1", PAGES)
    project(home)
    assert ask(
        home, "SELECT id, site, operator, user_agent, reason, json_extract(summary, '$.pages') FROM crawls"
    ) == [("c1", "press", "Tests", "newsark-test", "done", 1)]
    assert ask(home, "SELECT * FROM warc_files") == [(name, "c1", "press")]
    assert {site for (site,) in ask(home, "SELECT site FROM captures")} == {"press"}


def test_a_second_run_finds_nothing_to_do(home: Home) -> None:
    crawl(home, "c1", PAGES)
    project(home)
    before = dump(home.archive_db)
    assert project(home).captures == 0
    assert dump(home.archive_db) == before


def test_counts_of_a_service_reach_their_articles(home: Home) -> None:
    crawl(home, "c1", PAGES)
    project(home)
    with query.reading(home.archive_db) as db:
        counts = {a.article.title: a.article.comment_count for a in query.articles(db)}
        why = query.evidence(db, BASE + "/news/2", "comment_count")
    assert counts == {"One": 3, "Two": 7}
    assert (why.value, why.candidates[0].rule, why.candidates[0].where) == (
        7,
        "service:wid",
        BASE + "/counts.json",
    )
    assert ask(home, "SELECT value FROM comment_series ORDER BY value") == [(3,), (5,), (7,)]
    assert ask(home, "SELECT title, comment_count FROM latest_articles ORDER BY title") == [
        ("One", 3),
        ("Two", 7),
    ]


def test_files_that_are_still_written_are_read(home: Home) -> None:
    name = crawl(home, "c1", PAGES[:2], seal=False)
    assert (home.warc / f"{name}.open").exists()
    assert project(home).articles == 2
    assert ask(home, "SELECT finished FROM crawls") == [(None,)]


def test_a_revisit_confirms_the_article(home: Home) -> None:
    long = page("/news/1", "One|" + "body of one " * 40 + "|3")
    crawl(home, "c1", [long])
    crawl(home, "c2", [long], first=60, known=True)
    project(home)
    assert ask(home, "SELECT kind FROM captures ORDER BY date") == [("response",), ("revisit",)]
    assert ask(home, "SELECT captures, first_seen < last_seen FROM article_versions") == [(2, 1)]


def test_a_revisit_whose_original_comes_later_is_read_then(home: Home, tmp_path: Path) -> None:
    long = page("/news/1", "One|" + "body of one " * 40 + "|3")
    first = crawl(home, "c1", [long])
    crawl(home, "c2", [long], first=60, known=True)
    with CaptureIndex(home.index_db) as index:
        rows = list(index.rows_of(first))
        index.forget(first)
    (home.warc / first).rename(tmp_path / first)
    project(home)
    assert ask(home, "SELECT kind, reason LIKE 'unresolved: %' FROM outcomes") == [("failed", 1)]
    (tmp_path / first).rename(home.warc / first)
    with CaptureIndex(home.index_db) as index:
        index.add(rows)
    project(home)
    assert ask(home, "SELECT kind FROM outcomes") == [("article",), ("article",)]
    assert_rebuild_is_equal(home)


def test_only_stale_captures_are_extracted_again(home: Home) -> None:
    crawl(home, "c1", PAGES)
    project(home)
    done = project(home, extract_newly, "v2")
    assert (done.captures, done.articles) == (4, 2)
    assert ask(home, "SELECT title FROM articles ORDER BY title") == [("ONE",), ("TWO",)]
    assert ask(home, "SELECT count(*) FROM texts") == [(2,)]
    assert project(home, extract_newly, "v2").captures == 0
    assert_rebuild_is_equal(home, extract_newly, "v2")


def assert_rebuild_is_equal(home: Home, extractor=extract, version: str = "v1") -> None:  # type: ignore[no-untyped-def]
    before = dump(home.archive_db)
    projector.rebuild(home, extractor, extractor_version=version)
    assert dump(home.archive_db) == before


def test_one_publication_is_read_again_and_the_others_stay(home: Home) -> None:
    crawl(home, "a", [page("/news/1", "One|body|2"), page("/", "front")])
    projector.project(home, extract, extractor_version="v1")
    with pytest.raises(QueryError, match=r"nosuch.*there are: press"):
        projector.reread(home, extract_newly, "nosuch", extractor_version="v1")
    assert ask(home, "SELECT title FROM articles") == [("One",)]
    done = projector.reread(home, extract_newly, "press", extractor_version="v1")
    assert (done.captures, done.articles) == (2, 1)
    assert ask(home, "SELECT title FROM articles") == [("ONE",)]


def test_captures_that_left_the_archive_leave_the_database(home: Home) -> None:
    first, second = crawl(home, "c1", PAGES[:1]), crawl(home, "c2", PAGES, first=60)
    project(home)
    with CaptureIndex(home.index_db) as index:
        index.forget(first)
        cut = list(index.rows_of(second))[1].location.offset
        index.remove_from(second, cut)
    project(home)
    assert ask(home, "SELECT url FROM captures") == [(BASE + "/news/1",)]
    assert_rebuild_is_equal(home)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_extractor_that_breaks_is_data(home: Home, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SECONDS", 0.2)
    bad = ["raise", "nonsense", *(["die"] if jobs > 1 else ["hang"])]
    crawl(home, "c1", [*(page(f"/{word}", word) for word in bad), *PAGES])
    done = project(home, stumble, jobs=jobs)
    assert (done.failed, done.articles) == (3, 2)
    found = outcomes(home)
    assert str(found["/raise"][1]).startswith("ValueError: cannot read this (press.py:")
    assert found["/nonsense"][1] == "the extractor gave a str, not an outcome"
    assert (
        ("died" in str(found["/die"][1]))
        if jobs > 1
        else (found["/hang"][1] == "took longer than 0.2 seconds")
    )


def test_a_page_that_kills_its_worker_costs_no_other(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    monkeypatch.setattr(run, "COMMIT", 4)
    crawl(home, "c1", [*PAGES, *PAGES, page("/one", "die"), *PAGES * 8, page("/two", "die"), *PAGES])
    done = project(home, stumble, jobs=2)
    assert (done.failed, done.articles) == (2, 22)
    assert {path for path, found in outcomes(home).items() if found[0] == "failed"} == {"/one", "/two"}


def test_workers_give_the_same_rows(home: Home) -> None:
    crawl(home, "c1", PAGES * 20)
    project(home, jobs=2)
    assert_rebuild_is_equal(home)


def test_following_a_crawl_until_it_ends(home: Home) -> None:
    crawl(home, "c0", PAGES[:1])
    stop, seen = threading.Event(), threading.Event()
    found = []

    def follow() -> None:
        found.append(
            projector.follow(
                home, extract, stop, extractor_version="v1", seconds=0.01,
                progress=lambda done: seen.set() if done.captures > 1 else None,
            )
        )  # fmt: skip

    thread = threading.Thread(target=follow)
    thread.start()
    info = CrawlInfo("c1", "press", START, "test")
    writer = WarcWriter(home.warc, info)
    with CaptureIndex(home.index_db) as index:
        index.add([writer.write(exchange(PAGES[1], 1))])
        assert seen.wait(20)
        index.add([writer.write(exchange(PAGES[2], 2))])
        writer.close({})
    stop.set()
    thread.join(20)
    assert found[0].captures == 3
    assert_rebuild_is_equal(home)


def test_two_projectors_at_once_are_refused(home: Home) -> None:
    crawl(home, "c1", PAGES)
    with home.lock("project", remedy=""), pytest.raises(HomeError, match="in use by process"):
        project(home)


def test_a_home_without_captures(home: Home) -> None:
    with pytest.raises(HomeError, match="newsark crawl"):
        project(home)


def test_another_programs_database_is_left_alone(home: Home) -> None:
    crawl(home, "c1", PAGES)
    home.archive_db.write_bytes(b"precious " * 1000)
    for call in (projector.project, projector.rebuild):
        with pytest.raises(DatabaseError, match="move it away"):
            call(home, extract, extractor_version="v1")
    assert home.archive_db.read_bytes() == b"precious " * 1000
    assert [p.name for p in home.path.iterdir() if "rebuild" in p.name] == []


KILLED = """
import sys; sys.path[:0] = ["tests", "."]
from pathlib import Path
from archive import projector
from archive.home import Home
from projector.press import extract
projector.rebuild(Home.open(Path(sys.argv[1])), extract, extractor_version="v2", progress=lambda done: print("step", flush=True))
"""


def test_a_rebuild_that_is_killed_leaves_the_old_database(home: Home) -> None:
    crawl(home, "c1", PAGES * 100)
    project(home)
    before = dump(home.archive_db)
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(home.path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert dump(home.archive_db) == before
    assert [p for p in home.path.iterdir() if p.name.endswith(".rebuild")]
    project(home)
    assert not [p for p in home.path.iterdir() if ".rebuild" in p.name]


def test_status_counts_what_is_there(home: Home) -> None:
    crawl(home, "c1", PAGES)
    project(home)
    name = crawl(home, "c2", PAGES[:2], first=60, seal=False)
    found = query.status(home)
    assert (found.captures, found.unprojected, found.articles, found.warc_files) == (11, 2, 2, 2)
    assert [file.file for file in found.open_files] == [name]
    (site,) = found.sites
    assert (site.site, site.captures, site.articles, site.versions, site.last_reason) == (
        "press",
        9,
        2,
        2,
        "done",
    )
    assert found.as_dict()["sites"][0]["site"] == "press"  # type: ignore[index,call-overload]


def test_an_empty_home_has_a_status(home: Home) -> None:
    assert query.status(home).as_dict()["captures"] == 0


def test_workers_that_cannot_start_fail_no_page(home: Home) -> None:
    crawl(home, "c1", PAGES)

    def local(capture):  # type: ignore[no-untyped-def]  # cannot be imported by a worker
        return extract(capture)

    with pytest.raises((AttributeError, RuntimeError, pickle.PicklingError)):
        project(home, local, jobs=2)
    assert project(home).failed == 0
