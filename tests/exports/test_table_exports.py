"""The exports as other programs read them: row counts, types, texts; and nothing half-written left behind."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from cli.homemade import Shell
from db.made import FILE, article, capture

from archive import query
from archive.db.rows import rows
from archive.db.store import Store, WarcFile
from archive.exports.tables import TABLES, batches, records
from archive.home import Home

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = 'a "quoted", <b>tag</b>\r\nnew line \u202e &amp; = \x01'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Forty articles of two publications and three months, one captured twice, one with hostile texts."""
    home = Home.create(tmp_path_factory.mktemp("exports") / "home")
    made = []
    for number in range(40):
        url = f"http://press.example/news/{number}"
        published = f"2026-{9 + number % 3:02}-03T10:{number:02}" + ("+03:30" if number % 2 else "")
        made.append((capture(number, url), article(url, published=published, published_zone_known=bool(number % 2),
                     published_precision="minute", canonical_url=url, body=f"Body of {number}. خبر")))  # fmt: skip
    made.append(
        (capture(50, "http://press.example/news/1"), article("http://press.example/news/1", comment_count=99))
    )
    made.append(
        (
            capture(51, "http://press.example/h"),
            article("http://press.example/h", title=HOSTILE, tags=(HOSTILE,)),
        )
    )
    with Store(home.archive_db) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        keys = store.keys([row for row, _ in made])
        store.write(
            [
                rows(k, row, "press/é" if k % 2 else "other", one)
                for k, (row, one) in zip(keys, made, strict=True)
            ]
        )
    return home


@pytest.fixture
def newsark(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys, home.path)


def test_json_lines_have_every_field(newsark: Shell) -> None:
    found = [json.loads(line) for line in newsark("export", "jsonl").lines]
    assert len(found) == 41
    by_url = {row["url"]: row for row in found}
    assert by_url["http://press.example/h"]["title"] == HOSTILE
    one = by_url["http://press.example/news/3"]
    assert (one["published"], one["published_at"]) == ("2026-09-03T10:03+03:30", "2026-09-03T06:33:00Z")
    assert by_url["http://press.example/news/2"]["published_at"] is None
    assert (one["authors"], one["paywalled"], one["body"]) == (
        ["Jane Doe", "José Núñez"],
        False,
        "Body of 3. خبر",
    )
    stored = query_article(newsark, "http://press.example/news/3")
    same = set(one) & set(stored) - {"id"}
    assert len(same) > 30
    assert {name: one[name] for name in same} == {name: stored[name] for name in same}


def query_article(newsark: Shell, url: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(newsark("show", url, "--json").out)
    return found


def test_csv_reads_back(newsark: Shell, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    said = newsark("export", "csv", file, "--table", "versions")
    assert said.err == f"42 rows written: {file}\n"
    found = list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))
    assert len(found) == 42
    assert next(row for row in found if row["url"].endswith("/h"))["title"] == HOSTILE
    assert {row["paywalled"] for row in found} == {"false"}
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_parquet_is_one_typed_table(newsark: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert newsark("export", "parquet", folder).code == 0
    db = duckdb.connect()
    table = (
        f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true, hive_types = {{'month': VARCHAR}})"
    )
    sums = f"SELECT count(*), count(DISTINCT url), sum(comment_count) FROM {table}"
    assert db.sql(sums).fetchall() == [(41, 41, 40 * 12 + 99)]
    types = {name: str(kind) for name, kind, *_ in db.sql(f"DESCRIBE SELECT * FROM {table}").fetchall()}
    assert (types["captured"], types["authors"], types["paywalled"], types["comment_count"]) == (
        "TIMESTAMP WITH TIME ZONE", "VARCHAR[]", "BOOLEAN", "BIGINT")  # fmt: skip
    months = db.sql(f"SELECT DISTINCT month FROM {table} ORDER BY 1").fetchall()
    assert months == [("2026-09",), ("2026-10",), ("2026-11",)]
    assert {site for (site,) in db.sql(f"SELECT DISTINCT site FROM {table}").fetchall()} == {
        "other",
        "press/é",
    }
    at = db.sql(f"SELECT epoch(published_at) FROM {table} WHERE url LIKE '%/news/3'").fetchall()
    assert at == [(datetime(2026, 9, 3, 6, 33, tzinfo=UTC).timestamp(),)]
    assert db.sql(f"SELECT title, tags FROM {table} WHERE url LIKE '%/h'").fetchall() == [
        (HOSTILE, [HOSTILE])
    ]


def test_a_folder_that_is_there_is_left_alone(newsark: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    said = newsark("export", "parquet", tmp_path)
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_comment_counts_of_one_publication(newsark: Shell, home: Home) -> None:
    both = newsark("export", "jsonl", "--table", "comments").lines
    one = newsark("export", "jsonl", "--table", "comments", "--site", "other").lines
    assert len(both) == 42
    assert 0 < len(one) < 42
    assert {json.loads(line)["site"] for line in one} == {"other"}
    with query.reading(home.archive_db) as db:
        found = [
            row for batch in batches(db, TABLES["comments"]) for row in records(TABLES["comments"], batch)
        ]
    assert [json.loads(line) for line in both] == found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["jsonl", "--since", "soon"], "not a date"),
        (["csv", "--site", "nowhere"], "nothing of this publication"),
        (["atom", "--kind", "mood"], "no such kind of change"),
        (["csv", "/nowhere/out.csv"], "cannot be written"),
        (["csv", f"{__file__}/out.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_said(newsark: Shell, words: list[str], said: str) -> None:
    found = newsark("export", *words)
    assert (found.code != 0, found.err.count("\n")) == (True, 1)
    assert said in found.err


def test_the_feed_of_changes_is_atom(newsark: Shell) -> None:
    text = newsark("export", "atom", "--kind", "new", "--kind", "comments").out
    root = ElementTree.fromstring(text)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 42
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 42
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == sorted(
        (str(entry.findtext(f"{ATOM}updated")) for entry in entries), reverse=True
    )
    assert text == newsark("export", "atom", "--kind", "new", "--kind", "comments").out
    hostile = next(e for e in entries if "quoted" in (e.findtext(f"{ATOM}title") or ""))
    assert "<b>tag</b>" in (hostile.findtext(f"{ATOM}title") or "")
