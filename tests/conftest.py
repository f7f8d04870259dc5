"""What holds for every test."""

import os

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=1_000)
settings.load_profile("search" if os.environ.get("NEWSARK_SEARCH") else "same")
"""The same examples on every machine; NEWSARK_SEARCH=1 looks for new ones, ten times as many."""


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes a person can't read name no test: compressed ones hold the clock, and every worker must see one name."""
    if isinstance(val, bytes) and (not val.isascii() or b"\0" in val):
        return argname
    return None
