"""The command line as a whole: its help, its lazy loading, its one-line errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.cli import VERBS, newsark

HEAVY = ("scrapy", "twisted", "lxml", "sqlite_utils", "selectolax", "rich", "warcio", "bs4", "aiohttp")


def run(*words: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if k != "NEWSARK_HOME"}
    if home is not None:
        environ["NEWSARK_HOME"] = str(home)
    command = [sys.executable, "-m", "crawler.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)


def test_help_names_every_verb() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(f"  {verb} " in done.stdout for verb in VERBS)


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['newsark', '--help']\nfrom crawler.cli import newsark\n"
    code += f"newsark(standalone_mode=False)\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("verb", VERBS)
def test_the_one_line_help_is_the_verbs_own(verb: str) -> None:
    command = newsark.get_command(None, verb)  # type: ignore[arg-type]
    assert command is not None
    assert command.get_short_help_str(limit=200).rstrip(".") == VERBS[verb].rstrip(".")


def test_not_a_home_is_one_line(tmp_path: Path) -> None:
    done = run("status", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"newsark: {tmp_path}: not an archive home (no newsark.toml); make one with: newsark init {tmp_path}\n"
    )


def test_init_twice_is_one_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run("init", str(home)).returncode == 0
    done = run("init", str(home))
    assert (done.returncode, done.stderr) == (2, f"newsark: {home}: is an archive home already\n")


def test_unreadable_settings_name_file_and_remedy(tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "home")).returncode == 0
    settings = tmp_path / "home" / "newsark.toml"
    settings.write_text("operator = unquoted\n")
    done = run("status", home=tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr.startswith(f"newsark: {settings}: cannot be read: ")
    assert done.stderr.count("\n") == 1


def test_unknown_verb_is_a_usage_error() -> None:
    done = run("crwal")
    assert done.returncode == 2
    assert "No such command 'crwal'" in done.stderr
