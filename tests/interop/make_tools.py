"""Environments for other people's tools: made once beside `.venv`, used as programs.

warcio cannot read brotli answers where brotli 1.2.1 is importable, and pywb's brotlipy hides Scrapy's brotli; so each
has an environment without the other's packages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.replay.viewer import viewer_files

ROOT = Path(__file__).resolve().parents[2]
TOOLS = {
    "tools": ("warcio==1.8.1", "cdxj-indexer==1.5.0"),
    "pywb": ("pywb==2.10.0",),
    "wacz": ("wacz==0.6.0",),
}


def tools(name: str) -> Path:
    """The folder of an environment's programs. RuntimeError with pip's last words where it cannot be made."""
    folder = ROOT / f".venv-{name}"
    wanted, made = "\n".join(TOOLS[name]), folder / "made"
    if not made.exists() or made.read_text() != wanted:
        python = str(folder / "bin" / "python")
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *TOOLS[name]])
        made.write_text(wanted)
    return folder / "bin"


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")


def viewer() -> Path:
    """The folder with the viewer's package, fetched once as its users do."""
    folder = ROOT / ".venv-viewer"
    folder.mkdir(exist_ok=True)
    if not list(folder.glob("replaywebpage-*.tgz")):
        if shutil.which("npm") is None:
            pytest.skip("no npm on this machine to fetch replaywebpage with")
        command = ["npm", "pack", "replaywebpage", "--pack-destination", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
        if done.returncode:
            pytest.skip(f"npm cannot fetch replaywebpage: {done.stderr[-300:]}")
    assert viewer_files(folder)
    return folder


if __name__ == "__main__":
    for name in TOOLS:
        print(tools(name))
