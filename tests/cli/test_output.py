from __future__ import annotations

import json

import pytest

from crawler.cli.output import emit, printable, shorten, width

ROWS = [
    {"title": "Nuclear power, again", "comment_count": None, "authors": ["A. One", "B. Two"]},
    {"title": "پیک روز", "comment_count": 12, "authors": []},
]


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert emit(ROWS, "json", ["title"]) == 2
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ROWS


def test_csv_has_a_heading_and_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, "csv", ["title"])
    assert capsys.readouterr().out.splitlines() == [
        "title,comment_count,authors",
        '"Nuclear power, again",,"A. One, B. Two"',
        "پیک روز,12,",
    ]


def test_table_shows_the_columns_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, None, ["comment_count", "title"])
    assert capsys.readouterr().out.splitlines()[0].split("  ")[0] == "comment count"


def test_control_and_bidi_characters_never_reach_the_terminal() -> None:
    assert printable("a\x1b[31mb\u202ec\u2066d\te\n") == "a[31mbcd\te\n"


def test_width_counts_terminal_columns() -> None:
    assert (width("新聞"), width("news")) == (4, 4)
    assert shorten("新聞新聞", 5) == "新聞…"


def test_json_escapes_what_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"title": "a\x1b[2J \x9b31m \u202egnp.exe می‌خواهد"}
    emit([row], "json", [])
    out = capsys.readouterr().out
    assert out.strip() == printable(out.strip())
    assert "می‌خواهد" in out
    assert json.loads(out) == row


def test_titles_are_cut_before_times(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.echo_via_pager", lambda lines: print("".join(lines)))
    monkeypatch.setenv("COLUMNS", "60")
    row = {
        "published": "2026-11-21T08:00:00+03:30",
        "site": "a-publication-with-a-name",
        "title": "東京タワー" * 9,
    }
    emit([row], None, ["published", "site", "title"])
    lines = capsys.readouterr().out.splitlines()
    assert "2026-11-21T08:00:00+03:30" in lines[2]
    assert max(map(width, lines)) <= 60
