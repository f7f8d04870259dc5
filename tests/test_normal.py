"""Text's normal forms: what they are for any text, and what a run of marks costs."""

from __future__ import annotations

import time
import unicodedata
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.db.fold import fold
from archive.model import Article
from archive.normal import MARKS, normalize, stream_safe
from crawler.parsers import extract

RUN = "\u0301\u0316" * 200_000


@given(st.text(alphabet="aé\u0301\u0316\u05b0中 ", max_size=300))
def test_no_run_is_longer_and_nothing_else_is_lost(text: str) -> None:
    runs = ["".join(run) for _, run in groupby(text, key=lambda c: unicodedata.combining(c) > 0)]
    cut = (run[:MARKS] if unicodedata.combining(run[0]) else run for run in runs)
    assert stream_safe(text) == "".join(cut)


def test_text_of_any_language_is_as_it_was() -> None:
    for text in (
        "plain",
        "Tiếng Việt",
        unicodedata.normalize("NFD", "Tiếng Việt " * 99),
        "שָׁלוֹם " * 99,
        "हिन्दी " * 99,
    ):
        assert stream_safe(text) is text
        assert normalize("NFC", text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "page",
    [
        "<title>a{}</title><h1>a{}</h1><div class=byline>By a{} b</div><p>a{} b.</p>",
        "<meta name=author content='a{}'><p>a{}</p>",
        "<h3>3 Comments a{}</h3><div class=comment>a{}</div>",
    ],
)
def test_a_run_of_marks_takes_no_time(page: str) -> None:
    start = time.process_time()
    assert isinstance(extract(page.replace("{}", RUN).encode(), ""), Article)
    fold("a" + RUN)
    assert time.process_time() - start < 3
