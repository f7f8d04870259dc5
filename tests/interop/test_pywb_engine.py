"""`newsark replay --engine pywb` starts the pywb on the PATH over the home's own files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from make_tools import tools
from replay_home import S1, exchange, make_home

pytestmark = pytest.mark.e2e
NEWSARK = [sys.executable, "-m", "crawler.cli"]


def test_pywb_plays_the_home_back_without_what_is_withheld(tmp_path: Path) -> None:
    home = make_home(
        tmp_path / "home",
        [exchange("http://a.example/", b"<h1>shown"), exchange("http://b.example/", b"<h1>withheld")],
        config='\n[replay]\nhidden = ["http://b.example/"]\n',
    )
    path = f"{tools('pywb')}{os.pathsep}{os.environ['PATH']}"
    command = [*NEWSARK, "replay", "--home", str(home.path), "--engine", "pywb", "--port", "0"]
    with subprocess.Popen(
        command, env={**os.environ, "PATH": path}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        assert server.stderr
        line = server.stdout.readline()
        assert line.startswith("replay at http://127.0.0.1:"), server.stderr.read()
        address = line.split()[2]
        with urlopen(f"{address}{S1}id_/http://a.example/", timeout=60) as answer:
            assert answer.read() == b"<h1>shown"
        with urlopen(f"{address}cdx?url=b.example&matchType=domain", timeout=60) as answer:
            assert answer.read() == b""
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0, server.stderr.read()


def test_without_pywb_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", [])
    command = [*NEWSARK, "replay", "--home", str(home.path), "--engine", "pywb"]
    environment = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pywb/bin/pip install pywb" in done.stderr
