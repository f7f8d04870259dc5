"""Which capture answers, as laws and as cases; addresses and timestamps; what counts as the same address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import CaptureRow, Location
from archive.replay.address import Address, format_address, moment, parse_address, stamp, stated_moment
from archive.replay.choose import in_order, neighbours
from archive.replay.fuzzy import fuzzy_key, matching, with_callback
from archive.urls import surt

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
URL = "http://news.example/"


def row(
    seconds: float = 0,
    status: int | None = 200,
    *,
    kind: str = "response",
    url: str = URL,
    truncated: str | None = None,
    name: str = "",
) -> CaptureRow:
    date = NOON + timedelta(seconds=seconds)
    identity = f"urn:uuid:{name or f'{seconds}/{status}/{kind}/{url}'}"
    return CaptureRow(
        identity,
        url,
        surt(url),
        date,
        Location("f", 0, 1),
        kind,
        status,
        "text/html",
        None,
        truncated=truncated,
    )  # type: ignore[arg-type]


def best(*rows: CaptureRow, at: float = 0, embedded: bool = False) -> CaptureRow:
    return in_order(rows, URL, NOON + timedelta(seconds=at), embedded=embedded)[0]


def test_the_closest_in_time_answers() -> None:
    assert best(row(-100), row(50), row(200)) == row(50)


def test_of_two_equally_far_the_earlier() -> None:
    assert best(row(60), row(-60)) == row(-60)


def test_the_very_second_beats_a_better_status() -> None:
    assert best(row(0.4, 503), row(1, 200)) == row(0.4, 503)


def test_an_error_only_where_nothing_else_is() -> None:
    assert best(row(5, 503), row(90_000, 200)) == row(90_000, 200)
    assert best(row(5, 503), row(9, 404)) == row(5, 503)


def test_a_redirect_is_as_good_for_a_page_and_worse_for_a_picture() -> None:
    assert best(row(5, 302), row(9, 200)) == row(5, 302)
    assert best(row(5, 302), row(9, 200), embedded=True) == row(9, 200)


def test_whole_before_truncated() -> None:
    assert best(row(5, truncated="length"), row(900)) == row(900)


def test_the_address_as_asked_before_its_kin() -> None:
    https = row(url="https://www.news.example/")
    assert best(https, row()) == row()


def test_failed_attempts_never_replay() -> None:
    assert in_order([row(kind="metadata", status=None)], URL, NOON) == []


rows_strategy = st.lists(
    st.builds(
        row,
        st.integers(-9_000, 9_000),
        st.sampled_from([200, 301, 404, 503, None]),
        kind=st.sampled_from(["response", "revisit", "metadata"]),
    ),
    max_size=12,
    unique_by=lambda r: r.record_id,
)


@given(rows_strategy, st.randoms(use_true_random=False), st.integers(-10_000, 10_000))
def test_laws_of_order(rows: list[CaptureRow], shuffle: object, at: int) -> None:
    """The order of the input does not matter; nothing replayable is lost; an exact second always wins."""
    when = NOON + timedelta(seconds=at)
    ordered = in_order(rows, URL, when)
    mixed = list(rows)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert [(r.date, r.status) for r in in_order(mixed, URL, when)] == [(r.date, r.status) for r in ordered]
    assert {r.record_id for r in ordered} == {r.record_id for r in rows if r.kind != "metadata"}
    if any(r.date == when for r in ordered):
        assert ordered[0].date == when


def test_neighbours_are_other_seconds() -> None:
    rows = [row(-9), row(-5), row(0.2, name="twin"), row(0.1), row(7), row(8), row(3, kind="metadata")]
    assert neighbours(rows, rows[3]) == (row(-5), row(7))
    assert neighbours([row()], row()) == (None, None)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("20141128000200/http://a.org/x?y=z", Address("20141128000200", "", "http://a.org/x?y=z")),
        ("2014id_/https://a.org", Address("2014", "id_", "https://a.org/")),
        ("*/a.org/x", Address("*", "", "http://a.org/x")),
        ("http://a.org/", Address("", "", "http://a.org/")),
        ("2014/http:/a.org/x", Address("2014", "", "http://a.org/x")),
        ("2014/HTTPS://A.org/x", Address("2014", "", "https://A.org/x")),
        ("2014/https%3A%2F%2Fa.org%2Fx%3Fy%20z", Address("2014", "", "https://a.org/x?y%20z")),
        ("2014/http://a.org/\udcd8\udcae", Address("2014", "", "http://a.org/%D8%AE")),
        ("2014/http://a.org/x%0d%0aSet-Cookie:y", Address("2014", "", "http://a.org/x%0d%0aSet-Cookie:y")),
        ("2014/http://a.org/#f", Address("2014", "", "http://a.org/")),
        ("2014/a.org", Address("2014", "", "http://a.org/")),
        ("2014/http://a.org?q", Address("2014", "", "http://a.org?q")),
        ("2014/ftp://a.org/", Address("2014", "", "ftp://a.org/")),
        ("2014/", None),
        ("2014/javascript:x", None),
        ("123456789012345/http://a.org/", None),
        ("2014xx_/http://a.org/", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_addresses(path: str, expected: Address | None) -> None:
    assert parse_address(path) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20141128000200", "20141128000200"),
        ("2014", "20141231235959"),
        ("201402", "20140228235959"),
        ("20141", "20141231235959"),
        ("20149999999999", "20141231235959"),
        ("20140230", "20140228235959"),
        ("9", "99991231235959"),
        ("0", "09991231235959"),
    ],
)
def test_timestamps_stand_for_the_end_of_their_period(text: str, expected: str) -> None:
    assert stamp(moment(text)) == expected


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_stamp_names_its_second(when: datetime) -> None:
    assert moment(stamp(when)) == when.replace(microsecond=0)
    assert parse_address(format_address(URL, stamp(when), "im_").removeprefix("/web/")) == Address(
        stamp(when), "im_", URL
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.org/x?a=1&_=1700000000000", "http://a.org/x?a=1&_=1700000000999", True),
        ("http://a.org/x?callback=jQuery123_1", "http://a.org/x?callback=jQuery999_2", True),
        ("http://a.org/x?utm_source=t&id=4", "http://a.org/x?id=4", True),
        ("http://a.org/x?b=2&a=1", "http://a.org/x?a=1&b=2", True),
        ("http://a.org/app.js?v=17", "http://a.org/app.js?v=18", True),
        ("http://a.org/x?1700000000", "http://a.org/x", True),
        ("http://a.org/x?id=4", "http://a.org/x?id=5", False),
        ("http://a.org/x?page=2", "http://a.org/x", False),
        ("http://a.org/watch?v=17", "http://a.org/watch?v=18", False),
        ("http://a.org/x?t=3", "http://a.org/x?t=4", False),
        ("http://a.org/x?t=1700000000", "http://a.org/x?t=1700000009", True),
        ("http://a.org/x?t=1700000000", "http://a.org/x?t=", True),
        ("http://a.org/x?v=intro", "http://a.org/x?v=end", False),
    ],
)
def test_what_counts_as_the_same(one: str, other: str, same: bool) -> None:
    assert (fuzzy_key(one) == fuzzy_key(other)) is same
    assert matching(one, [other]) == ([other] if same else [])


def test_a_callback_is_renamed_to_the_one_asked_for() -> None:
    assert with_callback("http://a.org/x?callback=cb2", b"/**/cb1({});") == b"/**/cb2({});"
    assert with_callback("http://a.org/x?callback=alert(1)//", b"cb1({})") == b"alert({})"
    assert with_callback("http://a.org/x?callback=cb2", b"<html>(") == b"<html>("
    assert with_callback("http://a.org/x", b"cb1({})") == b"cb1({})"


@pytest.mark.parametrize(
    ("digits", "end", "found"),
    [
        ("2014", True, "2014-12-31T23:59:59+00:00"),
        ("20141128", False, "2014-11-28T00:00:00+00:00"),
        ("20141128000200", True, "2014-11-28T00:02:00+00:00"),
        ("20141345", True, None),
        ("20140230", True, None),
        ("0000", False, None),
        ("99999999999999", True, None),
        ("201", True, None),
        ("soon", True, None),
        ("", True, None),
    ],
)
def test_a_users_own_time_must_be_in_the_calendar(digits: str, end: bool, found: str | None) -> None:
    """In addresses of captures it is bent to the nearest, as Wayback does."""
    moment = stated_moment(digits, end=end)
    assert (moment.isoformat() if moment else None) == found
