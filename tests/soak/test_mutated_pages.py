"""100,000 hostile pages (NEWSARK_MUTATIONS sets another number): no failure, no slow page, flat memory.

Made from the pages of tests/sites and of the press; with NEWSARK_EVALDATA from 400 real pages as well.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest
from endurance import endure
from mutations import seeds

pytestmark = pytest.mark.soak

PAGES = int(os.environ.get("NEWSARK_MUTATIONS", "100000"))
GROWTH = 64
"""MiB that the process may be larger at the end than after the first tenth."""


def test_no_page_breaks_or_stalls_the_reader() -> None:
    halves = [range(0, PAGES // 2), range(PAGES // 2, PAGES)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(partial(endure, pages=seeds()), halves))
    for result in results:
        print(result.line())
    wrong = [line for result in results for line in result.wrong]
    assert not wrong, f"{len(wrong)} of {PAGES:,} pages:\n" + "\n".join(wrong[:40])
    assert sum(result.pages for result in results) == PAGES
    assert all(result.growth() < GROWTH for result in results), [result.memory for result in results]
