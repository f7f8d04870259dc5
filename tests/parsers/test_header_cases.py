"""The header cases of tests/data/header_cases.jsonl: as plain text, and wrapped into pages of several kinds."""

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest

from crawler.parsers.header import HeaderFacts, read_header, read_text
from crawler.parsers.page import Page

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "header_cases.jsonl").read_text("utf-8").splitlines()
]
OPTIONAL = ("updated", "dateline_date", "weekday_consistent")

WRAPPERS: dict[str, Callable[[list[str]], str]] = {
    "paragraphs": lambda lines: "".join(f"<p>{x}</p>" for x in lines),
    "breaks": lambda lines: f"<div>{'<br>'.join(lines)}</div>",
    "divisions": lambda lines: "".join(f"<div>{x}</div>" for x in lines),
    "preformatted": lambda lines: f"<pre>{chr(10).join(lines)}</pre>",
    "bare": "\n".join,
    "article": lambda lines: (
        "<article><h1>Harbour wall to be raised</h1>"
        + "".join(f"<p>{x}</p>" for x in lines)
        + "<p>The council met for three hours, and in the end all but two of its members agreed to raise the wall.</p></article>"
    ),
    "header": lambda lines: (
        "<nav><a href='/'>Home</a></nav><main><article><header><h1>Harbour wall to be raised</h1>"
        f"<div class='meta'>{lines[0]}</div></header>{''.join(f'<p>{x}</p>' for x in lines[1:])}</article></main>"
        "<footer>© 2020 The Harbour</footer>"
    ),
}


def check(facts: HeaderFacts, case: dict[str, Any]) -> None:
    got = {
        "published": facts.published,
        "precision": facts.published_precision,
        "zone_known": facts.published_zone_known,
        "article_id": facts.article_id,
        "agency": (facts.agency or "").casefold() or None,
        "city": (facts.city or "").casefold() or None,
    }
    want = {k: case[k] for k in got}
    for name in ("agency", "city"):
        want[name] = (case[name] or "").casefold() or None
    for name in OPTIONAL:
        if name in case:
            got[name], want[name] = getattr(facts, name), case[name]
    assert got == want, case["why"]


@pytest.mark.parametrize("case", [c for c in CASES if c["input_type"] == "text"], ids=lambda c: c["id"])
def test_text(case: dict[str, Any]) -> None:
    check(read_text(case["input"], language=case["lang"], url=case["url"]), case)


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_text_in_a_page(wrapper: str) -> None:
    for case in CASES:
        if case["input_type"] == "text":
            lines = [escape(x) for x in case["input"].split("\n") if x]
            page = f'<html lang="{case["lang"]}"><body>{WRAPPERS[wrapper](lines)}</body></html>'
            check(read_header(Page(page.encode(), case["url"])), case)


@pytest.mark.parametrize("case", [c for c in CASES if c["input_type"] == "html"], ids=lambda c: c["id"])
def test_markup(case: dict[str, Any]) -> None:
    page = f'<html lang="{case["lang"]}">{case["input"]}</html>'
    check(read_header(Page(page.encode(), case["url"])), case)


def test_lead_that_begins_with_the_stamp() -> None:
    """A body parser may fold the stamp and the dateline into one first paragraph."""
    page = Page(
        b"<html lang=it><body><pre>3 maggio 2016\n(ANSA) - MILANO, 3 MAG - La fiera apre.</pre></body></html>",
        "",
    )
    facts = read_header(page, "3 maggio 2016 (ANSA) - MILANO, 3 MAG - La fiera apre.")
    assert (facts.published, facts.agency, facts.city) == ("2016-05-03", "ANSA", "Milano")
