"""Dates rendered from random moments in every language of the month table read back."""

from collections.abc import Callable
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.parsers.dates.moments import find_moments
from crawler.parsers.dates.names import lines_of
from crawler.parsers.dates.numerals import fold
from crawler.parsers.header import read_text

MONTHS: dict[str, list[list[str]]] = {}
for language, calendar, *forms in lines_of("crawler.parsers.dates", "months.tsv"):
    if calendar == "gregorian":
        MONTHS.setdefault(language, [f.split("|") for f in forms])
DIGITS = [
    "0123456789",
    "۰۱۲۳۴۵۶۷۸۹",
    "٠١٢٣٤٥٦٧٨٩",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "๐๑๒๓๔๕๖๗๘๙",
    "０１２３４５６７８９",
]
SEPARATORS = [" ", ", ", " - ", " | ", " • ", " – ", "  "]
WORDED: list[Callable[[datetime, str, str], str]] = [
    lambda d, m, s: f"{d.day} {m} {d.year}{s}{d:%H:%M}",
    lambda d, m, s: f"{m} {d.day}, {d.year}{s}{d:%H:%M}",
    lambda d, m, s: f"{d.year} {m} {d.day}{s}{d:%H:%M}",
    lambda d, m, s: f"{d:%H:%M}{s}{d.day} {m} {d.year}",
    lambda d, m, s: f"{d.day}. {m}. {d.year}{s}{d:%H:%M}",
]
NUMERIC: list[Callable[[datetime, str], str]] = [
    lambda d, s: f"{d:%Y-%m-%d}{s}{d:%H:%M}",
    lambda d, s: f"{d:%d.%m.%Y}{s}{d:%H:%M}",
    lambda d, s: f"{d.year}/{d.month}/{d.day}{s}{d:%H:%M}",
    lambda d, s: f"{d.year}年{d.month}月{d.day}日{s}{d:%H:%M}",
    lambda d, s: f"{d.year}년 {d.month}월 {d.day}일{s}{d.hour}시 {d:%M}분",
]
moments = st.datetimes(datetime(1995, 1, 1), datetime(2035, 12, 31))


@settings(max_examples=300, deadline=None)
@given(
    moments, st.sampled_from(sorted(MONTHS)), st.sampled_from(WORDED), st.sampled_from(SEPARATORS), st.data()
)
def test_month_names(
    when: datetime, language: str, shape: Callable[..., str], separator: str, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(MONTHS[language][when.month - 1]))
    digits = data.draw(st.sampled_from(DIGITS))
    text = shape(when, name, separator).translate(str.maketrans(DIGITS[0], digits))
    assert [m.iso for m in find_moments(text, language=language)] == [when.strftime("%Y-%m-%dT%H:%M")]


@settings(max_examples=200, deadline=None)
@given(moments, st.sampled_from(NUMERIC), st.sampled_from(SEPARATORS), st.sampled_from(DIGITS))
def test_numbers(when: datetime, shape: Callable[..., str], separator: str, digits: str) -> None:
    text = shape(when, separator).translate(str.maketrans(DIGITS[0], digits))
    assert [m.iso for m in find_moments(text, language="de")] == [when.strftime("%Y-%m-%dT%H:%M")]


@settings(max_examples=150, deadline=None)
@given(
    moments,
    st.integers(1, 10**9),
    st.permutations(["date", "time", "id", "print"]),
    st.sampled_from([" | ", " • ", "\n"]),
)
def test_labelled_parts_in_any_order(when: datetime, number: int, order: list[str], separator: str) -> None:
    parts = {
        "date": f"Date : {when:%A}, {when:%B} {when.day}, {when.year}",
        "time": f"Time : {when:%H:%M}",
        "id": f"ID: {number}",
        "print": "Print",
    }
    facts = read_text(separator.join(parts[p] for p in order), language="en")
    assert (facts.published, facts.article_id) == (when.strftime("%Y-%m-%dT%H:%M"), str(number))
    assert facts.weekday_consistent


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_folding_keeps_every_index(text: str) -> None:
    assert len(fold(text)) == len(text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_is_read(text: str) -> None:
    for moment in find_moments(text, language="en"):
        assert 0 <= moment.start < moment.end <= len(text)
    read_text(text, language="fa")
