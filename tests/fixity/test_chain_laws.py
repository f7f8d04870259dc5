"""The chain: any change of any line shows, and only changes do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import WriteError
from archive.fixity.chain import START, Entry, breaks, line_hash, parse_line
from archive.fixity.manifest import Manifest

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
texts = st.sampled_from(["", "a.warc.gz", "خبر", "\udcff", '"\n\\'])
facts = st.dictionaries(st.sampled_from(["file", "reason", "size"]), texts | st.integers(0, 9))


def chained(all_facts: list[dict[str, object]]) -> list[bytes]:
    lines: list[bytes] = []
    for number, one in enumerate(all_facts, 1):
        previous = line_hash(lines[-1]) if lines else START
        lines.append(Entry(number, previous, "sealed", "2026-11-23T08:00:00Z", one).line())  # type: ignore[arg-type]
    return lines


@given(st.lists(facts, max_size=6))
def test_a_chain_that_nobody_touched_holds_and_reads_back(made: list[dict[str, object]]) -> None:
    lines = chained(made)
    assert list(breaks(lines)) == []
    assert [dict(entry.facts) for line in lines if (entry := parse_line(line))] == made


@given(st.lists(facts, min_size=2, max_size=6), st.data())
def test_every_touch_but_of_the_last_line_shows(made: list[dict[str, object]], data: st.DataObject) -> None:
    lines = chained(made)
    at = data.draw(st.integers(0, len(lines) - 2))
    touch = data.draw(st.sampled_from(["alter", "remove", "repeat", "swap"]))
    if touch == "alter":
        lines[at] = lines[at].replace(b"sealed", b"found!")
    elif touch == "remove":
        del lines[at]
    elif touch == "repeat":
        lines.insert(at, lines[at])
    else:
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    assert list(breaks(lines))


def test_what_happened_is_named() -> None:
    lines = chained([{"file": name} for name in "abcd"])
    said = [f"{found.line} {found.message}" for found in breaks([lines[0], lines[2], lines[1], lines[3]])]
    assert said[0] == "2 belongs behind line 3: lines were moved or put in"
    (gone,) = breaks([lines[0], lines[2], *lines[4:]])
    assert gone.message == "is entry 3: 1 before it were taken out"
    altered = [lines[0].replace(b'"a"', b'"x"'), *lines[1:]]
    (other,) = breaks(altered)
    assert (other.line, other.message[:40]) == (2, "does not follow from the line before: th")
    assert [found.message for found in breaks([b"[]"])] == ["is no entry of a manifest"]


def test_a_torn_line_is_taken_off_by_the_next_append(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    first = manifest.append("sealed", {"file": "خبر.warc.gz"}, NOW)
    with manifest.path.open("ab") as file:
        file.write(b'{"n":2,"prev"')
    second = manifest.append("sealed", {"file": "b" * 100_000}, NOW)
    third = manifest.append("sealed", {"file": "\udcff.warc"}, NOW)
    assert list(manifest.entries()) == [first, second, third]
    assert [second.number, third.number] == [2, 3]
    assert list(breaks(manifest.lines())) == []
    assert manifest.head() == (3, line_hash(third.line()))


APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from archive.fixity.manifest import Manifest
manifest = Manifest(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    manifest.append("sealed", {"file": f"{sys.argv[3]}-{number}"}, datetime.now(UTC))
    print(number, flush=True)
"""


def test_processes_append_side_by_side_and_a_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    command = [sys.executable, "-c", APPEND, str(tmp_path)]
    killed = subprocess.Popen([*command, "100000", "killed"], stdout=subprocess.PIPE, text=True)
    with subprocess.Popen([*command, "40", "other"], stdout=subprocess.PIPE) as other:
        assert killed.stdout is not None
        acknowledged = [killed.stdout.readline().strip() for _ in range(20)]
        killed.send_signal(signal.SIGKILL)
        acknowledged += killed.stdout.read().split()
        killed.stdout.close()
        killed.wait()
        assert other.wait(60) == 0
    manifest = Manifest(tmp_path)
    manifest.append("sealed", {"file": "last"}, NOW)
    assert list(breaks(manifest.lines())) == []
    assert {f"killed-{number}" for number in acknowledged} <= set(manifest.files())
    assert sum(name.startswith("other") for name in manifest.files()) == 40


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WriteError, match=r"manifest.jsonl: cannot be written"):
        Manifest(tmp_path).append("sealed", {}, NOW)
