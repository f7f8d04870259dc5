"""When is what due: steps, cron, jitter, missed times, and clocks that are put forward and back."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule.model import Schedule
from crawler.schedule.when import check_cron, missed, next_due, put_off, times

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def cron(expression, zone="UTC", since=SINCE, **more):
    return Schedule("paper", since, cron=expression, zone=zone, **more)


def every(minutes, **more):
    return Schedule("paper", SINCE, every=timedelta(minutes=minutes), **more)


def local(schedule, after, count):
    """The next due times as that zone's wall clocks, with its name for the offset."""
    zone = ZoneInfo(schedule.zone)
    return [f"{due.astimezone(zone):%d. %H:%M %Z}" for due in islice(times(schedule, after), count)]


def test_steps_are_counted_from_the_start():
    assert list(islice(times(every(30), SINCE), 2)) == [
        SINCE + timedelta(minutes=30),
        SINCE + timedelta(hours=1),
    ]
    assert next_due(every(30), None) == SINCE
    assert next_due(every(30), SINCE + timedelta(minutes=31)) == SINCE + timedelta(hours=1)


def test_nothing_is_due_before_the_start():
    late = cron("0 3 * * *", since=datetime(2026, 5, 5, 12, tzinfo=UTC))
    assert missed(late, None, datetime(2026, 5, 5, 13, tzinfo=UTC)) is None
    assert next_due(late, None) == datetime(2026, 5, 6, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        # put forward: 02:00 is followed by 03:00
        ("30 2 * * *", "Europe/Berlin", datetime(2026, 3, 28, 12), ["29. 03:00 CEST", "30. 02:30 CEST"]),
        ("0 2 * * *", "Europe/Berlin", datetime(2026, 3, 28, 12), ["29. 03:00 CEST", "30. 02:00 CEST"]),
        ("0,30 2,3 * * *", "Europe/Berlin", datetime(2026, 3, 28, 12), ["29. 03:00 CEST", "29. 03:30 CEST"]),
        ("*/30 * * * *", "Europe/Berlin", datetime(2026, 3, 29, 0, 15), ["29. 01:30 CET", "29. 03:00 CEST"]),
        # put back: 03:00 is followed by 02:00
        ("30 2 * * *", "Europe/Berlin", datetime(2026, 10, 24, 12), ["25. 02:30 CEST", "26. 02:30 CET"]),
        ("0 3 * * *", "Europe/Berlin", datetime(2026, 10, 24, 12), ["25. 03:00 CET", "26. 03:00 CET"]),
        (
            "0,30 * * * *",
            "Europe/Berlin",
            datetime(2026, 10, 25, 0, 15),
            ["25. 02:30 CEST", "25. 02:00 CET", "25. 02:30 CET", "25. 03:00 CET"],
        ),
        # half an hour (Lord Howe Island), and a zone without any
        ("45 1 * * *", "Australia/Lord_Howe", datetime(2026, 4, 3, 20), ["05. 01:45 +11", "06. 01:45 +1030"]),
        ("15 2 * * *", "Australia/Lord_Howe", datetime(2026, 10, 2, 20), ["04. 02:30 +11", "05. 02:15 +11"]),
        ("30 6 * * 6", "Asia/Tehran", datetime(2026, 3, 20), ["21. 06:30 +0330", "28. 06:30 +0330"]),
        ("@daily", "America/New_York", datetime(2026, 3, 7, 12), ["08. 00:00 EST", "09. 00:00 EDT"]),
    ],
)
def test_clocks_that_are_put_forward_and_back(expression, zone, after, expected):
    found = local(cron(expression, zone), after.replace(tzinfo=UTC), len(expected))
    assert found == expected


def test_a_start_within_the_doubled_hour_does_not_repeat():
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    assert local(cron("30 2 * * *", "Europe/Berlin"), second, 1) == ["26. 02:30 CET"]


def test_missed_times_are_one_run():
    now = SINCE + timedelta(hours=3, minutes=1)
    assert missed(every(30), SINCE, now) == (SINCE + timedelta(hours=3), 5)
    assert missed(every(30), SINCE + timedelta(hours=3), now) is None
    assert missed(every(30), None, SINCE) == (SINCE, 0)


def test_years_away_are_counted_only_so_far():
    now = SINCE + timedelta(days=3650)
    assert missed(every(1), SINCE, now) == (now, 10_000)
    assert missed(cron("*/5 * * * *"), SINCE, now + timedelta(minutes=4)) == (now, 10_000)


def test_jitter_is_within_bounds_the_same_each_time_and_different_for_sites():
    jittered = every(30, jitter=timedelta(minutes=10))
    offs = [put_off(jittered, due) - due for due in islice(times(jittered, SINCE), 50)]
    assert all(timedelta(0) <= off < timedelta(minutes=10) for off in offs)
    assert len(set(offs)) > 40
    assert offs == [put_off(jittered, due) - due for due in islice(times(jittered, SINCE), 50)]
    assert missed(jittered, None, SINCE) is None or put_off(jittered, SINCE) == SINCE


@pytest.mark.parametrize(
    "wrong", ["", "x", "61 * * * *", "* * *", "* * * * * *", "0 0 31 2 *", "R R * * *", "*/0 * * * *"]
)
def test_expressions_that_are_none_say_so_in_one_line(wrong):
    with pytest.raises(ValueError, match=r"write for example") as caught:
        check_cron(wrong)
    assert "\n" not in str(caught.value)


CRONS = st.builds(
    lambda minute, hour, day: f"{minute} {hour} {day} * *",
    st.sampled_from(["0", "*/15", "7,37", "59"]),
    st.sampled_from(["*", "2", "1-3", "*/6", "0,2,23"]),
    st.sampled_from(["*", "1", "28-31"]),
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]
)


@given(CRONS, ZONES, st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)))
def test_due_times_grow_and_show_a_wall_clock_of_the_expression(expression, zone, after):
    """A law: strictly growing; each is a wall clock that the expression names, or the end of a gap."""
    schedule = cron(expression, zone, since=datetime(2025, 1, 1, tzinfo=UTC))
    found = list(islice(times(schedule, after.replace(tzinfo=UTC)), 6))
    assert all(earlier < later for earlier, later in pairwise(found))
    assert found[0] > after.replace(tzinfo=UTC)
    for due in found:
        here = due.astimezone(ZoneInfo(zone))
        before = (due - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
        gap = here.utcoffset() > before.utcoffset()
        minute, hour, day, *_ = expression.split()
        assert gap or (_names(minute, here.minute) and _names(hour, here.hour) and _names(day, here.day))


def _names(field, value):
    if field == "*":
        return True
    if field.startswith("*/"):
        return value % int(field[2:]) == 0
    if "-" in field:
        low, high = field.split("-")
        return int(low) <= value <= int(high)
    return value in map(int, field.split(","))
