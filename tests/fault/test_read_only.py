"""A home that may be read and not written: each verb that would write says so in one line, and reading goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from readme import NEWSARK
from test_write_read import exchange, only_file, writer

from archive.home import Home

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere"),
]


def newsark(home: Home, *words: str, bound: bool = True) -> tuple[int, str]:
    """The command line's exit code and output; `bound` takes root's right to write everywhere away from it."""
    prefix = ["setpriv", "--bounding-set=-dac_override"] if bound and os.geteuid() == 0 else []
    command = [*prefix, NEWSARK, *words, "--home", str(home.path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """With two sealed files, indexed, and everything of it made unwritable."""
    home = Home.create(tmp_path / "home")
    for number in range(2):
        made = writer(home.warc)
        made.write(exchange(number))
        made.close({})
    assert newsark(home, "repair", bound=False)[0] == 0
    assert newsark(home, "project", "--jobs", "1", bound=False)[0] == 0
    paths = [home.path, *home.path.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield home
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("verb", ["verify", "cdx --all"])
def test_reading_goes_on(home: Home, verb: str) -> None:
    code, said = newsark(home, *verb.split())
    assert (code, "Traceback" in said) == (0, False), said


@pytest.mark.parametrize("verb", ["import", "project", "repair"])
def test_what_writes_says_so_in_one_line(home: Home, tmp_path: Path, verb: str) -> None:
    (tmp_path / "made").mkdir()
    more = writer(tmp_path / "made")
    more.write(exchange(7))
    more.close({})
    words = ["import", str(only_file(tmp_path / "made"))] if verb == "import" else verb.split()
    code, said = newsark(home, *words)
    assert "Traceback" not in said
    if verb == "repair":
        assert (code, said) == (0, "nothing to repair\n")
        return
    assert code != 0
    assert len(said.strip().splitlines()) == 1, said
