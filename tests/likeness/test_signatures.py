"""Signatures beside the projection: candidates found, and the law that bringing them up to date equals making them anew."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest
from db.made import article
from likeness.told import store

from archive import query
from archive.likeness.shingles import overlap, shingles
from archive.likeness.signatures import Signatures

WORDS = [f"{a}{b}{c}" for a in "bdgklmnprst" for b in "aeiou" for c in "lmnrst"]


def text(chance: random.Random, words: int = 200) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words))


def content(path: Path) -> set[tuple[object, ...]]:
    """What a file of signatures says, whatever the numbers of its rows."""
    with sqlite3.connect(path) as db:
        found = db.execute("SELECT page, digest, band FROM signed LEFT JOIN bands ON signed = id").fetchall()
    db.close()
    return set(found)


def test_following_step_by_step_equals_making_anew(tmp_path: Path) -> None:
    chance = random.Random(3)
    path, beside = tmp_path / "archive.db", tmp_path / "likeness.db"
    made = [
        ("press", article(f"http://press.example/{n}", body=text(chance), canonical_url=None))
        for n in range(20)
    ]
    for steps in (7, 7, 13, 20):
        store(path, made[:steps])
        with query.reading(path) as db, Signatures(beside) as signatures:
            signatures.follow(db)
            assert signatures.follow(db) == 0
    with sqlite3.connect(path) as db:  # as a take-down erases it
        db.execute(
            "UPDATE texts SET body = ?, digest = 'other' WHERE id = (SELECT min(id) FROM texts)",
            (text(chance),),
        )
    db.close()
    with query.reading(path) as db, Signatures(beside) as signatures, Signatures(tmp_path / "anew") as anew:
        assert signatures.follow(db) == 1
        assert anew.follow(db) == 20
    assert content(beside) == content(tmp_path / "anew")


def test_pairs_are_found_as_the_curve_says(tmp_path: Path) -> None:
    """1 - (1 - s^3)^32: nearly all from one half on, hardly any that have nothing in common."""
    chance = random.Random(8)
    originals = [text(chance) for _ in range(60)]
    halved = [f"{one[: int(len(one) * 0.7)]} {text(chance, 30)}" for one in originals]
    alike = [overlap(shingles(a), shingles(b)).resemblance for a, b in zip(originals, halved, strict=True)]
    assert 0.5 < sum(alike) / len(alike) < 0.7
    made = [
        ("press", article(f"http://press.example/{n}", body=one, canonical_url=None))
        for n, one in enumerate(originals)
    ]
    path = store(tmp_path / "archive.db", made)
    with query.reading(path) as db, Signatures(tmp_path / "likeness.db") as signatures:
        signatures.follow(db)
        pages = dict(db.execute("SELECT page, body FROM texts"))
        found = [[pages[page] for page, _ in signatures.alike([one])] for one in halved]
    assert sum(one in some for one, some in zip(originals, found, strict=True)) >= 59
    assert sum(map(len, found)) <= 62


def test_a_damaged_or_older_file_is_made_anew(tmp_path: Path) -> None:
    chance = random.Random(1)
    path = store(tmp_path / "archive.db", [("press", article(body=text(chance)))])
    beside = tmp_path / "likeness.db"
    beside.write_bytes(b"no database at all, but longer than its header would be" * 40)
    with query.reading(path) as db, Signatures(beside) as signatures:
        assert signatures.follow(db) == 1
    with sqlite3.connect(beside) as db:
        db.execute("UPDATE about SET version = '0'")
    db.close()
    with query.reading(path) as db, Signatures(beside) as signatures:
        assert signatures.follow(db) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_they_are_made_in_memory(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    path = store(tmp_path / "archive.db", [("press", article(body=text(random.Random(1))))])
    folder.chmod(0o500)
    with query.reading(path) as db, Signatures(folder / "likeness.db") as signatures:
        assert signatures.follow(db) == 1


def test_a_folder_that_is_missing_is_no_error(tmp_path: Path) -> None:
    path = store(tmp_path / "archive.db", [("press", article(body=text(random.Random(1))))])
    with query.reading(path) as db, Signatures(tmp_path / "away" / "likeness.db") as signatures:
        assert signatures.follow(db) == 1
