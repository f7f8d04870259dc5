"""Every language: number before and behind its words, zero words, invitations; digits and separators of all kinds."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.parsers.comments import read_comments, read_phrase
from crawler.parsers.page import Page

COUNTS = [
    ("en", "One Comment", 1), ("en", "12 replies", 12), ("en", "Comments (12)", 12), ("en", "[ 12 Comments ]", 12),
    ("de", "12 Antworten", 12), ("de", "Ein Gedanke zu „Wald 2030“", 1), ("fr", "Une réflexion sur « Bois 9 »", 1),
    ("es", "2 comentarios en “X 7”", 2), ("pt", "Um comentário em “X”", 1), ("it", "Un commento su “X”", 1),
    ("ca", "3 comentaris", 3), ("nl", "Eén reactie op “X”", 1), ("da", "Én kommentar til “X”", 1), ("nb", "4 kommentarer", 4),
    ("sv", "3 tankar om ”X”", 3), ("fi", "5 kommenttia", 5), ("is", "3 athugasemdir", 3), ("et", "7 kommentaari", 7),
    ("lv", "2 komentāri", 2), ("lt", "12 komentarų", 12), ("pl", "Jeden komentarz do „X”", 1), ("cs", "5 komentářů", 5),
    ("sk", "3 komentáre", 3), ("sl", "2 komentarja", 2), ("hr", "21 komentar", 21), ("sr", "5 коментара", 5),
    ("mk", "3 коментари", 3), ("bg", "Коментари (9)", 9), ("ro", "20 de comentarii", 20), ("hu", "6 hozzászólás", 6),
    ("el", "Ένα σχόλιο", 1), ("el", "12 ΣΧΟΛΙΑ", 12), ("sq", "3 komente", 3), ("ru", "Один комментарий к «Лес 5»", 1),
    ("ru", "Комментариев: 12", 12), ("uk", "4 коментарі", 4), ("be", "5 каментарыяў", 5), ("tr", "23 YORUM", 23),
    ("az", "3 şərh", 3), ("kk", "7 пікір", 7), ("uz", "4 izoh", 4), ("mn", "8 сэтгэгдэл", 8), ("ka", "3 კომენტარი", 3),
    ("hy", "3 մեկնաբանություն", 3), ("fa", "یک دیدگاه در “X”", 1), ("fa", "نظرات (۱۲)", 12), ("ar", "تعليقان", 2),
    ("ar", "٣ تعليقات", 3), ("ar", "١١ تعليقًا", 11), ("ur", "۵ تبصرے", 5), ("ku", "3 şîrove", 3), ("ckb", "٣ لێدوان", 3),
    ("he", "תגובה אחת", 1), ("he", "שתי תגובות", 2), ("hi", "१२ टिप्पणियाँ", 12), ("bn", "১২টি মন্তব্য", 12), ("ta", "3 கருத்துகள்", 3),
    ("te", "3 వ్యాఖ్యలు", 3), ("ml", "3 അഭിപ്രായങ്ങൾ", 3), ("mr", "३ प्रतिक्रिया", 3), ("th", "๒๓ ความคิดเห็น", 23),
    ("vi", "5 bình luận", 5), ("id", "3 Komentar", 3), ("ms", "3 ulasan", 3), ("tl", "3 komento", 3), ("sw", "Maoni 3", 3),
    ("ja", "コメント（12）", 12), ("ja", "3件のコメント", 3), ("ko", "댓글 12개", 12), ("zh", "12条评论", 12), ("zh", "3 則留言", 3),
]  # fmt: skip

ZEROS = [
    ("en", "No comments yet"), ("en", "Be the first to comment"), ("de", "Noch keine Kommentare"), ("fr", "Pas de commentaire"),
    ("fr", "Soyez le premier à commenter"), ("es", "No hay comentarios"), ("es", "Sé el primero en comentar"), ("pt", "Sem comentários"),
    ("it", "Ancora nessun commento"), ("ca", "Cap comentari"), ("nl", "Nog geen reacties"), ("da", "Ingen kommentarer"),
    ("sv", "Inga kommentarer än"), ("fi", "Ei vielä kommentteja"), ("is", "Engin ummæli"), ("et", "Kommentaare pole"),
    ("lv", "Nav komentāru"), ("lt", "Komentarų nėra"), ("pl", "Brak komentarzy"), ("pl", "Nie ma jeszcze komentarzy"),
    ("cs", "Žádné komentáře"), ("sk", "Zatiaľ bez komentárov"), ("sl", "Ni komentarjev"), ("hr", "Još nema komentara"),
    ("sr", "Нема коментара"), ("bg", "Няма коментари"), ("ro", "Niciun comentariu"), ("hu", "Nincs hozzászólás"),
    ("el", "Δεν υπάρχουν σχόλια"), ("sq", "Asnjë koment"), ("ru", "Комментариев пока нет"), ("uk", "Немає коментарів"),
    ("be", "Няма каментароў"), ("tr", "Henüz yorum yok"), ("az", "Şərh yoxdur"), ("fa", "هنوز نظری ثبت نشده است"),
    ("fa", "بدون دیدگاه"), ("ar", "لا توجد تعليقات"), ("ar", "كن أول من يعلق"), ("ur", "کوئی تبصرہ نہیں"), ("he", "אין תגובות"),
    ("hi", "कोई टिप्पणी नहीं"), ("bn", "কোনো মন্তব্য নেই"), ("th", "ไม่มีความคิดเห็น"), ("vi", "Chưa có bình luận"),
    ("id", "Belum ada komentar"), ("id", "Jadilah yang pertama berkomentar"), ("ms", "Tiada ulasan"), ("sw", "Hakuna maoni"),
    ("ja", "コメントはまだありません"), ("ko", "댓글이 없습니다"), ("zh", "暂无评论"), ("zh", "尚無留言"), ("zh", "还没有评论"),
]  # fmt: skip

INVITATIONS = [
    "Leave a Reply", "Leave a comment", "Add comment", "Join the discussion", "Post a Comment", "Want to join the discussion?",
    "Schreibe einen Kommentar", "Laisser un commentaire", "Deja un comentario", "Deixe um comentário", "Lascia un commento",
    "Geef een reactie", "Skriv en kommentar", "Lämna en kommentar", "Jätä kommentti", "Dodaj komentarz", "Lasă un comentariu",
    "Оставить комментарий", "Yorum yaz", "ارسال نظر", "اترك تعليقاً", "הוסף תגובה", "Comments are closed.", "Comments Off",
    "Kommentare geschlossen", "Комментарии закрыты", "Comments", "Kommentare", "コメントを書く", "댓글 쓰기", "发表评论",
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), COUNTS)
@pytest.mark.parametrize("known", [True, False])
def test_count(language: str, text: str, expected: int, known: bool) -> None:
    said = read_phrase(text, language if known else None)
    assert said is not None
    assert (said.kind, said.value, said.slack) == ("count", expected, 0)


@pytest.mark.parametrize(("language", "text"), ZEROS)
@pytest.mark.parametrize("known", [True, False])
def test_zero(language: str, text: str, known: bool) -> None:
    said = read_phrase(text, language if known else None)
    assert said is not None
    assert (said.kind, said.value) == ("zero", 0)


@pytest.mark.parametrize("text", INVITATIONS)
def test_invitations_state_no_number(text: str) -> None:
    said = read_phrase(text)
    assert said is None or said.value is None


WORDINGS = [
    line.split("\t")
    for line in Path(__file__).with_name("wordings.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
QUALIFIERS = {">": "at_least", "~": "approx"}
PLACES = ["<h3>{}</h3>", '<a href="#comments">{}</a>', '<div id="comments"><h2 class="title">{}</h2></div>']


@pytest.mark.parametrize("place", PLACES)
def test_wordings_where_pages_have_them(place: str) -> None:
    """Rare wordings of 80 languages: wordings.tsv."""
    wrong = []
    for language, count, text in WORDINGS:
        body = f"<h1>Harbour wall to be raised</h1>{place.format(escape(text))}"
        page = f'<html lang="{language}"><meta charset="utf-8"><body>{body}</body></html>'
        facts = read_comments(Page(page.encode(), "https://paper.example/news/1/"))
        number = None if count == "-" else int(count.rstrip(">~"))
        qualifier = None if number is None else QUALIFIERS.get(count[-1], "exact")
        if (facts.comment_count, facts.comment_count_qualifier) != (number, qualifier):
            wrong.append((language, text, facts.comment_count))
    assert not wrong


CLOSED = [
    line.split("\t")
    for line in Path(__file__).with_name("closed.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("place", ['<div id="comments"><p>{}</p></div>', "<p class='no-comments'>{}</p>"])
def test_closed(place: str) -> None:
    """In 40 languages, alone and beside a number: closed.tsv."""
    wrong = []
    for language, notice in CLOSED:
        for number, beside in ((None, ""), (7, '<h3 class="comments-title">7 comments</h3>')):
            body = f"<h1>Harbour wall to be raised</h1>{beside}{place.format(escape(notice))}"
            page = f'<html lang="{language}"><meta charset="utf-8"><body>{body}</body></html>'
            facts = read_comments(Page(page.encode(), "https://paper.example/news/1/"))
            if (facts.comment_count, facts.comments_open) != (number, False):
                wrong.append((language, notice, facts.comment_count, facts.comments_open))
    assert not wrong


NUMBERS = [
    ("1,234 comments", 1234, "exact"), ("1.234 Kommentare", 1234, "exact"), ("1 234 commentaires", 1234, "exact"),
    ("1\u00a0234 commentaires", 1234, "exact"), ("1\u202f234 комментария", 1234, "exact"), ("1’234 Kommentare", 1234, "exact"),
    ("١٬٢٣٤ تعليق", 1234, "exact"), ("1.2K comments", 1200, "approx"), ("1,2k Kommentare", 1200, "approx"),
    ("1,2 тыс. комментариев", 1200, "approx"), ("1,2 mil comentarios", 1200, "approx"), ("1,2 B yorum", 1200, "approx"),
    ("1,2 bin yorum", 1200, "approx"), ("2 mil comentários", 2000, "approx"), ("1,5 tys. komentarzy", 1500, "approx"),
    ("1,2 Tsd. Kommentare", 1200, "approx"), ("1.2M comments", 1_200_000, "approx"), ("2.3万条评论", 23_000, "approx"),
    ("댓글 5천", 5000, "approx"), ("댓글 1.2만", 12_000, "approx"), ("コメント 3千件", 3000, "approx"), ("1.2 lakh comments", 120_000, "approx"),
    ("100+ comments", 100, "at_least"), ("over 100 comments", 100, "at_least"), ("больше 100 комментариев", 100, "at_least"),
    ("plus de 100 commentaires", 100, "at_least"), ("12 comments:", 12, "exact"), ("0 Comment(s)", 0, "exact"), ("Skomentuj (45)", 45, "exact"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "qualifier"), NUMBERS)
def test_number(text: str, value: int, qualifier: str) -> None:
    language = "tr" if "yorum" in text else None
    said = read_phrase(text, language)
    assert said is not None
    assert (said.value, said.qualifier) == (value, qualifier)


_DIGITS = [
    "0123456789",
    "۰۱۲۳۴۵۶۷۸۹",
    "٠١٢٣٤٥٦٧٨٩",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "๐๑๒๓๔๕๖๗๘๙",
    "０１２３４５６７８９",
]
_NOUNS = [
    "comments",
    "Kommentare",
    "commentaires",
    "комментариев",
    "نظر",
    "تعليق",
    "تגובות".replace("ت", "ת"),
    "yorum",
    "comentarios",
    "reacties",
]
_SHAPES = ["{n} {w}", "{w} ({n})", "{w}: {n}", "[{n}] {w}", "({n}) {w}", "{w} {n}", "{{ {n} {w} }}"]


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 999_999),
    st.sampled_from(_DIGITS),
    st.sampled_from(_NOUNS),
    st.sampled_from(_SHAPES),
    st.sampled_from([",", ".", "'", "\u00a0", ""]),
)
def test_digits_separators_and_order_do_not_matter(
    number: int, digits: str, noun: str, shape: str, group: str
) -> None:
    written = f"{number:,}".replace(",", group).translate(str.maketrans("0123456789", digits))
    said = read_phrase(shape.format(n=written, w=noun).replace("{{", "{").replace("}}", "}"))
    assert said is not None
    assert said.value == number


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    said = read_phrase(text)
    assert said is None or said.value is None or said.value >= 0
