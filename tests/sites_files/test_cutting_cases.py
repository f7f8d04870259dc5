"""Cases: what is cut from a capture reads as the capture itself does."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.homemade import Shell
from projector.press import BASE, START, crawl, page

from archive import projector
from archive.errors import SiteError
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.model import Article
from archive.warc.resolve import Resolver
from crawler.extractor import EXTRACTOR, extract_capture
from crawler.sites.case import Case, load, write

STORY = (
    "<html><head><title>Sluice opened</title></head><body><article><h1>Sluice opened</h1><p>3 hours ago by Ada Holm</p>"
    + "<p>The sluice was opened on Friday, and the water fell within the hour, the harbour master said.</p>"
    * 6
    + "</article></body></html>"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home.create(tmp_path / "home")
    crawl(made, "first", [page("/sluice", STORY, mime="text/html; charset=utf-8")])
    projector.project(made, extract_capture, extractor_version=EXTRACTOR, jobs=1)
    return made


@pytest.fixture
def newsark(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys, home.path)


@pytest.mark.parametrize("by", ["address", "record"])
def test_a_case_reads_as_its_capture_does(newsark: Shell, home: Home, tmp_path: Path, by: str) -> None:
    url, folder = f"{BASE}/sluice", tmp_path / "tests" / "sluice" / "opened"
    with CaptureIndex(home.index_db) as index:
        row = index.captures(url)[0]
        expected = extract_capture(Resolver(index, home.warc).capture(row))
    said = newsark(
        "site", "case", url if by == "address" else row.record_id.removeprefix("urn:uuid:")[:12], folder
    )
    assert (said.code, said.lines[0]) == (0, f"{folder}: {url}, captured {START:%Y-%m-%dT%H:%M:%SZ}")
    assert isinstance(expected, Article)
    assert expected.published  # relative: it needs the capture's time
    assert load(folder).read() == expected


@pytest.mark.parametrize("which", [f"{BASE}/nothing", "0123456789"])
def test_what_was_never_captured_is_one_line(newsark: Shell, tmp_path: Path, which: str) -> None:
    said = newsark("site", "case", which, tmp_path / "case")
    assert said.code in (1, 2)
    assert (said.err.count("\n"), which in said.err) == (1, True)
    assert not (tmp_path / "case").exists()


def test_a_case_is_not_written_over(tmp_path: Path) -> None:
    case = Case(b"<p>one</p>", "http://press.example/1", None, {})
    write(case, tmp_path / "one")
    assert load(tmp_path / "one") == case
    with pytest.raises(SiteError, match="holds a case already"):
        write(case, tmp_path / "one")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SiteError, match="cannot be written: Not a directory; name another folder"):
        write(Case(b"", "http://press.example/1", None, {}), tmp_path / "file" / "case")
