"""What holds for every test."""

import pytest


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes a person can't read name no test: compressed ones hold the clock, and every worker must see one name."""
    if isinstance(val, bytes) and (not val.isascii() or b"\0" in val):
        return argname
    return None
