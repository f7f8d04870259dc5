"""Kills at every kind of instant of writing, rotating, sealing, repairing and importing: nothing acknowledged is lost.

NEWSARK_KILLS says how many of each (25 without it; 70 make 280 with the crawls of test_crawl_kills.py).
"""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from killing import Tell, Work, instants, run
from test_write_read import HEAD, INFO, exchange

from archive.errors import WriteError
from archive.fixity.adopt import adopt
from archive.fixity.check import check as fixity_check
from archive.home import Home
from archive.imports import bring
from archive.index.check import check
from archive.index.repair import repair
from archive.index.store import CaptureIndex
from archive.warc.read import rows, walk
from archive.warc.recover import recover
from archive.warc.verify import verify
from archive.warc.write import WarcWriter

pytestmark = pytest.mark.fault
KILLS = int(os.environ.get("NEWSARK_KILLS", "25"))
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PAGES = 12


def mend(home: Home) -> None:
    """What every start does."""
    done = recover(home.warc)
    with CaptureIndex(home.index_db) as index:
        repair(home.warc, index)
    adopt(home.path, home.warc, NOW, recovered=[one.file for one in done])


def sound(home: Home) -> None:
    """No problem in files, index or manifest, and nothing left over."""
    paths = sorted(home.warc.glob("*.warc.gz"))
    assert list(verify(paths)) == []
    with CaptureIndex(home.index_db) as index:
        assert list(check(home.warc, index)) == []
        assert repair(home.warc, index) == []
        for path in paths:
            assert list(index.rows_of(path.name)) == list(rows(path))
    assert list(fixity_check(home.path, home.warc)) == []
    assert not [path.name for path in home.warc.iterdir() if path.name.endswith((".open", ".again"))]


def records(home: Home) -> set[str]:
    return {record.record_id for path in home.warc.glob("*.warc.gz") for record in walk(path)}


def writing(home: Home) -> Work:
    """Files of two captures each; an id is told when its write has returned, as a crawl acknowledges it."""

    def work(tell: Tell) -> None:
        with CaptureIndex(home.index_db) as index:
            writer = WarcWriter(home.warc, INFO, max_bytes=4000)
            for number in range(PAGES):
                row = writer.write(exchange(number, HEAD + os.urandom(900)))
                tell(row.record_id)
                index.add([row])
            writer.close({"finish_reason": "finished"})

    return work


def test_killed_while_writing_rotating_and_sealing(tmp_path: Path) -> None:
    def prepare() -> Work:
        return writing(Home.create(tmp_path / "counted"))

    for number, at in enumerate(instants(prepare, KILLS)):
        home = Home.create(tmp_path / f"home{number}")
        ran = run(writing(home), at)
        assert ran.died
        mend(home)
        assert set(ran.told) <= records(home), f"before call {at}: an acknowledged record is lost"
        sound(home)
        shutil.rmtree(home.path)


def test_killed_in_the_middle_of_a_write(tmp_path: Path) -> None:
    places = run(writing(Home.create(tmp_path / "counted")), -1).places
    writes = [at for at, place in enumerate(places, 1) if place == "write._put: write"]
    assert len(writes) > PAGES
    for number, at in enumerate(writes):
        home = Home.create(tmp_path / f"home{number}")
        ran = run(writing(home), at, torn=True)
        assert ran.died
        recovered = recover(home.warc)
        assert [one.cut > 0 for one in recovered] == [True], f"write {number}"
        mend(home)
        assert set(ran.told) <= records(home)
        sound(home)
        shutil.rmtree(home.path)


def left_behind(folder: Path) -> Home:
    """A home as a kill leaves it: a cut file, a whole one that is open, one that the index does not have."""
    home = Home.create(folder)
    for number in range(3):
        writer = WarcWriter(home.warc, INFO)
        with CaptureIndex(home.index_db) as index:
            for page in range(4):
                row = writer.write(exchange(10 * number + page, HEAD + b"%d" % number * 300))
                if page < number + 1:
                    index.add([row])
        if number == 2:
            writer.close({})
        else:
            assert writer._file is not None
            os.close(writer._file)  # what a kill does
    cut = sorted(home.warc.glob("*.open"))[0]
    os.truncate(cut, cut.stat().st_size - 100)
    return home


