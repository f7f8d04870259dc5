"""A list that is one page of several is no total (R9), in the languages of `more.tsv`; counters of several things in a row."""

from __future__ import annotations

import pytest

from crawler.parsers.comments import read_comments
from crawler.parsers.page import Page

LIST = (
    '<h1>Harbour wall to be raised</h1><section id="comments"><ol><li class="comment" id="comment-1"><b>Ann</b><p>Higher!</p></li>'
    '<li class="comment" id="comment-2"><b>Bob</b><p>Lower, I say.</p></li></ol>{}</section>'
)
MORE = [
    "Older Comments", "Load more", "Mehr anzeigen", "Ältere Kommentare", "Voir plus", "Comentarios antiguos", "Ver mais",
    "Mostra altri", "Meer laden", "Pokaż więcej", "Попередні коментарі", "Показать ещё", "Eski yorumlar", "Visa fler",
    "Ældre kommentarer", "Eldre kommentarer", "Vanhemmat kommentit", "Starší komentáře", "Régebbi hozzászólások",
    "Comentarii mai vechi", "Παλαιότερα σχόλια", "По-стари коментари", "Stariji komentari", "Старији коментари",
    "دیدگاه‌های قدیمی‌تر", "نمایش بیشتر", "عرض المزيد", "תגובות ישנות", "過去のコメント", "이전 댓글", "较早评论", "較舊的留言",
    "Bình luận cũ hơn", "Komentar Lama", "ความคิดเห็นเก่ากว่า", "पुरानी टिप्पणियाँ", "Vanemad kommentaarid", "Senesni komentarai",
    "Vecāki komentāri", "Starejši komentarji", "Staršie komentáre", "Page 1 of 3", "2 more replies",
]  # fmt: skip
WHOLE = ["", "Comments are closed.", "Reply", "Report", "Mover más"]

COUNTERS = [
    ("en", "12 likes · 3 comments · 450 views"), ("de", "Leser: 450 · Kommentare: 3 · Bewertung: 4,5"),
    ("fr", "Vues : 450 — Commentaires : 3 — Partages : 8"), ("es", "Lecturas: 450 | Comentarios: 3 | Votos: 12"),
    ("ru", "Просмотров: 450. Комментариев: 3. Лайков: 12"), ("tr", "Okunma: 450 | Yorum: 3 | Beğeni: 12"),
    ("fa", "بازدید: ۴۵۰ | نظرات: ۳ | پسند: ۱۲"), ("ar", "المشاهدات: 450 | التعليقات: 3 | الإعجابات: 12"),
    ("ja", "閲覧 450 コメント 3 いいね 12"), ("ko", "조회 450 · 댓글 3 · 공감 12"), ("zh-CN", "阅读(450) 评论(3) 点赞(12)"),
    ("id", "Dilihat 450 kali | 3 komentar | 12 suka"), ("cs", "Přečteno: 450x | Komentáře: 3"), ("en", "👍 12 💬 3 👁 450"),
]  # fmt: skip


def count(body: str, language: str = "en") -> int | None:
    page = f'<html lang="{language}"><meta charset="utf-8"><body>{body}</body></html>'
    return read_comments(Page(page.encode(), "https://paper.example/news/1/")).comment_count


@pytest.mark.parametrize("text", MORE)
def test_one_page_of_several(text: str) -> None:
    assert count(LIST.format(f'<a class="x" href="#">{text}</a>')) is None


@pytest.mark.parametrize("text", WHOLE)
def test_whole_list(text: str) -> None:
    assert count(LIST.format(f"<p>{text}</p>")) == 2


@pytest.mark.parametrize(("language", "text"), COUNTERS)
def test_counters_in_a_row(language: str, text: str) -> None:
    assert count(f"<article><h1>Harbour wall to be raised</h1><div>{text}</div></article>", language) == 3
