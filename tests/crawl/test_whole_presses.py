"""All six publications, kills, faults: slow, against the manifest of the press."""

import json
import random
import signal
import subprocess
from collections import Counter

import pytest
from press import ALL, press

OPEN = 4
"""Connections under way to one host in these crawls."""


@pytest.mark.e2e
@pytest.mark.parametrize("pub", ALL)
@pytest.mark.parametrize("seed", [90210, 31337])
def test_all_of_a_publication(tmp_path, pub, seed):
    with press(tmp_path, [pub], seed=seed, articles=60, faults="mild") as found:
        found.site(pub, lab=True, revisit='shortest = "0s"\nlongest = "0s"')
        result = found.crawl(pub)
        hits, articles = found.hits(), found.manifest()
        assert result["finish_reason"] == "finished"
        assert {a["url"] for a in articles} <= set(hits)
        requisites = {r["url"] for a in articles for r in a["requisites"]}
        assert len(requisites - set(hits)) <= 0.01 * len(requisites)
        assert max(hits.values()) == 1
        kinds = Counter(kind for stats in found.stats().values() for kind in stats["by_kind"])
        assert "private" not in kinds
        assert "trap" not in kinds  # the calendar, which robots.txt forbids
        assert {f"{found.base(pub)}/lab/ok/{n}" for n in range(20)} <= set(hits)
        found.tell("reset")
        found.tell("tick?by=2")
        again = found.crawl(pub)
        assert again["requests"] <= 1.2 * result["requests"]
        if pub != "peyk":
            assert again["not_modified"] >= 0.5 * result["requests"]
        for article in (a for a in found.manifest(2) if len(a["versions"]) > 1 or a["first_tick"] > 0):
            if article["status"]["2"] == 200:
                assert ("response", 200) in found.captured(article["url"])[-1:]


@pytest.mark.e2e
@pytest.mark.parametrize("pub", ["agency", "courier"])
def test_a_press_full_of_faults_is_survived(tmp_path, pub):
    with press(tmp_path, [pub], seed=77, articles=20, faults="full", hold=6) as found:
        found.site(pub, lab=True)
        result = found.crawl(pub, max_time=240)
        hits = found.hits()
        assert result["finish_reason"] == "finished"
        assert {f"{found.base(pub)}/lab/ok/{n}" for n in range(20)} <= set(hits)
        assert {a["url"] for a in found.manifest()} <= set(hits)
        assert found.stats()[pub]["by_kind"]["trap"] <= 120
        assert result["skipped"]["no-yield"] + result["skipped"].get("repeats", 0) > 0


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(3))
def test_kills_at_random_lose_nothing_and_repeat_little(tmp_path, seed):
    chance = random.Random(seed)
    with press(tmp_path, ["daily"], seed=600 + seed, articles=40) as found:
        found.site("daily", settings=f"concurrency = {OPEN}")
        found.tell("set?latency=0.12")
        kills, result = 0, None
        while result is None and kills < 20:
            process = found.start("daily")
            try:
                out, _ = process.communicate(timeout=chance.uniform(0.5, 1.6))
                result = json.loads(out)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                kills += 1
        if result is None:
            found.tell("set?latency=0")
            result = found.crawl("daily")
        hits = found.hits()
        assert result["finish_reason"] == "finished"
        assert kills >= 3
        assert {a["url"] for a in found.manifest()} <= set(hits)
        assert (
            sum(count - 1 for count in hits.values()) <= 2 * OPEN * kills
        )  # two hosts: the paper's and its images'
        for article in found.manifest():
            assert ("response", 200) in found.captured(article["url"])
        assert not list(found.home.warc.glob("*.open"))
