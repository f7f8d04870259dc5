"""docs/python.md: its examples are run, in a home as small as they are."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from cli.homemade import small_home

import archive
from archive import Archive
from archive.errors import DatabaseError, HomeError
from archive.home import Home

DOC = Path(__file__).parents[2] / "docs" / "python.md"


def test_the_examples_are_true(tmp_path: Path) -> None:
    home = small_home(tmp_path / "home").path
    result = doctest.testfile(str(DOC), module_relative=False, globs={"home": home})
    assert result.attempted > 10
    assert result.failed == 0


def test_an_archive_does_not_write(tmp_path: Path) -> None:
    home = small_home(tmp_path / "home")
    before = home.archive_db.read_bytes()
    with Archive(home.path) as opened:
        assert [stored.site for stored in opened.articles()] == ["press"] * 2
        assert opened.status().articles == 2
    assert home.archive_db.read_bytes() == before


def test_what_is_no_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(HomeError):
        Archive(tmp_path)
    with pytest.raises(DatabaseError, match="newsark project"):
        Archive(Home.create(tmp_path / "empty").path)


def test_the_package_has_nothing_else() -> None:
    with pytest.raises(AttributeError, match="Nothing"):
        getattr(archive, "Nothing")  # noqa: B009 - the module makes its attributes itself
