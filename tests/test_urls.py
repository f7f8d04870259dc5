"""Keys of addresses. The expectations of `surt` were checked once against the Wayback key makers in use."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.urls import normalise, of_header, surt

SESSION = "0123456789abcdefghijklmnopqrstuv"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("", "-"),
        ("http://www.News.example:80/B/?y&x=2", "example,news)/b?x=2&y"),
        ("http://news.example", "example,news)/"),
        ("https://news.example:443/a", "example,news)/a"),
        ("https://news.example:80/a", "example,news:80)/a"),
        ("http://user:secret@news.example/a", "example,news)/a"),
        ("http://www2.www.news.example/", "example,news,www)/"),
        ("http://.news..example./", "example,news)/"),
        ("http://news.example/a//b/./c/../d/", "example,news)/a/b/d"),
        ("http://news.example/..", "example,news)/.."),
        ("http://news.example/%D8%A7%D8%AE", "example,news)/%d8%a7%d8%ae"),
        ("http://news.example/اخ?q=ا", "example,news)/%d8%a7%d8%ae?q=%d8%a7"),
        ("http://news.example/%2541%25%32%35", "example,news)/a%25"),
        ("http://news.example/a b#c", "example,news)/a%20b"),
        ("http://خبر.example/", "example,xn--ngblk)/"),
        ("http://news.example/x?b=2&b=10&b&a", "example,news)/x?a&b&b=10&b=2"),
        ("http://news.example/x?", "example,news)/x"),
        (f"http://news.example/x?a=1&PHPSESSID={SESSION}&b=2", "example,news)/x?a=1&b=2"),
        (f"http://news.example/x?jsessionid={SESSION}", "example,news)/x"),
        (f"http://news.example/x?jsessionid={SESSION}w", f"example,news)/x?jsessionid={SESSION}w"),
        ("http://news.example/x?CFID=1&CFTOKEN=2&a=b", "example,news)/x?a=b"),
        ("http://news.example/(S(4hqa0555fwsecu455xqckv45))/a.aspx", "example,news)/a.aspx"),
        ("http://127.0.0.1:8080/x", "1,0,0,127:8080)/x"),
        ("http://2130706433/", "1,0,0,127)/"),
        ("http://1.2.3.256/", "256,3,2,1)/"),
        ("http://[2001:DB8::1]:80/a", "2001:db8::1)/a"),
        ("http:/news.example/x", "example,news)/x"),
        ("http://https://news.example/x", "example,news)/x"),
        ("news.example/x", "example,news)/x"),
        ("  http://news.example/a\nb ", "example,news)/ab"),
        ("dns:News.example", "dns:news.example"),
        ("mailto:Desk@news.example", "mailto:desk@news.example"),
        ("warcinfo:X.warc.gz", "warcinfo:X.warc.gz"),
    ],
)
def test_surt(url: str, key: str) -> None:
    assert surt(url) == key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTP://News.Example:80/A?b=1#top", "http://news.example/A?b=1"),
        ("http://news.example", "http://news.example/"),
        ("http://news.example?", "http://news.example/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("http://news.example/a?utm_source=x&id=5&fbclid=Iw", "http://news.example/a?id=5"),
        ("http://news.example/a?UTM_Source=x", "http://news.example/a"),
        ("http://news.example/a?id=5&amp;utm_medium=rss", "http://news.example/a?id=5"),
        ("http://news.example/a?utm%5Fsource=x&b=2&a=1", "http://news.example/a?b=2&a=1"),
        ("http://news.example/a?ref=home&sid=12", "http://news.example/a?ref=home&sid=12"),
        ("http://news.example/a;jsessionid=1A2B.node1?x=1", "http://news.example/a?x=1"),
        ("http://news.example/%7euser/%d8%a7%2f", "http://news.example/~user/%D8%A7%2F"),
        (
            "http://news.example/خبر/ایران",
            "http://news.example/%D8%AE%D8%A8%D8%B1/%D8%A7%DB%8C%D8%B1%D8%A7%D9%86",
        ),
        ("http://news.example/100%", "http://news.example/100%25"),
        ("http://news.example/a b\\c", "http://news.example/a%20b/c"),
        ("http://news.example/a/./b/%2E%2e/c/..", "http://news.example/a/"),
        ("http://news.example/../../x", "http://news.example/x"),
        ("http://news.example//a//", "http://news.example//a//"),
        ("http://خبر.example/", "http://xn--ngblk.example/"),
        ("http://[2001:DB8::1]:443/", "http://[2001:db8::1]:443/"),
        ("http://me:Pw@news.example/", "http://me:Pw@news.example/"),
        ("mailto:desk@news.example#x", "mailto:desk@news.example"),
        ("/relative?a#b", "/relative?a"),
        ("", ""),
    ],
)
def test_normalise(url: str, key: str) -> None:
    assert normalise(url) == key


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1",
        "http://news.example:99999999999999999999/",
        "http://news.example:٣/",
        "http://\udcff/\udcff?\udcff",
        "http://" + "9" * 5000 + "/",
        "http://" + "ü" * 100_000 + ".example/",
        "http://\x00\x01/\x00",
        "http://@@@:::/",
        "http://%",
        "://",
        "ftp://",
    ],
)
def test_addresses_that_make_no_sense_have_a_key_too(url: str) -> None:
    assert surt(url).isascii()
    assert normalise(normalise(url)) == normalise(url)


@pytest.mark.parametrize(
    "piece",
    [
        "%25",
        "%2%35",
        "/..",
        "/(a(4hqa0555fwsecu455xqckv45))",
        "cfid=",
        "sid=&",
        "//",
        "&",
        ".",
        "http://",
        ";jsessionid=",
        "ü",
    ],
)
def test_hostile_addresses_cost_linear_time(piece: str) -> None:
    long = piece * (300_000 // len(piece))
    begun = time.process_time()
    for url in (
        "http://a.example/" + long + ".aspx",
        "http://a.example/?" + long + "cftoken=",
        "http://" + long,
    ):
        surt(url)
        normalise(url)
    assert time.process_time() - begun < 6  # quadratic time would take minutes


@example("0\x08#")
@example("0 \x85")
@given(st.text() | st.text("%25abABü/.?&=#:@[]\\ -", max_size=40).map("http://".__add__))
def test_normalise_twice_is_normalise(url: str) -> None:
    assert normalise(normalise(url)) == normalise(url)
    assert surt(url).isascii() or url.startswith(("filedesc", "warcinfo"))


def test_addresses_in_headers() -> None:
    assert of_header("/снимок".encode().decode("latin-1")) == "/снимок"
    assert of_header("/caf\xe9") == "/caf%E9"
    assert of_header("/plain") == "/plain"
