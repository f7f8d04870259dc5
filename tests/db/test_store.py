"""The store: a capture written again leaves no trace of what it was; keys do not collide; foreign files are refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from db.made import FILE, article, capture

from archive.db import fold, texts
from archive.db import store as storing
from archive.db.replace import remove, replace
from archive.db.rows import Error, rows
from archive.db.schema import APPLICATION_ID, VERSION, open_to_read
from archive.db.store import Store, WarcFile
from archive.errors import DatabaseError
from archive.model import Article, CaptureRow, NotArticle, Outcome


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def write(path: Path, *pairs: tuple[CaptureRow, Outcome | Error | None], fresh: bool = False) -> None:
    with Store(path, fresh=fresh) as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        keys = store.keys([row for row, _ in pairs])
        store.write([rows(key, row, None, out, "v1") for key, (row, out) in zip(keys, pairs, strict=True)])


def ask(path: Path, statement: str) -> list[tuple[object, ...]]:
    db = open_to_read(path)
    found = db.execute(statement).fetchall()
    db.close()
    return found


def test_the_header_says_whose_file_it_is(path: Path) -> None:
    write(path)
    head = path.read_bytes()[:100]
    assert (int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big")) == (
        APPLICATION_ID,
        VERSION,
    )
    assert ask(path, "PRAGMA journal_mode") == [("wal",)]


def test_a_fresh_database_is_like_any_other(path: Path, tmp_path: Path) -> None:
    pairs = [(capture(n), article(body=f"Text {n % 2}.")) for n in range(4)]
    write(path, *pairs, pairs[0])
    write(tmp_path / "fresh.db", *pairs, pairs[0], fresh=True)
    for statement in (
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name NOT GLOB 'search_index_*' ORDER BY 1, 2",
        *(f"SELECT * FROM {table} ORDER BY 1" for table in ("captures", "texts", "article_rows", "evidence")),
        "SELECT rowid FROM search_index WHERE search_index MATCH 'text'",
        *(f"PRAGMA {name}" for name in ("journal_mode", "user_version", "page_size", "integrity_check")),
    ):
        assert ask(path, statement) == ask(tmp_path / "fresh.db", statement)


def test_a_capture_read_again_replaces_everything(path: Path) -> None:
    write(path, (capture(1), article()))
    write(path, (capture(1), NotArticle(capture(1).url, "section")))
    for table in (
        "article_rows",
        "article_authors",
        "article_tags",
        "article_images",
        "texts",
        "search_documents",
    ):
        assert ask(path, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert ask(path, "SELECT kind, reason FROM outcomes") == [("not_article", "section")]
    assert ask(path, "SELECT count(*) FROM search_index WHERE search_index MATCH 'nuclear'") == [(0,)]


def test_captures_of_one_text_share_it(path: Path) -> None:
    write(path, *((capture(n), article(comment_count=n)) for n in range(5)))
    assert ask(path, "SELECT count(*) FROM texts") == [(1,)]
    assert ask(path, "SELECT captures FROM article_versions") == [(5,)]
    write(path, *((capture(n), NotArticle("", "x")) for n in range(4)))
    assert ask(path, "SELECT captures FROM article_versions") == [(1,)]


def test_records_that_meet_in_one_key_are_kept_apart(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "capture_key", lambda _id, _date: 7)
    write(path, (capture(1), article()), (capture(2), None))
    write(path, (capture(3), None), (capture(2), None))
    found = ask(path, "SELECT id, record_id FROM captures ORDER BY id")
    assert found == [(n + 6, capture(n).record_id) for n in (1, 2, 3)]


def test_keys_given_out_but_not_yet_written_are_taken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "capture_key", lambda _id, _date: 7)
    with Store(path) as store:
        assert store.keys([capture(1)]) + store.keys([capture(2)]) + store.keys([capture(1)]) == [7, 8, 7]


def test_texts_that_meet_in_one_key_are_kept_apart(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.db.rows.text_key", lambda *_: 7)
    write(
        path,
        (capture(1), article(title="one")),
        (capture(2), article(title="two")),
        (capture(3), article(title="one")),
    )
    assert ask(path, "SELECT id, title FROM texts") == [(7, "one"), (8, "two")]
    assert ask(path, "SELECT text FROM article_rows ORDER BY capture") == [(7,), (8,), (7,)]


def test_a_batch_that_fails_leaves_nothing(path: Path) -> None:
    with Store(path) as store:
        key = store.keys([capture(1)])[0]
        with pytest.raises(sqlite3.IntegrityError):  # its WARC file is unknown
            store.write([rows(key, capture(1), None, article(), "")])
        store.write_files([], [WarcFile(FILE, None, None)])
        store.write([rows(key, capture(1), None, article(), "")])
    assert ask(path, "SELECT count(*) FROM articles") == [(1,)]


def test_the_index_is_made_again_when_folding_changes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, (capture(1), article()))
    monkeypatch.setattr(texts, "FOLD_VERSION", fold.VERSION + "+")
    monkeypatch.setattr(texts, "folded_text", lambda title, byline, body: ("folded", "other", "wise"))
    write(path)
    found = ask(path, "SELECT count(*) FROM search_index WHERE search_index MATCH 'wise'")
    assert found == ask(path, "SELECT count(*) FROM search_documents") == [(1,)]


def foreign(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE theirs(a)")
    db.close()


def newer(path: Path) -> None:
    write(path)
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version={VERSION + 1}")
    db.close()


def text(path: Path) -> None:
    path.write_text("no database at all, but long enough to be taken for one. " * 20)


def cut(path: Path) -> None:
    write(path, (capture(1), article()))
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("spoil", [foreign, newer, text, cut])
def test_what_is_not_ours_is_refused_in_one_line(path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    spoil(path)
    before = path.read_bytes()
    for opening in (open_to_read, Store):
        with pytest.raises(DatabaseError, match="newsark") as caught:
            ask(path, "SELECT * FROM articles") if opening is open_to_read and spoil is cut else opening(path)
        assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


def test_nothing_projected_yet(path: Path) -> None:
    with pytest.raises(DatabaseError, match="newsark project"):
        open_to_read(path)
    assert not path.exists()


def test_a_rebuilt_database_takes_the_place_of_the_old_one(path: Path, tmp_path: Path) -> None:
    write(path, (capture(1), article()))
    new = tmp_path / "new.db"
    write(new, (capture(2), article()))
    replace(new, path)
    assert ask(path, "SELECT record_id FROM captures") == [(capture(2).record_id,)]
    assert sorted(p.name for p in tmp_path.iterdir() if "-" not in p.name) == ["archive.db"]


def test_a_database_that_is_being_read_is_not_replaced(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.db.replace.WAIT", 0.1)
    write(path, (capture(1), article()))
    new = tmp_path / "new.db"
    write(new)
    reader = open_to_read(path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM captures").fetchone()
    with pytest.raises(DatabaseError, match="in use"):
        replace(new, path)
    reader.close()
    assert ask(path, "SELECT count(*) FROM articles") == [(1,)]


def test_another_programs_file_is_never_replaced(path: Path, tmp_path: Path) -> None:
    foreign(path)
    new = tmp_path / "new.db"
    write(new)
    with pytest.raises(DatabaseError, match="another program"):
        replace(new, path)


def test_a_damaged_projection_may_be_replaced(path: Path, tmp_path: Path) -> None:
    cut(path)
    new = tmp_path / "new.db"
    write(new, (capture(2), Article("http://press.example/")))
    replace(new, path)
    assert ask(path, "SELECT count(*) FROM articles") == [(1,)]
    remove(path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("address", ["{}comment-page-2/", "{}comment-page-12", "{}?cpage=3"])
def test_a_page_of_an_articles_comments_is_no_second_article(path: Path, address: str) -> None:
    whole = "http://press.example/2021/03/a-bridge/"
    part = address.format(whole)
    write(path, (capture(1, whole), article(whole)), (capture(2, part), article(part)))
    assert ask(path, "SELECT url FROM latest_articles") == [(whole,)]
    alone = "http://press.example/2021/03/a-tower/comment-page-2/"
    write(path, (capture(3, alone), article(alone)))
    assert (alone,) in ask(path, "SELECT url FROM latest_articles")
