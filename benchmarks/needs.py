"""What a measurement needs and may not find on this machine: it says so in a line, and `make bench` passes it over."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

PASSED_OVER = 3
"""Exit code of a measurement whose data or peer is not here."""


def missing(what: str) -> NoReturn:
    print(f"passed over: {what}", file=sys.stderr)
    sys.exit(PASSED_OVER)


def evaluation_pages(given: str | Path | None) -> Path:
    """The folder of prepared sets that `--data` or NEWSARK_EVALDATA names."""
    if not given or not Path(given).is_dir():
        missing("no evaluation pages; name their folder with --data DIR or NEWSARK_EVALDATA")
    return Path(given)


def installed(package: str, extra: str) -> None:
    """Passes over where an optional package is not in this environment."""
    if find_spec(package) is None:
        missing(f"{package} is not installed; .venv/bin/pip install -c constraints.txt -e '.[{extra}]'")
