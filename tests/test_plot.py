"""A series as a picture: well-formed whatever the title, and every point where it belongs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.plot import HEIGHT, WIDTH, chart

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


@given(
    title=st.text(),
    values=st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 2**63 - 1)), max_size=5),
)
def test_any_series_is_a_well_formed_picture(title: str, values: list[tuple[int, int]]) -> None:
    points = [(START + timedelta(seconds=seconds), count) for seconds, count in sorted(values)]
    root = ElementTree.fromstring(chart(points, title).encode("utf-8", "strict"))
    dots = root.findall(f"{SVG}circle")
    assert len(dots) == len(points)
    assert all(0 <= float(d.attrib["cx"]) <= WIDTH and 0 <= float(d.attrib["cy"]) <= HEIGHT for d in dots)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", '" onload="alert(1)', "a\u202eb\0c"])
def test_titles_are_text(title: str) -> None:
    picture = chart([(START, 1)], title)
    assert not any(bad in picture for bad in ("<script", '" onload', "\u202e", "\0"))


def test_persian_titles_keep_their_joiners() -> None:
    assert "می‌خواهیم" in chart([(START, 1)], "می‌خواهیم")


def test_points_lie_between_zero_and_a_round_number() -> None:
    picture = chart([(START, 0), (START + timedelta(hours=1), 350)], "x")
    root = ElementTree.fromstring(picture)
    low, high = root.findall(f"{SVG}circle")
    assert float(low.attrib["cy"]) > float(high.attrib["cy"])
    assert "400" in [text.text for text in root.findall(f"{SVG}text")]
    assert "2026-11-01 09:00:00 UTC: 350" in [title.text for title in root.iter(f"{SVG}title")]
