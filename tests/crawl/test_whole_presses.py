"""All six publications, faults: slow, against the manifest of the press."""

import subprocess
import sys
from itertools import pairwise

import pytest
from press import ALL, ROOT, press
from ticking import assert_all_found
from whole import TRAP_PAGES, assert_whole


@pytest.mark.e2e
@pytest.mark.parametrize("pub", ALL)
@pytest.mark.parametrize("seed", [90210, 31337])
def test_all_of_a_publication(tmp_path, pub, seed):
    with press(tmp_path, [pub], seed=seed, articles=60, faults="mild") as found:
        found.site(pub, lab=True, revisit='shortest = "0s"\nlongest = "0s"')
        result = found.crawl(pub)
        assert result["finish_reason"] == "finished"
        assert_whole(found, pub)  # no trap: the calendar is forbidden by robots.txt
        hits = found.hits()
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
@pytest.mark.parametrize("pub", ["courier", "peyk", "forum"])
def test_three_ticks_under_a_schedule(tmp_path, pub):
    with press(tmp_path, [pub], seed=4242, articles=25) as found:
        print("\n" + assert_all_found(found, pub, 3))


@pytest.mark.e2e
def test_no_gap_is_shorter_than_crawl_delay(tmp_path):
    with press(tmp_path, ["daily", "forum"], seed=29, articles=10, crawl_delay=0.3) as found:
        found.site("daily", settings="concurrency = 8")
        result = found.crawl("daily", limit=12)
        assert result["finish_reason"] == "limit"
        assert found.stats()["daily"]["min_gap"] >= 0.3
        assert found.stats()["daily"]["requests"] > 12


@pytest.mark.e2e
def test_crawl_delay_holds_from_one_process_to_the_next(tmp_path):
    """A first look, a crawl that ends, one that is killed, one more: the server sees one visitor."""
    with press(tmp_path, ["courier"], seed=97, articles=10, crawl_delay=2) as found:
        command = [sys.executable, "-m", "crawler.cli", "site", "add", found.base("courier") + "/"]
        words = ["--name", "courier", "--home", str(found.home.path)]
        subprocess.run([*command, *words], cwd=ROOT, check=True, capture_output=True, timeout=120)
        assert found.crawl("courier", limit=1)["finish_reason"] == "limit"
        before = found.stats()["courier"]["requests"]
        killed = found.start("courier")
        while found.stats()["courier"]["requests"] < before + 2:
            assert killed.poll() is None
        killed.kill()
        killed.communicate()
        assert found.crawl("courier", limit=1)["finish_reason"] == "limit"
        assert found.stats()["courier"]["min_gap"] >= 2


@pytest.mark.e2e
@pytest.mark.parametrize("pub", ["agency", "courier"])
def test_a_press_full_of_faults_is_survived(tmp_path, pub):
    with press(tmp_path, [pub], seed=77, articles=20, faults="full", hold=6) as found:
        found.site(pub, lab=True)
        result = found.crawl(pub, max_time=240)
        hits, lab = found.hits(), found.base(pub) + "/lab/"
        assert result["finish_reason"] == "finished"
        assert result["peak_mib"] < 250
        assert {f"{lab}ok/{n}" for n in range(20)} <= set(hits)
        assert {a["url"] for a in found.manifest()} <= set(hits)
        assert found.stats()[pub]["by_kind"]["trap"] <= TRAP_PAGES
        assert result["skipped"]["no-yield"] + result["skipped"].get("repeats", 0) > 0
        unrecorded = {
            url: n for url, n in hits.items() if url.startswith(lab) and len(found.captured(url)) < n
        }
        # a kept-alive connection that is dead is no attempt of its own: the same request goes out once more
        assert set(unrecorded) <= {lab + name for name in ("reset-early", "reset-once", "timeout")}, (
            unrecorded
        )
        print(f"\n{pub}: {result['peak_mib']:.0f} MiB at most, {result['seconds']:.0f} s")
        for name in ("429", "429-date", "503"):
            waits = [(b - a).total_seconds() for a, b in pairwise(found.times(lab + name))]
            assert min(waits) >= (0.9 if name == "429-date" else 1.0), (
                name,
                waits,
            )  # dates count whole seconds
