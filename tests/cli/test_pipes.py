"""Readers that go, outputs that are closed or full: lists end without a word where that is no error, else with one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.homemade import small_home

COMMAND = [sys.executable, "-m", "crawler.cli"]


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = small_home(tmp_path_factory.mktemp("home") / "press")
    return {**os.environ, "NEWSARK_HOME": str(home.path)}


@pytest.mark.parametrize("words", ["articles", "articles --csv", "export jsonl", "sql --json select(1)"])
def test_a_reader_that_has_gone_is_no_error(environ: dict[str, str], words: str) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, *words.split()], stdout=write, stderr=subprocess.PIPE, env=environ, timeout=60, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_output_is_no_error(environ: dict[str, str]) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *COMMAND, "articles"],
        stderr=subprocess.PIPE, env=environ, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_one_line(environ: dict[str, str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "articles", "--csv"],
            stdout=full, stderr=subprocess.PIPE, text=True, env=environ, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("newsark: No space left on device; ")
