"""Who published first, as far as what is stated can tell."""

from __future__ import annotations

import pytest

from archive.likeness.order import first, published
from archive.model import Article


def stated(text: str | None, precision: str = "minute", *, zone: bool = True) -> Article:
    return Article(
        "http://press.example/1",
        published=text,
        published_precision=precision if text else None,  # type: ignore[arg-type]
        published_zone_known=zone,
    )


ZONED = stated("2026-11-01T08:00+01:00")
CASES = {
    "two instants, in zones": ([stated("2026-11-01T08:30+03:30"), ZONED], 0),
    "the same minute": ([ZONED, stated("2026-11-01T07:00Z")], None),
    "a minute later": ([stated("2026-11-01T07:01Z"), ZONED], 1),
    "a wall clock within a day of it": ([ZONED, stated("2026-11-01T20:00", zone=False)], None),
    "a wall clock two days later": ([ZONED, stated("2026-11-03T08:00", zone=False)], 0),
    "two wall clocks an hour apart": (
        [stated("2026-11-01T08:00", zone=False), stated("2026-11-01T09:00", zone=False)],
        None,
    ),
    "only the day, the same": ([ZONED, stated("2026-11-01", "day", zone=False)], None),
    "only the month, the one before": ([ZONED, stated("2026-09", "month", zone=False)], 1),
    "one states nothing": ([ZONED, stated(None)], None),
    "one of three states nothing": ([stated(None), stated("2026-11-01T09:00Z"), ZONED], 2),
    "three, two of which are near": (
        [stated("2026-11-01T07:00Z"), ZONED, stated("2026-11-02T07:00Z")],
        None,
    ),
    "before the calendar": ([ZONED, stated("0001-01-01", "day", zone=False)], None),
    "nobody": ([], None),
}


@pytest.mark.parametrize("name", CASES)
def test_first_is_who_was_surely_before_all_others(name: str) -> None:
    articles, expected = CASES[name]
    assert first([published(one) for one in articles]) == expected
