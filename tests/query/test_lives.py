"""Lives of articles: moved, behind a paywall, restored, counted by feeds, printed elsewhere."""

from __future__ import annotations

from pathlib import Path

from db.made import FILE, article, capture

from archive import query
from archive.db.rows import Error, rows
from archive.db.store import Store, WarcFile
from archive.model import Article, CaptureRow, CommentCount, Counts, Outcome

OLD, NEW = "http://press.example/old/1", "http://press.example/new/1"
Made = list[tuple[CaptureRow, Outcome | Error]]


def made(url: str, **changes: object) -> Article:
    return article(url, **{"canonical_url": url, "article_id": None} | changes)


def told(path: Path, pairs: Made, name: str) -> tuple[list[tuple[str, object, object]], list[str | None]]:
    """The article's events and the addresses that are listed."""
    with Store(path / "archive.db") as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        keys = store.keys([row for row, _ in pairs])
        store.write([rows(k, row, "press", out) for k, (row, out) in zip(keys, pairs, strict=True)])
    with query.reading(path / "archive.db") as db:
        events = [(e.change.kind, e.change.before, e.change.after) for e in query.history(db, name)]
        again = [e.change.kind for e in query.changes(db, kinds=["new", "moved", "removed", "restored"])]
        assert len(again) == sum(kind in ("new", "moved", "removed", "restored") for kind, *_ in events)
        return events, [stored.article.url for stored in query.articles(db)]


def test_an_article_moved_by_a_redirect_is_one(tmp_path: Path) -> None:
    pairs: Made = [
        (capture(1, OLD), made(OLD)),
        (capture(2, OLD, status=301), Error("not_article", "redirect", NEW)),
        (capture(3, NEW), made(NEW)),
        (capture(4, OLD, status=301), Error("not_article", "redirect", NEW)),
        (capture(5, NEW), made(NEW, comment_count=20)),
    ]
    events, listed = told(tmp_path, pairs, OLD)
    assert [kind for kind, *_ in events] == ["new", "moved", "comments"]
    assert events[1] == ("moved", OLD, NEW)
    assert listed == [NEW]


def test_an_article_moved_by_its_canonical_address_is_one(tmp_path: Path) -> None:
    pairs: Made = [
        (capture(1, OLD), made(OLD)),
        (capture(2, OLD), made(OLD, canonical_url=NEW)),
        (capture(3, NEW), made(NEW)),
    ]
    events, listed = told(tmp_path, pairs, NEW)
    assert [kind for kind, *_ in events] == ["new", "moved"]
    assert listed == [NEW]


def test_a_redirect_to_another_article_hides_nothing(tmp_path: Path) -> None:
    pairs: Made = [
        (capture(1, OLD), made(OLD)),
        (capture(2, OLD, status=302), Error("not_article", "redirect", NEW)),
        (capture(3, NEW), made(NEW, title="Quite another story")),
    ]
    with Store(tmp_path / "archive.db") as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        keys = store.keys([row for row, _ in pairs])
        store.write([rows(k, row, "press", out) for k, (row, out) in zip(keys, pairs, strict=True)])
    with query.reading(tmp_path / "archive.db") as db:
        assert {stored.article.url for stored in query.articles(db)} == {OLD, NEW}


def test_a_paywall_is_told_and_the_whole_text_is_named(tmp_path: Path) -> None:
    pairs: Made = [
        (capture(1, OLD), made(OLD)),
        (capture(2, OLD), made(OLD, paywalled=True, body="The nuclear power plant was restarted on Friday.")),
    ]
    events, _ = told(tmp_path, pairs, OLD)
    assert ("paywall", "free", "paywalled") in events
    with query.reading(tmp_path / "archive.db") as db:
        assert query.article(db, OLD).whole_id == capture(1).record_id


def test_gone_and_back(tmp_path: Path) -> None:
    pairs: Made = [
        (capture(1, OLD), made(OLD)),
        (capture(2, OLD, status=404), Error("error_status", "404")),
        (capture(3, OLD, status=503), Error("error_status", "503")),
        (capture(4, OLD, status=410), Error("error_status", "410")),
        (capture(5, OLD), made(OLD)),
    ]
    events, listed = told(tmp_path, pairs, OLD)
    assert [kind for kind, *_ in events] == ["new", "removed", "restored"]
    assert listed == [OLD]


def test_feeds_count_too_and_lag_without_harm(tmp_path: Path) -> None:
    feed = "http://press.example/feed"

    def said(value: int) -> Counts:
        return Counts(feed, (CommentCount("feed", OLD + "?utm_source=rss", value, source="feed"),))

    pairs: Made = [
        (capture(1, OLD), made(OLD, comment_count=5)),
        (capture(2, feed), said(4)),
        (capture(3, OLD), made(OLD, comment_count=9)),
        (capture(4, feed), said(9)),
        (capture(5, feed), said(11)),
    ]
    events, _ = told(tmp_path, pairs, OLD)
    assert [event for event in events if event[0] == "comments"] == [("comments", 5, 9), ("comments", 9, 11)]
    with query.reading(tmp_path / "archive.db") as db:
        assert [c.comment_count for c in query.comments(db, OLD)] == [5, 4, 9, 9, 11]


def test_a_print_form_without_a_canonical_address_is_no_article_of_its_own(tmp_path: Path) -> None:
    form = "http://press.example/print?id=1"
    pairs: Made = [
        (capture(1, OLD), made(OLD, print_url=form)),
        (capture(2, form), made(form, canonical_url=None, print_url=None)),
    ]
    _, listed = told(tmp_path, pairs, OLD)
    assert listed == [OLD]


def test_a_second_page_that_is_crawled_before_the_first_belongs_to_it(tmp_path: Path) -> None:
    second = NEW + "?page=2"
    first = made(NEW, body="One.", next_url=second)
    pairs: Made = [
        (capture(1, NEW), first),
        (capture(2, second), made(second, canonical_url=None, body="Two.")),
        (capture(3, second), made(second, canonical_url=None, body="Two and a half.")),
        (capture(4, NEW), first),
        (capture(5, second), made(second, canonical_url=None, body="Three.")),
        (capture(6, NEW), first),
    ]
    events, listed = told(tmp_path, pairs, NEW)
    assert [(kind, before, after) for kind, before, after in events[1:]] == [
        ("body", "Two.", "Two and a half."),
        ("body", "Two and a half.", "Three."),
    ]
    assert listed == [NEW]
