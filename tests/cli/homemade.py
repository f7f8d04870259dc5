"""A small real home for the verbs' tests, and the command line called as a user calls it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from projector.press import START, crawl, extract, page

from archive import projector
from archive.fixity.adopt import adopt
from archive.home import Home
from crawler.cli import main

EDITS = [
    page("/news/1", "Plant restarted|The plant was restarted on Friday. Engineers inspected 40 pipes.|3"),
    page("/news/1", "Plant restarted|The plant was restarted on Friday. Engineers inspected 400 pipes.|7"),
    page("/news/1", "Plant shut again|The plant was restarted on Friday. Engineers inspected 400 pipes.|40"),
    page("/news/2", "Quiet news|Nothing moves here.|none"),
    page("/style.css", "a{}", mime="text/css"),
]


def small_home(folder: Path) -> Home:
    """Three versions of one article, one of another, a style sheet; projected."""
    home = Home.create(folder)
    crawl(home, "first", EDITS)
    adopt(home.path, home.warc, START)
    projector.project(home, extract, extractor_version="made/1", jobs=1)
    return home


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Shell:
    """Runs `newsark WORDS` in this process, through the console script's own function."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str], home: Path) -> None:
        self._patch, self._capture = patch, capture
        patch.setenv("NEWSARK_HOME", os.fspath(home))

    def __call__(self, *words: str | Path) -> Said:
        self._patch.setattr(sys, "argv", ["newsark", *map(os.fspath, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        said = self._capture.readouterr()
        return Said(code, said.out, said.err)
