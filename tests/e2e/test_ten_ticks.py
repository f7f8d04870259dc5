"""Ten ticks of the local press: what `newsark changes` tells equals what the press did, kind by kind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from readme import NEWSARK

TICKS = 10
COUNTS_HOST = "127.0.0.9"
Told = dict[str, set[tuple[object, ...]]]


@contextmanager
def press(folder: Path, seed: int, articles: int, pubs: str, *more: str) -> Iterator[dict[str, Any]]:
    """The press in a process of its own, with its control address."""
    ready = folder / "press.json"
    command = [
        sys.executable,
        "-m",
        "newsroom",
        "--port",
        "0",
        "--ready-file",
        str(ready),
        "--seed",
        str(seed),
    ]
    command += ["--articles", str(articles), "--pubs", pubs, "--crawl-delay", "0", *more]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield json.loads(ready.read_text())
        finally:
            process.terminate()


def newsark(home: Path, *words: str) -> str:
    environ = {**os.environ, "NEWSARK_HOME": str(home)}
    command = [NEWSARK, *words]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def watched(folder: Path, seed: int, articles: int, pubs: str) -> tuple[Path, list[dict[str, Any]]]:
    """A home with a crawl of each publication at each tick, and the press's own account."""
    home = folder / "home"
    with press(folder, seed, articles, pubs) as info:
        newsark(home, "init", str(home))
        for name, pub in info["publications"].items():
            newsark(home, "site", "add", pub["base"] + "/", "--name", name)
            impatient(home / "sites" / f"{name}.toml", counted=name == "forum")
        for tick in range(TICKS + 1):
            urlopen(f"{info['control']}/tick?to={tick}").read()
            for name in info["publications"]:
                newsark(home, "crawl", name)
        with urlopen(f"{info['control']}/manifest?ticks={TICKS}") as answer:
            return home, [json.loads(line) for line in answer]


def impatient(file: Path, *, counted: bool) -> None:
    """A site file that looks at everything in every crawl; of requisites only the host of comment counts, if at all."""
    text = file.read_text()
    port = text.split("start = ")[1].split("\n")[0].rsplit(":", 1)[1].split("/")[0]
    for old, new in (
        ('shortest = "1h"', 'shortest = "1s"'),
        ('longest = "30d"', 'longest = "1s"'),
        ("# requisites = true ", f"requisites = {str(counted).lower()} "),
        ('asset_hosts = ["*"]', f'asset_hosts = ["{COUNTS_HOST}:{port}"]'),
    ):
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)


def happened(manifest: list[dict[str, Any]]) -> Told:
    """What the press did, from its manifest."""
    told: Told = defaultdict(set)
    for record in manifest:
        url, versions = record["url"], record["versions"]
        for old, new in pairwise(versions):
            if old["title"] != new["title"]:
                told["headline"].add((url, old["title"], new["title"]))
            if old["body"] != new["body"]:
                told["body"].add((url, *_gone(old["body"], new["body"])))
            if old["correction"] != new["correction"]:
                told["correction"].add((url, new["correction"]))
        counts = [record["comment_count"][t] for t in sorted(record["comment_count"], key=int)]
        pairs = pairwise(counts)
        told["comments"] |= {(url, n, *pair) for n, pair in enumerate(pairs) if pair[0] != pair[1]}
        if record["removed_tick"]:
            told["removed"].add((url,))
        told["new"].add((url,))
    return _without_order(told)


def _gone(old: list[str], new: list[str]) -> list[str]:
    return [" ".join(text.split())[:40] for text in old if text not in new]


def _without_order(told: Told) -> Told:
    told["comments"] = {(url, before, after) for url, _, before, after in told["comments"]}
    return told


def told_by(home: Path, known: set[str]) -> tuple[Told, list[str]]:
    """What `newsark changes` says of the press's articles; and the other addresses it speaks of."""
    told: Told = defaultdict(set)
    others: list[str] = []
    rows = [json.loads(line) for line in newsark(home, "changes", "--json").splitlines()]
    rows += [json.loads(line) for line in newsark(home, "changes", "--kind", "new", "--json").splitlines()]
    gone = {row["url"]: row["not_before"] for row in rows if row["kind"] == "removed"}
    for row in rows:
        url, kind = row["url"], row["kind"]
        if url not in known:
            others.append(url)
        elif not (
            kind == "comments" and row["seen"] > gone.get(url, "~")
        ):  # a service counts on; the manifest does not
            told[kind].add(_fact(row))
    return told, others


def _fact(row: Mapping[str, Any]) -> tuple[object, ...]:
    url, before, after = row["url"], row["before"], row["after"]
    facts = {"headline": (url, before, after), "comments": (url, before, after), "correction": (url, after)}
    if row["kind"] == "body":
        return (url, " ".join((before or "").split())[:40])
    return facts.get(row["kind"], (url,))


def report(true: Told, told: Told) -> list[str]:
    """Precision and recall of each kind, and what is wrong."""
    lines = []
    for kind in ("new", "headline", "body", "correction", "comments", "removed"):
        hits = len(true[kind] & told[kind])
        lines.append(
            f"{kind:10}  happened {len(true[kind]):5}  told {len(told[kind]):5}  "
            f"precision {hits / max(1, len(told[kind])):.3f}  recall {hits / max(1, len(true[kind])):.3f}"
        )
    return lines


def check(folder: Path, seed: int, articles: int, pubs: str) -> list[str]:
    home, manifest = watched(folder, seed, articles, pubs)
    true, (told, others) = happened(manifest), told_by(home, {record["url"] for record in manifest})
    lines = report(true, told)
    print(
        "\n".join(
            [f"seed {seed}, {pubs}, {articles} articles each", *lines, f"other addresses: {len(others)}"]
        )
    )
    for kind, facts in true.items():
        wrong = {"not told": facts - told[kind], "did not happen": told[kind] - facts}
        assert wrong == {"not told": set(), "did not happen": set()}, (kind, lines)
    return others


@pytest.mark.e2e
def test_changes_are_what_the_press_did(tmp_path: Path) -> None:
    assert check(tmp_path, 7, 10, "agency,forum") == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", [7, 11, 23])
def test_changes_of_all_publications(tmp_path: Path, seed: int) -> None:
    check(tmp_path, seed, 40, "agency,daily,courier,peyk,forum,weekly")
