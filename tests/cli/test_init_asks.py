"""newsark init at a real terminal asks for a contact, and elsewhere does not wait for one."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from archive.home import Home

INIT = [sys.executable, "-m", "crawler.cli", "init"]


def test_a_terminal_is_asked_for_a_contact(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"desk@archive.example\n")
    done = subprocess.run(
        [*INIT, str(tmp_path / "home")],
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 0, done.stderr
    assert "Contact for the owners of crawled sites" in done.stdout
    assert Home.open(tmp_path / "home").setting("contact", "") == "desk@archive.example"


def test_nobody_is_asked_without_a_terminal(tmp_path: Path) -> None:
    command = [*INIT, str(tmp_path / "home")]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Write a contact into newsark.toml" in done.stdout
