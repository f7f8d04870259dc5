"""Datelines: the families of the world's agencies, and what only looks like one (tests/data/datelines.tsv)."""

from pathlib import Path

import pytest

from crawler.parsers.datelines import is_agency, read_dateline, trailing_agency

LINES = (Path(__file__).parents[1] / "data" / "datelines.tsv").read_text("utf-8").splitlines()[1:]
ROWS = [line.split("\t") for line in LINES]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r[0][:40])
def test_first_words(row: list[str]) -> None:
    found = read_dateline(row[0])
    got = [found.agency, found.city, found.day, found.expansion] if found else [None] * 4
    assert [v or "-" for v in got] == row[1:]


def test_dateline_text_ends_with_its_separator() -> None:
    found = read_dateline("SHAFAQNA (Shia International News Association)- In a conference held in Moscow")
    assert found is not None
    assert found.text == "SHAFAQNA (Shia International News Association)-"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Rabat – The king opened the port. (MAP)", "MAP"),
        ("The minister said on Friday that talks would go on. - PTI", "PTI"),
        ("وقال الوزير إن المحادثات ستستمر حتى نهاية الأسبوع ... واس", "واس"),
        ("The minister said so (on Friday)", None),
        ("A photo of the port (Xinhua/Li Ming)", None),
    ],
)
def test_signed_at_the_end(text: str, agency: str | None) -> None:
    assert trailing_agency(text) == agency


def test_agencies_are_compared_without_case_and_marks() -> None:
    assert is_agency("reuters")
    assert is_agency("AZƏRTAC")
    assert not is_agency("NASDAQ")
