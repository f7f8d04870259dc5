"""A thousand hostile pages, other ones than the 100,000 of tests/soak begin with."""

from __future__ import annotations

import pytest
from endurance import endure
from mutations import seeds

pytestmark = pytest.mark.e2e


def test_a_thousand_mutated_pages() -> None:
    done = endure(range(1_000_000, 1_001_000), seeds())
    assert done.pages == 1_000
    assert not done.wrong, "\n".join(done.wrong)
