"""Charsets: what is stated, what the bytes contradict, what nobody states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.charset import codec
from crawler.parsers.decode import decode

RUSSIAN = "Президент подписал закон о бюджете, сообщили журналистам в среду. " * 8
PERSIAN = "رئیس جمهور گفت که این قرارداد مهم است و باید اجرا شود. " * 8
GREEK = "Ο πρωθυπουργός δήλωσε ότι η κυβέρνηση θα στηρίξει την οικονομία. " * 8


def page(text: str, charset: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(charset, "replace")


@pytest.mark.parametrize(
    ("body", "header", "expected"),
    [
        (b"\xef\xbb\xbfx", "text/html; charset=iso-8859-1", "utf-8"),
        (page("caf\u00e9 “x”", "cp1252"), "text/html; charset=ISO-8859-1", "cp1252"),
        (page(RUSSIAN, "cp1251", "<meta charset=windows-1251>"), None, "cp1251"),
        (
            page(RUSSIAN, "koi8-r", "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>"),
            None,
            "koi8-r",
        ),
        (page(PERSIAN, "utf-8", "<meta charset=iso-8859-1>"), None, "utf-8"),
        (page(RUSSIAN, "cp1251", "<meta charset=utf-8>"), None, "cp1251"),
        (page(RUSSIAN, "cp1251"), None, "cp1251"),
        (page("日本語の記事です。", "shift_jis", "<meta charset=x-sjis>"), None, "cp932"),
        (page("新闻报道", "gbk", "<meta charset=gb2312>"), None, "gb18030"),
        (page("x", "ascii", "<meta charset=nonsense>"), None, "utf-8"),
        (
            b"<?xml version='1.0' encoding='iso-8859-7'?>" + page(GREEK, "iso8859_7"),
            None,
            "iso8859-7",
        ),
        (RUSSIAN.encode("utf-16"), "text/html", "utf-16-le"),
        (page(RUSSIAN, "utf-16-be"), "text/html; charset=UTF-16BE", "utf-16-be"),
        (page("x", "ascii"), "text/html; charset=utf-16", "utf-8"),
        (page(PERSIAN, "utf-8", "<meta charset=utf-16>"), None, "utf-8"),
        (page(RUSSIAN, "cp1251", "<meta charset=utf-7>"), "text/html; charset=cp037", "cp1251"),
    ],
)
def test_the_charset_is_the_one_that_reads(body: bytes, header: str | None, expected: str) -> None:
    text, charset = decode(body, header)
    assert charset.replace("_", "-") == expected.replace("_", "-")
    assert "\ufffd" not in text


def test_a_page_cut_within_a_letter_stays_utf8() -> None:
    text, charset = decode(page(PERSIAN, "utf-8")[:-30])
    assert charset == "utf-8"
    assert PERSIAN[:100] in text


def test_labels_mean_what_browsers_read_in_them() -> None:
    assert [codec(x) for x in ("latin1", "US-ASCII", "x-sjis", "gb2312", "iso-8859-9")] == [
        "cp1252", "cp1252", "cp932", "gb18030", "cp1254",
    ]  # fmt: skip
    others = ("base64", "idna", "punycode", "unicode_escape", "undefined", "cp037", "utf-7", "\udcff")
    assert [codec(label) for label in others] == [None] * len(others)


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "text/html; charset=utf-16", "x; charset=\x00", "text/html; charset=idna"]),
)
def test_any_bytes_are_read(body: bytes, header: str | None) -> None:
    text, charset = decode(body, header)
    assert isinstance(text, str)
    assert charset
