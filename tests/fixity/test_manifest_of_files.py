"""Files against the manifest: what was altered, removed, added; what a kill left out."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli.homemade import Shell
from test_write_read import INFO, START, exchange

from archive.fixity.adopt import adopt
from archive.fixity.check import check
from archive.fixity.manifest import Manifest
from archive.home import Home
from archive.warc.recover import recover
from archive.warc.seal import Sealed, sealed
from archive.warc.write import WarcWriter

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def filled(folder: Path, files: int = 3, **options: object) -> Home:
    """A home with files of one capture each, entered as they are sealed."""
    home = Home.create(folder)
    manifest = Manifest(home.path)
    ids = itertools.count(1)
    clock: Callable[[], datetime] = lambda: START  # noqa: E731
    writer = WarcWriter(
        home.warc,
        INFO,
        max_bytes=1,
        sealed=lambda done: manifest.seal(done, NOW) and None,
        new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(ids):012}",
        clock=clock,
        **options,  # type: ignore[arg-type]
    )
    for number in range(files - 1):
        writer.write(exchange(number))
    writer.close({})
    return home


def said(home: Home, *, deep: bool = True) -> list[str]:
    return [str(problem) for problem in check(home.path, home.warc, deep=deep)]


def paths(home: Home) -> list[Path]:
    return sorted(home.warc.glob("*.warc.gz"))


def test_what_the_writer_tells_is_what_is_on_disk(tmp_path: Path) -> None:
    told: list[Sealed] = []
    writer = WarcWriter(tmp_path, INFO, sealed=told.append)
    for number in range(5):
        writer.write(exchange(number))
    writer.close({})
    (path,) = tmp_path.glob("*.warc.gz")
    assert told == [sealed(path)]
    assert told[0].records == 1 + 5 * 3 + 1


def test_files_as_they_were_sealed_are_no_problem(tmp_path: Path) -> None:
    home = filled(tmp_path / "home")
    assert len(Manifest(home.path).files()) == len(paths(home)) == 3
    assert said(home) == said(home, deep=False) == []
    assert adopt(home.path, home.warc, NOW) == []


def test_altered_removed_and_added_files_are_named(tmp_path: Path) -> None:
    home = filled(tmp_path / "home")
    one, two, three = paths(home)
    data = bytearray(one.read_bytes())
    data[-9] ^= 1
    one.write_bytes(data)
    two.unlink()
    with three.open("ab") as file:
        file.write(b"\0")
    (home.warc / "slipped-in.warc.gz").write_bytes(data)
    assert said(home) == [
        f"{one.name}:0: does not have the SHA-256 of the manifest (entry 1): it was altered [fixity]",
        f"{three.name}:0: has {three.stat().st_size:,} bytes, but {three.stat().st_size - 1} in the manifest (entry 3):"
        " it was altered [fixity]",
        "slipped-in.warc.gz:0: is not in the manifest; if it belongs here, run: newsark repair [fixity]",
        f"{two.name}:0: is in the manifest (entry 2) but not in warc/: it was removed; bring it back [fixity]",
    ]
    assert len(said(home, deep=False)) == 3


def test_a_touched_manifest_is_named_by_its_line(tmp_path: Path) -> None:
    home = filled(tmp_path / "home")
    path = Manifest(home.path).path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[1] + lines[0] + lines[2])
    assert said(home)[0].startswith("manifest.jsonl:1: line 1 belongs behind line 2")


def test_files_that_a_kill_left_out_enter_at_the_next_start(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    writer = WarcWriter(home.warc, INFO)
    writer.write(exchange())
    os.close(writer._file or -1)  # as the kernel does for a killed process
    (done,) = recover(home.warc)
    other = WarcWriter(home.warc, INFO)
    other.close({})
    found = adopt(home.path, home.warc, NOW, recovered=[done.file])
    assert [str(one) for one in found] == [
        f"{done.file}: entered into the manifest (recovered)",
        f"{other.name}: entered into the manifest (found)",
    ]
    assert said(home) == []


def test_the_verb_checks_and_knows_heads_that_were_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = filled(tmp_path / "home")
    newsark = Shell(monkeypatch, capsys, home.path)
    first = newsark("fixity")
    assert (first.code, first.out) == (0, "")
    counted, head = first.err.splitlines()
    assert counted == "3 files in 3 entries, 0 problems"
    assert newsark("fixity", "--expect", head.removeprefix("head ")).code == 0
    Manifest(home.path).append("hidden", {"url": "http://x.example/"}, NOW)
    assert newsark("fixity", "--expect", head.removeprefix("head ")).code == 0
    path = Manifest(home.path).path
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    cut = newsark("fixity", "--expect", head.removeprefix("head "))
    assert cut.code == 1
    assert "cut off or written anew" in cut.out
    assert newsark("fixity", "--shallow").code == 1  # the third file is not in it any more
