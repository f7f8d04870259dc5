"""Header lines in many languages, calendars and label orders (tests/data/header_variants.tsv), as text and as pages."""

from html import escape
from pathlib import Path

import pytest

from crawler.parsers.header import HeaderFacts, read_header, read_text
from crawler.parsers.page import Page

LINES = (Path(__file__).parents[1] / "data" / "header_variants.tsv").read_text("utf-8").splitlines()[1:]
ROWS = [line.split("\t") for line in LINES]


def shown(facts: HeaderFacts) -> list[str]:
    return [v or "-" for v in (facts.published, facts.article_id, facts.agency, facts.city)]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r[0]}:{r[1][:40]}")
def test_text(row: list[str]) -> None:
    assert shown(read_text(row[1].replace("\\n", "\n"), language=row[0])) == row[2:]


def test_the_same_in_pages() -> None:
    for language, text, *want in ROWS:
        body = "".join(f"<p>{escape(x)}</p>" for x in text.split("\\n"))
        page = f"<html lang='{language}'><body><main>{body}</main></body></html>"
        assert shown(read_header(Page(page.encode(), "https://sample.example/1"))) == want, text


def test_what_is_printed_is_kept() -> None:
    facts = read_text("Date :Friday, November 28th, 2014 | Time : 00:02 |ID: 13749 | Print", language="en")
    assert facts.header_line == "Date :Friday, November 28th, 2014 | Time : 00:02 |ID: 13749 | Print"
    assert (facts.date_text, facts.time_text) == ("Friday, November 28th, 2014", "00:02")
    assert (facts.weekday_text, facts.weekday_consistent) == ("Friday", True)
    assert (facts.article_id_label, facts.print_link_present) == ("ID", True)


def test_wrong_weekday_is_flagged_and_changes_nothing() -> None:
    facts = read_text("Monday, November 28, 2014", language="en")
    assert (facts.published, facts.weekday_consistent) == ("2014-11-28", False)


def test_update_without_a_day_is_of_the_same_day() -> None:
    facts = read_text("Published 3 May 2016 14:20, updated 15:30", language="en")
    assert (facts.published, facts.updated) == ("2016-05-03T14:20", "2016-05-03T15:30")


def test_dateline_day_without_a_year_stays_without() -> None:
    facts = read_text("LONDON, Nov 28 (Reuters) - Shares rose.", language="en")
    assert (facts.published, facts.dateline_date) == (None, "--11-28")
