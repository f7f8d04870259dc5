"""Calendars against known days and laws."""

import itertools
from datetime import date, timedelta

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsers.dates.calendars import bikram, buddhist, ethiopic, hijri, jalali


@pytest.mark.parametrize(
    ("convert", "day", "want"),
    [
        (jalali, (1393, 9, 7), date(2014, 11, 28)),
        (jalali, (1399, 12, 30), date(2021, 3, 20)),
        (jalali, (1400, 12, 30), None),
        (hijri, (1436, 2, 6), date(2014, 11, 28)),
        (hijri, (1445, 9, 1), date(2024, 3, 11)),
        (bikram, (2071, 8, 12), date(2014, 11, 28)),
        (ethiopic, (2007, 3, 19), date(2014, 11, 28)),
        (ethiopic, (2007, 1, 1), date(2014, 9, 11)),
        (buddhist, (2557, 11, 28), date(2014, 11, 28)),
        (hijri, (1300, 1, 1), None),
        (bikram, (2071, 13, 1), None),
    ],
)
def test_known_days(convert, day: tuple[int, int, int], want: date | None) -> None:  # type: ignore[no-untyped-def]
    assert convert(*day) == want


@given(st.dates(date(1850, 1, 1), date(2100, 1, 1)))
def test_jalali_agrees_with_jdatetime(day: date) -> None:
    theirs = jdatetime.date.fromgregorian(date=day)
    assert jalali(theirs.year, theirs.month, theirs.day) == day


@pytest.mark.parametrize(("convert", "first", "last"), [(hijri, 1343, 1500), (bikram, 1975, 2100)])
def test_days_follow_each_other(convert, first: int, last: int) -> None:  # type: ignore[no-untyped-def]
    days = [
        d
        for y in range(first, last + 1)
        for m in range(1, 13)
        for k in range(1, 33)
        if (d := convert(y, m, k))
    ]
    assert all(b - a == timedelta(days=1) for a, b in itertools.pairwise(days))
