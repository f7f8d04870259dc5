"""How grave a change is: one small edit a row, in the languages of the press."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.changes import changes
from archive.grades import Grade
from archive.model import Article
from archive.wording import MAX_UNITS, for_readers, word_diff

AROUND = "The minister spoke in parliament. Nobody replied to her. The session went on until night. A vote is expected soon. "

TABLE: list[tuple[str, str, Grade]] = [
    ("Three people died.", "Four people died.", "figure"),
    ("Three people died.", "At least 4 people died.", "figure"),
    ("Three people died.", "3 people died.", "edit"),
    ("The plant has 40 pipes.", "The plant has 400 pipes.", "figure"),
    ("The plant costs $4.5m.", "The plant costs $4.8m.", "figure"),
    ("It has 1,000 seats.", "It has 1000 seats.", "typo"),
    ("It rose 5%.", "It rose 5 percent.", "edit"),
    ("It opened on 3 May.", "It opened on May 3.", "edit"),
    ("Es kostet zwei Millionen Euro.", "Es kostet drei Millionen Euro.", "figure"),
    ("Погибли пять человек.", "Погибли шесть человек.", "figure"),
    ("وزیر ۴۰ لوله دید.", "وزیر ۴۵ لوله دید.", "figure"),
    ("وزیر ۴۰ لوله دید.", "وزیر 40 لوله دید.", "edit"),
    ("市议会批准了30座桥的计划，工程于春季开始。", "市议会批准了40座桥的计划，工程于春季开始。", "figure"),
    ("市议会批准了三十座桥的计划，工程于春季开始。", "市议会批准了四十座桥的计划，工程于春季开始。", "figure"),
    ("市议会批准了30座桥的计划，工程于春季开始。", "市议会批准了30座桥的计画，工程于春季开始。", "typo"),
    ("“We won,” he said.", "“We lost,” he said.", "quotation"),
    ('"We won," he said.', '"We lost," he said.', "quotation"),
    ("‘We don’t know,’ he said.", "‘We can’t know,’ he said.", "quotation"),
    ('"We won," he said.', '"We won," she said.', "edit"),
    ("Er sagte: „Wir gewinnen“, und ging.", "Er sagte: „Wir verlieren“, und ging.", "quotation"),
    ("وزیر گفت «ما بردیم» و رفت.", "وزیر گفت «ما باختیم» و رفت.", "quotation"),
    ("議長は『勝った』と述べた。", "議長は『負けた』と述べた。", "quotation"),
    ("Recieve the goods.", "Receive the goods.", "typo"),
    ("teh end came.", "the end came.", "typo"),
    ("The neighbours came every day.", "The neighbors came everyday.", "edit"),
    ("He came every day.", "He came everyday.", "typo"),
    ("The un met.", "The UN met.", "typo"),
    ("He won on Monday.", "He won on Tuesday.", "edit"),
    ("The inquiry goes on.", "The inquiry was closed by a judge.", "edit"),
    ("He was 40.", "", "edit"),
    ("A judge ruled.", "A judge ruled. Correction: the name was wrong.", "correction-note"),
    ("A judge ruled.", "A judge ruled. This article was amended on 3 May to correct a name.", "correction-note"),
    ("A judge ruled.", "A judge ruled. (This story has been updated to correct the spelling.)", "correction-note"),
    ("A judge ruled.", "A judge ruled. Berichtigung: Der Name war falsch.", "correction-note"),
    ("A judge ruled.", "A judge ruled. 更正：姓名有误。", "correction-note"),
    ("A judge ruled.", "A judge ruled. Due to an editing error, this report originally gave another name.", "correction-note"),
    ("Ein Richter entschied.", "Ein Richter entschied. In einer früheren Version hieß es, es sei eine Richterin gewesen.", "correction-note"),
    ("Un juge a tranché.", "Un juge a tranché. Une première version de cet article se trompait de nom.", "correction-note"),
    ("Un juez falló.", "Un juez falló. Una versión anterior de este artículo daba otro nombre.", "correction-note"),
    ("Um juiz decidiu.", "Um juiz decidiu. Uma versão anterior deste texto dava outro nome.", "correction-note"),
    ("Un giudice decise.", "Un giudice decise. Una versione precedente di questo articolo riportava un altro nome.", "correction-note"),
    ("Судья решил.", "Судья решил. В предыдущей версии статьи было указано другое имя.", "correction-note"),
    ("Hakim karar verdi.", "Hakim karar verdi. Düzeltme: Adı yanlış yazılmıştı.", "correction-note"),
    ("Sąd orzekł.", "Sąd orzekł. Sprostowanie: podano złe nazwisko.", "correction-note"),
    ("판사가 판결했다.", "판사가 판결했다. 바로잡습니다: 이름을 잘못 적었습니다.", "correction-note"),
    ("An earlier draft failed.", "An earlier version of the bill failed.", "edit"),
    ("Der Entwurf war schärfer.", "Die frühere Fassung war schärfer als die der ursprünglichen Fassung des Gesetzes.", "edit"),
    ("Le jeu est sorti.", "La première version de ce jeu est sortie.", "edit"),
    ("The app is out.", "The app is out. An earlier version of this app was free.", "edit"),
    ("El juego salió.", "El juego salió. La primera versión de este juego era gratis.", "edit"),
    ("Вышла игра.", "Вышла игра, в предыдущей версии системы её не было.", "edit"),
    ("En az üç kişi öldü.", "En az dört kişi öldü.", "figure"),
    ("Rannych zostało trzech policjantów.", "Rannych zostało czterech policjantów.", "figure"),
    ("Une dizaine de blessés.", "Une vingtaine de blessés.", "figure"),
    ("Es gibt mehr Geld fuer Schulen.", "Es gibt mehr Geld für Schulen.", "typo"),
    ("It is for for the town.", "It is for the town.", "typo"),
    ("The corrected figures were published.", "The corrected numbers were published.", "edit"),
    ("A market correction is near.", "A market correction is far.", "edit"),
]  # fmt: skip


@pytest.mark.parametrize("row", range(len(TABLE)))
def test_one_edit_has_one_grade(row: int) -> None:
    old, new, grade = TABLE[row]
    before = Article("http://press.example/1", title="T", body=AROUND + old)
    found = changes(before, replace(before, body=AROUND + new))
    assert (found[0].kind, found[0].grade) == ("body", grade)


def test_scripts_without_spaces_are_compared_letter_by_letter() -> None:
    assert word_diff("市议会批准了三十座桥", "市议会批准了四十座桥") == [
        ("=", "市议会批准了"),
        ("-", "三"),
        ("+", "四"),
        ("=", "十座桥"),
    ]
    assert word_diff("a big dog", "a small dog") == [
        ("=", "a"),
        ("-", " big"),
        ("+", " small"),
        ("=", " dog"),
    ]


def test_words_that_two_sentences_share_by_chance_are_not_shown_as_kept() -> None:
    old, new = (
        "Fatima Abbott, a local resident, spoke in Hallmere.",
        "In Karavel a plan was approved in haste.",
    )
    assert for_readers(word_diff(old, new)) == [("-", old), ("+", new)]
    kept = word_diff("The bridge is open to all cars now.", "The bridge is closed to all cars today.")
    assert for_readers(kept) == kept


@given(
    st.lists(st.sampled_from("a of the mayor resigned".split())),
    st.lists(st.sampled_from("a of the clerk".split())),
)
def test_a_diff_for_readers_holds_both_texts(old: list[str], new: list[str]) -> None:
    runs = for_readers(word_diff(" ".join(old), " ".join(new)))
    assert "".join(text for sign, text in runs if sign != "+").split() == old
    assert "".join(text for sign, text in runs if sign != "-").split() == new


def test_a_small_edit_of_a_long_text_is_found_and_a_great_one_does_not_hang() -> None:
    words = [f"w{n}" for n in range(20 * MAX_UNITS)]
    edited = [*words[:9000], "else", *words[9001:]]
    assert [sign for sign, _ in word_diff(" ".join(words), " ".join(edited))] == ["=", "-", "+", "="]
    started = time.process_time()
    hostile = ["'a " * 100_000, "« " * 100_000, "„" * 100_000, "一" * 100_000, '"' * 100_001, "1," * 100_000]
    before = Article("http://press.example/1", title="T", body="\n\n".join(hostile))
    changes(before, replace(before, body="\n\n".join(f"x {one} y" for one in hostile)))
    assert time.process_time() - started < 30
