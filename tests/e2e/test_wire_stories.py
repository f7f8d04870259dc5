"""Wire stories of the local press, crawled: `newsark syndication` finds who ran them, and front pages their order."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import urlopen

import pytest
from e2e.test_ten_ticks import newsark, press
from likeness.told import copies

pytestmark = pytest.mark.e2e
PUBS = "agency,daily,courier"


def test_copies_are_found_with_their_edits(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with press(tmp_path, 23, 16, PUBS, "--wire", "0.5", "--faults", "none") as info:
        newsark(home, "init", str(home))
        for name, pub in info["publications"].items():
            newsark(home, "site", "add", pub["base"] + "/", "--name", name)
            newsark(home, "crawl", name)
        with urlopen(f"{info['control']}/manifest?ticks=0") as answer:
            truth = [json.loads(line) for line in answer]
    expected = copies(truth)
    asked = [one for one in truth if "wire" in one or one["id"] % 11 == 0]
    run = {one["url"]: one["wire"]["edit"] for one in truth if "wire" in one}
    right = missed = wrong = credited = 0
    for one in asked:
        said = [json.loads(line) for line in newsark(home, "syndication", one["url"], "--json").splitlines()]
        found = {row["url"] for row in said if not row["asked"]}
        right += len(found & expected[one["url"]])
        missed += len(expected[one["url"]] - found)
        wrong += len(found - expected[one["url"]])
        credited += any(row["agency"] for row in said if row["url"] == one["url"])
        for row in said:
            edits = {one["wire"]["edit"], run[row["url"]]} if not row["asked"] else set()
            if edits == {"whole", "cut"}:
                assert "body" in {change["kind"] for change in row["edits"]}
    print(f"right {right}, missed {missed}, wrong {wrong}; of {len(asked)} asked {credited} credit an agency")
    assert right > 15
    assert missed <= right // 50
    assert wrong == 0
    assert credited > 0
