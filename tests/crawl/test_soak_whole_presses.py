"""The whole press at full size. NEWSARK_SOAK_ARTICLES (1,000) a publication, NEWSARK_SOAK_SEEDS ("3 11 29")."""

import os

import pytest
from newsroom.check import get
from press import ALL, press
from ticking import assert_all_found
from whole import assert_whole

pytestmark = pytest.mark.soak
ARTICLES = int(os.environ.get("NEWSARK_SOAK_ARTICLES", "1000"))
SEEDS = [int(seed) for seed in os.environ.get("NEWSARK_SOAK_SEEDS", "3 11 29").split()]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("pub", ALL)
def test_every_article_and_requisite_of_a_publication(tmp_path, pub, seed):
    with press(tmp_path, [pub], seed=seed, articles=ARTICLES, faults="mild") as found:
        found.site(pub, lab=True)
        result = found.crawl(pub)
        assert result["finish_reason"] == "finished"
        print(f"\n{pub} seed {seed}: {assert_whole(found, pub).line()}, {result['seconds']:.0f} s")


@pytest.mark.parametrize("pub", ALL)
def test_ten_ticks_of_a_publication(tmp_path, pub):
    with press(tmp_path, [pub], seed=SEEDS[0], articles=max(60, ARTICLES // 5)) as found:
        print("\n" + assert_all_found(found, pub, 10))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_crawl_delay_of_each_publication_is_kept(tmp_path, seed):
    """robots.txt asks for 1, 2 or 5 seconds, as the seed has it."""
    with press(tmp_path, ALL, seed=seed, articles=5, crawl_delay=None) as found:
        for pub in ALL:
            found.site(pub, settings="concurrency = 8")
        crawls = [found.start(pub, limit=6, max_time=90) for pub in ALL]
        assert [crawl.communicate(timeout=300) and crawl.returncode for crawl in crawls] == [0] * len(ALL)
        stats = found.stats()
        for pub in ALL:
            robots = get(found.base(pub) + "/robots.txt")[2].decode()
            asked = float(robots.partition("Crawl-delay: ")[2].split()[0])
            assert stats[pub]["requests"] > 6
            assert stats[pub]["min_gap"] >= asked, pub
