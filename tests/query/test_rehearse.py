"""A rehearsal finds what a damaged parser would do, and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cli.homemade import small_home
from projector.press import extract

from archive import query
from archive.home import Home
from archive.model import Article, Capture, NotArticle, Outcome
from archive.rehearse import OUTCOME, Compared, rehearse


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return small_home(tmp_path_factory.mktemp("rehearse") / "home")


def damaged(capture: Capture) -> Outcome:
    """Loses headlines that hold "shut", finds counts where there were none, takes one page for a section."""
    found = extract(capture)
    assert isinstance(found, Article)
    if "400" in found.body and "shut" not in (found.title or ""):
        return NotArticle(found.url, "section")
    if "shut" in (found.title or ""):
        return replace(found, title=None, comment_count=41)
    return replace(found, comment_count=found.comment_count if found.comment_count is not None else 0)


def rehearsed(home: Home, extractor=damaged, **narrowed) -> dict[str, Compared]:  # type: ignore[no-untyped-def]
    with query.reading(home.archive_db) as db:
        return {one.field: one for one in rehearse(home, db, extractor, **narrowed)}


def counts(one: Compared) -> tuple[int, int, int, int]:
    return one.gained, one.lost, one.changed, one.same


def test_the_damage_is_found_field_by_field(home: Home) -> None:
    before = home.archive_db.read_bytes()
    found = rehearsed(home)
    assert counts(found[OUTCOME]) == (0, 0, 1, 3)
    assert found[OUTCOME].examples["changed"][0].after == "not_article: section"
    assert counts(found["title"]) == (0, 1, 0, 2)
    assert (found["title"].examples["lost"][0].before, found["title"].examples["lost"][0].after) == (
        "Plant shut again",
        None,
    )
    assert counts(found["comment_count"]) == (1, 0, 1, 1)
    assert [name for name, one in found.items() if one.differs] == [OUTCOME, "title", "comment_count"]
    assert home.archive_db.read_bytes() == before


def test_the_same_extractor_changes_nothing(home: Home) -> None:
    assert not any(one.differs for one in rehearsed(home, extract).values())


def test_a_sample_is_the_same_each_time(home: Home) -> None:
    once, again = (rehearsed(home, sample=2) for _ in range(2))
    assert once == again
    assert sum(counts(once[OUTCOME])) == 2


def test_an_extractor_that_breaks_is_a_finding(home: Home) -> None:
    def broken(capture: Capture) -> Outcome:
        raise ValueError("no such node")

    found = rehearsed(home, broken)[OUTCOME]
    assert counts(found) == (0, 0, 4, 0)
    assert "ValueError: no such node" in str(found.examples["changed"][0].after)
    assert Path(home.archive_db).exists()
