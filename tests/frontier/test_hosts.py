"""What is remembered of hosts between two processes."""

from contextlib import closing

import pytest

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
        remember(db, {"a:80": (NOW + 99, 99)})
        remember(db, {"a:80": (ready, gap)})
        remember(db, {})
        assert recall(db, NOW, killed=killed) == ({} if wait is None else {"a:80": wait})
