"""A redesign of the local press: `newsark drift` names what is no longer read, and the first capture of the new pages."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import urlopen

import pytest
from e2e.test_ten_ticks import impatient, newsark, press

pytestmark = pytest.mark.e2e


def test_drift_names_field_and_first_capture(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with press(tmp_path, 7, 16, "agency", "--redesign-at", "2") as info:
        newsark(home, "init", str(home))
        newsark(home, "site", "add", info["publications"]["agency"]["base"] + "/", "--name", "agency")
        impatient(home / "sites" / "agency.toml", counted=False)
        for tick in range(4):
            urlopen(f"{info['control']}/tick?to={tick}").read()
            newsark(home, "crawl", "agency")
            told = newsark(home, "drift", "--json")
            assert bool(told) == (tick >= 2), (tick, told)
    found = [json.loads(line) for line in told.splitlines()]
    crawls = [
        json.loads(line)
        for line in newsark(
            home, "sql", "SELECT started, finished FROM crawls ORDER BY started", "--json"
        ).splitlines()
    ]
    print(
        "\n".join(
            f"{one['field']:20} {one['before']} → {one['after']} since {one['since']} rule {one['rule']}"
            for one in found
        )
    )
    assert found
    assert {
        crawls[-2]["started"][:19] <= one["since"][:19] <= crawls[-2]["finished"][:19] for one in found
    } == {True}
