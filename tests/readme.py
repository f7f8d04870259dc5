"""The README's tour, run for real: `python -m tests.readme` compares, `--write` renews the output in README.md.

Every ```console block of README.md is run in order, in one home, against the local press (seed 7). A line that starts
with `$ ` is a command; what follows up to the next one is its expected output. What differs from run to run
(addresses' port, record ids, offsets, sizes, times of capture, rates) is folded before the comparison; the README
shows the real thing of the run that wrote it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
NEWSARK = str(Path(sys.executable).with_name("newsark"))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)

FOLDS = [
    (r"https?://127\.0\.0\.(\d+):\d+", r"http://127.0.0.\1:PORT"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
    (r"\b[0-9a-f]{8}\b", "RECORD"),
    (r"\b20[2-9]\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00| UTC)?", "NOW"),
    (r"\b20[2-9]\d{11}\b", "NOW"),
    (r"\S*\.warc\.gz(\.open)?(:\d+| at offset \d+)?", "FILE"),
    (r"[\d,.]+ ?(B|kB|KB|KiB|MB|MiB|s|ms|pages/s|seconds|minutes)(?![\w.])", r"N \1"),
    (r"/\S*/home\b", "HOME"),
    (r"[ \t]+", " "),
    (r"-{3,}", "---"),
]


@dataclass(frozen=True)
class Step:
    command: str
    output: str


PROGRESS = re.compile(r"^.* pages \([\d.,]+/s\).*queued\n?", re.M)
"""A crawl that is not looked at says now and then how far it is; a short one may not come to it."""


def fold(text: str) -> str:
    """The text without what differs from run to run."""
    for pattern, with_ in FOLDS:
        text = re.sub(pattern, with_, text)
    return "\n".join(line.strip() for line in text.strip().splitlines())


def steps(block: str) -> list[Step]:
    found: list[Step] = []
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        found.append(Step(command, output))
    return found


@contextmanager
def press(folder: Path, *arguments: str) -> Iterator[dict[str, str]]:
    """The local press in a process of its own; yields publication → base address."""
    ready = folder / "press.json"
    command = [sys.executable, "-m", "newsroom", "--port", "0", "--ready-file", str(ready), *arguments]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            info = json.loads(ready.read_text())
            yield {name: pub["base"] for name, pub in info["publications"].items()}
        finally:
            process.terminate()


def run(command: str, home: Path, base: str) -> str:
    """What the command prints, with the press's real address in place of the README's, and back again."""
    words = shlex.split(command.replace("http://127.0.0.2:8700", base))
    words[0] = NEWSARK
    environ = {**os.environ, "NEWSARK_HOME": str(home), "COLUMNS": "110", "NO_COLOR": "1"}
    done = subprocess.run(
        words, env=environ, capture_output=True, text=True, timeout=300, cwd=home.parent, check=False
    )
    return (
        PROGRESS.sub("", done.stdout + done.stderr)
        .replace(base, "http://127.0.0.2:8700")
        .replace(str(home), "/home/you/press")
    )


def tour(text: str) -> Iterator[tuple[Step, str]]:
    """Each step of the README with what it really prints."""
    arguments = ("--seed", "7", "--articles", "12", "--pubs", "agency", "--crawl-delay", "0")
    with tempfile.TemporaryDirectory() as folder, press(Path(folder), *arguments) as pubs:
        for block in BLOCK.findall(text):
            for step in steps(block):
                yield step, run(step.command, Path(folder) / "press", pubs["agency"])


def rewritten(text: str) -> str:
    real = iter([f"$ {step.command}\n{output.rstrip()}\n" for step, output in tour(text)])
    return BLOCK.sub(lambda m: "```console\n" + "".join(next(real) for _ in steps(m[1])) + "```", text)


def main() -> int:
    text = README.read_text(encoding="utf-8")
    if "--write" in sys.argv:
        README.write_text(rewritten(text), encoding="utf-8")
        return 0
    started, wrong = time.monotonic(), 0
    for step, output in tour(text):
        if fold(step.output) != fold(output):
            wrong += 1
            print(f"$ {step.command}\nREADME says:\n{fold(step.output)}\nit prints:\n{fold(output)}\n")
    print(f"{wrong} steps differ; {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
