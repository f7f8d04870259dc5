"""The written-down cases of `tests/data/comment_cases.jsonl`, bare and within a page full of look-alikes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.parsers.comments import read_comments
from crawler.parsers.page import Page

_FILE = Path(__file__).parents[2] / "data" / "comment_cases.jsonl"
CASES = [json.loads(line) for line in _FILE.read_text("utf-8").split("\n") if line]
HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Snow – Gazette</title></head><body><header><nav><ul>'
    '<li><a href="/">Home</a></li><li><a href="/opinion">Opinion 24</a></li></ul></nav></header><main>'
)
FOOT = (
    '</main><aside class="sidebar"><h3>Most commented</h3><ol><li><a href="/x/1">Another long title of a story</a> 999 comments'
    '</li></ol></aside><footer><p>© 2024 Gazette, 12 offices</p><a href="/comments/feed">Comments Feed</a></footer></body></html>'
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['kind']}")
def test_case(case: dict[str, Any]) -> None:
    facts = read_comments(Page(case["html"].encode(), case["url"]))
    assert (facts.comment_count, facts.comment_count_qualifier) == (
        case["comment_count"],
        case["qualifier"],
    ), case["why"]


@pytest.mark.parametrize("case", [c for c in CASES if "<html" not in c["html"]], ids=lambda case: case["id"])
def test_case_within_a_page(case: dict[str, Any]) -> None:
    facts = read_comments(Page((HEAD + case["html"] + FOOT).encode(), case["url"]))
    assert (facts.comment_count, facts.comment_count_qualifier) == (
        case["comment_count"],
        case["qualifier"],
    ), case["why"]


def test_the_seed_page_names_its_counter() -> None:
    case = CASES[0]
    facts = read_comments(Page(case["html"].encode(), case["url"]))
    assert facts.comment_count_source == "span.comment-count + span.comment-text"
    assert facts.comments_open is True
    assert facts.comments_system == "native"
    assert facts.regions
    assert [c.value for c in facts.candidates if c.chosen] == [0]
