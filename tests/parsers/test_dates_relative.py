"""Relative times: nothing without the time of capture, its precision with it (H7)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.parsers.header import read_text

NOON = datetime(2024, 6, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text", "published"),
    [
        ('en', '3 hours ago', '2024-06-10'),
        ('en', '20 minutes ago', '2024-06-10T11:40+00:00'),
        ('en', '2 days ago', '2024-06-08'),
        ('en', 'Yesterday, 18:40', '2024-06-09T18:40'),
        ('en', 'an hour ago', '2024-06-10'),
        ('ar', 'قبل ساعتين', '2024-06-10'),
        ('ar', 'منذ 3 ساعات', '2024-06-10'),
        ('ar', 'منذ يومين', '2024-06-08'),
        ('fa', '۲ روز پیش', '2024-06-08'),
        ('fa', '۳ ساعت پیش', '2024-06-10'),
        ('fa', 'دیروز، ۱۸:۴۰', '2024-06-09T18:40'),
        ('it', '20 minuti fa', '2024-06-10T11:40+00:00'),
        ('cs', 'před 20 minutami', '2024-06-10T11:40+00:00'),
        ('ro', 'acum 2 zile', '2024-06-08'),
        ('sr', 'pre 3 sata', '2024-06-10'),
        ('bg', 'преди 2 дни', '2024-06-08'),
        ('et', '2 päeva tagasi', '2024-06-08'),
        ('kk', '2 күн бұрын', '2024-06-08'),
        ('de', 'vor 3 Stunden', '2024-06-10'),
        ('de', 'Gestern, 18:40 Uhr', '2024-06-09T18:40'),
        ('fr', 'il y a 2 jours', '2024-06-08'),
        ('fr', 'Hier à 18:40', '2024-06-09T18:40'),
        ('fr', 'hier à 18h40', '2024-06-09T18:40'),
        ('es', 'hace 3 horas', '2024-06-10'),
        ('es', 'Ayer a las 18:40', '2024-06-09T18:40'),
        ('pt', 'há 2 dias', '2024-06-08'),
        ('it', '2 giorni fa', '2024-06-08'),
        ('nl', '2 dagen geleden', '2024-06-08'),
        ('ru', '3 часа назад', '2024-06-10'),
        ('ru', 'вчера в 18:40', '2024-06-09T18:40'),
        ('tr', '3 saat önce', '2024-06-10'),
        ('ko', '3시간 전', '2024-06-10'),
        ('ja', '2日前', '2024-06-08'),
        ('zh', '3小时前', '2024-06-10'),
        ('zh', '20分钟前', '2024-06-10T11:40+00:00'),
        ('hi', '3 घंटे पहले', '2024-06-10'),
        ('id', '3 jam yang lalu', '2024-06-10'),
        ('vi', '3 giờ trước', '2024-06-10'),
        ('pl', '2 dni temu', '2024-06-08'),
        ('cs', 'před 3 hodinami', '2024-06-10'),
        ('sv', 'för 2 dagar sedan', '2024-06-08'),
        ('he', 'לפני 3 שעות', '2024-06-10'),
        ('ur', '3 گھنٹے قبل', '2024-06-10'),
        ('en', '1 week ago', '2024-06-03'),
        ('en', 'Today at 09:15', '2024-06-10T09:15'),
        ('uk', '2 години тому', '2024-06-10'),
        ('el', 'πριν από 3 ώρες', '2024-06-10'),
        ('bn', '৩ ঘণ্টা আগে', '2024-06-10'),
        ('th', '3 ชั่วโมงที่แล้ว', '2024-06-10'),
        ('en', '3h ago', '2024-06-10'),
        ('en', '2d ago', '2024-06-08'),
    ],
)  # fmt: skip
def test_against_the_time_of_capture(language: str, text: str, published: str) -> None:
    assert read_text(text, language=language, captured_at=NOON).published == published
    assert read_text(text, language=language).published is None


@pytest.mark.parametrize("text", ["Just now", "as long ago as the wall", "The 3 men ago"])
def test_no_times(text: str) -> None:
    assert read_text(text, language="en", captured_at=NOON).published is None
