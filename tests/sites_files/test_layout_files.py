"""Files of learned layouts: what is written is what is read; anything wrong is one line that names the file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import SiteError
from crawler.parsers.templates import Layout
from crawler.sites.layouts import load_layouts, path_of, write_layouts
from crawler.sites.load import names

LAYOUT = Layout(
    name="press",
    host="news.example:8080",
    since=datetime(2026, 11, 1, 8, tzinfo=UTC),
    until=datetime(2026, 12, 1, tzinfo=UTC),
    pages=12,
    title="header > h1.title",
    header=frozenset({"header > p.meta", "header > p.by"}),
    comments="",
    lines={"div.entry > p": 0.97, "aside.promo": 0.0, 'div#a"b\\c > p': 0.5},
    repeated=frozenset({"Read more", 'He said: "no"', 'He\'s "in"', "چاپ\x7f"}),
    apart=frozenset({("nav", None, None), ("div", "side 'left'", "menu"), ("ul", "a\tb", None)}),
)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = write_layouts(tmp_path, "press", [LAYOUT])
    assert path == tmp_path / "layouts" / "press.toml"
    assert load_layouts(tmp_path).all == (LAYOUT,)
    assert names(tmp_path) == []


@given(st.text(), st.floats(0, 1))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str, share: float) -> None:
    folder = tmp_path_factory.mktemp("sites")
    text = text.encode("utf-8", "ignore").decode()
    some = frozenset({text})
    layout = Layout("p", "h", LAYOUT.since, None, 4, text, some, text, {text: share}, some)
    write_layouts(folder, "p", [layout])
    assert load_layouts(folder).all == (layout,)


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    assert load_layouts(tmp_path).version == ""
    write_layouts(tmp_path, "press", [LAYOUT])
    first = load_layouts(tmp_path).version
    write_layouts(tmp_path, "press", [LAYOUT])
    assert load_layouts(tmp_path).version == first != ""
    write_layouts(tmp_path, "other", [LAYOUT])
    assert load_layouts(tmp_path).version != first


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("format = 2", "format is 2, not 1"),
        ("nonsense", "Expected '=' after a key"),
        ("format = 1\n[[layout]]\nname = 'x'", "lines is missing"),
        ("format = 1\nlayout = 3", "mend it, or learn the site again"),
        (
            "format = 1\n[[layout]]\nname='x'\nhost='h'\nsince='soon'\npages=4\ntitle='h1'\n[layout.lines]\n",
            "soon",
        ),
        ("format = 1\n[[layout]]\nname='x'\nlines={'p'=7}", "not between 0 and 1"),
        (
            "format=1\n[[layout]]\nname='x'\nhost='h'\nsince=2026-11-01T00:00:00Z\npages=4\ntitle='h1'\n"
            "apart=['div.menu']\n[layout.lines]\n",
            'div.menu is no element; write for example <div class="menu">',
        ),
    ],
)
def test_a_wrong_file_is_one_line(tmp_path: Path, text: str, told: str) -> None:
    path = path_of(tmp_path, "press")
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(SiteError) as caught:
        load_layouts(tmp_path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_changed_by_hand_is_used_and_not_written_over(tmp_path: Path) -> None:
    path = write_layouts(tmp_path, "press", [LAYOUT])
    path.write_text(path.read_text().replace("0.97", "0.2"))
    assert load_layouts(tmp_path).all[0].lines["div.entry > p"] == 0.2
    with pytest.raises(SiteError, match="has been changed by hand and stays; learn with --replace"):
        write_layouts(tmp_path, "press", [LAYOUT])
    assert load_layouts(tmp_path).all[0].lines["div.entry > p"] == 0.2
    write_layouts(tmp_path, "press", [LAYOUT], replace=True)
    assert load_layouts(tmp_path).all == (LAYOUT,)


def test_a_file_that_a_person_wrote_is_not_written_over(tmp_path: Path) -> None:
    path = path_of(tmp_path, "press")
    path.parent.mkdir()
    path.write_text("format = 1\n")
    with pytest.raises(SiteError, match="changed by hand"):
        write_layouts(tmp_path, "press", [LAYOUT])
