"""A disk that is full: whichever file it hits first, one line, an exit code, and a next crawl that goes on."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from pathlib import Path

import pytest
from readme import NEWSARK, press

from archive.warc.read import walk

pytestmark = pytest.mark.fault
PRESS = ("--seed", "5", "--articles", "60", "--pubs", "agency", "--crawl-delay", "0", "--faults", "none")


def newsark(home: Path, *words: str, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    """Runs newsark; `largest` is how many bytes any file may have, beyond which writes fail as on a full disk."""

    def limit() -> None:
        if largest is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    command = [NEWSARK, *words]
    return subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=120, check=False, preexec_fn=limit
    )


@pytest.mark.parametrize("kib", [150, 260, 400, 900])
def test_a_full_disk_is_one_line_and_the_next_crawl_goes_on(tmp_path: Path, kib: int) -> None:
    home = tmp_path / "home"
    with press(tmp_path, *PRESS) as pubs:
        assert newsark(home, "init", str(home)).returncode == 0
        assert newsark(home, "site", "add", pubs["agency"] + "/", "--name", "agency").returncode == 0
        full = newsark(home, "crawl", "agency", "--no-project", largest=kib << 10)
        assert full.returncode == 1, full.stderr
        said = [line for line in (full.stderr + full.stdout).splitlines() if "cannot be written" in line]
        assert len(said) == 1
        assert "make room" in said[0]
        assert "Traceback" not in full.stderr
        again = newsark(home, "crawl", "agency")
    assert again.returncode == 0, again.stderr
    assert all(record.damage is None for path in (home / "warc").glob("*.warc.gz") for record in walk(path))
    listed = newsark(home, "articles", "--json").stdout.splitlines()
    assert len(listed) == 60
