"""Who ran the same story: against the press's own account, and what the verb says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.homemade import Shell, small_home
from db.made import article
from likeness.told import copies, press, store, written

from archive import Archive, query
from archive.errors import NotFound
from archive.likeness.signatures import Signatures
from archive.likeness.syndication import Telling, syndication
from archive.model import Article

PARAGRAPHS = [
    "LONDON (Reuters) - The council approved the new bridge on Monday after a debate of nine hours, its speaker said.",
    "Work begins in the spring and is to take 3 years, the plan says, which was published on the town's pages last week.",
    "Opponents want a ferry instead, which they call cheaper and kinder to the birds that nest on both banks of the river.",
    "Both sides expect that a court will have the last word before winter comes and the old bridge has to be closed again.",
]


def asked(path: Path, name: str) -> list[Telling]:
    with query.reading(path) as db, Signatures(path.with_name("likeness.db")) as signatures:
        signatures.follow(db)
        return syndication(db, signatures, name)


@pytest.mark.parametrize("seed", [7, 11])
def test_the_press_s_wire_stories_are_found_and_nothing_else(tmp_path: Path, seed: int) -> None:
    truth = press(seed, 40, 0.3)
    expected = copies(truth)
    by_url = {one["url"]: one for one in truth}
    path = store(tmp_path / "archive.db", [(one["publication"], written(one)) for one in truth])
    with query.reading(path) as db, Signatures(tmp_path / "likeness.db") as signatures:
        signatures.follow(db)
        for url, others in expected.items():
            found = syndication(db, signatures, url)
            assert {one.stored.article.url for one in found if not one.is_asked} == others
            if others:
                first = min((url, *others), key=lambda one: by_url[one]["published"])
                assert [one.stored.article.url for one in found if one.published_first] == [first]
                assert found[0].captured_first
                assert [one.first_seen for one in found] == sorted(one.first_seen for one in found)
    assert sum(map(len, expected.values())) > 50


def bridge(site: str, paragraphs: list[str], **changes: object) -> tuple[str, Article]:
    url = f"http://{site}.example/bridge"
    return site, article(
        url,
        **{"title": "Bridge approved", "body": "\n\n".join(paragraphs), "canonical_url": None, **changes},
    )


@pytest.fixture
def bridges(tmp_path: Path) -> Path:
    """An agency's text run as it is, shortened with another figure, and twice in one publication; and a stranger."""
    edited = [PARAGRAPHS[0], PARAGRAPHS[1].replace("3 years", "4 years"), PARAGRAPHS[2]]
    early = {"published": "2026-10-30T09:30+01:00"}
    wall_clock = {"published": "2026-10-30T18:00", "published_zone_known": False}
    made = [
        bridge("daily", PARAGRAPHS, **early, agency="Reuters"),
        bridge("courier", edited, **wall_clock, title="Bridge takes 4 years", agency=None),
        ("daily", article("http://daily.example/again", body="\n\n".join(PARAGRAPHS), canonical_url=None)),
        ("forum", article("http://forum.example/1", body="Nothing of the sort. " * 30, canonical_url=None)),
    ]
    return store(tmp_path / "archive.db", made)


def test_what_each_publication_changed(bridges: Path) -> None:
    original, copy = asked(bridges, "http://daily.example/bridge")
    assert (original.is_asked, original.agency, original.edits) == (True, "Reuters", ())
    assert (copy.stored.site, copy.agency) == ("courier", None)
    assert (original.captured_first, copy.captured_first) == (True, False)
    headline, body = copy.edits
    assert (headline.before, headline.after) == ("Bridge approved", "Bridge takes 4 years")
    assert body.grade == "figure"
    assert body.after == PARAGRAPHS[1].replace("3 years", "4 years")
    assert str(body.before).splitlines() == [PARAGRAPHS[1], PARAGRAPHS[3]]
    assert copy.overlap.containment > 0.8
    assert copy.overlap.resemblance < copy.overlap.containment


def test_who_published_first_is_not_guessed(bridges: Path) -> None:
    """18:00 in an unknown zone may be before 08:30 UTC of that day: it is 04:00 UTC on Kiritimati."""
    found = asked(bridges, "http://courier.example/bridge")
    assert [one.published_first for one in found] == [None] * len(found)
    assert {one.stored.site for one in found} == {"daily", "courier"}


def test_an_edited_article_is_compared_in_the_version_that_was_copied(tmp_path: Path) -> None:
    rewritten = ["The bridge will not be built after all. " + "The court has stopped it for good. " * 3]
    made = [
        bridge("daily", PARAGRAPHS),
        bridge("courier", PARAGRAPHS),
        bridge("daily", rewritten, title="Bridge stopped"),
    ]
    _, copy = asked(store(tmp_path / "archive.db", made), "http://daily.example/bridge")
    assert copy.overlap.resemblance == 1.0
    assert copy.edits == ()


def test_the_pages_of_a_long_article_are_found_under_its_first(tmp_path: Path) -> None:
    second = [*PARAGRAPHS[2:], "Nobody asked the birds, of course."]
    made = [
        bridge("daily", PARAGRAPHS),
        bridge("weekly", ["An essay of our own that nobody has ever printed. " * 3], next_url="http://weekly.example/2"),
        ("weekly", article("http://weekly.example/2", title="Bridge approved", body="\n\n".join(PARAGRAPHS + second), canonical_url=None)),
    ]  # fmt: skip
    path = store(tmp_path / "archive.db", made)
    assert [one.stored.article.url for one in asked(path, "http://daily.example/bridge")][1:] == [
        "http://weekly.example/bridge"
    ]
    assert len(asked(path, "http://weekly.example/bridge")) == 2


def test_one_that_nobody_ran_and_one_that_is_not_there(bridges: Path) -> None:
    assert [one.is_asked for one in asked(bridges, "http://forum.example/1")] == [True]
    with pytest.raises(NotFound):
        asked(bridges, "http://forum.example/2")


def test_the_verb_and_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = small_home(tmp_path / "home")
    home.archive_db.unlink()
    store(home.archive_db, [bridge("daily", PARAGRAPHS), bridge("courier", PARAGRAPHS[:3], title="A bridge")])
    newsark = Shell(monkeypatch, capsys, home.path)
    said = newsark("syndication", "http://daily.example/bridge")
    assert said.code == 0
    assert said.lines[0] == "daily: Bridge approved"
    assert "  headline: [-Bridge approved-]{+A bridge+}" in said.lines
    assert said.lines[-1].startswith("Who published it first cannot be told")
    first, copy = map(json.loads, newsark("syndication", "http://daily.example/bridge", "--json").lines)
    assert (first["asked"], copy["asked"], copy["site"]) == (True, False, "courier")
    assert (
        newsark("syndication", "http://daily.example/bridge", "--csv").lines[0].startswith("site,url,title")
    )
    with Archive(home.path) as archive:
        assert [one.stored.site for one in archive.syndication("http://daily.example/bridge")] == [
            "daily",
            "courier",
        ]
