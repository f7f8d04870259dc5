"""When a page is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.model import Link
from crawler.frontier import policy
from crawler.frontier.policy import History, Said
from crawler.sites.model import RevisitBounds

HOUR, DAY = 3600.0, 86_400.0
BOUNDS = RevisitBounds(timedelta(minutes=30), timedelta(days=30))
times = st.floats(0, 2e9, allow_nan=False)
histories = st.builds(
    History, found=times, looks=st.integers(1, 50), unchanged=st.integers(0, 50), published=st.none() | times
)


@pytest.mark.parametrize(
    ("age", "unchanged", "looks", "expected"),
    [
        (4 * HOUR, 0, 1, HOUR),
        (8 * DAY, 0, 1, 2 * DAY),
        (8 * DAY, 1, 2, 3 * DAY),
        (8 * DAY, 0, 3, 2 * DAY / 3),
        (60.0, 0, 1, 0.5 * HOUR),
        (400 * DAY, 3, 5, 30 * DAY),
    ],
)
def test_the_interval_follows_age_and_history(age, unchanged, looks, expected):
    history = History(found=1e9, looks=looks, unchanged=unchanged)
    assert policy.interval("article", history, BOUNDS, 1e9 + age) == pytest.approx(expected)


@given(histories, times)
def test_the_interval_stays_within_the_bounds(history, now):
    assert 0.5 * HOUR <= policy.interval("article", history, BOUNDS, now) <= 30 * DAY


@given(histories, times)
def test_patience_grows_with_looks_in_vain(history, now):
    more = History(history.found, history.looks + 1, history.unchanged + 1, history.published)
    first, then = (policy.interval("article", h, BOUNDS, now) for h in (history, more))
    assert then >= first


def test_what_is_gone_and_what_is_furniture_waits_longest():
    assert policy.interval("article", History(1e9, gone=True), BOUNDS, 1e9 + 60) == 30 * DAY
    assert policy.interval("requisite", History(1e9), BOUNDS, 1e9 + 60) == 30 * DAY


def test_every_twenty_fifth_look_in_vain_is_unconditional():
    assert [n for n in range(80) if not policy.conditional(n)] == [24, 49, 74]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (Said(), Said(5, 3, 1), False),
        (Said(5, 3, 1), Said(), False),
        (Said(5, None, 1), Said(5, 3, 1), False),
        (Said(5, 3, 1), Said(6, 3, 1), True),
        (Said(5, 3, 1), Said(None, 4, None), True),
        (Said(5, 3, 1), Said(None, 2, None), True),
        (Said(5, 3, 1), Said(None, None, 2), True),
    ],
)
def test_only_a_changed_statement_tells_of_a_change(before, now, told):
    assert policy.tells_of_change(before, now) is told


@pytest.mark.parametrize(
    ("link", "always"),
    [
        (Link("http://127.0.0.2:8700/world", "section"), True),
        (Link("http://a.example/world/page/2", "section"), False),
        (Link("http://a.example/feed", "feed", "S"), True),
        (Link("http://a.example/1/comments/feed", "feed", "S", priority=1), False),
        (Link("http://a.example/s-1.xml", "sitemap"), True),
        (Link("http://a.example/4711", "section", "P"), True),
        (Link("http://a.example/x", "article", "S", published=datetime(2014, 1, 1, tzinfo=UTC)), False),
    ],
)
def test_sources_are_looked_at_in_every_crawl(link, always):
    assert policy.always_due(link) is always
