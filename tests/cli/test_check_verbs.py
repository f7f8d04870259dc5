"""verify, repair, cdx and the replay proxy, as typed."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli.homemade import Shell, small_home
from projector.press import crawl, page
from test_write_read import HEAD, INFO, exchange

from archive.fixity.adopt import adopt
from archive.home import Home
from archive.index.store import CaptureIndex
from archive.warc.checking import check_files
from archive.warc.write import WarcWriter
from crawler.cli.meter import Meter


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Its file is in the manifest, as a crawl leaves it."""
    made = small_home(tmp_path / "home")
    adopt(made.path, made.warc, datetime(2026, 11, 1, tzinfo=UTC))
    return made


@pytest.fixture
def newsark(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys, home.path)


def the_file(home: Home) -> Path:
    (path,) = home.warc.glob("*.warc.gz")
    return path


def test_a_sound_home_has_no_problems(newsark: Shell) -> None:
    for words in (["verify"], ["verify", "--shallow"]):
        said = newsark(*words)
        assert (said.code, said.out) == (0, "")
        assert said.err == "1 file, 17 records, 0 problems\n"


def test_damage_is_named_by_its_place_and_in_the_index_too(newsark: Shell, home: Home) -> None:
    offset = int(json.loads(newsark("cdx", "http://press.example/news/2", "--json").out)["offset"])
    data = bytearray(the_file(home).read_bytes())
    data[offset + 40 : offset + 60] = bytes(20)
    the_file(home).write_bytes(data)
    said = newsark("verify", "--json")
    found = [json.loads(line) for line in said.lines]
    assert (said.code, {problem["offset"] for problem in found}) == (1, {offset, 0})
    assert [problem["rule"] for problem in found] == ["D gzip", "index", "fixity"]
    assert said.err.endswith("records, 3 problems\n")
    assert newsark("verify").lines[0].startswith(f"{the_file(home).name}:{offset}: cannot be unpacked")


def test_a_file_and_a_folder_need_no_home(newsark: Shell, home: Home, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
    copy = Path(shutil.copy(the_file(home), tmp_path / "elsewhere" / "deep" / "copy.warc.gz"))
    for path in (copy, tmp_path / "elsewhere"):
        said = newsark("verify", path, "--home", tmp_path / "nowhere")
        assert (said.code, said.err) == (0, "1 file, 17 records, 0 problems\n")


def test_what_cannot_be_read_is_one_line_and_the_rest_is_checked(
    newsark: Shell, home: Home, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    said = newsark("verify", tmp_path / "none.warc.gz", tmp_path / "empty", the_file(home))
    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines() == [
        f"newsark: {tmp_path}/none.warc.gz: cannot be read: No such file or directory",
        f"newsark: {tmp_path}/empty: holds no WARC files (*.warc, *.warc.gz)",
        "1 file, 17 records, 2 problems",
    ]


@pytest.mark.parametrize("depth", [[], ["--shallow"]])
def test_a_capture_without_index_row_is_a_problem_until_it_is_repaired(
    newsark: Shell, home: Home, tmp_path: Path, depth: list[str]
) -> None:
    other = Home.create(tmp_path / "other")
    name = crawl(other, "second", [page("/news/3", "x|y|1"), page("/news/4", "x|z|1")], first=60)
    shutil.copy(other.warc / name, home.warc)
    said = newsark("verify", *depth)
    assert (said.code, len(said.lines)) == (1, 3)
    assert all(line.startswith(f"{name}:") and "newsark repair" in line for line in said.lines)
    assert newsark("repair").lines == [
        f"{name}: 2 captures added to the index",
        f"{name}: entered into the manifest (found)",
    ]
    assert newsark("repair").out == "nothing to repair\n"
    assert newsark("verify", *depth).code == 0


@pytest.mark.parametrize("depth", [[], ["--shallow"]])
def test_a_file_that_was_cut_or_is_gone(newsark: Shell, home: Home, depth: list[str]) -> None:
    line = json.loads(newsark("cdx", "http://press.example/style.css", "--json").out)
    path = the_file(home)
    os.truncate(path, int(line["offset"]))
    said = newsark("verify", *depth)
    assert (said.code, len(said.lines)) == (1, 2)
    assert f"{path.name}:{line['offset']}:" in said.lines[0]
    assert "in the manifest (entry 1): it was altered" in said.lines[1]
    assert "the file has no such capture there" in said.out
    assert newsark("repair").out == f"{path.name}: 1 removed from it\n"
    path.unlink()
    assert "is in the index but not in warc/; bring it back" in newsark("verify", *depth).out
    assert newsark("repair").code == 1


def test_what_a_kill_left_open_is_sealed_by_repair(newsark: Shell, home: Home) -> None:
    sealed = the_file(home)
    left = sealed.rename(sealed.with_name(sealed.name + ".open"))
    with left.open("ab") as file:
        file.write(b"\x1f\x8b\x08half")
    said = newsark("verify")
    assert said.code == 1
    assert f"{left.name}:0: was left open by a killed crawl; run: newsark repair" in said.out
    assert newsark("repair").out.startswith(f"recovered {sealed.name}: ")
    assert newsark("verify").code == 0


def test_a_lost_index_is_said_and_made_again(newsark: Shell, home: Home) -> None:
    home.index_db.unlink()
    assert "index.db:0: is missing; run: newsark repair" in newsark("verify").out
    assert newsark("cdx", "--all").err.endswith(
        "nothing is indexed here; crawl first, or run: newsark repair\n"
    )
    assert not home.index_db.exists(), "asking makes nothing"
    assert newsark("repair").lines[0].endswith(": 5 captures added to the index")


def urls(out: str) -> list[str]:
    return [
        json.loads(line.split(" ", 2)[2])["url"].removeprefix("http://press.example")
        for line in out.splitlines()
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["http://press.example/news/1"], ["/news/1"] * 3),
        (["press.example/news/1", "--limit", "1"], ["/news/1"]),
        (["press.example/news/", "--match", "prefix"], ["/news/1"] * 3 + ["/news/2"]),
        (["press.example/news/*", "--from", "2026-11-01T08:02"], ["/news/1", "/news/2"]),
        (["press.example/news/*", "--to", "20261101080000"], ["/news/1"]),
        (["press.example", "--match", "domain", "--filter", "=mime:text/css"], ["/style.css"]),
        (["*.press.example", "--filter", "!mime:html"], ["/style.css"]),
        (["http://press.example/none"], []),
    ],
)
def test_cdx_answers_as_the_server_does(newsark: Shell, words: list[str], expected: list[str]) -> None:
    said = newsark("cdx", *words)
    assert (said.code, urls(said.out)) == (0, expected)


