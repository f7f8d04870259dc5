"""What is remembered of hosts between two processes."""

from contextlib import closing

import pytest

from crawler.fetching.pace import Wait
from crawler.frontier.hosts import KEPT, recall, remember
from crawler.frontier.schema import connect

NOW = 1.5e9


@pytest.mark.parametrize(
    ("ready", "gap", "killed", "wait"),
    [
        (NOW + 3, 5, False, 3),
        (NOW + 3, 5, True, 5),
        (NOW - 3, 5, False, None),
        (NOW - 3, 5, True, 5),
        (NOW - KEPT - 1, 5, True, None),
        (NOW + 601, 5, False, 5),  # the clock was wrong, then or now
        (NOW + 880, 900, False, 880),
    ],
)
def test_a_host_is_waited_for(tmp_path, ready, gap, killed, wait):
    with closing(connect(tmp_path / "frontier.db")) as db:
        remember(db, {"a:80": Wait(99, 99, 99)}, NOW)
        remember(db, {"a:80": Wait(ready - NOW, gap)}, NOW)
        remember(db, {}, NOW)
        assert recall(db, NOW, killed=killed) == ({} if wait is None else {"a:80": Wait(wait, gap)})


@pytest.mark.parametrize(("later", "rest"), [(0, 600), (100, 500), (-5000, 600), (599.5, 0.5), (601, None)])
def test_what_a_host_asked_for_is_remembered_for_as_long_as_it_asked(tmp_path, later, rest):
    with closing(connect(tmp_path / "frontier.db")) as db:
        remember(db, {"a:80": Wait(0.0, 0.0, 600.0)}, NOW)
        assert recall(db, NOW + later) == ({} if rest is None else {"a:80": Wait(0.0, 0.0, rest)})


def test_a_host_that_rests_for_weeks_is_not_forgotten(tmp_path):
    with closing(connect(tmp_path / "frontier.db")) as db:
        remember(db, {"a:80": Wait(0.0, 1.0, 10 * KEPT)}, NOW)
        recall(db, NOW + 5 * KEPT)
        assert recall(db, NOW + 6 * KEPT)["a:80"].rest == 4 * KEPT
