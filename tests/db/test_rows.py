"""Rows out, article back: nothing is lost on the way through the database."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from pathlib import Path

import pytest
from db.made import FILE, article, capture
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.db.evidence import pack, unpack
from archive.db.keys import _NORMAL, capture_key, page_key, parse_moment, text_key
from archive.db.load import load, with_evidence
from archive.db.rows import SCALARS, deflate_html, inflate_html, rows, text_digest
from archive.db.schema import open_to_read
from archive.db.store import Store, WarcFile
from archive.model import Article, Candidate
from archive.urls import normalise


def stored(tmp_path: Path, made: Article, body: bool = True) -> Article:
    row = capture(1, url=made.url)
    with Store(tmp_path / "archive.db") as store:
        store.write_files([], [WarcFile(FILE, None, None)])
        store.write([rows(key, row, "press", made) for key in store.keys([row])])
    db = open_to_read(tmp_path / "archive.db")
    (found,) = load(db, [store_key(row)], body=body)
    found = with_evidence(db, found)
    db.close()
    return found.article


def store_key(row):  # type: ignore[no-untyped-def]
    return capture_key(row.record_id, row.date)


def test_every_field_comes_back(tmp_path: Path) -> None:
    assert stored(tmp_path, article()) == article()


def test_an_empty_article_comes_back(tmp_path: Path) -> None:
    bare = Article("http://press.example/")
    assert stored(tmp_path, bare) == bare


def test_hostile_text_is_stored_as_text(tmp_path: Path) -> None:
    hostile = article(title="a\0b\ud800 '); DROP TABLE texts; --", comment_count=10**30, tags=("\udfff",) * 2)
    found = stored(tmp_path, hostile)
    assert found.title == "ab? '); DROP TABLE texts; --"
    assert found.comment_count == 2**63 - 1
    assert found.tags == ("?", "?")


def test_every_scalar_field_has_its_column() -> None:
    kept_elsewhere = {
        "url",
        "title",
        "published",
        "authors",
        "tags",
        "images",
        "body",
        "body_html",
        "evidence",
        "correction",
    }
    assert {*SCALARS} | kept_elsewhere == {f.name for f in fields(Article)}


@given(st.text(max_size=3000), st.text(max_size=3000))
def test_markup_comes_back(html: str, body: str) -> None:
    html, body = (t.encode("utf-8", "replace").decode().replace("\0", "") for t in (html, body))
    packed = deflate_html(html, body)
    assert (inflate_html(packed, body) if packed else "") == html


def test_markup_costs_its_tags_only() -> None:
    made = article(body="\n\n".join(f"Paragraph {n} says {n * n} things." for n in range(100)))
    html = "".join(f"<p>{part}</p>" for part in made.body.split("\n\n"))
    assert len(deflate_html(html, made.body)) < len(html) / 8


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=50)
@given(
    st.lists(st.builds(Candidate, *[st.text(max_size=9), JSONS, *[st.text(max_size=99)] * 3, st.just(0.5)]))
)
def test_evidence_comes_back(candidates: list[Candidate]) -> None:
    values = {"a": 1, "title": "x"}
    assert list(unpack(pack(candidates, values), values)) == candidates


def test_evidence_may_hold_the_characters_it_is_set_off_by() -> None:
    made = [
        Candidate("title", "a\x1eb", "a\x1fb", "rule", "where", 0.5),
        Candidate("id", 3, "3", "r", "w", 1.0),
    ]
    assert list(unpack(pack(made, {}), {})) == made


def test_evidence_written_by_the_first_version_is_read() -> None:
    rows = [["id", "r", "w", "3", 0.5, 1, "", 2, 3], ["title", "r", "w", "T", 1, 0, "", 0]]
    found = unpack(zlib.compress(json.dumps(rows).encode()), {"title": "t"})
    assert [(c.value, c.confidence, c.chosen) for c in found] == [(3, 0.5, True), ("t", 1.0, False)]


def test_long_evidence_is_cut() -> None:
    (found,) = unpack(pack([Candidate("body", "b" * 10_000, "r" * 10_000, "rule", "where", 1.0)], {}), {})
    assert (len(str(found.value)), len(found.raw)) == (300, 300)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2014-11-28T00:02", "2014-11-28 00:02:00"),
        ("2014-11-28T00:02+03:30", "2014-11-27 20:32:00"),
        ("2014-11", "2014-11-01 00:00:00"),
        ("2014-11-28T23:59:60Z", "2014-11-28 23:59:59"),
        ("2014-13-28", "None"),
        ("9999-12-31T23:00-05:00", "None"),
        ("yesterday", "None"),
        (None, "None"),
    ],
)
def test_moments(text: str | None, moment: str) -> None:
    assert str(parse_moment(text)) == moment


def test_keys_grow_with_time_and_fit_sqlite() -> None:
    one, two = capture(1), capture(2)
    assert 0 < store_key(one) < store_key(two) < 2**63
    page = page_key("http://press.example/")
    keys = [text_key(page, "a", parse_moment(text)) for text in (None, "2014", "2015")]
    assert 0 < keys[0] < keys[1] < keys[2] < 2**63


@pytest.mark.parametrize(
    "url",
    [
        "https://www.press.example/news/1",
        "http://press.example:80/news/1/",
        "HTTP://Press.Example/news/1#comments",
        "http://press.example/news/1?utm_source=x",
    ],
)
def test_spellings_of_an_address_are_one_page(url: str) -> None:
    assert page_key(url) == page_key("http://press.example/news/1")


def test_addresses_that_differ_in_case_are_two_pages() -> None:
    assert page_key("http://press.example/Ab") != page_key("http://press.example/ab")


def test_a_version_is_a_text_not_its_furniture() -> None:
    assert text_digest(article()) == text_digest(
        article(tags=(), comment_count=99, updated="2027", body_html="")
    )
    for change in ({"title": "x"}, {"body": "x"}, {"authors": ("x",)}, {"published": "2020"}):
        assert text_digest(article()) != text_digest(article(**change))


@given(st.from_regex(r"https?://(www\.)?[a-z0-9.-]+(/[A-Za-z0-9._~-]*)*", fullmatch=True))
def test_an_address_that_is_not_normalised_is_normal(url: str) -> None:
    assert not _NORMAL.fullmatch(url) or normalise(url) == url
