"""The README tells the truth: every command of its tour prints what it shows."""

from __future__ import annotations

import pytest
import readme

pytestmark = pytest.mark.e2e


def test_the_tour_prints_what_the_readme_shows() -> None:
    for step, output in readme.tour(readme.README.read_text(encoding="utf-8")):
        assert readme.fold(output) == readme.fold(step.output), step.command
