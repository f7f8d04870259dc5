"""The questions: listing, finding by any name, evidence, several pages, the user's own SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from db.made import FILE, START, article, capture

from archive import query
from archive.db.rows import Error, rows
from archive.db.store import Store, WarcFile
from archive.errors import DatabaseError, NotFound, QueryError
from archive.model import Article, CaptureRow, NotArticle, Outcome

BASE = "http://press.example"


def press() -> Iterator[tuple[CaptureRow, Outcome | Error]]:
    """Three articles: one edited once, one of three pages with a print form, one without a date, gone by now."""
    first = article()
    yield capture(1), first
    yield capture(9), replace(first, title="Reactor shut down again", comment_count=15)
    texts = ["Page one of the long read.", "Page two, on wind.", "Page three: the end."]
    for number, text in enumerate(texts, 1):
        url = f"{BASE}/long/{number}"
        following = f"{BASE}/long/{number + 1}" if number < 3 else None
        made = article(
            url,
            title="Long read",
            body=text,
            next_url=following,
            article_id="88",
            published="2026-10-30",
            canonical_url=url,
        )
        yield capture(10 + number, url), made
    printed = article(f"{BASE}/print/77", article_id=None, canonical_url=f"{BASE}/news/1", body="Print form")
    yield capture(20, printed.url), printed
    yield capture(21, f"{BASE}/old"), Error("not_article", "redirect", f"{BASE}/news/1")
    undated = Article(
        f"{BASE}/undated", title="گزارش", body="می‌خواهد كتاب ۱۲", authors=("مریم رضایی",), language="fa"
    )
    yield capture(22, undated.url), undated
    yield capture(23, undated.url, status=410), Error("error_status", "410")
    yield capture(24, f"{BASE}/section"), NotArticle(f"{BASE}/section", "section")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("query") / "archive.db"
    pairs = list(press())
    with Store(path) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        keys = store.keys([row for row, _ in pairs])
        store.write([rows(k, row, "press", out) for k, (row, out) in zip(keys, pairs, strict=True)])
    return path


@pytest.fixture
def db(path: Path):  # type: ignore[no-untyped-def]
    with query.reading(path) as db:
        yield db


def titles(found) -> list[str | None]:  # type: ignore[no-untyped-def]
    return [stored.article.title for stored in found]


def test_each_article_is_listed_once_newest_first(db) -> None:  # type: ignore[no-untyped-def]
    assert titles(query.articles(db)) == ["گزارش", "Reactor shut down again", "Long read"]
    assert titles(query.articles(db, limit=1)) == ["گزارش"]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"site": "press"}, 3),
        ({"site": "press.example"}, 3),
        ({"since": "2026-10-31"}, 2),
        ({"until": "2026-10-31"}, 2),
        ({"until": "2026-10-30"}, 1),
        ({"until": "2026-10"}, 2),
        ({"since": "2026-10-31T08:31Z", "until": "2026-10-31"}, 0),
        ({"since": "2026-10-31T09:30+01:00", "until": "2026-10-31"}, 1),
        ({"author": "nunez jose"}, 2),
        ({"author": "رضايي"}, 1),
        ({"author": "nobody"}, 0),
    ],
)
def test_lists_can_be_narrowed(db, narrowed: dict[str, str], expected: int) -> None:  # type: ignore[no-untyped-def]
    assert len(list(query.articles(db, **narrowed))) == expected


@pytest.mark.parametrize(
    "narrowed", [{"site": "nowhere"}, {"since": "yesterday"}, {"until": "2026-13"}, {"author": "***"}]
)
def test_impossible_narrowing_is_said(db, narrowed: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(QueryError) as caught:
        list(query.articles(db, **narrowed))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        f"{BASE}/news/1",
        "https://www.press.example/news/1/",
        "press.example/news/1",
        f"{BASE}/news/1?utm_source=feed#top",
        f"{BASE}/print/77",
        f"{BASE}/old",
        "77",
        capture(9).record_id,
        f"<{capture(9).record_id}>",
        capture(9).record_id.removeprefix("urn:uuid:"),
        capture(9).record_id.removeprefix("urn:uuid:")[:25],
    ],
)
def test_an_article_has_many_names(db, name: str) -> None:  # type: ignore[no-untyped-def]
    assert query.article(db, name).id == capture(9).record_id


def test_a_record_id_names_that_very_version(db) -> None:  # type: ignore[no-untyped-def]
    assert query.article(db, capture(1).record_id).article == replace(article(), evidence=())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"{BASE}/section", "not as an article"),
        (f"{BASE}/nowhere", "no such article"),
        (capture(24).record_id, "not as an article"),
        ("deadbeef", "no such article"),
    ],
)
def test_what_is_no_article_is_said(db, name: str, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotFound, match=said):
        query.article(db, name)


@pytest.mark.parametrize("name", ["", "88"])
def test_ambiguous_names_are_refused(db, name: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(QueryError):
        query.article(db, name)


def test_pages_of_one_article_are_joined(db, path: Path) -> None:  # type: ignore[no-untyped-def]
    whole = query.article(db, f"{BASE}/long/1")
    assert whole.article.body == "Page one of the long read.\n\nPage two, on wind.\n\nPage three: the end."
    assert whole.pages == 3
    found = query.sql(path, "SELECT pages, body FROM whole_articles WHERE pages > 1").rows
    assert list(found) == [(3, whole.article.body)]


def test_an_error_never_hides_the_last_good_copy(db) -> None:  # type: ignore[no-untyped-def]
    found = query.article(db, f"{BASE}/undated")
    assert (found.article.title, found.gone) == ("گزارش", "2026-11-01T23:00:00.000000Z")
    assert query.article(db, f"{BASE}/news/1").gone is None


def test_json_has_every_field_by_its_full_name(db) -> None:  # type: ignore[no-untyped-def]
    values = query.article(db, f"{BASE}/news/1").as_dict()
    assert {
        "id",
        "url",
        "title",
        "published",
        "comment_count",
        "body",
        "authors",
        "captured",
        "warc_file",
    } <= values.keys()
    assert json.loads(json.dumps(values))["authors"] == ["Jane Doe", "José Núñez"]
    assert "body" not in next(query.articles(db)).as_dict(body=False)


def test_evidence_leads_to_the_record(db) -> None:  # type: ignore[no-untyped-def]
    found = query.evidence(db, capture(1).record_id, "comment_count")
    assert (found.value, found.file, found.offset) == (12, FILE, 1000)
    assert [(c.value, c.rule, c.chosen) for c in found.candidates] == [
        (12, "counter", True),
        (11, "jsonld.commentCount", False),
    ]
    assert query.evidence(db, "77", "city").candidates == ()
    with pytest.raises(QueryError, match="comment_count"):
        query.evidence(db, "77", "colour")


def test_captures_of_an_address(db) -> None:  # type: ignore[no-untyped-def]
    assert [(c.outcome, c.status) for c in query.captures(db, "77")] == [("article", 200)] * 2
    assert [c.comment_count for c in query.comments(db, "77")] == [12, 15]


def test_history_and_changes(db) -> None:  # type: ignore[no-untyped-def]
    events = query.history(db, "77")
    assert [(e.change.kind, e.change.before, e.change.after) for e in events] == [
        ("new", None, "Reactor restarted after inspection"),
        ("headline", "Reactor restarted after inspection", "Reactor shut down again"),
        ("comments", 12, 15),
    ]
    assert [e.change.kind for e in query.changes(db)] == ["removed", "headline", "comments"]
    assert [e.change.kind for e in query.changes(db, kinds=["headline"])] == ["headline"]
    assert [e.change.kind for e in query.changes(db, since="2026-11-01T12:00Z", site="press")] == ["removed"]
    with pytest.raises(QueryError, match="headline"):
        list(query.changes(db, kinds=["colour"]))


def test_sql_answers(path: Path) -> None:
    answer = query.sql(
        path,
        "SELECT title, comment_count AS n, 1 AS n FROM latest_articles WHERE n = 15 OR comment_count = 15",
    )
    assert list(answer.as_dicts()) == [{"title": "Reactor shut down again", "n": 15, "n:1": 1}]
    packed = "SELECT inflate(r.body_html, t.body), json_array_length(inflate(e.data)) FROM article_rows r JOIN texts t ON t.id = r.text"
    found = query.sql(
        path,
        packed + " JOIN evidence e USING (capture) WHERE r.capture = (SELECT min(capture) FROM article_rows)",
    )
    assert list(found.rows) == [(article().body_html, 3)]
    assert list(query.sql(path, "SELECT id FROM articles", limit=2).rows).__len__() == 2


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM captures", "only SELECT"),
        ("DROP TABLE captures", "only SELECT"),
        ("ATTACH 'other.db' AS other", "only SELECT"),
        ("PRAGMA user_version=9", "only SELECT|no rows"),
        ("PRAGMA journal_mode=DELETE", "only SELECT"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT * FROM nonsense", "there are: article_authors"),
        ("SELECT nonsense FROM articles", "see the columns"),
        ("SELEC 1", "syntax error"),
        ("", "no rows"),
        ("SELECT '\0'", "null character|unrecognized|embedded"),
        ("SELECT zeroblob(900000000)", "more than 100,000,000 bytes"),
        ("CREATE TEMP TABLE t(a)", "only SELECT"),
        ("VACUUM INTO 'copy.db'", "only SELECT"),
    ],
)
def test_sql_that_cannot_be_answered(path: Path, tmp_path: Path, statement: str, said: str) -> None:
    before = path.read_bytes()
    with pytest.raises(QueryError, match=said) as caught:
        list(query.sql(path, statement).rows)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


def test_sql_has_a_time_limit(path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(QueryError, match=r"longer than 0\.05 seconds"):
        list(query.sql(path, endless, seconds=0.05).rows)


def test_a_database_damaged_in_the_middle_is_one_line(path: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "archive.db"
    whole = path.read_bytes()
    damaged.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(DatabaseError, match="damaged") as caught, query.reading(damaged) as db:
        list(query.articles(db))
    assert "\n" not in str(caught.value)
    assert START.year == 2026
