"""changes, history and comments, as typed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cli.homemade import Shell, small_home

from archive.changes import Change
from archive.home import Home
from crawler.cli.comments import LINE, sparkline
from crawler.cli.marks import MAX_WORDS, marked

URL = "http://press.example/news/1"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return small_home(tmp_path_factory.mktemp("changes") / "home")


@pytest.fixture
def newsark(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys, home.path)


def test_history_marks_words_that_went_and_came(newsark: Shell) -> None:
    said = newsark("history", URL)
    assert said.lines[:2] == ["Plant shut again", URL]
    assert [line for line in said.lines if line.startswith("  ")] == [
        "  Plant restarted",
        "  Engineers inspected [-40-]{+400+} pipes.",
        "  3 → 7",
        "  Plant [-restarted-]{+shut again+}",
        "  7 → 40",
    ]
    assert any(line.startswith("2026-11-01T08:01:00Z  body, figure  (record ") for line in said.lines)


def test_history_without_changes(newsark: Shell) -> None:
    assert newsark("history", "http://press.example/news/2").lines[-1] == "No changes; captures: 1."


def test_changes_are_listed_newest_first_and_narrowed(newsark: Shell) -> None:
    found = [json.loads(line) for line in newsark("changes", "--json").lines]
    assert [(one["seen"][11:16], one["kind"]) for one in found] == [
        ("08:02", "headline"),
        ("08:02", "comments"),
        ("08:01", "comments"),
        ("08:01", "body"),
    ]
    assert len(newsark("changes", "--since", "2026-11-01T08:02Z", "--json").lines) == 2
    assert len(newsark("changes", "--kind", "body", "--kind", "headline", "--json").lines) == 2
    assert len(newsark("changes", "--limit", "1", "--json").lines) == 1
    assert newsark("changes", "--kind", "byline", "--site", "press").out.count("\n") <= 3
    assert newsark("changes", "--kind", "date").out == "No changes.\n"


def test_changes_as_a_table_and_as_csv(newsark: Shell) -> None:
    lines = newsark("changes").lines
    assert lines[0].split() == ["seen", "kind", "grade", "record", "title", "change"]
    assert lines[2].endswith("Plant [-restarted-]{+shut again+}")
    rows = list(csv.DictReader(io.StringIO(newsark("changes", "--csv").out)))
    assert (rows[-1]["before"], rows[-1]["grade"]) == ("Engineers inspected 40 pipes.", "figure")


def test_comments_as_a_table_with_a_sparkline(newsark: Shell) -> None:
    lines = newsark("comments", URL).lines
    assert lines[0].split()[:2] == ["date", "comment"]
    assert [line.split()[1] for line in lines[2:5]] == ["3", "7", "40"]
    assert lines[-1] == "3 ▁▁█ 40"
    assert [json.loads(line)["comment_count"] for line in newsark("comments", URL, "--json").lines] == [
        3,
        7,
        40,
    ]


def test_an_article_that_states_no_count(newsark: Shell) -> None:
    said = newsark("comments", "http://press.example/news/2")
    assert (said.code, said.out) == (0, "No capture states a comment count.\n")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["changes", "--kind", "mood"], 2, "mood: no such kind of change; there are: new, headline, body,"),
        (["changes", "--since", "yesterday"], 2, "yesterday: not a date or time"),
        (["changes", "--site", "none"], 2, "none: nothing of this publication is in the archive"),
        (["history", "http://press.example/none"], 1, "no such article"),
        (["comments", "http://press.example/style.css"], 1, "no such article"),
        (["history", "\udcff"], 2, "give arguments in UTF-8"),
        (["comments", "  "], 2, "name an article: its address, its number or its record id"),
    ],
)
def test_a_wrong_request_is_one_line(newsark: Shell, words: list[str], code: int, message: str) -> None:
    said = newsark(*words)
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1)
    assert message in said.err


def test_a_home_without_rows_says_what_to_do(newsark: Shell, tmp_path: Path) -> None:
    empty = Home.create(tmp_path / "empty")
    for verb in (["changes"], ["history", URL], ["comments", URL]):
        said = newsark(*verb, "--home", empty.path)
        assert (said.code, said.err.count("\n")) == (1, 1)
        assert "run: newsark project" in said.err


def test_marks_are_coloured_and_nothing_of_the_page_is() -> None:
    change = Change("headline", "calm \x1b[31mred", "calm blue")
    assert marked(change) == "calm \x1b[31m[-[31mred-]\x1b[0m\x1b[32m{+blue+}\x1b[0m"


def test_long_rewordings_stand_side_by_side() -> None:
    change = Change("body", "a " * MAX_WORDS, "b", "edit")
    assert marked(change).count("[-") == marked(change).count("{+") == 1


def test_a_sparkline_goes_from_lowest_to_highest_and_fits_a_line() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([5, 5]) == "▁▁"
    assert len(sparkline(range(1000))) <= LINE
    assert sparkline(range(1000))[-1] == "█"


def test_the_series_of_a_publication_by_day(newsark: Shell) -> None:
    assert [json.loads(line) for line in newsark("comments", "--site", "press", "--json").lines] == [
        {"day": "2026-11-01", "articles": 1, "comments": 40}
    ]
    assert newsark("comments").code == newsark("comments", URL, "--site", "press").code == 2


def test_a_series_is_drawn(newsark: Shell, tmp_path: Path) -> None:
    picture = tmp_path / "out.svg"
    assert newsark("comments", URL, "--plot", picture).lines[-1] == "3 ▁▁█ 40"
    root = ElementTree.fromstring(picture.read_text())
    assert (
        root.get("aria-label") == f"Comments: {URL}: from 3 on 2026-11-01 08:00 to 40 on 2026-11-01 08:02 UTC"
    )
    said = newsark("comments", URL, "--plot", tmp_path)
    assert (said.code, "Traceback" in said.err) == (2, False)
    assert "choose another file" in newsark("comments", URL, "--plot", tmp_path / "none" / "out.svg").err


def test_the_latest_so_many(newsark: Shell) -> None:
    assert len(newsark("comments", URL, "--limit", "2", "--json").lines) == 2
    assert len(newsark("history", URL, "--limit", "1", "--json").lines) == 1


def test_evidence_as_rows(newsark: Shell) -> None:
    (heading,) = newsark("why", URL, "title", "--csv").lines
    assert heading.startswith("url,field,value,raw,rule,where,")
    assert json.loads(newsark("why", URL, "title", "--json").out)["value"] == "Plant shut again"
