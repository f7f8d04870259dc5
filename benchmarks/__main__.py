"""`make bench`: runs every measurement of this folder one after the other and prints its table.

`python -m benchmarks NAME…` runs those only. Measurements over real pages need a folder of prepared sets
(`--data` or NEWSARK_EVALDATA); without it they say so and are passed over.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.needs import PASSED_OVER

FOLDER = Path(__file__).parent
NOT_RUN = {
    "__init__",
    "__main__",
    "body_pages",
    "body_peers",
    "body_trees",
    "extraction",
    "gold",
    "needs",
} | {"warc_clients", "warc_exchanges", "warc_requirements", "warc_seen", "warc_wacz"}
"""What measurements are made of, and the adapter for outside scorers."""


def names() -> list[str]:
    return sorted(
        p.stem for p in FOLDER.glob("*.py") if p.stem not in NOT_RUN and not p.stem.startswith("train_")
    )


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(names())
    if unknown:
        print(
            f"no measurement named {', '.join(sorted(unknown))}; there are {', '.join(names())}",
            file=sys.stderr,
        )
        return 2
    failed = 0
    for name in wanted or names():
        print(f"\n== {name}", flush=True)
        code = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
        failed += code not in (0, PASSED_OVER)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
