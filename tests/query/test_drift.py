"""Drift: the field, the first bad capture and the rule that stopped; and nothing where nothing happened."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from db.made import FILE, START, article, capture

from archive import query
from archive.db.keys import stamp
from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.drift import Drift, bernoulli, drifts, point
from archive.model import Article, Candidate, NotArticle, Outcome


def drifted(path: Path, made: Callable[[int, str], Outcome], count: int = 60) -> list[Drift]:
    """The drifts of a publication whose `n`th capture is what `made` says; each address comes twice."""
    pairs = [(capture(n, f"http://press.example/{n % (count // 2)}"), n) for n in range(count)]
    with Store(path) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        keys = store.keys([row for row, _ in pairs])
        store.write(
            [rows(k, row, "press", made(n, row.url)) for k, (row, n) in zip(keys, pairs, strict=True)]
        )
    with query.reading(path) as db:
        return list(drifts(db))


def usual(n: int, url: str, **changes: object) -> Article:
    return article(url, **{"canonical_url": url, "article_id": str(n), "body": f"Text {n}. " * 20} | changes)


def test_nothing_happened(tmp_path: Path) -> None:
    dice = random.Random(4)
    assert (
        drifted(
            tmp_path / "a.db", lambda n, url: usual(n, url, authors=("A",) if dice.random() < 0.6 else ())
        )
        == []
    )


def test_a_field_that_is_lost_is_named_with_its_rule_and_first_capture(tmp_path: Path) -> None:
    def made(n: int, url: str) -> Article:
        if n < 40:
            return usual(n, url)
        lost = Candidate("comment_count", 11, "11", "jsonld.commentCount", "script", 0.5)
        return usual(n, url, comment_count=None, evidence=(lost,))

    (found,) = drifted(tmp_path / "a.db", made)
    assert (found.site, found.field, found.measure, found.rule) == (
        "press",
        "comment_count",
        "filled",
        "counter",
    )
    assert (found.before, found.after, found.captures_before, found.captures_after) == (1.0, 0.0, 40, 20)
    assert (found.id, found.since) == (capture(40).record_id, stamp(capture(40).date))
    assert START.year == 2026


def test_a_field_that_is_often_missing_anyway(tmp_path: Path) -> None:
    found = drifted(
        tmp_path / "a.db", lambda n, url: usual(n, url, city="Rome" if n % 3 and n < 90 else None), 150
    )
    assert [(one.field, 88 <= one.captures_before <= 92) for one in found] == [("city", True)]


def test_bodies_that_get_short(tmp_path: Path) -> None:
    (found,) = drifted(
        tmp_path / "a.db",
        lambda n, url: usual(n, url, body="Some more text. " * (40 + n % 7 if n < 30 else 4)),
    )
    assert (found.field, found.measure, found.captures_before, found.id) == (
        "body",
        "length",
        30,
        capture(30).record_id,
    )
    assert found.before > 5 * found.after


def test_articles_that_are_no_longer_read_as_such(tmp_path: Path) -> None:
    found = drifted(
        tmp_path / "a.db", lambda n, url: usual(n, url) if n < 45 else NotArticle(url, "no-marks")
    )
    assert [(one.field, one.id) for one in found] == [("(article)", capture(45).record_id)]


@pytest.mark.parametrize("split", [8, 20, 30])
def test_the_point_is_where_the_rate_changes(split: int) -> None:
    found = point([1] * split + [0] * (40 - split), bernoulli)
    assert found is not None
    assert found[0] == split


def test_short_rows_have_no_point() -> None:
    assert point([1, 1, 0], bernoulli) is None


def test_a_rule_that_another_one_stands_in_for(tmp_path: Path) -> None:
    def made(n: int, url: str) -> Article:
        rule = "span.comment-count" if n < 30 else "jsonld.commentCount"
        return usual(n, url, evidence=(Candidate("comment_count", 12, "12", rule, "span", 0.9, True),))

    (found,) = drifted(tmp_path / "a.db", made)
    assert (found.field, found.measure, found.rule, found.id) == (
        *("comment_count", "rule", "span.comment-count"),
        capture(30).record_id,
    )