def test_cdx_closest_comes_first(newsark: Shell) -> None:
    said = newsark("cdx", "http://press.example/news/1", "--closest", "20261101080100", "--json")
    assert json.loads(said.lines[0])["timestamp"] == "20261101080100"


def test_the_whole_index_is_sorted_by_its_bytes(newsark: Shell) -> None:
    said = newsark("cdx", "--all")
    assert len(said.lines) == 5
    assert sorted(said.lines, key=str.encode) == said.lines
    assert len(newsark("cdx", "--all", "--json").lines) == 5


def test_the_keeper_sees_what_readers_do_not(newsark: Shell, home: Home) -> None:
    with (home.path / "newsark.toml").open("a") as file:
        file.write('\n[replay]\nhidden = ["http://press.example/news/1"]\n')
    assert len(newsark("cdx", "http://press.example/news/1").lines) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["cdx"], "name an address, or give --all alone for the whole index"),
        (
            ["cdx", "--all", "http://press.example/"],
            "name an address, or give --all alone for the whole index",
        ),
        (
            ["cdx", "press.example", "--match", "near"],
            "matchType=near: use exact or prefix or host or domain",
        ),
        (
            ["cdx", "press.example", "--from", "now"],
            "from=now: use 1 to 14 digits, as 20141128 or 20141128000200",
        ),
        (["cdx", "press.example", "--filter", "~url:("], "not a regular expression"),
        (["cdx", "http://[::1", "--match", "host"], "this is no address"),
        (["cdx", "\udcff"], "this is no address"),
        (["replay", "--at", "2026"], "--at goes with --proxy"),
        (["replay", "--proxy", "--at", "noon"], "--at noon: not a time"),
    ],
)
def test_a_wrong_request_is_one_line(newsark: Shell, words: list[str], message: str) -> None:
    said = newsark(*words)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert message in said.err


def test_the_proxy_answers_as_of_the_time_asked_for(home: Home) -> None:
    command = [sys.executable, "-m", "crawler.cli", "replay", "--proxy", "--port", "0"]
    command += ["--at", "2026-11-01T08:01", "--home", str(home.path)]
    environ = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert line.startswith("replay proxy at http://127.0.0.1:")
            port = int(line.split()[3].rpartition(":")[2])
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as asked:
                asked.request("GET", "http://press.example/news/1")
                assert asked.getresponse().read().endswith(b"400 pipes.|7")
        finally:
            server.terminate()
        assert server.wait(20) == 0


def test_the_database_is_compared_with_the_index(newsark: Shell, home: Home) -> None:
    with closing(sqlite3.connect(home.archive_db)) as db, db:
        db.execute("PRAGMA foreign_keys=OFF")
        first, second = db.execute(
            "SELECT record_id, offset FROM captures ORDER BY offset LIMIT 2"
        ).fetchall()
        db.execute("DELETE FROM captures WHERE record_id = ?", (first[0],))
        db.execute("UPDATE captures SET offset = offset + 1 WHERE record_id = ?", (second[0],))
    found = [json.loads(line) for line in newsark("verify", "--json").lines]
    assert {(p["offset"], p["rule"], p["message"].partition(";")[0]) for p in found} == {
        (first[1], "archive.db", "has no row in archive.db"),
        (second[1] + 1, "archive.db", "is in archive.db but not in the index"),
    }
    assert newsark("rebuild").code == 0
    assert newsark("verify").code == 0


