"""Relative times ("3 hours ago", "Yesterday, 18:40") against the time of capture; without one they say nothing (H7)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from archive.model import Precision
from crawler.parsers.dates.numerals import fold

_UNITS: dict[str, str] = {
    "minutes": r"min(?:ute|uto|uten|uta|ut)?s?|mins?|minutt?er|мин(?:ут[аыу]?)?|хв(?:илин[аиу]?)?|دقیقه|دقیقه‌|dakika|dk|分钟|分鐘|分|분|मिनट|মিনিট|menit|minit|phut|นาที|דקות|λεπτα|minut[ay]?|perc|dakika",
    "hours": r"hours?|hrs?|heures?|stunden?|horas?|ore|ora|uur|timmar|timer|tuntia|час(?:а|ов)?|годин[аиу]?|ساعت|ساعه|ساعات|saat|小时|小時|時間|시간|घंटे|घण्टे|ঘন্টা|ঘণ্টা|jam|gio|ชั่วโมง|שעות|ωρες|godzin[ay]?|hodin(?:ami)?|ora",
    "days": r"days?|jours?|tag(?:en|e)?|dias?|giorni|giorno|dagen|dagar|dager|dage|paivaa|дн(?:я|ей)|день|дні|روز|یوم|ایام|gun|天|日|일|दिन|দিন|hari|ngay|วัน|ימים|μερες|dni|nap(?:ja)?",
}
_AGO = r"ago|vor|il y a|hace|ha|fa|geleden|sedan|siden|sitten|назад|тому|پیش|قبل|مضت|منذ|once|önce|前|전|पहले|আগে|lalu|yang lalu|truoc|ที่แล้ว|לפני|πριν|temu|pred|ezelott|atras"
_AGO_AFTER = {
    unit: re.compile(rf"(\d{{1,3}})\s*(?:{words})\s*(?:{_AGO})", re.I) for unit, words in _UNITS.items()
}
_AGO_BEFORE = {
    unit: re.compile(rf"(?:{_AGO})\s+(\d{{1,3}})\s*(?:{words})(?!\w)", re.I) for unit, words in _UNITS.items()
}
_DAYS = {
    1: r"yesterday|gestern|hier|ayer|ieri|ontem|gisteren|igår|i går|вчера|вчора|دیروز|امس|dün|昨天|昨日|어제|कल|গতকাল|kemarin|hôm qua|wczoraj|χθες",
    0: r"today|heute|aujourd'hui|hoy|oggi|hoje|vandaag|idag|i dag|сегодня|сьогодні|امروز|الیوم|bugün|今天|今日|오늘|आज|আজ|hari ini|hôm nay|dziś|σημερα",
}
_NAMED = {
    back: re.compile(
        rf"(?<!\w)({fold(words)})(?!\w)[,\s|-]{{0,4}}(?:(?:at|um|в|saat)\s)?(?:(\d{{1,2}}):(\d\d))?"
    )
    for back, words in _DAYS.items()
}
_SECONDS = {"minutes": 60, "hours": 3600, "days": 86400}
MAX_TEXT = 300


def relative_moment(text: str, captured_at: datetime) -> tuple[str, Precision, str] | None:
    """(ISO value, precision, printed text) of the first relative time in a short text, in UTC's days.

    Precision follows the unit: minutes give a minute, hours and days a day. `captured_at` is aware.
    """
    head = text[:MAX_TEXT]
    folded = fold(head)
    for unit in _UNITS:
        m = _AGO_AFTER[unit].search(folded) or _AGO_BEFORE[unit].search(folded)
        if m is None:
            continue
        when = captured_at - timedelta(seconds=int(m[1]) * _SECONDS[unit])
        raw = head[m.start() : m.end()]
        if unit == "minutes":
            return (
                when.strftime("%Y-%m-%dT%H:%M") + when.strftime("%z")[:3] + ":" + when.strftime("%z")[3:5],
                "minute",
                raw,
            )
        return when.strftime("%Y-%m-%d"), "day", raw
    for back, shape in _NAMED.items():
        if (m := shape.search(folded)) and (m[2] or back):
            day = (captured_at - timedelta(days=back)).strftime("%Y-%m-%d")
            clock = f"T{int(m[2]):02}:{m[3]}" if m[2] and int(m[2]) < 24 else ""
            return day + clock, "minute" if clock else "day", head[m.start() : m.end()].strip()
    return None
