"""Printed zones to offsets, by date and country."""

from datetime import datetime

import pytest

from crawler.parsers.dates.moments import find_moments
from crawler.parsers.zones import iso_offset, parse_offset, tz_offset


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("28 Nov 2014 15:12 IST", "en-IN", "2014-11-28T15:12+05:30"),
        ("28 July 2014 15:12 IST", "en-IL", "2014-07-28T15:12+03:00"),
        ("28 July 2014 15:12 IST", "en-IE", "2014-07-28T15:12+01:00"),
        ("28 July 2014 15:12 IST", "en", "2014-07-28T15:12"),
        ("28 Nov 2014 15:12 CST", "en-US", "2014-11-28T15:12-06:00"),
        ("2014-11-28 15:12 CST", "zh-CN", "2014-11-28T15:12+08:00"),
        ("15 октября 2014, 12:00 (мск)", "ru", "2014-10-15T12:00+04:00"),
        ("15 ноября 2014, 12:00 (мск)", "ru", "2014-11-15T12:00+03:00"),
        ("15 июля 2010, 12:00 (мск)", "ru", "2010-07-15T12:00+04:00"),
        ("28 July 2022 15:12 Tehran time", "en", "2022-07-28T15:12+04:30"),
        ("28 July 2023 15:12 Tehran time", "en", "2023-07-28T15:12+03:30"),
        ("28 Temmuz 2014 15:12 TSİ", "tr", "2014-07-28T15:12+03:00"),
        ("28 Kasım 2017 15:12 TSİ", "tr", "2017-11-28T15:12+03:00"),
        ("28/01/2014 15h12 (horário de Brasília)", "pt", "2014-01-28T15:12-02:00"),
        ("20 Aug 2015 15:12 Pyongyang time", "en", "2015-08-20T15:12+08:30"),
        ("28 Nov 2014 15:12 Baghdad local time", "en", "2014-11-28T15:12+03:00"),
        ("11/28/2014 LOC20:15 17:15 GMT", "en", "2014-11-28T20:15+03:00"),
        ("28 Nov 2014 02:10 (27 Nov 22:40 GMT)", "en", "2014-11-28T02:10"),
        ("28 Nov 2014 15:12 (+0545)", "en", "2014-11-28T15:12+05:45"),
        ("28 Nov 2014 15:12 GMT-3", "en", "2014-11-28T15:12-03:00"),
    ],
)
def test_stated_zone(text: str, language: str, iso: str) -> None:
    assert find_moments(text, language=language)[0].iso == iso


def test_a_range_is_no_offset() -> None:
    assert parse_offset("14:20 - 15:30", 5) is None
    assert find_moments("3 May 2016, 14:20 - 15:30", language="en")[0].iso == "2016-05-03T14:20"


def test_offsets() -> None:
    assert tz_offset("Asia/Tehran", datetime(2014, 7, 1, 12)) == 270
    assert tz_offset("No/Where", datetime(2014, 7, 1, 12)) is None
    assert [iso_offset(m) for m in (210, -570, 0)] == ["+03:30", "-09:30", "+00:00"]
