"""How much texts have in common."""

from __future__ import annotations

import random

import pytest

from archive.likeness.shingles import MIN_SHINGLES, overlap, shingles

PRESS = (
    "The council approved the new bridge on Monday after a debate of nine hours, its speaker said. Work begins in the spring "
    "and is to take three years. Opponents want a ferry instead, which they call cheaper and kinder to the river birds. "
    "Both sides expect that a court will have the last word before winter comes."
)
CHINESE = "市议会星期一在九个小时的辩论之后批准了新桥的建设计划，议长说，工程将于春季开始，预计需要三年时间。反对者希望改用渡轮。"
PERSIAN = (
    "شورای شهر روز دوشنبه پس از نه ساعت بحث ساخت پل تازه را تصویب کرد و کار در بهار آغاز می‌شود و سه سال طول می‌کشد. "
    "مخالفان به جای آن کشتی می‌خواهند که به گفته آنان ارزان‌تر است و به پرندگان رودخانه آسیبی نمی‌رساند."
)


@pytest.mark.parametrize("text", [PRESS, CHINESE, PERSIAN], ids=["english", "chinese", "persian"])
def test_a_text_is_like_itself_and_like_its_beginning(text: str) -> None:
    whole, part = shingles(text), shingles(text[: len(text) * 2 // 3])
    assert overlap(whole, whole) == overlap(part, part)
    assert overlap(whole, whole).resemblance == 1.0
    assert overlap(whole, part).containment > 0.9
    assert 0.5 < overlap(whole, part).resemblance < 0.8


def test_spelling_variants_and_punctuation_make_no_difference() -> None:
    arabic_letters = PERSIAN.replace("ی", "ي").replace("ک", "ك").replace("،", ",")
    assert shingles(arabic_letters) == shingles(PERSIAN)
    assert shingles(PRESS.upper().replace(",", " –")) == shingles(PRESS)


def test_other_texts_have_nothing_in_common_and_short_ones_are_not_compared() -> None:
    assert overlap(shingles(PRESS), shingles(PERSIAN)).containment == 0.0
    assert shingles("Photo: a bridge over the river at dawn") == frozenset()
    assert overlap(shingles(""), shingles(PRESS)).resemblance == 0.0
    assert len(shingles(PRESS)) > MIN_SHINGLES


def test_resemblance_falls_with_each_sentence_that_is_replaced() -> None:
    chance = random.Random(5)
    sentences = [" ".join(str(chance.randrange(10**6)) for _ in range(12)) for _ in range(20)]
    whole, last = shingles(". ".join(sentences)), 1.0
    for place in range(0, 20, 2):
        sentences[place] = " ".join(str(chance.randrange(10**6)) for _ in range(12))
        now = overlap(whole, shingles(". ".join(sentences))).resemblance
        assert now < last
        last = now
    assert last < 0.5
