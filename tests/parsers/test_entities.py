"""Character references in text: as browsers read them, whatever stands there."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutations import hostile, seeds

from archive.model import Failed
from crawler.parsers import extract
from crawler.parsers.entities import unescape


@pytest.mark.parametrize("text", ["&#" + "9" * 5_000 + ";", "&#x" + "f" * 5_000, "&#" + "9" * 100_000])
def test_numbers_of_no_character(text: str) -> None:
    assert unescape(text) == "\ufffd"


def test_leading_zeros_say_nothing() -> None:
    assert unescape("&#" + "0" * 6_000 + "65;&#x" + "0" * 6_000 + "42;") == "AB"


@given(st.text(alphabet="&#x;0123456789aflt gmp", max_size=40))
def test_usual_references_are_the_librarys(text: str) -> None:
    assert unescape(text) == html.unescape(text)


@pytest.mark.parametrize("number", [2025, 6462, 12182])
def test_pages_of_such_references_are_read(number: int) -> None:
    page = hostile(number, seeds())
    assert not isinstance(extract(page.html, "http://press.example/x", headers=page.headers), Failed)
