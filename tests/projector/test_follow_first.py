"""Projecting beside a home's very first crawl, and beside one that comes to nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from projector.press import crawl, extract, page

from archive import projector
from archive.home import Home


class Meanwhile(threading.Event):
    """Set at the second look; what happens in between is done at the first."""

    def __init__(self, what) -> None:  # type: ignore[no-untyped-def]
        super().__init__()
        self._what, self._looks = what, 0

    def wait(self, timeout: float | None = None) -> bool:
        self._looks += 1
        if self._looks == 1:
            self._what()
            return False
        return True


def test_the_first_crawl_is_waited_for(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    stop = Meanwhile(lambda: crawl(home, "first", [page("/news/1", "Title|Text of the story.|3")]))
    done = projector.follow(home, extract, stop, extractor_version="made/1")
    assert done.articles == 1


def test_a_crawl_that_does_not_begin_leaves_nothing(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    stop = Meanwhile(lambda: None)
    assert projector.follow(home, extract, stop, extractor_version="made/1").captures == 0
    assert not home.archive_db.exists()


def test_an_unknown_site_is_one_line(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    command = [sys.executable, "-m", "crawler.cli", "crawl", "nope", "--home", str(home.path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "newsark: unknown site 'nope'; there is none yet; add one with: newsark site add URL"
    ]