def test_killed_while_repairing(tmp_path: Path) -> None:
    def repairing(home: Home) -> Work:
        return lambda tell: mend(home)

    def prepare() -> Work:
        return repairing(left_behind(tmp_path / "counted"))

    for number, at in enumerate(instants(prepare, KILLS)):
        home = left_behind(tmp_path / f"home{number}")
        before = {r.record_id for p in home.warc.iterdir() for r in walk(p) if r.damage is None}
        assert run(repairing(home), at).died
        mend(home)
        assert records(home) == before, f"before call {at}"
        sound(home)
        shutil.rmtree(home.path)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files to import: as they are, with a name that is taken, and one that has to be packed again."""
    folder = tmp_path_factory.mktemp("foreign")
    for number, name in enumerate(("a", "b/a", "c")):
        target = folder / f"{name}.warc.gz"
        target.parent.mkdir(exist_ok=True)
        made = folder / "made"
        made.mkdir()
        writer = WarcWriter(made, INFO)
        for page in range(4):
            writer.write(exchange(10 * number + page, HEAD + b"%d" % number * 300))
        writer.close({})
        data = (made / writer.name).read_bytes()
        target.write_bytes(gzip.compress(gzip.decompress(data)) if name == "c" else data)
        shutil.rmtree(made)
    return folder


def test_killed_while_importing(tmp_path: Path, foreign: Path) -> None:
    def importing(home: Home) -> Work:
        def work(tell: Tell) -> None:
            for one in bring(home, [foreign], now=lambda: NOW):
                assert one.sound
                tell(str(one.file))

        return work

    def prepare() -> Work:
        return importing(Home.create(tmp_path / "counted"))

    expected = {r.record_id for path in foreign.rglob("*.warc.gz") for r in walk(path)}
    for number, at in enumerate(instants(prepare, KILLS)):
        home = Home.create(tmp_path / f"home{number}")
        ran = run(importing(home), at)
        assert ran.died
        for name in ran.told:  # what was acknowledged is there and whole
            assert list(verify([home.warc / name])) == []
        assert [one.state for one in bring(home, [foreign], now=lambda: NOW) if not one.sound] == []
        assert records(home) == expected, f"before call {at}"
        assert sorted(path.name for path in home.warc.iterdir()) == ["a-1.warc.gz", "a.warc.gz", "c.warc.gz"]
        sound(home)
        shutil.rmtree(home.path)


def test_the_instants_are_those_of_the_disk(tmp_path: Path) -> None:
    """The killing itself: a process that writes twice has died before, between and after."""

    def twice(path: Path) -> Work:
        def work(tell: Tell) -> None:
            file = os.open(path, os.O_WRONLY | os.O_CREAT)
            os.write(file, b"a")
            os.write(file, b"b")
            os.close(file)

        return work

    seen: list[tuple[bool, str | None]] = []
    for at in (1, 2, 3, 4, -1):
        path = tmp_path / f"{at}"
        seen.append((run(twice(path), at).died, path.read_text() if path.exists() else None))
    assert seen == [(True, None), (True, ""), (True, "a"), (True, "ab"), (False, "ab")]
    places = run(twice(tmp_path / "last"), -1).places
    assert [place.partition(": ")[2] for place in places] == ["open", "write", "write", "close"]


def test_every_kind_of_step_is_died_at(tmp_path: Path) -> None:
    """Before each seal and its rename, each write, each transaction: not only where most of the calls are."""
    prepare = lambda: writing(Home.create(Path(tempfile.mkdtemp(dir=tmp_path))))  # noqa: E731
    places = run(prepare(), -1).places
    died_at = {places[at - 1] for at in instants(prepare, KILLS)}
    assert died_at == set(places)
    assert {"write._put: write", "write._seal: fsync", "write._seal: rename", "write._open: flock"} <= died_at


def test_a_disk_that_fails_is_one_line_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.create(tmp_path / "home")
    real, left = os.write, [3]

    def failing(file: int, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            real(file, bytes(data)[:10])
            raise OSError(5, "Input/output error")
        return real(file, data)

    writer = WarcWriter(home.warc, INFO)
    monkeypatch.setattr(os, "write", failing)
    kept = [writer.write(exchange(number)).record_id for number in range(3)]
    with pytest.raises(WriteError) as error:
        writer.write(exchange(4))
    monkeypatch.undo()
    assert "cannot be written (Input/output error); mend that and start again" in str(error.value)
    assert "\n" not in str(error.value)
    writer.close({})
    mend(home)
    assert set(kept) <= records(home)
    sound(home)


def test_a_clock_that_is_set_back_gives_no_name_twice(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    times = [datetime(2026, 11, 23, 6, tzinfo=UTC), datetime(2026, 11, 23, 5, tzinfo=UTC)]
    for _ in range(2):  # a second crawl at the very instants of the first
        turn = iter(times * 40)
        writer = WarcWriter(home.warc, INFO, max_bytes=1, clock=lambda turn=turn: next(turn))  # type: ignore[misc]
        for number in range(4):
            writer.write(exchange(number))
        writer.close({})
    names = [path.name for path in home.warc.glob("*.warc.gz")]
    assert len(names) == len(set(names)) == 10
    mend(home)
    sound(home)
