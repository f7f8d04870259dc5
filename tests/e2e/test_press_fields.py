"""All header fields and comment counts of all six publications: 60 articles at three ticks (tests/soak has the rest)."""

from __future__ import annotations

import pytest
from newsroom.model import PUBS
from truth import mismatches, report

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("publication", PUBS)
def test_every_article_of_a_publication(publication: str) -> None:
    compared, wrong = mismatches(31, publication, 60, 2)
    assert compared >= 3 * 60
    assert not wrong, "\n".join(report(wrong))
