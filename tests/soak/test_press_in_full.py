"""Six publications, 500 articles each, three seeds, five ticks: all header fields and comment counts, 100 %.

NEWSARK_SOAK_ARTICLES sets another number of articles.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from newsroom.model import PUBS
from truth import Mismatch, mismatches, report

pytestmark = pytest.mark.soak

SEEDS, TICKS = (7, 101, 2024), 5
ARTICLES = int(os.environ.get("NEWSARK_SOAK_ARTICLES", "500"))


def test_every_article_at_every_tick() -> None:
    jobs = [(seed, publication, ARTICLES, TICKS) for seed in SEEDS for publication in PUBS]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(mismatches, *zip(*jobs, strict=True)))
    compared = sum(count for count, _ in results)
    wrong: list[Mismatch] = [one for _, found in results for one in found]
    print(f"{compared:,} pages compared, {len(wrong):,} fields wrong")
    assert compared >= len(jobs) * ARTICLES * TICKS
    assert not wrong, "\n".join(report(wrong))
