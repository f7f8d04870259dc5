"""Six publications, 500 articles each, three seeds, five ticks: all header fields and comment counts, 100 %.

Once by the generic parser, once by layouts learned from eight articles. NEWSARK_SOAK_ARTICLES sets another number of
articles, NEWSARK_SOAK_SEEDS other seeds ("7 101").
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from newsroom.model import PUBS
from truth import Mismatch, mismatches, report

pytestmark = pytest.mark.soak

SEEDS = [int(seed) for seed in os.environ.get("NEWSARK_SOAK_SEEDS", "7 101 2024").split()]
TICKS = 5
ARTICLES = int(os.environ.get("NEWSARK_SOAK_ARTICLES", "500"))


@pytest.mark.parametrize("learned_from", [0, 8])
def test_every_article_at_every_tick(learned_from: int) -> None:
    jobs = [
        (seed, publication, ARTICLES, TICKS, None, learned_from) for seed in SEEDS for publication in PUBS
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(mismatches, *zip(*jobs, strict=True)))
    compared = sum(count for count, _ in results)
    wrong: list[Mismatch] = [one for _, found in results for one in found]
    print(f"{compared:,} pages compared, {len(wrong):,} fields wrong")
    assert compared >= len(jobs) * ARTICLES * TICKS
    assert not wrong, "\n".join(report(wrong))
