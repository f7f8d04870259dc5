"""What changed between two versions, as a reader would say it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.changes import changes, sentences
from archive.grades import Grade
from archive.model import Article
from archive.wording import word_diff

BODY = (
    "The plant was restarted on Friday. Engineers inspected 40 pipes.\n\n"
    "“We are satisfied,” the minister said. The inquiry goes on. Neighbours were told. A report follows in spring."
)
BEFORE = Article(
    "http://press.example/1", title="Plant restarted", body=BODY, authors=("Jane Doe",), comment_count=3
)


def kinds(**edits: object) -> list[str]:
    return [change.kind for change in changes(BEFORE, replace(BEFORE, **edits))]  # type: ignore[arg-type]


def test_nothing_changed() -> None:
    assert kinds() == []
    assert (
        kinds(body=BODY.replace(" ", "  "), tags=("new",), body_html="<p>furniture</p>", confidence=0.1) == []
    )


def test_each_kind_of_change() -> None:
    assert kinds(title="Plant shut") == ["headline"]
    assert kinds(body=BODY + " One more.") == ["body"]
    assert kinds(authors=("Jane Doe", "John Roe")) == ["byline"]
    assert kinds(published="2026-11-01") == ["date"]
    assert kinds(updated="2026-11-01") == ["date"]
    assert kinds(comment_count=4) == ["comments"]
    assert kinds(comment_count=None) == []


@pytest.mark.parametrize(
    ("old", "new", "grade"),
    [
        ("40 pipes", "400 pipes", "figure"),
        ("We are satisfied", "We are not satisfied", "quotation"),
        ("Neighbours were told", "Neighbors were told", "typo"),
        ("The inquiry goes on.", "The inquiry was closed by a judge.", "edit"),
        ("The inquiry goes on.", "", "edit"),
        ("A report", "Correction: an earlier version misnamed the plant. A report", "correction-note"),
        (BODY, "All. Of. This. Is. New. And. Other. Words.", "rewrite"),
    ],
)
def test_changes_of_a_body_are_graded(old: str, new: str, grade: Grade) -> None:
    found = changes(BEFORE, replace(BEFORE, body=BODY.replace(old, new)))
    assert (found[0].kind, found[0].grade) == ("body", grade)


def test_a_correction_note_is_a_change_of_its_own() -> None:
    noted = replace(BEFORE, body=BODY + "\n\nاصلاحیه: نسخه پیشین این گزارش نادرست بود.")
    assert [(c.kind, c.after) for c in changes(BEFORE, noted)][1] == (
        "correction",
        "اصلاحیه: نسخه پیشین این گزارش نادرست بود.",
    )


def test_the_sentences_that_went_and_came_are_told() -> None:
    (found,) = changes(
        BEFORE, replace(BEFORE, body=BODY.replace("Neighbours were told.", "Nobody was told."))
    )
    assert (found.before, found.after) == ("Neighbours were told.", "Nobody was told.")


def test_sentences_end_in_many_scripts() -> None:
    assert sentences("One. Two! Три? 一。二！\nیک؟ दो।") == [
        "One.",
        "Two!",
        "Три?",
        "一。",
        "二！",
        "یک؟",
        "दो।",
    ]


@given(st.text(), st.text())
def test_no_letter_is_lost_in_sentences(a: str, b: str) -> None:
    text = a + ". " + b
    assert "".join("".join(sentences(text)).split()) == "".join(s for s in "".join(text.split()))


WORDS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=8).map(" ".join)


@given(WORDS, WORDS)
def test_a_word_diff_holds_both_texts(old: str, new: str) -> None:
    runs = word_diff(old, new)
    assert "".join(text for sign, text in runs if sign != "+").strip() == old
    assert "".join(text for sign, text in runs if sign != "-").strip() == new
