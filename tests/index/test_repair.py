"""The index and the files: lost, behind, ahead, or without its file."""

from __future__ import annotations

import os
from pathlib import Path

from test_write_read import exchange, only_file, writer

from archive.index.repair import Mended, open_files, repair
from archive.index.store import CaptureIndex
from archive.model import CaptureRow


def crawl(folder: Path, count: int = 6) -> list[CaptureRow]:
    warc = writer(folder)
    made = [warc.write(exchange(number)) for number in range(count)]
    warc.close({})
    return made


def test_a_lost_index_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    made = crawl(tmp_path / "warc")
    name = only_file(tmp_path / "warc").name
    with CaptureIndex(tmp_path / "index.db") as index:
        assert repair(tmp_path / "warc", index) == [Mended(name, added=6)]
        assert list(index.rows_of(name)) == made
        assert repair(tmp_path / "warc", index) == []


def test_an_index_that_is_behind_gets_the_rest(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    made = crawl(tmp_path / "warc")
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add(made[:4])
        (mended,) = repair(tmp_path / "warc", index)
        assert (mended.added, str(mended)) == (2, f"{mended.file}: 2 captures added to the index")
        assert list(index.rows_of(mended.file)) == made


def test_an_index_that_is_ahead_forgets_what_was_cut(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    made = crawl(tmp_path / "warc")
    path = only_file(tmp_path / "warc")
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add(made)
        os.truncate(path, made[3].location.offset)
        assert repair(tmp_path / "warc", index) == [Mended(path.name, removed=3)]
        assert list(index.rows_of(path.name)) == made[:3]


def test_a_file_that_is_gone_is_named_and_its_rows_stay(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    made = crawl(tmp_path / "warc")
    with CaptureIndex(tmp_path / "index.db") as index:
        index.add(made)
        name = only_file(tmp_path / "warc").name
        only_file(tmp_path / "warc").unlink()
        (mended,) = repair(tmp_path / "warc", index)
        assert (
            str(mended)
            == f"{name}: is in the index but not in warc/; bring it back, or its captures cannot be read"
        )
        assert index.count() == 6


def test_an_open_file_belongs_to_its_writer(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.write(exchange())
    assert [alive for _, alive in open_files(tmp_path)] == [True]
    with CaptureIndex(tmp_path / "index.db") as index:
        assert repair(tmp_path, index) == []
    warc.close({})
    assert list(open_files(tmp_path)) == []
