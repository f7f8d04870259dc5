"""`make demo`: the main job on a real local press, from an empty home to a replayed page; cleans up after itself.

Two publications of tests/newsroom are served on loopback (an English agency and a Persian daily), crawled with the
ordinary command and asked with the ordinary commands. Each command is printed before it runs.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.readme import press

NEWSARK = Path(sys.executable).with_name("newsark")


PRESS = ("--seed", "7", "--articles", "12", "--pubs", "agency,peyk", "--crawl-delay", "0")


def run(home: Path, *words: str, quiet: bool = False) -> str:
    """Prints and runs one newsark command; its output goes to the screen and comes back."""
    if not quiet:
        print(f"\n$ newsark {shlex.join(words)}", flush=True)
    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    process = subprocess.Popen([str(NEWSARK), *words], env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if not quiet:
            print(line, end="", flush=True)
    if process.wait() != 0:
        sys.exit(f"newsark {shlex.join(words)}: exit code {process.returncode}")
    return "".join(lines)


def replayed(home: Path, url: str) -> None:
    """Starts the replay server, shows the address of one capture and fetches it as a browser would."""
    print("\n$ newsark replay --port 0", flush=True)
    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    server = subprocess.Popen(
        [str(NEWSARK), "replay", "--port", "0"], env=environ, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        base = next(word for line in server.stdout for word in line.split() if word.startswith("http://"))
        address = f"{base.rstrip('/')}/all/2/{url}"
        with urllib.request.urlopen(address, timeout=20) as answer:
            page = answer.read()
        print(
            f"{address}\n  → {answer.geturl()}\n  {len(page):,} bytes as captured {answer.headers['Memento-Datetime']}"
        )
        print(f"Open it in a browser while `newsark replay` runs:  xdg-open '{answer.geturl()}'")
    finally:
        server.terminate()
        server.wait(10)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="newsark-demo-") as folder, press(Path(folder), *PRESS) as pubs:
        home = Path(folder) / "home"
        started = time.monotonic()
        run(home, "init", str(home), "--operator", "newsark demo", "--contact", "demo@localhost.test")
        for name, base in pubs.items():
            run(home, "site", "add", base + "/", "--name", name)
        for name in pubs:
            run(home, "crawl", name, "--max-time", "60s")
        run(home, "articles", "--limit", "6")
        words = json.loads(run(home, "articles", "--site", "agency", "--limit", "1", "--json", quiet=True))
        run(home, "search", words["title"].split()[-1], "--limit", "3")
        run(home, "show", words["url"])
        run(home, "why", words["url"], "published")
        run(home, "why", words["url"], "comment_count")
        run(home, "status")
        replayed(home, words["url"])
        print(
            f"\nAll of it in {time.monotonic() - started:.0f} seconds; the demo's home has been removed again."
        )


if __name__ == "__main__":
    main()
