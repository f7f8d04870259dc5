"""Laws of header lines: an instant written in any calendar, script, zone and order of labels reads back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crawler.parsers.dates.calendars import jalali
from crawler.parsers.dates.names import lines_of
from crawler.parsers.header import read_header, read_text
from crawler.parsers.page import Page

MONTHS = {
    (language, calendar): [forms.split("|")[0] for forms in rest]
    for language, calendar, *rest in lines_of("crawler.parsers.dates", "months.tsv")
}
JALALI = [key for key in MONTHS if key[1] == "jalali"]
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
LATIN: dict[int, int] = {}
clocks = st.tuples(st.integers(0, 23), st.integers(0, 59))
instants = st.datetimes(datetime(1996, 1, 1), datetime(2035, 12, 31))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(JALALI),
    st.integers(1370, 1410),
    st.integers(1, 12),
    st.integers(1, 29),
    clocks,
    st.sampled_from([LATIN, PERSIAN]),
    st.sampled_from(["{d} {m} {y} - {c}", "{d} {m} {y} ساعت {c}", "{c} - {d} {m} {y}", "{d} {m} {y}، {c}", "{d} {m} {y} | {c}"]),
)  # fmt: skip
def test_solar_months(
    key: tuple[str, str],
    year: int,
    month: int,
    day: int,
    clock: tuple[int, int],
    digits: dict[int, int],
    shape: str,
) -> None:
    when = jalali(year, month, day)
    assert when is not None
    text = shape.format(d=day, m=MONTHS[key][month - 1], y=year, c=f"{clock[0]:02}:{clock[1]:02}")
    facts = read_text(text.translate(digits), language=key[0])
    assert facts.published == f"{when}T{clock[0]:02}:{clock[1]:02}"
    assert not facts.published_zone_known


@settings(max_examples=80, deadline=None)
@given(st.integers(1370, 1410), st.integers(1, 12), st.integers(1, 29), st.sampled_from([LATIN, PERSIAN]))
def test_solar_numbers(year: int, month: int, day: int, digits: dict[int, int]) -> None:
    when = jalali(year, month, day)
    assert when is not None
    for text in (f"{year}/{month:02}/{day:02}", f"{year}-{month:02}-{day:02}", f"{day:02}/{month:02}/{year}"):
        assert read_text(text.translate(digits), language="fa").published == when.isoformat()


ERAS = [(date(2019, 5, 1), date(2035, 12, 31), "令和", 2018), (date(1989, 1, 8), date(2019, 4, 30), "平成", 1988), (date(1926, 12, 25), date(1989, 1, 7), "昭和", 1925)]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ERAS).flatmap(lambda e: st.tuples(st.dates(e[0], e[1]), st.just(e))), clocks)
def test_japanese_eras(drawn: tuple[date, tuple[date, date, str, int]], clock: tuple[int, int]) -> None:
    day, (_, _, era, before) = drawn
    year = "元" if day.year - before == 1 else str(day.year - before)
    text = f"{era}{year}年{day.month}月{day.day}日 {clock[0]}時{clock[1]:02}分"
    assert read_text(text, language="ja").published == f"{day}T{clock[0]:02}:{clock[1]:02}"


@settings(max_examples=60, deadline=None)
@given(instants, st.sampled_from([LATIN, THAI]))
def test_buddhist_and_republican_years(when: datetime, digits: dict[int, int]) -> None:
    thai = f"{when.day} {MONTHS[('th', 'gregorian')][when.month - 1]} {when.year + 543} {when:%H:%M}"
    assert read_text(thai.translate(digits), language="th").published == f"{when:%Y-%m-%dT%H:%M}"
    taiwan = f"民國{when.year - 1911}年{when.month}月{when.day}日 {when:%H:%M}"
    assert read_text(taiwan, language="zh-TW").published == f"{when:%Y-%m-%dT%H:%M}"


ZONES = [
    ("en-IN", "IST", "Asia/Kolkata"),
    ("ru", "МСК", "Europe/Moscow"), ("en", "MSK", "Europe/Moscow"), ("en", "Tehran time", "Asia/Tehran"),
    ("fa", "به وقت تهران", "Asia/Tehran"), ("tr", "TSİ", "Europe/Istanbul"), ("pt-BR", "horário de Brasília", "America/Sao_Paulo"),
    ("en-US", "ET", "America/New_York"), ("ja", "JST", "Asia/Tokyo"), ("ko", "KST", "Asia/Seoul"), ("en", "GMT", "UTC"),
    ("id", "WIB", "Asia/Jakarta"), ("en", "NPT", "Asia/Kathmandu"), ("en", "HKT", "Asia/Hong_Kong"),
]  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(ZONES), instants.filter(lambda d: d.year >= 2000), st.booleans())
def test_named_local_times(zone: tuple[str, str, str], when: datetime, long: bool) -> None:
    language, name, key = zone
    local = when.replace(tzinfo=ZoneInfo(key))
    assume(local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == when.replace(tzinfo=None))
    offset = local.utcoffset()
    day = f"{when:%Y-%m-%d}"
    if language == "fa":
        day = f"{when.day} {MONTHS[('fa', 'gregorian')][when.month - 1]} {when.year}"
    facts = read_text(f"{day} {when:%H:%M} {'(' + name + ')' if long else name}", language=language)
    assert facts.published is not None
    assert facts.published_zone_known
    assert facts.published[:16] == f"{when:%Y-%m-%dT%H:%M}"
    assert datetime.fromisoformat(facts.published).utcoffset() in (offset, _other_fold(when, key))


def _other_fold(when: datetime, key: str) -> timedelta | None:
    """In the hour that is twice, either offset is right."""
    return when.replace(tzinfo=ZoneInfo(key), fold=1).utcoffset()


@settings(max_examples=100, deadline=None)
@given(
    instants,
    st.integers(-20, 20).filter(bool),
    st.sampled_from(["LOC{a} {b} GMT", "{a} | {b} GMT", "{a} ({b} GMT)"]),
)
def test_two_clocks_of_one_instant(when: datetime, halves: int, shape: str) -> None:
    """The difference is the offset, the local one stands first; beyond ten hours east and west look alike."""
    offset = timedelta(minutes=30 * halves)
    other = when - offset
    if other.date() != when.date():
        return
    facts = read_text(
        f"{when:%d %B %Y} " + shape.format(a=f"{when:%H:%M}", b=f"{other:%H:%M}"), language="en"
    )
    assert facts.published is not None
    assert facts.published_zone_known
    assert datetime.fromisoformat(facts.published).astimezone(UTC).strftime("%F %R") == other.strftime(
        "%F %R"
    )


LABELS = [
    ("en", "Published: {}", "Updated: {}"), ("de", "Veröffentlicht: {}", "Aktualisiert: {}"), ("fr", "Publié le {}", "Mis à jour le {}"),
    ("es", "Publicado: {}", "Actualizado: {}"), ("it", "Pubblicato il {}", "Aggiornato il {}"), ("pl", "Opublikowano: {}", "Aktualizacja: {}"),
    ("ru", "Опубликовано: {}", "обновлено: {}"), ("tr", "Giriş: {}", "Güncelleme: {}"), ("uk", "Опубліковано: {}", "Оновлено: {}"),
    ("sv", "Publicerad {}", "Uppdaterad {}"), ("pt", "Publicado em {}", "Atualizado em {}"), ("el", "Δημοσίευση: {}", "Ενημέρωση: {}"),
    ("he", "פורסם: {}", "עודכן: {}"), ("ar", "تاريخ النشر: {}", "آخر تحديث: {}"), ("hi", "प्रकाशित: {}", "अपडेट: {}"),
    ("ko", "입력 {}", "수정 {}"), ("ja", "公開 {}", "更新 {}"), ("zh", "发布时间：{}", "更新时间：{}"), ("id", "Diterbitkan {}", "Diperbarui {}"),
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(LABELS), instants, st.integers(1, 5_000), st.sampled_from([" | ", " • ", "\n", " - "]), st.booleans()
)  # fmt: skip
def test_published_and_updated(
    words: tuple[str, str, str], when: datetime, later: int, separator: str, turned: bool
) -> None:
    language, published, updated = words
    change = when + timedelta(minutes=later)
    parts = [published.format(f"{when:%Y-%m-%d %H:%M}"), updated.format(f"{change:%Y-%m-%d %H:%M}")]
    text = separator.join(parts[::-1] if turned else parts)
    want = [f"{when:%Y-%m-%dT%H:%M}", f"{change:%Y-%m-%dT%H:%M}"]
    facts = read_text(text, language=language)
    assert [facts.published, facts.updated] == want
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    page = Page(
        f"<html lang={language}><h1>The wall is raised</h1>{lines}</html>".encode(), "https://s.example/1"
    )
    facts = read_header(page)
    assert [facts.published, facts.updated] == want


@pytest.mark.parametrize("digits", [LATIN, PERSIAN, ARABIC])
@settings(max_examples=60, deadline=None)
@given(number=st.integers(1, 10**12), label=st.sampled_from(["شناسه خبر", "کد خبر", "رقم الخبر", "خبر نمبر", "News ID", "Haber No", "ID"]))  # fmt: skip
def test_ids_in_any_digits(digits: dict[int, int], number: int, label: str) -> None:
    assert read_text(f"{label}: {number}".translate(digits), language="fa").article_id == str(number)
