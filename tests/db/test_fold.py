"""Folding: what a reader types finds what a paper printed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.db.fold import _TABLE, fold, fold_with_places, words


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("خبرگزاری", "خبرگزاري"),  # Persian yeh, Arabic yeh
        ("کتاب", "كتاب"),  # keheh, kaf
        ("مُحَمَّد", "محمد"),  # vowel marks
        ("كـــتاب", "کتاب"),  # tatweel
        ("أحمد", "احمد"),
        ("۱۳۹۳", "1393"),
        ("٢٠١٤", "2014"),
        ("می‌خواهد", "می خواهد"),  # zero-width non-joiner
        ("ＮＡＴＯ", "nato"),
        ("Café", "cafe"),
        ("Straße", "strasse"),
        ("Ёлка", "елка"),
        ("ﻣﺤﻤﺪ", "محمد"),  # presentation forms
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_one_word_has_one_form(printed: str, typed: str) -> None:
    assert words(printed) == words(typed)


def test_scripts_without_spaces_are_cut_into_letters() -> None:
    assert words("東京タワー2024年") == ["東", "京", "タ", "ワ", "ー", "2024", "年"]
    assert words("น้ำมัน") == words("น้ำ มัน")
    assert words("서울에서")[:2] == words("서울")


def test_letters_that_tell_words_apart_stay() -> None:
    assert words("हिन्दी") != words("हन्दा")
    assert words("کار") != words("گار")


@given(st.text())
def test_folding_twice_changes_nothing_for_words(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once


@given(st.text())
def test_words_are_folded_as_the_text_is(text: str) -> None:
    whole = "".join(_TABLE[ord(char)] for char in unicodedata.normalize("NFC", text))
    assert fold(text) == (text.lower() if text.isascii() else whole)


@given(st.text())
def test_places_lead_back_into_the_text(text: str) -> None:
    folded, places = fold_with_places(text)
    assert len(folded) == len(places)
    assert all(0 <= place < len(text) for place in places)
    assert places == sorted(places)


def test_plain_text_folds_to_lower_case() -> None:
    assert fold("Nuclear Power") == "nuclear power"


LETTERS = st.sampled_from("aEéßİıΣςЙё، يىكآأة\u200cمُ‘’…€漢豈ﻻ\u0301क़ि\u1112\u1161")


@given(st.lists(LETTERS, min_size=90, max_size=160).map("".join), st.text(LETTERS, max_size=30))
def test_long_texts_fold_letter_by_letter_too(long: str, plain: str) -> None:
    for text in (long, "word, another one. " * 20 + plain):
        whole = "".join(_TABLE[ord(char)] for char in unicodedata.normalize("NFC", text))
        assert fold(text) == (text.lower() if text.isascii() else whole)


def test_every_letter_in_a_long_text_folds_as_it_does_alone() -> None:
    around = "a long sentence in which nothing changes; " * 5
    letters = [chr(n) for n in range(0x80, 0x3400) if unicodedata.category(chr(n)) != "Cs"]
    for char in letters:
        whole = unicodedata.normalize("NFC", around + char)
        assert fold(around + char) == "".join(_TABLE[ord(c)] for c in whole)
