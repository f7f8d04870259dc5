"""Goldens: each folder `tests/sites/SITE/CASE/` is a page and what must come out of it (`crawler/sites/case.py`).

`expected.json` holds the outcome's fields; only those it names are compared, and `not_article` names the reason of a page
that is none. A missing `expected.json` is written and the test fails: "review, then run again".
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.model import Article, Json, NotArticle
from crawler.sites.case import load

HERE = Path(__file__).parent
CASES = sorted(page.parent for page in HERE.glob("*/*/page.html"))


def read(case: Path) -> dict[str, Json]:
    outcome = load(case).read()
    assert isinstance(outcome, Article | NotArticle), outcome
    return outcome.as_dict()


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.parent.name}/{c.name}")
def test_the_page_reads_as_reviewed(case: Path) -> None:
    golden = case / "expected.json"
    found = read(case)
    if not golden.exists():
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"{golden.relative_to(HERE)} is new: review, then run again")
    expected = json.loads(golden.read_text(encoding="utf-8"))
    assert {name: found.get(name) for name in expected} == expected


def test_there_are_cases() -> None:
    assert CASES