def test_a_revisit_whose_original_is_gone_is_a_problem(newsark: Shell, home: Home, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    gone = WarcWriter(other, INFO)
    first = gone.write(exchange(1, HEAD + b"x" * 500))
    gone.close({})
    again = WarcWriter(home.warc, INFO, known=lambda digest, url: first)
    row = again.write(exchange(1, HEAD + b"x" * 500))
    again.close({})
    assert newsark("repair").code == 0
    found = [json.loads(line) for line in newsark("verify", "--json").lines]
    assert [(p["record"], p["rule"]) for p in found] == [(row.record_id, "6.7 revisit target")]
    outside = newsark("verify", home.warc / row.location.file)
    assert (outside.code, outside.err.splitlines()[0]) == (
        0,
        "1 revisits refer to records that are in none of these files",
    )
    both = newsark("verify", home.warc / row.location.file, other)
    assert (both.code, both.err) == (0, "2 files, 10 records, 0 problems\n")


def test_several_files_at_once_are_told_in_their_order(
    newsark: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        (tmp_path / f"{number}.warc").write_bytes(b"not a WARC file\r\n" * (number + 1))
    (tmp_path / "old.arc").write_bytes(b"http://a.example/ 1.2.3.4 20010101000000 text/html 2\nhi\n")
    paths = [tmp_path / name for name in ("3.warc", "1.warc", "none.warc", "old.arc", "0.warc", "2.warc")]
    reports = list(check_files(paths, jobs=2))
    assert [report.path for report in reports] == paths
    assert [bool(report.problems) for report in reports] == [True, True, False, False, True, True]
    assert [report.error for report in reports if report.error] == [
        f"{tmp_path}/none.warc: cannot be read: No such file or directory"
    ]


def test_the_meter_says_how_far_and_how_fast() -> None:
    meter = Meter("checked", whole=200_000_000, live=False)
    meter(50_000_000)
    assert meter.line(0.5) == "██████░░░░░░░░░░░░░░░░░░  25% of 200 MB checked, 100 MB/s"
    assert Meter("copied", done=2_000_000).line(1) == "2 MB copied, 2 MB/s"


def test_what_cannot_be_read_at_all_is_put_aside_not_deleted(newsark: Shell, home: Home) -> None:
    junk = home.warc / "junk.warc.gz"
    bytes_of_junk = b"\x1f\x8b\x08\0" + b"junk" * 100
    junk.write_bytes(bytes_of_junk)
    (home.warc / "cut.warc.gz.open").write_bytes(b"\x1f\x8b\x08half")
    assert newsark("verify").code == 1
    said = newsark("repair").out
    assert "junk.warc.gz: holds no readable record (" in said
    assert "moved to quarantine/junk.warc.gz, nothing of it is deleted" in said
    assert "recovered cut.warc.gz: held no whole record, 7 bytes; moved to quarantine/" in said
    aside = home.warc / "quarantine"
    assert (aside / "junk.warc.gz").read_bytes() == bytes_of_junk
    assert "holds no readable record" in (aside / "junk.warc.gz.txt").read_text()
    assert (aside / "cut.warc.gz.open").read_bytes() == b"\x1f\x8b\x08half"
    assert (newsark("repair").out, newsark("verify").code) == ("nothing to repair\n", 0)


def test_a_file_that_rotted_away_leaves_index_and_manifest_with_it(newsark: Shell, home: Home) -> None:
    path = the_file(home)
    path.write_bytes(bytes(path.stat().st_size))
    assert "moved to quarantine" in newsark("repair").out
    assert (newsark("repair").out, newsark("verify", "--shallow").code) == ("nothing to repair\n", 0)


@pytest.mark.parametrize("damage", [b"not a database at all" * 300, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_damaged_index_is_put_aside_and_made_again(newsark: Shell, home: Home, damage: bytes) -> None:
    home.index_db.write_bytes(damage)
    assert "newsark repair" in newsark("verify").err
    said = newsark("repair")
    assert (said.code, said.lines[0].startswith("index.db: damaged or no database")) == (0, True)
    assert said.lines[1].endswith(": 5 captures added to the index")
    assert (home.path / "quarantine" / "index.db").read_bytes() == damage
    assert newsark("verify").code == 0


def test_what_is_missing_in_the_middle_is_found_by_a_deep_repair(newsark: Shell, home: Home) -> None:
    with CaptureIndex(home.index_db) as index:
        held = list(index.rows_of(the_file(home).name))
        wrong = replace(held[1], record_id="urn:uuid:00000000-0000-4000-8000-0000000000ff")
        index.replace(held[0].location.file, [held[0], wrong, *held[3:]], index.size(held[0].location.file))
    found = [line for line in newsark("verify").lines if "[index]" in line]
    assert len(found) == 2
    assert all("run: newsark repair --deep" in line for line in found)
    assert newsark("repair").out == "nothing to repair\n"
    assert newsark("repair", "--deep").lines == [
        f"{the_file(home).name}: 2 captures added to the index, 1 removed from it"
    ]
    assert newsark("verify").code == 0
