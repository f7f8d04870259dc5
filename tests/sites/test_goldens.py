"""Goldens: each folder `tests/sites/SITE/CASE/` is a page and what must come out of it.

`page.html` is the page, `expected.json` the outcome's fields (with `url`, and optionally `captured_at`); only the fields
it names are compared. A missing `expected.json` is written and the test fails: "review, then run again".
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.model import Article
from crawler.parsers import extract

HERE = Path(__file__).parent
CASES = sorted(page.parent for page in HERE.glob("*/*/page.html"))


def read(case: Path, given: dict[str, Any]) -> dict[str, Any]:
    moment = given.get("captured_at")
    outcome = extract(
        (case / "page.html").read_bytes(),
        given.get("url", f"https://{case.parent.name}.example/{case.name}"),
        captured_at=datetime.fromisoformat(moment) if moment else None,
    )
    assert isinstance(outcome, Article), outcome
    return outcome.as_dict()


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.parent.name}/{c.name}")
def test_the_page_reads_as_reviewed(case: Path) -> None:
    golden = case / "expected.json"
    if not golden.exists():
        golden.write_text(json.dumps(read(case, {}), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"{golden.relative_to(HERE)} is new: review, then run again")
    expected = json.loads(golden.read_text(encoding="utf-8"))
    found = read(case, expected)
    assert {name: found[name] for name in expected if name != "captured_at"} == {
        name: value for name, value in expected.items() if name != "captured_at"
    }


def test_there_are_cases() -> None:
    assert CASES
